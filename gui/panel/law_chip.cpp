#include "gui/panel/law_chip.h"

#include <QMouseEvent>
#include <QPainter>

namespace kscope::gui {

namespace {

constexpr double gap = 16;

}  // namespace

LawChip::LawChip(QWidget* parent) : PaintedWidget(parent) { setFixedHeight(28); }

QString LawChip::title() const {
    if (!loaded_) return {};
    return tr("%1   Kafka %2   seed %3").arg(scenario_, version_).arg(seed_);
}

QString LawChip::label() const {
    if (!loaded_) return {};
    if (laws_.broken.empty()) return QStringLiteral("\u2713 ") + tr("%1 laws").arg(laws_.held);
    return QStringLiteral("\u2715 ") + QString::fromStdString(laws_.broken);
}

QSize LawChip::sizeHint() const {
    const double w = type().width(TypeRole::body, title()) +
                     type().width(TypeRole::body_bold, label()) + 2 * gap + 24;
    return {static_cast<int>(w), 28};
}

void LawChip::set_picture(const Picture& picture) {
    const QString before = title() + label();
    laws_ = picture.frame.laws;
    scenario_ = QString::fromStdString(picture.frame.scenario);
    version_ = QString::fromStdString(picture.frame.version);
    seed_ = picture.frame.seed;
    loaded_ = picture.status.loaded;
    setToolTip(QString::fromStdString(laws_.sentence));
    setAccessibleName(title() + QLatin1Char(' ') + label());
    if (title() + label() == before) return;
    setFixedWidth(sizeHint().width());
    updateGeometry();
    update();
}

void LawChip::draw(QPainter& painter) {
    painter.fillRect(rect(), palette().color(QPalette::Window));
    // The line of the menu bar goes on below it; in the dark theme it cannot be seen.
    if (!theme().dark) painter.fillRect(0, height() - 1, width(), 1, theme().line);
    if (!loaded_) return;
    const bool broken = !laws_.broken.empty();
    const double w = type().width(TypeRole::body_bold, label()) + 17;
    const QRectF chip(width() - w - 8, 3, w, 22);
    text(painter, QStringLiteral("title#text"), QRectF(0, 0, chip.left() - 12, 28), title(),
         TypeRole::body, theme().muted, Qt::AlignRight | Qt::AlignVCenter);
    const QColor colour = broken ? theme().fault : theme().held;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, broken ? 2 : 1));
    painter.drawRoundedRect(chip, 4, 4);
    thing(QStringLiteral("laws"), QStringLiteral("laws"),
          broken ? QString::fromStdString(laws_.sentence) : tr("%1 laws held").arg(laws_.held),
          chip, true);
    text(painter, QStringLiteral("laws#label"), chip.adjusted(8, 0, -8, 0), label(),
         TypeRole::body_bold, colour);
}

void LawChip::press_item(const QString&) {
    if (!laws_.broken.empty()) Q_EMIT violation_wanted(laws_.event);
}

void LawChip::mousePressEvent(QMouseEvent*) { press_item({}); }

}  // namespace kscope::gui
