#include "gui/panel/welcome_page.h"

#include <QFileInfo>
#include <QMouseEvent>
#include <QPainter>

namespace kscope::gui {

namespace {

constexpr double card_height = 168;
constexpr double gap = 16;
constexpr double column_max = 920;

}  // namespace

WelcomePage::WelcomePage(QWidget* parent) : PaintedWidget(parent) {
    setAccessibleName(tr("Welcome"));
}

void WelcomePage::set_lessons(std::vector<LessonCard> lessons) {
    lessons_ = std::move(lessons);
    update();
}

void WelcomePage::set_recent(QStringList files) {
    recent_ = std::move(files);
    update();
}

void WelcomePage::wrapped(QPainter& painter, const QString& id, const QRectF& box,
                          const QString& words) {
    QString line;
    int number = 0;
    const auto put = [&] {
        text(painter, QStringLiteral("%1/%2").arg(id).arg(number),
             QRectF(box.x(), box.y() + 20 * number, box.width(), 20), line, TypeRole::body,
             theme().muted);
        ++number;
        line.clear();
    };
    for (const QString& word : words.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const QString longer = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
        if (type().width(TypeRole::body, longer) > box.width()) put();
        line = line.isEmpty() ? word : line + QLatin1Char(' ') + word;
    }
    if (!line.isEmpty()) put();
}

void WelcomePage::draw_card(QPainter& painter, int number, const LessonCard& card,
                            const QRectF& box) {
    painter.setBrush(theme().panel);
    painter.setPen(QPen(theme().line, 1));
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    const QString id = QStringLiteral("welcome/lesson/%1").arg(number);
    thing(id, QStringLiteral("button"), card.title, box, true);
    const QRectF in = box.adjusted(16, 16, -16, -16);
    text(painter, id + QStringLiteral("#number"), QRectF(in.x(), in.y(), in.width(), 16),
         tr("LESSON %1").arg(number + 1), TypeRole::small_bold, theme().focus);
    text(painter, id + QStringLiteral("#title"), QRectF(in.x(), in.y() + 20, in.width(), 24),
         card.title, TypeRole::title, theme().text);
    wrapped(painter, id + QStringLiteral("#about"),
            QRectF(in.x(), in.y() + 52, in.width(), in.height() - 52), card.about);
}

void WelcomePage::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().background);
    const double w = std::min(column_max, width() - 64.0);
    const double x = (width() - w) / 2;
    double y = std::max(40.0, height() / 2.0 - 220);
    thing(QStringLiteral("welcome"), QStringLiteral("panel"), accessibleName(), rect());
    text(painter, QStringLiteral("welcome#title"), QRectF(x, y, w, 28),
         tr("A whole Kafka cluster that you can hold still"), TypeRole::story, theme().text);
    text(painter, QStringLiteral("welcome#hint"), QRectF(x, y + 32, w, 20),
         tr("Begin with a lesson, or drop a scenario file here."), TypeRole::body, theme().muted);
    y += 76;
    const double card_width = (w - 2 * gap) / 3;
    for (std::size_t i = 0; i < lessons_.size() && i < 3; ++i) {
        draw_card(
            painter, static_cast<int>(i), lessons_[i],
            QRectF(x + static_cast<double>(i) * (card_width + gap), y, card_width, card_height));
    }
    y += card_height + 24;
    const QRectF open(x, y, 152, 36);
    painter.setBrush(theme().focus);
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(open, 4, 4);
    thing(QStringLiteral("welcome/open"), QStringLiteral("button"), tr("Open a scenario"), open,
          true);
    text(painter, QStringLiteral("welcome/open#label"), open, tr("Open a scenario\u2026"),
         TypeRole::body_bold, palette().color(QPalette::HighlightedText), Qt::AlignCenter);
    y += 64;
    if (recent_.isEmpty()) return;
    text(painter, QStringLiteral("welcome#recent"), QRectF(x, y, w, 16), tr("RECENT"),
         TypeRole::small_bold, theme().muted);
    for (int i = 0; i < recent_.size() && i < 4; ++i) {
        const QRectF row(x, y + 20 + 24 * i, w, 24);
        const QString id = QStringLiteral("welcome/recent/%1").arg(i);
        thing(id, QStringLiteral("button"), recent_[i], row, true);
        text(painter, id + QStringLiteral("#file"), row, recent_[i], TypeRole::body, theme().focus);
    }
}

void WelcomePage::press_item(const QString& id) {
    const int number = id.section(QLatin1Char('/'), 2).toInt();
    if (id == QLatin1String("welcome/open")) Q_EMIT open_wanted();
    if (id.startsWith(QLatin1String("welcome/lesson/"))) {
        Q_EMIT file_wanted(lessons_[static_cast<std::size_t>(number)].file);
    }
    if (id.startsWith(QLatin1String("welcome/recent/"))) Q_EMIT file_wanted(recent_[number]);
}

void WelcomePage::mousePressEvent(QMouseEvent* event) {
    if (const DrawnItem* item = drawn_items().at(event->position())) press_item(item->id);
}

}  // namespace kscope::gui
