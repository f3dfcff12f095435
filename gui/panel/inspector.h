// Inspector: the selected thing, row by row, with the value before where it changed. It shows an
// Inspection and nothing else.
#pragma once

#include "gui/canvas/painted_widget.h"
#include "gui/panel/inspection.h"

namespace kscope::gui {

class Inspector : public PaintedWidget {
    Q_OBJECT

public:
    explicit Inspector(QWidget* parent = nullptr);
    void set_inspection(Inspection inspection);
    [[nodiscard]] const Inspection& inspection() const { return inspection_; }
    [[nodiscard]] QSize sizeHint() const override { return {320, 264}; }

protected:
    void draw(QPainter& painter) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] double content_height() const;
    void scroll_rows(double rows);
    void draw_row(QPainter& painter, const InspectionRow& row, double y);

    Inspection inspection_;
    double scrolled_ = 0;
};

}  // namespace kscope::gui
