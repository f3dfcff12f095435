// CanvasGestures: a drag from one process to another on the canvas, seen from outside: the canvas
// knows no action. It swallows nothing.
#pragma once

#include <QObject>
#include <QString>

namespace kscope::gui {

class ClusterCanvas;

class CanvasGestures : public QObject {
    Q_OBJECT

public:
    CanvasGestures(ClusterCanvas& canvas, QObject* parent);
    bool eventFilter(QObject* object, QEvent* event) override;

Q_SIGNALS:
    void dragged(const QString& from, const QString& to);

private:
    ClusterCanvas& canvas_;
    QString pressed_;
};

}  // namespace kscope::gui
