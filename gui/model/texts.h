// How the window writes numbers and times, everywhere the same.
#pragma once

#include <QFontMetricsF>
#include <QStringList>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "gui/session/recording.h"

namespace kscope::gui {

QString seconds_text(Instant at);     // "5.012"
QString precise_text(Instant at);     // "5.012 431 s": to the microsecond
QString grouped_text(qint64 number);  // "18,204"
QString event_text(EventId event);    // "18,204"
QString duration_text(Duration d);    // "17.9 s", "250 ms"
// The sign of a kind of turning point in lists: a cross, a triangle, ...
QString mark_sign(MarkKind kind);
// A sentence of the story for a narrow row: without its rule, brokers as "b2", and never longer
// than two rows take. The whole sentence stands in the tooltip.
QString brief_text(const QString& sentence);
// Broken at words; a word wider than the line has a line of its own.
QStringList wrapped(const QFontMetricsF& metrics, const QString& text, double width);

}  // namespace kscope::gui
