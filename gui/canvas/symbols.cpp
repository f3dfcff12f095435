#include "gui/canvas/symbols.h"

#include <QPainter>
#include <QPainterPath>
#include <cmath>

namespace kscope::gui {

namespace {

QPen line(const QColor& c, double width) {
    return {c, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void shape(QPainter& p, const QPolygonF& polygon, bool filled, const QColor& c) {
    p.setPen(QPen(c, 1.5, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    p.setBrush(filled ? QBrush(c) : QBrush(Qt::NoBrush));
    p.drawPolygon(polygon);
}

}  // namespace

void draw_triangle(QPainter& p, QPointF at, double side, bool up, bool filled, const QColor& c) {
    const double w = side / 2 - 0.5;
    const double h = side * 0.42 * (up ? -1 : 1);
    shape(p, QPolygonF({at + QPointF(-w, -h), at + QPointF(w, -h), at + QPointF(0, h)}), filled, c);
}

void draw_star(QPainter& p, QPointF at, double side, const QColor& c) {
    QPolygonF star;
    for (int i = 0; i < 10; ++i) {
        const double radius = side / 2 * (i % 2 == 0 ? 1 : 0.45);
        const double angle = -M_PI / 2 + i * M_PI / 5;
        star << at + QPointF(std::cos(angle) * radius, std::sin(angle) * radius);
    }
    p.setPen(QPen(c, 1.2, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    p.setBrush(Qt::NoBrush);
    p.drawPolygon(star);
}

void draw_diamond(QPainter& p, QPointF at, double side, bool filled, const QColor& c) {
    const double r = side / 2;
    shape(p,
          QPolygonF(
              {at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at + QPointF(-r, 0)}),
          filled, c);
}

void draw_bell(QPainter& p, QPointF at, double side, const QColor& c) {
    const double r = side / 2;
    QPainterPath bell(at + QPointF(-r, r * 0.5));
    bell.cubicTo(at + QPointF(-r * 0.4, r * 0.1), at + QPointF(-r * 0.9, -r), at + QPointF(0, -r));
    bell.cubicTo(at + QPointF(r * 0.9, -r), at + QPointF(r * 0.4, r * 0.1),
                 at + QPointF(r, r * 0.5));
    bell.closeSubpath();
    p.setPen(line(c, 1.4));
    p.setBrush(Qt::NoBrush);
    p.drawPath(bell);
    p.drawLine(at + QPointF(-r * 0.2, r * 0.85), at + QPointF(r * 0.2, r * 0.85));
}

void draw_clock(QPainter& p, QPointF at, double side, const QColor& c) {
    const double r = side / 2 - 0.7;
    p.setPen(line(c, 1.4));
    p.setBrush(Qt::NoBrush);
    p.drawEllipse(at, r, r);
    p.drawLine(at, at + QPointF(0, -r * 0.6));
    p.drawLine(at, at + QPointF(r * 0.5, 0));
}

void draw_cross(QPainter& p, QPointF at, double side, const QColor& c) {
    const double r = side / 2 - 1;
    p.setPen(line(c, std::max(2.0, side / 6)));
    p.drawLine(at + QPointF(-r, -r), at + QPointF(r, r));
    p.drawLine(at + QPointF(-r, r), at + QPointF(r, -r));
}

void draw_bolt(QPainter& p, QPointF at, double side, const QColor& c) {
    const double r = side / 2;
    shape(p,
          QPolygonF({at + QPointF(r * 0.3, -r), at + QPointF(-r * 0.6, r * 0.2),
                     at + QPointF(0, r * 0.2), at + QPointF(-r * 0.3, r),
                     at + QPointF(r * 0.6, -r * 0.2), at + QPointF(0, -r * 0.2)}),
          true, c);
}

void draw_pause(QPainter& p, QPointF at, double side, const QColor& c) {
    p.setPen(Qt::NoPen);
    p.setBrush(c);
    p.drawRect(QRectF(at.x() - side * 0.35, at.y() - side * 0.4, side * 0.24, side * 0.8));
    p.drawRect(QRectF(at.x() + side * 0.11, at.y() - side * 0.4, side * 0.24, side * 0.8));
}

void draw_recover(QPainter& p, QPointF at, double side, const QColor& c) {
    const double r = side / 2 - 1.2;
    p.setPen(line(c, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawArc(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), 60 * 16, 270 * 16);
    const QPointF tip = at + QPointF(r * 0.5, -r * 0.87);
    p.drawLine(tip, tip + QPointF(-r * 0.8, -r * 0.3));
    p.drawLine(tip, tip + QPointF(-r * 0.25, r * 0.75));
}

void draw_scissors(QPainter& p, QPointF at, double side, const QColor& c) {
    const double r = side / 2;
    p.setPen(line(c, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawLine(at + QPointF(-r * 0.3, r * 0.35), at + QPointF(r, -r * 0.6));
    p.drawLine(at + QPointF(-r * 0.3, -r * 0.35), at + QPointF(r, r * 0.6));
    p.drawEllipse(at + QPointF(-r * 0.6, r * 0.55), r * 0.36, r * 0.36);
    p.drawEllipse(at + QPointF(-r * 0.6, -r * 0.55), r * 0.36, r * 0.36);
}

void draw_badge(QPainter& p, QPointF at, double side, bool plus, const QColor& c) {
    p.save();
    p.setPen(QPen(c, 1.5));
    p.setBrush(Qt::NoBrush);
    p.drawRoundedRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side), 2, 2);
    const double arm = side / 2 - 3;
    p.drawLine(QPointF(at.x() - arm, at.y()), QPointF(at.x() + arm, at.y()));
    if (plus) p.drawLine(QPointF(at.x(), at.y() - arm), QPointF(at.x(), at.y() + arm));
    p.restore();
}

void draw_hatch(QPainter& p, const QRectF& rect, const QColor& c, double step, double alpha) {
    p.save();
    QPainterPath clip;
    clip.addRoundedRect(rect, 4, 4);
    p.setClipPath(clip);
    QColor faint = c;
    faint.setAlphaF(static_cast<float>(alpha));
    p.setPen(QPen(faint, 1.5));
    for (double x = rect.left() - rect.height(); x < rect.right(); x += step) {
        p.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    }
    p.restore();
}

void draw_key_fill(QPainter& p, const QRectF& rect, const QColor& fill, const QColor& ink,
                   bool striped) {
    p.fillRect(rect, fill);
    if (!striped) {
        return;
    }
    QColor faint = ink;
    faint.setAlphaF(0.38F);
    p.save();
    p.setClipRect(rect, Qt::IntersectClip);
    p.setPen(QPen(faint, 2));
    for (double x = rect.left() - rect.height(); x < rect.right(); x += 6) {
        p.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    }
    p.restore();
}

}  // namespace kscope::gui
