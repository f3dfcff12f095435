#include "gui/timeline/transport_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include "gui/model/texts.h"

namespace kscope::gui {

namespace {

constexpr int button_count = 7;

void triangle(QPainter& p, double x, double w, bool right) {
    const double tip = right ? x + w : x;
    const double base = right ? x : x + w;
    p.drawPolygon(QPolygonF({QPointF(tip, 10), QPointF(base, 3), QPointF(base, 17)}));
}

void draw_icon(QPainter& p, TransportIcon icon) {
    switch (icon) {
        case TransportIcon::start:
            p.drawRect(QRectF(3, 3, 2, 14));
            triangle(p, 6, 11, false);
            break;
        case TransportIcon::back_turning:
            triangle(p, 1, 9, false);
            triangle(p, 10, 9, false);
            break;
        case TransportIcon::back: triangle(p, 4, 11, false); break;
        case TransportIcon::play: triangle(p, 4, 14, true); break;
        case TransportIcon::pause:
            p.drawRect(QRectF(4, 3, 4, 14));
            p.drawRect(QRectF(12, 3, 4, 14));
            break;
        case TransportIcon::forward: triangle(p, 5, 11, true); break;
        case TransportIcon::forward_turning:
            triangle(p, 1, 9, true);
            triangle(p, 10, 9, true);
            break;
        case TransportIcon::front:
            triangle(p, 3, 11, true);
            p.drawRect(QRectF(15, 3, 2, 14));
            break;
    }
}

}  // namespace

QIcon transport_icon(TransportIcon icon, const QColor& colour, const QColor& disabled) {
    QIcon result;
    for (const auto mode : {QIcon::Normal, QIcon::Disabled}) {
        QPixmap pixmap(40, 40);
        pixmap.setDevicePixelRatio(2);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(mode == QIcon::Normal ? colour : disabled);
        draw_icon(painter, icon);
        painter.end();
        result.addPixmap(pixmap, mode);
    }
    return result;
}

TransportBar::TransportBar(QWidget* parent) : QWidget(parent), theme_(&light_theme()) {
    setFixedHeight(48);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 16, 4);
    row->setSpacing(2);
    for (int i = 0; i < button_count; ++i) {
        auto* button = new QToolButton(this);
        button->setFocusPolicy(Qt::NoFocus);
        button->setAutoRaise(true);
        button->setFixedSize(i == 3 ? 44 : 32, 36);
        button->setIconSize({20, 20});
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        row->addWidget(button);
        buttons_.push_back(button);
    }
    row->addSpacing(16);
    speed_ = add_label(TypeRole::figures, QStringLiteral("speed"), 184);
    badge_ = add_label(TypeRole::figures_bold, QStringLiteral("badge"), 84);
    row->addStretch(1);
    branch_ = add_label(TypeRole::body, QStringLiteral("branch"), 0);
    row->addSpacing(16);
    time_ = add_label(TypeRole::figures_bold, QStringLiteral("time"), 116);
    time_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addSpacing(16);
    event_ = add_label(TypeRole::figures, QStringLiteral("event"), 124);
    event_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

QLabel* TransportBar::add_label(TypeRole role, const QString& name, int width) {
    auto* label = new QLabel(this);
    label->setObjectName(name);
    label->setFont(type_.font(role));
    if (width > 0) label->setFixedWidth(width);
    layout()->addWidget(label);
    return label;
}

void TransportBar::set_actions(const std::vector<QAction*>& actions) {
    for (std::size_t i = 0; i < buttons_.size() && i < actions.size(); ++i) {
        buttons_[i]->setDefaultAction(actions[i]);
    }
    refresh_icons();
}

void TransportBar::refresh_icons() {
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        auto icon = static_cast<TransportIcon>(i < 4 ? i : i + 1);
        if (i == 3 && playing_) icon = TransportIcon::pause;
        if (QAction* action = buttons_[i]->defaultAction()) {
            action->setIcon(transport_icon(icon, theme_->text, theme_->inactive));
            action->setIconVisibleInMenu(false);
        }
    }
}

void TransportBar::set_theme(const Theme& theme) {
    theme_ = &theme;
    QPalette muted = theme.palette();
    muted.setColor(QPalette::WindowText, theme.muted);
    for (QLabel* label : {speed_, event_, branch_}) label->setPalette(muted);
    refresh_icons();
}

void TransportBar::set_picture(const Picture& picture) {
    const Status& s = picture.status;
    setEnabled(s.loaded);
    if (s.playing != playing_) {
        playing_ = s.playing;
        refresh_icons();
    }
    const bool loaded = s.loaded;
    speed_->setText(loaded ? QString::fromStdString(s.speed) : QString());
    const bool skips = s.skipping > Duration();
    badge_->setText(s.busy     ? tr("seeking\u2026")
                    : skips    ? QStringLiteral("\u226b ") + duration_text(s.skipping)
                    : s.at_end ? tr("end of run")
                               : QString());
    time_->setText(loaded ? precise_text(picture.frame.now) : QString());
    event_->setText(loaded ? tr("event ") + event_text(picture.frame.event) : QString());
    branch_->setText(loaded && picture.timeline->branches.size() > 1
                         ? QString::fromStdString(picture.frame.branch)
                         : QString());
}

DrawnItems TransportBar::drawn_items() const {
    static const char* const names[] = {"start",   "back-turning",    "back", "play",
                                        "forward", "forward-turning", "front"};
    DrawnItems items;
    for (std::size_t i = 0; i < buttons_.size(); ++i) {
        const QString id = QStringLiteral("transport/") + QLatin1String(names[i]);
        items.add({id, QStringLiteral("button"), buttons_[i]->text(),
                   QRectF(buttons_[i]->geometry()), false, 0, false});
    }
    for (const QLabel* label : {speed_, badge_, branch_, time_, event_}) {
        if (label->text().isEmpty() || !label->isVisible()) continue;
        const QFontMetricsF metrics(label->font());
        const double w = metrics.horizontalAdvance(label->text());
        QRectF box(label->geometry());
        const bool clipped = w > box.width() + 0.5;
        if (label->alignment() & Qt::AlignRight) box.setLeft(box.right() - w);
        box.setWidth(std::min(w, box.width()));
        items.add({QStringLiteral("transport#") + label->objectName(), QStringLiteral("text"),
                   label->text(), box, clipped, label->font().pixelSize(), false});
    }
    return items;
}

}  // namespace kscope::gui
