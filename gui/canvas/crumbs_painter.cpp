// From near, above everything: where in the cluster this is, the way back, and the pages.
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/geometry/offset_axis.h"

namespace kscope::gui {

namespace {

QString q(const std::string& s) { return QString::fromStdString(s); }

class Crumbs {
public:
    Crumbs(Pen& pen, double right) : pen_(pen), right_(right) {}

    void link(const QString& id, const QString& text) { put(id, text, true); }
    void here(const QString& id, const QString& text) { put(id, text, false); }
    void arrow() {
        pen_.begin(QStringLiteral("crumbs/%1").arg(++arrows_), QStringLiteral("sign"),
                   QStringLiteral("in it"), {x_, 0, 10, 28});
        x_ += pen_.text("sign", {x_, 0, 12, 28}, QStringLiteral("\u203a"), TypeRole::body_bold,
                        pen_.theme.muted) +
              8;
        pen_.end();
    }
    void space(double w) { x_ += w; }

private:
    void put(const QString& id, const QString& text, bool leads) {
        const TypeRole role = leads ? TypeRole::body : TypeRole::body_bold;
        const double w = std::min(pen_.width(role, text) + 1, std::max(8.0, right_ - x_));
        const QRectF box(x_ - 4, 2, w + 8, 24);
        pen_.begin(id, leads ? QStringLiteral("button") : QStringLiteral("crumb"), text, box,
                   leads);
        pen_.text("label", {x_, 2, w, 24}, text, role, leads ? pen_.theme.focus : pen_.theme.text);
        pen_.end();
        x_ += w + 12;
    }

    Pen& pen_;
    double right_;
    double x_ = 20;
    int arrows_ = 0;
};

}  // namespace

void paint_crumbs(Pen& pen) {
    const FrameFocus& f = *pen.scene.frame->focus;
    const int last = f.first + f.shown - 1;
    Crumbs crumbs(pen, pen.scene.size.width() - 16);
    crumbs.link(QStringLiteral("crumb/cluster"),
                QStringLiteral("All %1 partitions").arg(q(grouped(f.of_cluster))));
    crumbs.arrow();
    if (f.alone) {
        crumbs.link(QStringLiteral("crumb/topic"),
                    q(f.topic) + QStringLiteral(", %1 partitions").arg(q(grouped(f.of_topic))));
        crumbs.arrow();
        crumbs.here(QStringLiteral("crumb/here"), q(f.topic) + QStringLiteral("-%1").arg(f.first));
    } else {
        const QString range = f.shown == f.of_topic
                                  ? QStringLiteral(", all %1 partitions").arg(f.of_topic)
                                  : QStringLiteral(", %1 to %2 of %3 partitions")
                                        .arg(f.first)
                                        .arg(last)
                                        .arg(f.of_topic);
        crumbs.here(QStringLiteral("crumb/here"), q(f.topic) + range);
    }
    crumbs.space(16);
    if (f.first > 0) crumbs.link(QStringLiteral("crumb/before"), QStringLiteral("\u2039 before"));
    if (last + 1 < f.of_topic) {
        crumbs.link(QStringLiteral("crumb/after"), QStringLiteral("after \u203a"));
    }
}

}  // namespace kscope::gui
