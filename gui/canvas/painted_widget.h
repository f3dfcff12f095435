// PaintedWidget: a widget that paints itself in the theme and writes down what it draws, as the
// canvas does: hit testing, tooltips, accessibility and --describe read the same list. It holds no
// state of the simulation.
#pragma once

#include <QWidget>

#include "gui/canvas/drawn_items.h"
#include "gui/canvas/theme.h"

class QPainter;

namespace kscope::gui {

class PaintedWidget : public QWidget {
    Q_OBJECT

public:
    explicit PaintedWidget(QWidget* parent = nullptr);
    virtual void set_theme(const Theme& theme);
    // As last painted; in the widget's own coordinates.
    [[nodiscard]] const DrawnItems& drawn_items() const { return items_; }
    // A screen reader presses the item.
    virtual void press_item(const QString& id);

protected:
    virtual void draw(QPainter& painter) = 0;

    void paintEvent(QPaintEvent* event) final;
    bool event(QEvent* event) override;  // tooltips from the items

    void thing(const QString& id, const QString& kind, const QString& text, const QRectF& rect,
               bool focusable = false);
    // One line in a box, elided if it must be; returns the width that it took.
    double text(QPainter& painter, const QString& id, const QRectF& box, const QString& text,
                TypeRole role, const QColor& colour,
                Qt::Alignment align = Qt::AlignLeft | Qt::AlignVCenter);
    [[nodiscard]] const Theme& theme() const { return *theme_; }
    [[nodiscard]] const Type& type() const { return type_; }

private:
    const Theme* theme_;
    Type type_;
    DrawnItems items_;
};

}  // namespace kscope::gui
