#include "gui/canvas/painted_widget.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace kscope::gui {

PaintedWidget::PaintedWidget(QWidget* parent) : QWidget(parent), theme_(&light_theme()) {
    setAttribute(Qt::WA_OpaquePaintEvent);
}

void PaintedWidget::set_theme(const Theme& theme) {
    theme_ = &theme;
    update();
}

void PaintedWidget::press_item(const QString&) {}

void PaintedWidget::paintEvent(QPaintEvent*) {
    items_.clear();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    draw(painter);
}

bool PaintedWidget::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const DrawnItem* item = items_.at(help->pos());
    if (item != nullptr && !item->text.isEmpty()) {
        QToolTip::showText(help->globalPos(), item->text, this, item->rect.toRect());
    } else {
        QToolTip::hideText();
    }
    return true;
}

void PaintedWidget::thing(const QString& id, const QString& kind, const QString& text,
                          const QRectF& rect, bool focusable) {
    items_.add({id, kind, text, rect, false, 0, focusable});
}

double PaintedWidget::text(QPainter& painter, const QString& id, const QRectF& box,
                           const QString& text, TypeRole role, const QColor& colour,
                           Qt::Alignment align) {
    if (text.isEmpty() || box.width() <= 0) return 0;
    const QFontMetricsF& metrics = type_.metrics(role);
    const double full = metrics.horizontalAdvance(text);
    const bool clipped = full > box.width() + 0.5;
    const QString shown = clipped ? metrics.elidedText(text, Qt::ElideRight, box.width()) : text;
    const double width = std::min(full, box.width());
    painter.setFont(type_.font(role));
    painter.setPen(colour);
    painter.drawText(box, static_cast<int>(align | Qt::TextSingleLine), shown);
    QRectF used = box;
    used.setWidth(width);
    if (align & Qt::AlignRight) used.moveRight(box.right());
    if (align & Qt::AlignHCenter) used.moveCenter({box.center().x(), used.center().y()});
    const double height = std::min(metrics.height(), box.height());
    used.setHeight(height);
    used.moveTop(align & Qt::AlignTop ? box.top() : box.center().y() - height / 2);
    items_.add(
        {id, QStringLiteral("text"), text, used, clipped, painter.font().pixelSize(), false});
    return width;
}

}  // namespace kscope::gui
