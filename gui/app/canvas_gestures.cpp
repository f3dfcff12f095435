#include "gui/app/canvas_gestures.h"

#include <QMouseEvent>

#include "gui/canvas/cluster_canvas.h"

namespace kscope::gui {

CanvasGestures::CanvasGestures(ClusterCanvas& canvas, QObject* parent)
    : QObject(parent), canvas_(canvas) {
    canvas.installEventFilter(this);
}

bool CanvasGestures::eventFilter(QObject*, QEvent* event) {
    const bool press = event->type() == QEvent::MouseButtonPress;
    if (!press && event->type() != QEvent::MouseButtonRelease) return false;
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton) return false;
    const DrawnItem* item = canvas_.items().at(mouse->position());
    const QString id = item != nullptr ? item->id : QString();
    // Lanes keep their own drag: it moves the axis.
    const bool process =
        id.startsWith(QLatin1String("broker/")) || id.startsWith(QLatin1String("producer/")) ||
        id.startsWith(QLatin1String("member/")) || id.startsWith(QLatin1String("zookeeper"));
    if (press) {
        pressed_ = process ? id : QString();
    } else if (!pressed_.isEmpty() && process && id != pressed_) {
        Q_EMIT dragged(pressed_, id);
    }
    return false;
}

}  // namespace kscope::gui
