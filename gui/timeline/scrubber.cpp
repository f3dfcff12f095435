#include "gui/timeline/scrubber.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>
#include <algorithm>

#include "gui/model/texts.h"
#include "gui/timeline/mark_shape.h"

namespace kscope::gui {

namespace {

constexpr double names_width = 152;
constexpr double margin = 16;
constexpr double ticks_height = 18;
constexpr double track_height = 15;
constexpr int tracks_max = 3;

QString mark_id(int branch, EventId event) {
    return QStringLiteral("timeline/mark/%1/%2").arg(branch).arg(event.value());
}
QString branch_id(int branch) { return QStringLiteral("timeline/branch/%1").arg(branch); }

}  // namespace

Scrubber::Scrubber(QWidget* parent) : PaintedWidget(parent) {
    setMinimumHeight(64);
    setMouseTracking(false);
    setAccessibleName(tr("Timeline"));
}

void Scrubber::set_picture(std::shared_ptr<const Picture> picture) {
    if (picture_ && picture_->status.file != picture->status.file) {
        zoom_first_ = zoom_last_ = Instant();
    }
    picture_ = std::move(picture);
    update();
}

const TimelineBranch& Scrubber::branch(int id) const {
    return picture_->timeline->branches[static_cast<std::size_t>(id)];
}

std::vector<int> Scrubber::tracks() const {
    std::vector<int> shown;
    const auto& all = picture_->timeline->branches;
    for (int b = picture_->status.branch; b >= 0 && b < static_cast<int>(all.size());) {
        shown.push_back(b);
        b = branch(b).parent;
    }
    if (shown.size() > tracks_max) shown.resize(tracks_max);
    for (int b = static_cast<int>(all.size()) - 1; b >= 0 && shown.size() < tracks_max; --b) {
        if (std::find(shown.begin(), shown.end(), b) == shown.end()) shown.push_back(b);
    }
    std::sort(shown.begin(), shown.end());
    return shown;
}

TimeScale Scrubber::whole() const {
    Instant last = picture_->timeline->first + Duration::millis(100);
    for (const TimelineBranch& b : picture_->timeline->branches) last = std::max(last, b.front_at);
    const Duration length = last - picture_->timeline->first;
    return {picture_->timeline->first, last + length / 40, margin + names_width, width() - margin};
}

TimeScale Scrubber::scale() const {
    const TimeScale all = whole();
    if (zoom_last_ <= zoom_first_) return all;
    return {zoom_first_, std::min(zoom_last_, all.last()), margin + names_width, width() - margin};
}

double Scrubber::track_y(int track) const {
    const double free = height() - ticks_height - 2;
    const double each = std::min(track_height, free / tracks_max);
    return ticks_height + each * track + each / 2;
}

void Scrubber::draw(QPainter& painter) {
    painter.fillRect(rect(), theme().panel);
    painter.setPen(theme().line);
    painter.drawLine(QPointF(0, 0.5), QPointF(width(), 0.5));
    if (!picture_ || picture_->timeline->branches.empty()) return;
    const TimeScale s = scale();
    const std::vector<int> shown = tracks();
    draw_ticks(painter, s);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        draw_branch(painter, s, static_cast<int>(i), shown[i], shown);
    }
    draw_cursor(painter, s, shown);
}

void Scrubber::draw_ticks(QPainter& painter, const TimeScale& s) {
    // As many decimals as tell two ticks apart.
    const int decimals = s.per_pixel() * 88 >= Duration::seconds(1)    ? 0
                         : s.per_pixel() * 88 >= Duration::millis(100) ? 1
                         : s.per_pixel() * 88 >= Duration::millis(10)  ? 2
                                                                       : 3;
    for (const Instant tick : s.ticks(88)) {
        const double x = s.x(tick);
        painter.setPen(theme().line);
        painter.drawLine(QPointF(x, ticks_height - 3), QPointF(x, height() - 4));
        const QString label =
            QString::number(static_cast<double>(tick.nanos()) / 1e9, 'f', decimals) + tr(" s");
        const double w = type().width(TypeRole::small, label) + 1;
        const double left = x - w / 2;
        if (left < margin + names_width - 20 || left + w > width()) continue;
        text(painter, QStringLiteral("timeline#tick/%1").arg(tick.nanos()),
             QRectF(left, 1, w, ticks_height - 4), label, TypeRole::small, theme().muted);
    }
}

void Scrubber::draw_branch(QPainter& painter, const TimeScale& s, int track, int id,
                           const std::vector<int>& shown) {
    const TimelineBranch& b = branch(id);
    const bool current = id == picture_->status.branch;
    const double y = track_y(track);
    const double left = margin + names_width;
    const double from = std::clamp(s.x(std::max(b.fork_at, s.first())), left, width() - margin);
    const double to = std::clamp(s.x(b.front_at), from, width() - margin);
    const QColor colour = current ? theme().text : theme().inactive;
    painter.setPen(QPen(colour, current ? 2.5 : 1.5));
    painter.drawLine(QPointF(from, y), QPointF(std::max(to, from + 2), y));
    const auto parent = std::find(shown.begin(), shown.end(), b.parent);
    if (b.parent >= 0 && parent != shown.end() && b.fork_at >= s.first()) {
        const double parent_y = track_y(static_cast<int>(parent - shown.begin()));
        painter.drawLine(QPointF(from, parent_y), QPointF(from, y));
    }
    const QRectF name_box(margin, y - track_height / 2, names_width - 12, track_height);
    const QString name = QString::fromStdString(b.name);
    const QString sentence =
        tr("Branch %1, shown up to %2 s%3")
            .arg(name, seconds_text(b.front_at), current ? tr(", the cursor is here") : QString());
    thing(branch_id(id), QStringLiteral("branch"), sentence, name_box, true);
    text(painter, branch_id(id) + QStringLiteral("#name"), name_box, name,
         current ? TypeRole::small_bold : TypeRole::small, current ? theme().text : theme().muted);
    thing(branch_id(id) + QStringLiteral("/track"), QStringLiteral("track"), sentence,
          QRectF(from, y - 6, std::max(to - from, 2.0), 12));
    for (const TimelineMark& mark : b.marks) draw_mark(painter, s, track, id, mark);
}

void Scrubber::draw_mark(QPainter& painter, const TimeScale& s, int track, int id,
                         const TimelineMark& mark) {
    if (mark.at < s.first() || mark.at > s.last()) return;
    const QRectF box(s.x(mark.at) - 6, track_y(track) - 6, 12, 12);
    draw_mark_shape(painter, theme(), mark.kind, box);
    thing(mark_id(id, mark.event), QStringLiteral("mark"),
          seconds_text(mark.at) + QStringLiteral(" s  ") + QString::fromStdString(mark.text), box);
}

void Scrubber::draw_cursor(QPainter& painter, const TimeScale& s, const std::vector<int>& shown) {
    const Instant now = picture_->frame.now;
    if (now < s.first() || now > s.last()) return;
    const auto place = std::find(shown.begin(), shown.end(), picture_->status.branch);
    const double y = track_y(static_cast<int>(place - shown.begin()));
    const double x = s.x(now);
    painter.setPen(QPen(theme().focus, 2));
    painter.drawLine(QPointF(x, ticks_height - 2), QPointF(x, height() - 4));
    painter.setBrush(theme().focus);
    painter.setPen(QPen(theme().panel, 1.5));
    painter.drawEllipse(QPointF(x, y), 5, 5);
    thing(QStringLiteral("timeline/cursor"), QStringLiteral("cursor"),
          tr("Cursor at %1 s, event %2, branch %3")
              .arg(seconds_text(now), event_text(picture_->frame.event),
                   QString::fromStdString(picture_->frame.branch)),
          QRectF(x - 5, ticks_height - 2, 10, height() - ticks_height - 2));
}

void Scrubber::press_item(const QString& id) {
    const QStringList parts = id.split(QLatin1Char('/'));
    if (parts.size() < 3 || !picture_) return;
    const int which = parts[2].toInt();
    if (which < 0 || which >= static_cast<int>(picture_->timeline->branches.size())) return;
    if (parts[1] == QLatin1String("mark") && parts.size() == 4) {
        Q_EMIT event_wanted(which, EventId(parts[3].toULongLong()));
    } else if (parts[1] == QLatin1String("branch")) {
        Q_EMIT event_wanted(which, branch(which).front);
    }
}

void Scrubber::seek_to(QPointF position) {
    Q_EMIT time_wanted(dragged_branch_, scale().time(position.x()));
}

void Scrubber::mousePressEvent(QMouseEvent* event) {
    if (!picture_ || picture_->timeline->branches.empty()) return;
    if (event->button() != Qt::LeftButton) return;
    const QPointF position = event->position();
    const DrawnItem* item = drawn_items().at(position);
    if (item != nullptr && (item->kind == QLatin1String("mark") ||
                            (item->kind == QLatin1String("branch") && item->id.count('/') == 2))) {
        press_item(item->id);
        return;
    }
    if (position.x() < margin + names_width - 8) return;
    // A track, or else the branch that is shown.
    dragged_branch_ = picture_->status.branch;
    const std::vector<int> shown = tracks();
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const double y = track_y(static_cast<int>(i));
        if (std::abs(position.y() - y) <= track_height / 2) dragged_branch_ = shown[i];
    }
    seek_to(position);
}

void Scrubber::mouseMoveEvent(QMouseEvent* event) {
    if (dragged_branch_ >= 0) seek_to(event->position());
}

void Scrubber::mouseReleaseEvent(QMouseEvent*) { dragged_branch_ = -1; }

void Scrubber::wheelEvent(QWheelEvent* event) {
    if (!picture_ || picture_->timeline->branches.empty()) return;
    const double factor = event->angleDelta().y() > 0 ? 1.25 : 0.8;
    const TimeScale zoomed = scale().zoomed(event->position().x(), factor, whole());
    zoom_first_ = zoomed.first();
    zoom_last_ = zoomed.last();
    if (zoom_first_ <= whole().first() && zoom_last_ >= whole().last()) {
        zoom_first_ = zoom_last_ = Instant();
    }
    update();
    event->accept();
}

}  // namespace kscope::gui
