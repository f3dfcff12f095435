// The small shapes of the visual grammar, drawn as paths: fonts disagree about ▲ and ◷, shapes do
// not. Each is centred at a point, within a square of the given side.
#pragma once

#include <QBrush>
#include <QColor>
#include <QPointF>
#include <QRectF>

class QPainter;

namespace kscope::gui {

void draw_triangle(QPainter& p, QPointF at, double side, bool up, bool filled, const QColor& c);
void draw_star(QPainter& p, QPointF at, double side, const QColor& c);
void draw_diamond(QPainter& p, QPointF at, double side, bool filled, const QColor& c);
void draw_bell(QPainter& p, QPointF at, double side, const QColor& c);
void draw_clock(QPainter& p, QPointF at, double side, const QColor& c);
void draw_cross(QPainter& p, QPointF at, double side, const QColor& c);
void draw_bolt(QPainter& p, QPointF at, double side, const QColor& c);
void draw_pause(QPainter& p, QPointF at, double side, const QColor& c);
void draw_recover(QPainter& p, QPointF at, double side, const QColor& c);
void draw_scissors(QPainter& p, QPointF at, double side, const QColor& c);
// A plus or a minus in a box: a replica that comes or goes.
void draw_badge(QPainter& p, QPointF at, double side, bool plus, const QColor& c);
// Diagonal lines over a rounded rectangle: what cannot be reached.
void draw_hatch(QPainter& p, const QRectF& rect, const QColor& c, double step, double alpha);
// A record's fill: its key's colour, striped for the second six.
void draw_key_fill(QPainter& p, const QRectF& rect, const QColor& fill, const QColor& ink,
                   bool striped);

}  // namespace kscope::gui
