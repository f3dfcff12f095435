// KeysPage: all keys on one page, over the window; any key or click closes it. Made from the
// registry, so that it cannot be out of date.
#pragma once

#include "gui/canvas/painted_widget.h"

namespace kscope::gui {

class KeysPage : public PaintedWidget {
    Q_OBJECT

public:
    explicit KeysPage(QWidget* parent);

protected:
    void draw(QPainter& painter) override;
    void mousePressEvent(QMouseEvent* event) override;
};

}  // namespace kscope::gui
