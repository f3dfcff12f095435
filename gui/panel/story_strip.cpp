#include "gui/panel/story_strip.h"

#include <QAccessible>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/model/texts.h"

namespace kscope::gui {

namespace {

constexpr double margin = 16;
constexpr double chip_height = 22;
constexpr double button_width = 88;
constexpr int announce_ms = 1000;

}  // namespace

StoryStrip::StoryStrip(QWidget* parent) : PaintedWidget(parent) {
    setFixedHeight(88);
    later_.setSingleShot(true);
    connect(&later_, &QTimer::timeout, this, &StoryStrip::announce);
}

QString StoryStrip::sentence() const {
    const QString hold = QString::fromStdString(story_.hold);
    if (holding_ && !hold.isEmpty()) return hold;
    if (!chain_.empty()) {
        const FrameWhyStep& step = chain_[static_cast<std::size_t>(step_)];
        return seconds_text(step.at) + QStringLiteral(" s: ") +
               QString::fromStdString(step.sentence);
    }
    if (!story_.say.empty()) return QString::fromStdString(story_.say);
    if (story_.sentence.empty()) return {};
    return seconds_text(story_.at) + QStringLiteral(" s: ") +
           QString::fromStdString(story_.sentence);
}

void StoryStrip::set_picture(const Picture& picture) {
    story_ = picture.frame.story;
    now_ = picture.frame.now;
    loaded_ = picture.status.loaded;
    holding_ = picture.status.holding;
    const bool was_open = !chain_.empty();
    chain_.clear();
    if (picture.status.why) chain_ = story_.why;
    if (!was_open && !chain_.empty()) step_ = static_cast<int>(chain_.size()) - 1;
    step_ = std::clamp(step_, 0, std::max(0, static_cast<int>(chain_.size()) - 1));
    setAccessibleName(sentence());
    announce();
    update();
}

void StoryStrip::announce() {
    if (sentence() == announced_) return;
    if (since_announced_.isValid() && since_announced_.elapsed() < announce_ms) {
        later_.start(announce_ms);
        return;
    }
    since_announced_.start();
    announced_ = sentence();
    QAccessibleEvent name(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&name);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

bool StoryStrip::walk(int distance) {
    if (chain_.empty()) return false;
    step_ = std::clamp(step_ + distance, 0, static_cast<int>(chain_.size()) - 1);
    setAccessibleName(sentence());
    announce();
    update();
    Q_EMIT step_shown(step_);
    return true;
}

void StoryStrip::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().background);
    painter.setPen(theme().line);
    painter.drawLine(QPointF(0, 0.5), QPointF(width(), 0.5));
    if (!loaded_) return;
    const QString said = sentence();
    thing(QStringLiteral("story"), QStringLiteral("story"), said, rect());
    const double room = width() - 3 * margin - button_width;
    const Setting setting = set_sentence(said, room);
    draw_sentence(painter, setting, room);
    const QRectF button(width() - margin - button_width, 10, button_width, 28);
    if (holding_) {
        draw_button(painter, QStringLiteral("story/continue"), button, {}, tr("Continue"));
    } else if (!story_.sentence.empty() || !chain_.empty()) {
        draw_button(painter, QStringLiteral("story/why"), button,
                    chain_.empty() ? QStringLiteral("W") : tr("Esc"),
                    chain_.empty() ? tr("Why?") : tr("Back"));
    }
    if (!chain_.empty()) {
        draw_chain(painter);
    } else if (setting.lines.size() <= 2) {
        draw_rule(painter);
    }
}

// A narration is never cut: it steps down in size, then takes the room of the rule line.
StoryStrip::Setting StoryStrip::set_sentence(const QString& said, double width) const {
    Setting setting;
    setting.lines = wrapped(type().metrics(TypeRole::story), said, width);
    if (setting.lines.size() <= 2) return setting;
    setting.role = TypeRole::story_small;
    setting.line_height = 20;
    setting.lines = wrapped(type().metrics(setting.role), said, width);
    const int most = 4;
    while (setting.lines.size() > most) {
        const QString rest = setting.lines.takeLast();
        setting.lines.last() += QLatin1Char(' ') + rest;
    }
    return setting;
}

void StoryStrip::draw_sentence(QPainter& painter, const Setting& setting, double width) {
    const auto n = static_cast<double>(setting.lines.size());
    const double room = n > 2 ? height() : 58;
    double y = 2 + std::floor((room - n * setting.line_height) / 2);
    for (int i = 0; i < setting.lines.size(); ++i) {
        const QString id = i == 0 ? QStringLiteral("story#sentence")
                                  : QStringLiteral("story#sentence/%1").arg(i + 1);
        text(painter, id, QRectF(margin, y, width, setting.line_height), setting.lines[i],
             setting.role, theme().text);
        y += setting.line_height;
    }
}

void StoryStrip::draw_rule(QPainter& painter) {
    const double y = height() - chip_height - 7;
    double x = margin;
    if (!story_.say.empty() && !holding_ && !story_.sentence.empty()) {
        const QRectF box(x, y, width() - 2 * margin, chip_height);
        const QString also = seconds_text(story_.at) + QStringLiteral(" s: ") +
                             QString::fromStdString(story_.sentence);
        thing(QStringLiteral("story/also"), QStringLiteral("story"), also, box);
        // Without its rule, if it is too long: the chain has that too.
        QString shown = also;
        const auto rule =
            also.indexOf(QStringLiteral(": "), also.indexOf(QStringLiteral(" s: ")) + 4);
        if (type().width(TypeRole::body, also) > box.width() && rule > 0) {
            shown = also.left(rule) + QLatin1Char('.');
        }
        text(painter, QStringLiteral("story/also#text"), box, shown, TypeRole::body, theme().muted);
        return;
    }
    if (holding_) return;
    if (!story_.rule.empty()) {
        x += draw_chip(painter, QStringLiteral("story/rule"), x, y,
                       QString::fromStdString(story_.rule), false, theme().text) +
             12;
    }
    if (!story_.metric.empty()) {
        text(painter, QStringLiteral("story#metric"),
             QRectF(x, y, width() - margin - x, chip_height), QString::fromStdString(story_.metric),
             TypeRole::figures, theme().muted);
    }
}

double StoryStrip::draw_chip(QPainter& painter, const QString& id, double x, double y,
                             const QString& label, bool strong, const QColor& colour) {
    const TypeRole role = strong ? TypeRole::figures_bold : TypeRole::figures;
    const double w = std::min(type().width(role, label) + 17, width() - margin - x);
    const QRectF box(x, y, w, chip_height);
    painter.setBrush(strong ? theme().band : theme().panel);
    painter.setPen(QPen(strong ? colour : theme().line, strong ? 2 : 1));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    thing(id, QStringLiteral("chip"), label, box, id != QLatin1String("story/rule"));
    text(painter, id + QStringLiteral("#label"), box.adjusted(8, 0, -8, 0), label, role, colour);
    return w;
}

void StoryStrip::draw_chain(QPainter& painter) {
    const double y = height() - chip_height - 7;
    const double gap = 22;
    // All steps share the room: long labels give way, the step under the eye last.
    std::vector<double> wanted;
    double total = 0;
    for (std::size_t i = 0; i < chain_.size(); ++i) {
        const bool here = static_cast<int>(i) == step_;
        const QString label = QString::fromStdString(chain_[i].text);
        wanted.push_back(type().width(here ? TypeRole::figures_bold : TypeRole::figures, label) +
                         17);
        total += wanted.back() + (i == 0 ? 0 : gap);
    }
    const QString more =
        story_.why_more > 0 ? QStringLiteral("+%1").arg(story_.why_more) : QString();
    const double room = width() - 2 * margin - (more.isEmpty() ? 0 : 48);
    const double squeeze = total > room ? (room - gap * static_cast<double>(chain_.size() - 1)) /
                                              (total - gap * static_cast<double>(chain_.size() - 1))
                                        : 1.0;
    double x = margin;
    for (std::size_t i = 0; i < chain_.size(); ++i) {
        if (i > 0) {
            text(painter, QStringLiteral("story#arrow/%1").arg(i), QRectF(x, y, gap, chip_height),
                 QStringLiteral("\u203a"), TypeRole::body_bold, theme().why, Qt::AlignCenter);
            x += gap;
        }
        const bool here = static_cast<int>(i) == step_;
        const TypeRole role = here ? TypeRole::figures_bold : TypeRole::figures;
        const double w = wanted[i] * squeeze;
        const QRectF box(x, y, w, chip_height);
        const QString id = QStringLiteral("story/step/%1").arg(i);
        painter.setBrush(here ? theme().band : theme().panel);
        painter.setPen(QPen(here ? theme().why : theme().line, here ? 2 : 1));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        thing(id, QStringLiteral("step"), QString::fromStdString(chain_[i].sentence), box, true);
        text(painter, id + QStringLiteral("#label"), box.adjusted(8, 0, -8, 0),
             QString::fromStdString(chain_[i].text), role, theme().why);
        x += w;
    }
    text(painter, QStringLiteral("story#more"), QRectF(x + 12, y, 40, chip_height), more,
         TypeRole::figures, theme().muted);
}

void StoryStrip::draw_button(QPainter& painter, const QString& id, const QRectF& box,
                             const QString& key, const QString& label) {
    painter.setBrush(theme().panel);
    painter.setPen(QPen(theme().focus, 1.5));
    painter.drawRoundedRect(box, 4, 4);
    thing(id, QStringLiteral("button"), label, box, true);
    const double key_width = key.isEmpty() ? 0 : type().width(TypeRole::figures_bold, key) + 8;
    const double w = key_width + type().width(TypeRole::body_bold, label) + 1;
    const double x = box.center().x() - w / 2;
    text(painter, id + QStringLiteral("#key"), QRectF(x, box.y(), key_width, box.height()), key,
         TypeRole::figures_bold, theme().muted);
    text(painter, id + QStringLiteral("#label"),
         QRectF(x + key_width, box.y(), w - key_width + 1, box.height()), label,
         TypeRole::body_bold, theme().focus);
}

void StoryStrip::press_item(const QString& id) {
    if (id == QLatin1String("story/why")) Q_EMIT why_wanted();
    if (id == QLatin1String("story/continue")) Q_EMIT continue_wanted();
    if (id.startsWith(QLatin1String("story/step/"))) {
        walk(id.section(QLatin1Char('/'), 2).toInt() - step_);
    }
}

void StoryStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    if (const DrawnItem* item = drawn_items().at(event->position())) press_item(item->id);
}

}  // namespace kscope::gui
