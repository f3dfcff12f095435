// The order of the painters.
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"

namespace kscope::gui {

void paint_scene(Pen& pen) {
    pen.p.setRenderHint(QPainter::Antialiasing, true);
    pen.p.setRenderHint(QPainter::TextAntialiasing, true);
    const Frame& frame = *pen.scene.frame;
    if (frame.overview) {
        paint_overview(pen);
        return;
    }
    if (frame.brokers.empty()) {
        paint_empty(pen);
        return;
    }
    if (frame.focus) {
        paint_crumbs(pen);
    }
    paint_zookeeper_row(pen);
    paint_producers(pen);
    paint_internal(pen);
    paint_headers(pen);
    paint_brokers(pen);
    paint_lanes(pen);
    paint_groups(pen);
    paint_readers(pen);
}

void paint_moving(Pen& pen, PacketAtlas& atlas) {
    pen.p.setRenderHint(QPainter::Antialiasing, true);
    if (pen.scene.frame->brokers.empty()) {
        return;
    }
    if (pen.scene.frame->overview) {
        paint_overview_moving(pen);
        return;
    }
    paint_session_rings(pen);
    paint_links(pen);
    paint_flights(pen, atlas);
}

void paint_empty(Pen& pen) {
    const QRectF all(QPointF(0, 0), pen.scene.size);
    pen.begin(QStringLiteral("empty"), QStringLiteral("empty"),
              QStringLiteral("No scenario is open."), all);
    pen.text("title", {all.left(), all.center().y() - 32, all.width(), 24},
             QStringLiteral("No scenario is open"), TypeRole::story, pen.theme.text,
             Qt::AlignCenter);
    pen.text("hint", {all.left(), all.center().y(), all.width(), 20},
             QStringLiteral("Choose a lesson, or open a scenario file with Ctrl+O."),
             TypeRole::body, pen.theme.muted, Qt::AlignCenter);
    pen.end();
}

}  // namespace kscope::gui
