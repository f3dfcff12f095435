// How the window writes numbers and times, everywhere the same.
#pragma once

#include <QString>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "gui/session/recording.h"

namespace kscope::gui {

QString seconds_text(Instant at);   // "5.012"
QString precise_text(Instant at);   // "5.012 431 s": to the microsecond
QString event_text(EventId event);  // "18,204"
QString duration_text(Duration d);  // "17.9 s", "250 ms"
// The sign of a kind of turning point in lists: a cross, a triangle, ...
QString mark_sign(MarkKind kind);

}  // namespace kscope::gui
