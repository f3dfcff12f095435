#include "gui/panel/until_card.h"

#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "gui/model/texts.h"

namespace kscope::gui {

namespace {

constexpr int card_width = 640;
constexpr int card_height = 248;
constexpr int margin = 20;
constexpr int field_top = 48;
constexpr int field_height = 32;
constexpr double chip_height = 26;
constexpr double chip_gap = 8;

QStringList examples_for(const QString& partition) {
    const auto of = [&](const char* note) {
        return QStringLiteral("%1: {partition: %2}").arg(QLatin1String(note), partition);
    };
    QStringList out{QStringLiteral("LeaderElected"), QStringLiteral("SessionExpired")};
    if (partition.isEmpty()) {
        return out << QStringLiteral("IsrChanged") << QStringLiteral("LogTruncated");
    }
    return out
           << of("LeaderElected") << of("IsrChanged") << of("LogTruncated")
           << QStringLiteral("{HighWatermarkAdvanced: {partition: %1}, count: 3}").arg(partition);
}

}  // namespace

UntilCard::UntilCard(QWidget* parent) : PaintedWidget(parent), field_(new QLineEdit(this)) {
    hide();
    setAccessibleName(tr("Run until"));
    field_->setGeometry(margin, field_top, card_width - 2 * margin, field_height);
    field_->setFont(type().font(TypeRole::figures));
    field_->setAccessibleName(tr("Condition"));
    field_->setText(QStringLiteral("LeaderElected"));
    connect(field_, &QLineEdit::returnPressed, this, [this] {
        const QString when = field_->text().trimmed();
        if (!when.isEmpty()) Q_EMIT wanted(when, back_);
    });
    connect(field_, &QLineEdit::textEdited, this, [this] { show_wrong({}); });
}

void UntilCard::ask(bool back, const QString& partition) {
    back_ = back;
    wrong_.clear();
    examples_ = examples_for(partition);
    setAccessibleName(back ? tr("Back until") : tr("Run until"));
    show();
    raise();
    field_->setFocus();
    field_->selectAll();
    update();
}

void UntilCard::show_wrong(const QString& words) {
    wrong_ = words;
    update();
}

void UntilCard::place(const QRect& room) {
    const int w = std::min(card_width, room.width() - 16);
    setGeometry(room.left() + (room.width() - w) / 2, room.top() + 72, w, card_height);
    field_->setGeometry(margin, field_top, w - 2 * margin, field_height);
}

void UntilCard::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().panel);
    painter.setPen(QPen(theme().focus, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    const double w = width() - 2 * margin;
    const QString title = back_ ? tr("Back until") : tr("Run until");
    thing(QStringLiteral("until"), QStringLiteral("card"), title, rect());
    text(painter, QStringLiteral("until#title"), QRectF(margin, 14, w, 24), title, TypeRole::title,
         theme().text);
    text(painter, QStringLiteral("until#keys"), QRectF(margin, 14, w, 24),
         back_ ? tr("Enter goes back, Esc closes") : tr("Enter runs, Esc closes"), TypeRole::small,
         theme().muted, Qt::AlignRight | Qt::AlignVCenter);
    double y = field_top + field_height + 8;
    const QString said =
        wrong_.isEmpty()
            ? tr("The first such note, as it stands behind when: in a scenario. For example:")
            : wrong_;
    const QStringList lines = wrapped(type().metrics(TypeRole::body), said, w);
    for (int i = 0; i < std::min<int>(2, static_cast<int>(lines.size())); ++i) {
        text(painter, QStringLiteral("until#words/%1").arg(i), QRectF(margin, y, w, 18), lines[i],
             TypeRole::body, wrong_.isEmpty() ? theme().muted : theme().fault);
        y += 18;
    }
    draw_examples(painter, field_top + field_height + 8 + 2 * 18 + 4);
}

void UntilCard::draw_examples(QPainter& painter, double top) {
    double x = margin;
    double y = top;
    for (int i = 0; i < examples_.size(); ++i) {
        const double w = type().width(TypeRole::figures, examples_[i]) + 17;
        if (x > margin && x + w > width() - margin) {
            x = margin;
            y += chip_height + chip_gap;
        }
        if (y + chip_height > height() - 4) break;
        const QRectF box(x, y, std::min(w, width() - 2.0 * margin), chip_height);
        painter.setBrush(theme().background);
        painter.setPen(QPen(theme().line, 1));
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        const QString id = QStringLiteral("until/example/%1").arg(i);
        thing(id, QStringLiteral("button"), examples_[i], box, true);
        text(painter, id + QStringLiteral("#label"), box.adjusted(8, 0, -8, 0), examples_[i],
             TypeRole::figures, theme().focus);
        x += w + chip_gap;
    }
}

void UntilCard::press_item(const QString& id) {
    if (!id.startsWith(QLatin1String("until/example/"))) return;
    field_->setText(examples_.value(id.section(QLatin1Char('/'), 2).toInt()));
    field_->setFocus();
    show_wrong({});
}

void UntilCard::mousePressEvent(QMouseEvent* event) {
    if (const DrawnItem* item = drawn_items().at(event->position())) press_item(item->id);
}

}  // namespace kscope::gui
