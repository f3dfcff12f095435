#include "gui/timeline/mark_shape.h"

#include <QPainter>
#include <QPainterPath>

namespace kscope::gui {

namespace {

void polygon(QPainter& p, std::initializer_list<QPointF> points) {
    p.drawPolygon(QPolygonF(QList<QPointF>(points)));
}

}  // namespace

void draw_mark_shape(QPainter& p, const Theme& theme, MarkKind kind, const QRectF& box) {
    const QRectF r = box.adjusted(1.5, 1.5, -1.5, -1.5);
    const QPointF c = r.center();
    p.save();
    p.setBrush(theme.text);
    p.setPen(QPen(theme.panel, 1));
    switch (kind) {
        case MarkKind::fault:
        case MarkKind::law:
            for (const double width : {5.0, 2.5}) {
                p.setPen(QPen(width > 4 ? theme.panel : theme.fault, width));
                p.drawLine(r.topLeft(), r.bottomRight());
                p.drawLine(r.topRight(), r.bottomLeft());
            }
            break;
        case MarkKind::election:
            polygon(p, {{c.x(), r.top()}, r.bottomRight(), r.bottomLeft()});
            break;
        case MarkKind::isr: polygon(p, {r.topLeft(), r.topRight(), {c.x(), r.bottom()}}); break;
        case MarkKind::controller:
            polygon(p,
                    {{c.x(), r.top()}, {r.right(), c.y()}, {c.x(), r.bottom()}, {r.left(), c.y()}});
            break;
        case MarkKind::hold:
        case MarkKind::say: p.drawRoundedRect(r, 2, 2); break;
        case MarkKind::session:
            p.setBrush(theme.panel);
            p.setPen(QPen(theme.text, 1.5));
            p.drawEllipse(r);
            p.drawLine(c, QPointF(c.x(), r.top() + 1));
            break;
        case MarkKind::truncation:
        case MarkKind::error:
            p.setPen(QPen(theme.fault, 2));
            p.drawLine(QPointF(c.x(), r.top()), QPointF(c.x(), r.bottom() - 3));
            p.drawPoint(QPointF(c.x(), r.bottom()));
            break;
        case MarkKind::generation:
            p.setBrush(theme.panel);
            p.setPen(QPen(theme.text, 1.5));
            p.drawRect(r);
            break;
        case MarkKind::heal:
        case MarkKind::none: p.drawEllipse(c, 3, 3); break;
    }
    p.restore();
}

}  // namespace kscope::gui
