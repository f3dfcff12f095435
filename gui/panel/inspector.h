// Inspector: the selected thing, row by row, with the value before where it changed. It shows an
// Inspection and nothing else.
#pragma once

#include <QStringList>

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
    // How a row is set: its value beside its name, or in lines of its own below; and so the value
    // before, where it has no room behind the last of those.
    struct Setting {
        QStringList below;  // empty: one line has room for all
        QStringList was;
        double height = 0;
    };
    [[nodiscard]] double room() const;  // between the margins
    [[nodiscard]] QStringList title_lines() const;
    [[nodiscard]] double head_height() const;
    [[nodiscard]] double content_height() const;
    [[nodiscard]] Setting setting_of(const InspectionRow& row) const;
    void scroll_rows(double rows);
    void draw_head(QPainter& painter);
    void draw_row(QPainter& painter, const InspectionRow& row, const Setting& setting, double y);
    void draw_below(QPainter& painter, const InspectionRow& row, const Setting& setting, double y);

    Inspection inspection_;
    double scrolled_ = 0;
};

}  // namespace kscope::gui
