// The signs of turning points, as shapes: a cross for a fault, a triangle for an election, a
// diamond for a controller. No colour carries meaning alone.
#pragma once

#include <QRectF>

#include "gui/canvas/theme.h"
#include "gui/session/recording.h"

class QPainter;

namespace kscope::gui {

void draw_mark_shape(QPainter& painter, const Theme& theme, MarkKind kind, const QRectF& box);

}  // namespace kscope::gui
