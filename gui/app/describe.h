// What the window shows, as data: the union of what its parts have drawn, in the window's
// coordinates.
// --describe writes it, tests assert on it, and the accessibility tree is the same list.
#pragma once

#include <QJsonArray>
#include <QWidget>

#include "gui/canvas/drawn_items.h"

namespace kscope::gui {

// What a widget has drawn, in its own coordinates; null: it is none of ours.
const DrawnItems* drawn_items_of(QWidget* widget);
// All visible parts below `window`.
QJsonArray describe_parts(QWidget& window);
// Writes the whole file or nothing. Empty: done; else what went wrong.
QString write_atomically(const QString& file, const QByteArray& content);

}  // namespace kscope::gui
