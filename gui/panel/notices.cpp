#include "gui/panel/notices.h"

#include <QMouseEvent>
#include <QPainter>

namespace kscope::gui {

namespace {

constexpr int toast_ms = 3000;
constexpr double button_width = 64;

}  // namespace

Toast::Toast(QWidget* parent) : PaintedWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_OpaquePaintEvent, false);
    hide();
    hide_.setSingleShot(true);
    connect(&hide_, &QTimer::timeout, this, &QWidget::hide);
}

void Toast::show_text(const QString& text) {
    text_ = text;
    const double w = type().width(TypeRole::body_bold, text) + 33;
    resize(std::min(static_cast<int>(w), parentWidget()->width() - 32), 36);
    move((parentWidget()->width() - width()) / 2, 40);
    setAccessibleName(text);
    show();
    raise();
    update();
    hide_.start(toast_ms);
}

void Toast::draw(QPainter& painter) {
    painter.setBrush(theme().text);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(rect(), 4, 4);
    thing(QStringLiteral("toast"), QStringLiteral("toast"), text_, rect());
    text(painter, QStringLiteral("toast#text"), QRectF(rect()).adjusted(16, 0, -16, 0), text_,
         TypeRole::body_bold, theme().background);
}

Banner::Banner(QWidget* parent) : PaintedWidget(parent) {
    setFixedHeight(64);
    hide();
}

void Banner::show_error(const QString& error) {
    error_ = error;
    setAccessibleName(error);
    setVisible(!error.isEmpty());
    update();
}

void Banner::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().panel);
    painter.fillRect(QRectF(0, 0, 4, height()), theme().fault);
    painter.setPen(theme().line);
    painter.drawLine(QPointF(0, height() - 0.5), QPointF(width(), height() - 0.5));
    const double w = width() - 2 * button_width - 64;
    // The place and what is wrong; below it what would be right.
    const auto split = error_.indexOf(QStringLiteral("; "));
    const QString what = split > 0 ? error_.left(split) : error_;
    const QString remedy = split > 0 ? error_.mid(split + 2) : QString();
    thing(QStringLiteral("banner"), QStringLiteral("banner"), error_, rect());
    text(painter, QStringLiteral("banner#sign"), QRectF(16, 8, 20, 24), QStringLiteral("\u2715"),
         TypeRole::title, theme().fault);
    text(painter, QStringLiteral("banner#what"), QRectF(40, 8, w, 24), what, TypeRole::body_bold,
         theme().text);
    text(painter, QStringLiteral("banner#remedy"), QRectF(40, 32, w, 24), remedy, TypeRole::body,
         theme().muted);
    double x = width() - 2 * button_width - 16;
    for (const QString& name : {tr("Copy"), tr("Close")}) {
        const QRectF box(x, 18, button_width - 8, 28);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().focus, 1));
        painter.drawRoundedRect(box, 4, 4);
        const QString id =
            name == tr("Copy") ? QStringLiteral("banner/copy") : QStringLiteral("banner/close");
        thing(id, QStringLiteral("button"), name, box, true);
        text(painter, id + QStringLiteral("#label"), box, name, TypeRole::body_bold, theme().focus,
             Qt::AlignCenter);
        x += button_width;
    }
}

void Banner::press_item(const QString& id) {
    if (id == QLatin1String("banner/copy")) Q_EMIT copy_wanted(error_);
    if (id == QLatin1String("banner/close")) {
        show_error({});
        Q_EMIT closed();
    }
}

void Banner::mousePressEvent(QMouseEvent* event) {
    if (const DrawnItem* item = drawn_items().at(event->position())) press_item(item->id);
}

}  // namespace kscope::gui
