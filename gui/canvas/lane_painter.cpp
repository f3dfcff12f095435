#include "gui/canvas/lane_painter.h"

#include <algorithm>

#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

bool holds(const std::vector<BrokerId>& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

QString describe_lane(const Pen& pen, const LaneSite& site) {
    QString role = QStringLiteral("follower");
    if (site.down() || site.lane.role == ReplicaRole::offline) {
        role = QStringLiteral("offline");
    } else if (site.zombie()) {
        role = QStringLiteral("believes: leader");
    } else if (site.lane.role == ReplicaRole::leader) {
        role = QStringLiteral("leader");
    } else if (site.lane.role == ReplicaRole::unknown) {
        role = QStringLiteral("no state yet");
    }
    return QStringLiteral("%1 on %2: %3, epoch %4, %5, log start %6, HW %7, LEO %8, flushed %9")
        .arg(QString::fromStdString(site.partition.name), pen.scene.broker_name(site.broker.broker),
             role)
        .arg(site.lane.epoch.value())
        .arg(site.in_isr()   ? QStringLiteral("in the ISR")
             : site.in_elr() ? QStringLiteral("eligible (ELR)")
                             : QStringLiteral("out of the ISR"))
        .arg(site.lane.log_start.value())
        .arg(site.lane.high_watermark.value())
        .arg(site.lane.log_end.value())
        .arg(site.lane.flushed.value());
}

// What a reassignment and its throttle make of it: ", being added".
QString describe_move(const LaneSite& site) {
    QString words;
    if (site.lane.adding) words += QStringLiteral(", being added");
    if (site.lane.removing) words += QStringLiteral(", being removed");
    if (site.lane.throttled_rate > 0) words += QStringLiteral(", throttled");
    return words;
}

// A tile with room for more than its tint: the role's shape, and the log end where it fits.
void paint_tile_words(Pen& pen, const LaneSite& site, const QRectF& rect) {
    const Theme& t = pen.theme;
    const bool words = rect.width() >= 30 && rect.height() >= 30;
    if (words && (site.lane.adding || site.lane.removing)) {
        draw_badge(pen.p, rect.topRight() + QPointF(-8, 8), 9, site.lane.adding, t.text);
    }
    const QPointF at(rect.center().x(), rect.center().y() - (words ? 8 : 0));
    if (site.down() || site.lane.role == ReplicaRole::offline) {
        draw_cross(pen.p, at, 10, t.muted);
    } else if (site.lane.role != ReplicaRole::unknown) {
        const bool leader = site.lane.role == ReplicaRole::leader;
        draw_triangle(pen.p, at, 10, leader, leader ? !site.zombie() : site.in_isr(), t.text);
    }
    if (words && site.lane.role != ReplicaRole::unknown) {
        pen.text("leo", {rect.x(), rect.center().y() - 1, rect.width(), 16},
                 offset_words(pen, "", site.lane.log_end, rect.width()), TypeRole::figures, t.text,
                 Qt::AlignCenter);
    }
}

void paint_lane(Pen& pen, const LaneSite& site, LaneClass size) {
    const QRectF rect = to_qt(pen.scene.layout.lane(site.row, site.column));
    pen.begin(lane_id(site.partition.name, site.broker.name), QStringLiteral("lane"),
              describe_lane(pen, site) + describe_move(site), rect, size != LaneClass::bins);
    if (size == LaneClass::full) {
        paint_lane_frame(pen, site);
        paint_lane_full(pen, site);
    } else if (size == LaneClass::medium) {
        paint_lane_frame(pen, site);
        paint_lane_medium(pen, site);
    } else {
        const bool words = rect.width() >= 20 && rect.height() >= 20;
        const TileState state = tile_state(site);
        if (words && state == TileState::offline) {
            draw_hatch(pen.p, rect, pen.theme.inactive, 8, 0.3);
        } else {
            paint_tile(pen, rect, state, words ? TileTone::quiet : TileTone::strong);
        }
        if (words) {
            paint_tile_words(pen, site, rect);
        }
    }
    pen.end();
}

}  // namespace

bool LaneSite::in_isr() const { return holds(partition.isr, broker.broker); }

bool LaneSite::in_elr() const { return holds(partition.elr, broker.broker); }

bool LaneSite::zombie() const {
    return lane.role == ReplicaRole::leader && !down() &&
           (partition.leader != broker.broker || lane.epoch < partition.epoch);
}

bool LaneSite::down() const { return is_down(broker); }

bool LaneSite::out_of_isr() const { return !in_isr() && !down(); }

std::int64_t LaneSite::behind() const {
    std::int64_t highest = lane.log_end.value();
    for (const FrameLane& other : partition.lanes) {
        if (other.broker == partition.leader) {
            highest = std::max(highest, other.log_end.value());
        }
    }
    return highest - lane.log_end.value();
}

TileState tile_state(const LaneSite& site) {
    if (!holds(site.partition.replicas, site.broker.broker)) {
        return TileState::none;
    }
    if (site.partition.leader == no_broker) {
        return TileState::no_leader;
    }
    if (site.down() || site.lane.role == ReplicaRole::offline) {
        return TileState::offline;
    }
    if (static_cast<std::int32_t>(site.partition.isr.size()) < site.partition.min_isr) {
        return TileState::under_min_isr;
    }
    if (!site.in_isr()) {
        return TileState::out_of_isr;
    }
    return site.lane.role == ReplicaRole::leader ? TileState::leader : TileState::follower;
}

void paint_lanes(Pen& pen) {
    const Scene& s = pen.scene;
    const LaneClass size = s.layout.lanes();
    for (std::size_t c = 0; c < s.frame->partitions.size(); ++c) {
        const FramePartition& partition = s.frame->partitions[c];
        for (const FrameLane& lane : partition.lanes) {
            const int row = s.broker_row(lane.broker);
            if (row < 0 || !holds(partition.replicas, lane.broker)) {
                continue;
            }
            const FrameBroker& broker = s.frame->brokers[s.rows[static_cast<std::size_t>(row)]];
            paint_lane(pen, {partition, lane, broker, row, static_cast<int>(c)}, size);
        }
    }
}

QString offset_words(const Pen& pen, const char* name, Offset offset, double room) {
    const QString whole = QString::fromStdString(grouped(offset.value()));
    const QString digits = QString::number(offset.value());
    QStringList ways;
    if (*name != 0) ways = {QLatin1String(name) + whole, QLatin1String(name) + digits};
    ways << whole << digits;
    for (const QString& way : ways) {
        if (pen.width(TypeRole::figures, way) <= room) return way;
    }
    return QChar(0x2026) + QString::fromStdString(cell_text(offset));
}

void paint_lane_frame(Pen& pen, const LaneSite& site) {
    const Theme& t = pen.theme;
    const QRectF rect = to_qt(pen.scene.layout.lane(site.row, site.column));
    const bool offline = site.down() || site.lane.role == ReplicaRole::offline;
    const bool leader = site.lane.role == ReplicaRole::leader && !offline && !site.zombie();
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(t.panel);
    pen.p.drawRoundedRect(rect, 4, 4);
    if (offline) {
        draw_hatch(pen.p, rect, t.inactive, 8, t.dark ? 0.32 : 0.30);
    }
    QPen border(leader ? t.text : t.inactive, leader ? 3 : 1.5);
    if (offline) {
        border = QPen(t.inactive, 1.5, Qt::SolidLine);
    } else if (!site.in_isr() || site.zombie()) {
        border.setDashPattern({4, 3});
        border.setCapStyle(Qt::FlatCap);
    }
    const double half = border.widthF() / 2;
    pen.p.setPen(border);
    pen.p.setBrush(Qt::NoBrush);
    pen.p.drawRoundedRect(rect.adjusted(half, half, -half, -half), 4 - half / 2, 4 - half / 2);
}

void paint_tile(Pen& pen, const QRectF& rect, TileState state, TileTone tone) {
    const Theme& t = pen.theme;
    const QRectF r(rect.x(), rect.y(), std::max(1.0, rect.width() - 1),
                   std::max(1.0, rect.height() - 1));
    const bool quiet = tone == TileTone::quiet;
    QPainter& p = pen.p;
    p.setBrush(Qt::NoBrush);
    switch (state) {
        case TileState::none: return;
        case TileState::follower: p.fillRect(r, quiet ? t.band : t.tile_follower); return;
        case TileState::leader:
            p.fillRect(r, quiet ? t.null_key : t.tile_leader);
            if (!quiet && r.width() >= 13 && r.height() >= 11) {
                const bool smooth = p.testRenderHint(QPainter::Antialiasing);
                p.setRenderHint(QPainter::Antialiasing, true);
                draw_triangle(p, r.center(), 7, true, true, t.background);
                p.setRenderHint(QPainter::Antialiasing, smooth);
            }
            return;
        case TileState::out_of_isr:
            p.setPen(QPen(t.text, 1, Qt::DotLine));
            p.drawRect(r.adjusted(0.5, 0.5, -0.5, -0.5));
            return;
        case TileState::under_min_isr:
            p.setPen(QPen(t.fault, r.width() >= 12 ? 2 : 1));
            p.drawRect(r.adjusted(0.5, 0.5, -0.5, -0.5));
            return;
        case TileState::offline:
            p.setPen(QPen(t.inactive, 1));
            p.drawRect(r.adjusted(0.5, 0.5, -0.5, -0.5));
            p.drawLine(r.bottomLeft(), r.topRight());
            return;
        case TileState::no_leader:
            p.fillRect(r, t.fault);
            p.setPen(QPen(t.background, 1));
            p.drawLine(r.bottomLeft(), r.topRight());
            p.drawLine(r.topLeft(), r.bottomRight());
            return;
    }
}

}  // namespace kscope::gui
