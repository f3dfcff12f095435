// A replica in full: role, epochs, cells, marks, flags.
#include <algorithm>
#include <cmath>

#include "gui/canvas/lane_painter.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"
#include "gui/geometry/marks.h"

namespace kscope::gui {

namespace {

constexpr double cell_height = 24;
constexpr double key_bar = 6;

struct Inside {
    const LaneSite& site;
    const OffsetAxis& axis;
    QRectF room;
    Scene::LaneRows rows;
    bool faded = false;  // offline: what the disk held when it was last seen
};

QString q(const std::string& s) { return QString::fromStdString(s); }

const char* words_out_of_isr(const LaneSite& site) {
    return site.lane.adding ? "ADDING" : site.in_elr() ? "ELIGIBLE" : "OUT OF ISR";
}

// What stands at the right end of the role line; returns the width it took.
double paint_role_right(Pen& pen, const Inside& in, const QRectF& line) {
    const Theme& t = pen.theme;
    double right = line.right();
    if (in.site.zombie()) {
        return 0;  // its words need the room
    }
    const bool preferred =
        in.site.lane.preferred && in.site.partition.leader != in.site.broker.broker;
    const bool lags = in.site.out_of_isr() && in.site.behind() > 0;
    const double words =
        lags ? pen.width(TypeRole::small_bold, QLatin1String(words_out_of_isr(in.site))) +
                   pen.width(TypeRole::figures_bold, q(grouped(-in.site.behind()))) + 24
             : 0;
    if (preferred && words + 18 <= line.width()) {
        draw_star(pen.p, {right - 7, line.center().y()}, 13, t.muted);
        right -= 18;
    }
    if (in.site.out_of_isr() && in.site.lane.role != ReplicaRole::unknown && in.site.behind() > 0) {
        const QString behind = QStringLiteral("\u2212%1").arg(q(grouped(in.site.behind())));
        right -=
            pen.text("lag", {line.left(), line.y(), right - line.left(), line.height()}, behind,
                     TypeRole::figures_bold, t.text, Qt::AlignRight | Qt::AlignVCenter) +
            6;
    }
    for (const FrameParked& parked : pen.scene.frame->parked) {
        if (!parked.foreground || parked.at != in.site.broker.node ||
            parked.partition != in.site.partition.name) {
            continue;
        }
        const double w = pen.text(
            "parked", {line.left(), line.y(), right - line.left(), line.height()}, q(parked.awaits),
            TypeRole::figures, t.text, Qt::AlignRight | Qt::AlignVCenter);
        draw_clock(pen.p, {right - w - 10, line.center().y()}, 12, t.text);
        right -= w + 20;
        break;
    }
    // The log no longer begins at 0: retention, compaction or DeleteRecords took the rest. In words
    // if there is room, else as the bracket that stands there.
    if (in.site.lane.log_start > Offset(0)) {
        const double role = pen.width(TypeRole::small_bold, QStringLiteral("OUT OF ISR")) + 21;
        const double room = right - line.left() - role - 6;
        const QString number = q(grouped(in.site.lane.log_start.value()));
        QString start = QStringLiteral("start ") + number;
        if (pen.width(TypeRole::figures, start) > room) start = QLatin1Char('[') + number;
        if (pen.width(TypeRole::figures, start) <= room) {
            right -=
                pen.text("start", {line.left(), line.y(), right - line.left(), line.height()},
                         start, TypeRole::figures, t.muted, Qt::AlignRight | Qt::AlignVCenter) +
                6;
        }
    }
    return line.right() - right;
}

void paint_role(Pen& pen, const Inside& in) {
    const Theme& t = pen.theme;
    const FrameLane& lane = in.site.lane;
    const QRectF line(in.room.left() + 3, in.rows.role, in.room.width() - 5, 16);
    const double taken = paint_role_right(pen, in, line);
    const QPointF glyph(line.left() + 5, line.center().y());
    const bool moves = lane.adding || lane.removing;
    const QRectF words = line.adjusted(moves ? 32 : 15, 0, -taken, 0);
    if (moves) draw_badge(pen.p, glyph + QPointF(17, 0), 11, lane.adding, t.text);
    if (in.faded) {
        draw_cross(pen.p, glyph, 10, t.muted);
        pen.text("role", words, QStringLiteral("offline"), TypeRole::small_bold, t.muted);
    } else if (lane.role == ReplicaRole::unknown) {
        pen.text("role", moves ? words : line, QStringLiteral("no state yet"), TypeRole::small,
                 t.muted);
    } else if (in.site.zombie()) {
        draw_triangle(pen.p, glyph, 10, true, false, t.text);
        pen.text("role", words, QStringLiteral("believes: leader e%1").arg(lane.epoch.value()),
                 TypeRole::small, t.text);
    } else if (lane.role == ReplicaRole::leader) {
        draw_triangle(pen.p, glyph, 10, true, true, t.text);
        pen.text("role", words, QStringLiteral("LEADER"), TypeRole::small_bold, t.text);
    } else if (!in.site.in_isr()) {
        draw_triangle(pen.p, glyph, 10, false, false, t.text);
        pen.text("role", words, QLatin1String(words_out_of_isr(in.site)), TypeRole::small_bold,
                 t.text);
    } else {
        draw_triangle(pen.p, glyph, 10, false, true, t.muted);
        const char* role = lane.removing ? "REMOVING" : lane.adding ? "ADDING" : "follower";
        pen.text("role", words, QLatin1String(role), moves ? TypeRole::small_bold : TypeRole::small,
                 moves ? t.text : t.muted);
    }
}

void paint_epochs(Pen& pen, const Inside& in) {
    const Theme& t = pen.theme;
    const auto& records = in.site.lane.records;
    for (std::size_t i = 0; i < records.size();) {
        std::size_t next = i + 1;
        while (next < records.size() && records[next].epoch == records[i].epoch) {
            ++next;
        }
        const Offset first = std::max(records[i].offset, in.axis.first);
        const Offset end{records[next - 1].offset.value() + 1};
        if (end > in.axis.first) {
            const double left = in.axis.boundary(first) + 1;
            const QRectF band(left, in.rows.epochs, in.axis.boundary(end) - 1 - left, 12);
            pen.p.fillRect(band, t.band);
            // A notch where the epoch begins, none where it only scrolls in.
            if (records[i].offset >= in.axis.first && i > 0) {
                pen.p.fillRect(QRectF(left, in.rows.epochs, 2, 14), t.muted);
            }
            const QByteArray part = "epoch" + QByteArray::number(records[i].epoch.value());
            pen.text(part.constData(), band.adjusted(4, 0, 0, 0),
                     QStringLiteral("e%1").arg(records[i].epoch.value()), TypeRole::figures,
                     t.muted);
        }
        i = next;
    }
}

void paint_cell(Pen& pen, const Inside& in, const FrameRecord& record, bool ghost) {
    const Theme& t = pen.theme;
    QPainter& p = pen.p;
    const bool committed = record.offset < in.site.lane.high_watermark;
    const double x = in.axis.boundary(record.offset);
    const QRectF cell(x + 1, in.rows.cells, in.axis.pitch - 1, cell_height);
    const SceneView& view = *pen.scene.view;
    const bool dimmed = view.key != -2 && record.key != view.key;
    p.setOpacity(pen.dim() * (dimmed ? 0.2 : 1));
    const KeyColour key = in.faded ? faded_key_colour(t, record.hue) : key_colour(t, record.hue);
    QRectF digits = cell;
    QColor ink = in.faded ? t.muted : t.text;
    if (ghost) {
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(t.inactive, 1, Qt::DashLine));
        p.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
        ink = t.inactive;
    } else if (committed) {
        draw_key_fill(p, cell, key.fill, key.ink, key.striped);
        ink = key.ink;
    } else {
        p.fillRect(cell, t.background);
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(t.inactive, 1));
        p.drawRect(cell.adjusted(0.5, 0.5, -0.5, -0.5));
        draw_key_fill(p, QRectF(cell.x(), cell.y(), cell.width(), key_bar), key.fill, key.ink,
                      key.striped);
        digits.setTop(cell.top() + key_bar);
    }
    const QByteArray part = "o" + QByteArray::number(qint64(record.offset.value()));
    pen.text(part.constData(), digits, q(cell_text(record.offset)), TypeRole::figures, ink,
             Qt::AlignCenter);
    if (ghost) {
        p.setPen(QPen(t.fault, 1.5));
        p.drawLine(QPointF(cell.left() + 2, cell.center().y()),
                   QPointF(cell.right() - 2, cell.center().y()));
    } else if (record.offset >= in.site.lane.flushed) {
        p.setPen(QPen(t.muted, 1.5, Qt::DotLine, Qt::FlatCap));
        p.drawLine(QPointF(cell.left(), cell.bottom() + 2),
                   QPointF(cell.right(), cell.bottom() + 2));
    }
    p.setOpacity(pen.dim());
    const bool followed = view.followed != 0 && record.record == view.followed;
    const QString words =
        ghost
            ? QStringLiteral("offset %1, truncated").arg(record.offset.value())
            : QStringLiteral("offset %1, key %2, epoch %3, %4")
                      .arg(record.offset.value())
                      .arg(record.key < 0
                               ? QStringLiteral("none")
                               : q(pen.scene.frame->keys.at(static_cast<std::size_t>(record.key))))
                      .arg(record.epoch.value())
                      .arg(committed ? QStringLiteral("committed")
                                     : QStringLiteral("not committed")) +
                  (followed ? QStringLiteral(", followed") : QString());
    pen.mark(record_id(in.site.partition.name, in.site.broker.name, record.offset),
             QStringLiteral("record"), words, cell);
    if (followed) {
        p.setPen(QPen(t.focus, 2.5));
        p.setBrush(Qt::NoBrush);
        p.drawRoundedRect(cell.adjusted(-2, -2, 2, 2), 4, 4);
    }
}

void paint_cells(Pen& pen, const Inside& in) {
    const FrameLane& lane = in.site.lane;
    pen.p.setRenderHint(QPainter::Antialiasing, true);
    for (const FrameRecord& record : lane.records) {
        if (in.axis.shows(record.offset)) {
            paint_cell(pen, in, record, false);
        }
    }
    for (const FrameRecord& record : lane.truncated) {
        if (in.axis.shows(record.offset) && record.offset >= lane.log_end) {
            paint_cell(pen, in, record, true);
        }
    }
    if (in.axis.folded > 0 && lane.log_end > in.axis.first) {
        pen.text("folded",
                 {in.room.left(), in.rows.cells, in.axis.origin - in.room.left() + 1, cell_height},
                 q(fold_text(in.axis.folded)), TypeRole::figures, pen.theme.muted);
    }
}

// The log ends far to the left of what the column shows: its end stands there all the same, on an
// axis of its own, before a break. What was truncated keeps its place behind the last record left.
OffsetAxis far_axis(const FrameLane& lane, const OffsetAxis& axis) {
    OffsetAxis far = axis;
    far.cells = std::max(1, axis.cells - 1);
    const std::int64_t end =
        lane.truncated.empty() ? lane.log_end.value() : lane.truncated.back().offset.value() + 1;
    const std::int64_t last = lane.log_end.value() - 1;
    far.first = Offset{std::max(lane.log_start.value(), std::min(last, end - far.cells))};
    far.folded = far.first.value() - lane.log_start.value();
    return far;
}

void paint_break(Pen& pen, const Inside& in) {
    QPainter& p = pen.p;
    const Offset end{std::min(in.axis.first.value() + in.axis.cells,
                              in.site.lane.truncated.empty()
                                  ? in.site.lane.log_end.value()
                                  : in.site.lane.truncated.back().offset.value() + 1)};
    const double x = in.axis.boundary(end) + 12;
    const double middle = in.rows.cells + cell_height / 2;
    p.setPen(QPen(pen.theme.muted, 1.5));
    for (const double slant : {0.0, 5.0}) {
        p.drawLine(QPointF(x + slant - 3, middle + 8), QPointF(x + slant + 3, middle - 8));
    }
    if (in.room.right() > x + 20) {
        p.setPen(QPen(pen.theme.inactive, 1, Qt::DotLine));
        p.drawLine(QPointF(x + 12, middle), QPointF(in.room.right() - 4, middle));
    }
}

double clamp_mark(const Inside& in, Offset offset) {
    return std::clamp(in.axis.boundary(offset), in.axis.origin - 4,
                      in.axis.boundary(Offset{in.axis.first.value() + in.axis.cells}));
}

void paint_marks(Pen& pen, const Inside& in) {
    const Theme& t = pen.theme;
    const FrameLane& lane = in.site.lane;
    QPainter& p = pen.p;
    const double top = in.rows.cells - 2;
    const double bottom = in.rows.cells + cell_height + 4;
    const QColor strong = in.faded ? t.muted : t.text;
    p.setBrush(Qt::NoBrush);
    if (lane.log_end > lane.log_start && in.axis.shows_boundary(lane.log_start) &&
        in.axis.folded == 0) {
        const double x = in.axis.boundary(lane.log_start) - 2;
        p.setPen(QPen(t.muted, 1.5));
        p.drawPolyline(QPolygonF({{x + 3, top}, {x, top}, {x, bottom - 2}, {x + 3, bottom - 2}}));
    }
    // Where one file of the log ends and the next begins: a gap, and a notch below.
    for (const FrameSegment& segment : lane.segments) {
        if (segment.base <= lane.log_start || !in.axis.shows_boundary(segment.base)) {
            continue;
        }
        const double x = in.axis.boundary(segment.base) + 0.5;
        p.fillRect(QRectF(x - 1.5, in.rows.cells, 3, cell_height), t.panel);
        p.setPen(QPen(t.muted, 1.5));
        p.drawPolyline(QPolygonF({{x - 3, bottom}, {x, bottom - 4}, {x + 3, bottom}}));
        pen.mark(QStringLiteral("segment/%1/%2/%3")
                     .arg(q(in.site.partition.name), q(in.site.broker.name))
                     .arg(segment.base.value()),
                 QStringLiteral("segment"),
                 QStringLiteral("a segment begins at offset %1").arg(segment.base.value()),
                 QRectF(x - 4, bottom - 4, 8, 6));
    }
    if (in.axis.shows_boundary(lane.log_end)) {
        // The open end: the next record goes here.
        const double x = in.axis.boundary(lane.log_end) + 1;
        p.setPen(QPen(strong, 1.5));
        p.drawPolyline(
            QPolygonF({{x + 4, top + 2}, {x, top + 2}, {x, bottom - 4}, {x + 4, bottom - 4}}));
    }
    if (lane.last_stable != lane.high_watermark && in.axis.shows_boundary(lane.last_stable)) {
        const double x = in.axis.boundary(lane.last_stable);
        p.setPen(QPen(strong, 1.5, Qt::DotLine));
        p.drawLine(QPointF(x, top), QPointF(x, bottom));
    }
    if (in.axis.shows_boundary(lane.high_watermark)) {
        const double x = in.axis.boundary(lane.high_watermark);
        p.fillRect(QRectF(x - 1, top, 3, bottom - top), strong);
    }
}

void paint_flags(Pen& pen, const Inside& in) {
    const FrameLane& lane = in.site.lane;
    FlagInput input{lane.high_watermark,
                    lane.log_end,
                    clamp_mark(in, lane.high_watermark),
                    clamp_mark(in, lane.log_end),
                    in.room.left() + 2,
                    in.room.right() - 2,
                    pen.width(TypeRole::figures, QStringLiteral("0"))};
    for (const Flag& flag : place_flags(input)) {
        const bool strong = flag.high_watermark && !in.faded;
        pen.text(flag.high_watermark ? "hw" : "leo", {flag.left, in.rows.flags, flag.width + 1, 14},
                 q(flag.text), strong ? TypeRole::figures_bold : TypeRole::figures,
                 strong ? pen.theme.text : pen.theme.muted);
    }
}

}  // namespace

void paint_lane_full(Pen& pen, const LaneSite& site) {
    const Rect rect = pen.scene.layout.lane(site.row, site.column);
    const bool faded = site.down() || site.lane.role == ReplicaRole::offline;
    const OffsetAxis& shared = pen.scene.axes[static_cast<std::size_t>(site.column)];
    const auto pin = pen.scene.view->pinned.find(site.partition.name);
    const bool far = site.lane.log_end > site.lane.log_start && site.lane.log_end <= shared.first &&
                     pin == pen.scene.view->pinned.end();
    const OffsetAxis own = far ? far_axis(site.lane, shared) : shared;
    const Inside in{site, own, Scene::lane_inside(rect), Scene::lane_rows(rect), faded};
    paint_role(pen, in);
    if (site.lane.role == ReplicaRole::unknown && site.lane.log_end.value() == 0) {
        return;
    }
    paint_epochs(pen, in);
    paint_cells(pen, in);
    if (site.lane.records.empty() && site.lane.log_end.value() == 0) {
        const bool tells = site.partition.first_send && site.partition.leader == site.broker.broker;
        const QString words = tells ? QStringLiteral("first send at ") +
                                          lasting(site.partition.first_send->since_start())
                                    : QStringLiteral("no records");
        pen.text("empty", {in.room.left() + 12, in.rows.cells, in.room.width() - 12, cell_height},
                 words, TypeRole::small, pen.theme.muted, Qt::AlignCenter);
    }
    paint_marks(pen, in);
    if (far) {
        paint_break(pen, in);
    }
    paint_flags(pen, in);
}

void paint_lane_medium(Pen& pen, const LaneSite& site) {
    const Theme& t = pen.theme;
    const QRectF r = to_qt(pen.scene.layout.lane(site.row, site.column));
    const double middle = r.center().y();
    const QPointF glyph(r.left() + 11, middle - 8);
    const double badge = site.lane.adding || site.lane.removing ? 16 : 0;
    const QRectF upper(r.left() + 20, middle - 16, r.width() - 22 - badge, 16);
    if (site.down() || site.lane.role == ReplicaRole::offline) {
        draw_cross(pen.p, glyph, 10, t.muted);
    } else {
        const bool leader = site.lane.role == ReplicaRole::leader;
        draw_triangle(pen.p, glyph, 10, leader, leader ? !site.zombie() : site.in_isr(), t.text);
    }
    if (badge > 0) {
        draw_badge(pen.p, {r.right() - 10, middle - 8}, 11, site.lane.adding, t.text);
    }
    pen.text("leo", upper, offset_words(pen, "LEO ", site.lane.log_end, upper.width()),
             TypeRole::figures, t.text);
    const QRectF lower(r.left() + 5, middle, r.width() - 8, 16);
    pen.text("hw", lower, offset_words(pen, "HW ", site.lane.high_watermark, lower.width()),
             TypeRole::figures, t.muted);
}

}  // namespace kscope::gui
