#include "gui/canvas/scene.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

namespace {

QString join(const char* kind, const std::string& a) {
    return QString::fromLatin1(kind) + QLatin1Char('/') + QString::fromStdString(a);
}

QString join(const char* kind, const std::string& a, const std::string& b) {
    return join(kind, a) + QLatin1Char('/') + QString::fromStdString(b);
}

constexpr double group_title = 68;  // name, state, coordinator

// How tall a group's card wants to be: title, state, then members with their chips in rows of two.
double member_height(const FrameMember& member) {
    const auto rows = std::max<std::size_t>(1, (member.assigned.size() + 1) / 2);
    return 20 + 24 * static_cast<double>(std::min<std::size_t>(rows, 3));
}

constexpr double group_least = 44;  // name and state
constexpr double group_gap = 8;
constexpr double producer_least = 44;
constexpr double card_gap = 8;
constexpr double crumbs_height = 28;
constexpr double widest_alone = 512;  // as many cells as a lane has
constexpr double more_height = 20;    // "+5 members", "+2 groups"

double group_height(const FrameGroup& group) {
    double height = group_title + 4;
    for (const FrameMember& member : group.members) {
        height += member_height(member) + 4;
    }
    return height;
}

// How tall the first `n` cards are: as they want, and where that is too much, the tall ones share.
std::vector<double> card_heights(const std::vector<FrameGroup>& groups, std::size_t n,
                                 double room) {
    std::vector<double> heights(n, -1);
    std::size_t open = n;
    for (bool changed = true; changed && open > 0;) {
        changed = false;
        const double share = room / static_cast<double>(open);
        for (std::size_t g = 0; g < n; ++g) {
            const double wanted = group_height(groups[g]);
            if (heights[g] >= 0 || wanted > share) continue;
            heights[g] = wanted;
            room -= wanted;
            --open;
            changed = true;
        }
    }
    for (double& height : heights) {
        if (height < 0) height = std::floor(room / static_cast<double>(open) / 4) * 4;
    }
    return heights;
}

void place_members(Scene& s, std::size_t g, const QRectF& card) {
    const FrameGroup& group = s.frame->groups[g];
    const QRectF room = card.adjusted(8, group_title, -8, -4);
    const bool chips = group_height(group) <= card.height() + 1;
    const std::size_t all = group.members.size();
    const auto lines = static_cast<std::size_t>(std::max(0.0, (room.height() + 4) / more_height));
    const std::size_t shown = chips || all <= lines ? all : std::max<std::size_t>(1, lines) - 1;
    double top = room.top();
    for (std::size_t m = 0; m < shown; ++m) {
        const double h = chips ? member_height(group.members[m]) : more_height;
        s.members.push_back({g, m, QRectF(room.left(), top, room.width(), h), !chips});
        top += h + (chips ? 4 : 0);
    }
    if (shown < all && lines > 0) {
        s.more_members.push_back(
            {g, all - shown, QRectF(room.left(), top, room.width(), more_height)});
    }
}

void place_groups(Scene& s) {
    const Rect column = s.layout.groups;
    const std::size_t all = s.frame->groups.size();
    const auto fit =
        static_cast<std::size_t>(std::max(0.0, (column.h + group_gap) / (group_least + group_gap)));
    const std::size_t n = all <= fit ? all : std::max<std::size_t>(1, fit) - 1;
    const double room = column.h - group_gap * static_cast<double>(n) + group_gap -
                        (n < all ? more_height + group_gap : 0);
    double y = column.y;
    for (const double height : card_heights(s.frame->groups, n, room)) {
        s.groups.emplace_back(column.x + 8, y, column.w - 8, height);
        place_members(s, s.groups.size() - 1, s.groups.back());
        y += height + group_gap;
    }
    if (n < all) {
        s.more_groups = {n, all - n, QRectF(column.x + 8, y, column.w - 8, more_height)};
    }
}

// From near only the brokers of the rows have theirs.
bool shows_session(const Scene& s, const FrameSession& session) {
    if (s.frame->focus) return s.broker_row(session.broker) >= 0;
    return s.shows_zookeeper();
}

void place_sessions(Scene& s) {
    const auto& all = s.frame->zookeeper.sessions;
    const auto n = static_cast<double>(std::count_if(
        all.begin(), all.end(), [&](const FrameSession& one) { return shows_session(s, one); }));
    const double room = s.layout.matrix.w;
    const double slot = std::min(112.0, std::floor(room / std::max(1.0, n)));
    const double side = slot >= 40 ? 32 : 16;
    double x = s.layout.matrix.x + 8;
    for (const FrameSession& session : all) {
        const bool shown = shows_session(s, session);
        s.sessions.push_back(shown ? QRectF(x, s.layout.zookeeper.y + 12, side, side) : QRectF());
        x += shown ? slot : 0;
    }
}

// As many as have room for their name and counters; the rest are counted.
void place_producers(Scene& s, Rect cards) {
    const std::size_t all = s.frame->producers.size();
    const auto fit =
        static_cast<std::size_t>(std::max(0.0, (cards.h + card_gap) / (producer_least + card_gap)));
    const std::size_t n = all <= fit ? all : std::max<std::size_t>(1, fit) - 1;
    if (n < all) {
        s.more_producers = {n, all - n,
                            QRectF(cards.x, cards.bottom() - more_height, cards.w, more_height)};
        cards.h -= more_height + card_gap;
    }
    for (std::size_t i = 0; i < n; ++i) {
        s.producers.push_back(
            to_qt(stacked_card(cards, static_cast<int>(i), static_cast<int>(n), 200, card_gap)));
    }
}

void make_axes(Scene& s) {
    for (std::size_t c = 0; c < s.frame->partitions.size(); ++c) {
        const FramePartition& p = s.frame->partitions[c];
        const QRectF inside = Scene::lane_inside(s.layout.lane(0, static_cast<int>(c)));
        AxisInput in{inside.left(), inside.right(), Offset{0}, Offset{0}, no_offset};
        bool first = true;
        for (const FrameLane& lane : p.lanes) {
            if (lane.role == ReplicaRole::unknown && lane.log_end.value() == 0) {
                continue;
            }
            in.log_start = first ? lane.log_start : std::min(in.log_start, lane.log_start);
            in.log_end = std::max(in.log_end, lane.log_end);
            if (!lane.truncated.empty()) {
                in.log_end = std::max(in.log_end, Offset{lane.truncated.back().offset.value() + 1});
            }
            first = false;
        }
        if (const auto pin = s.view->pinned.find(p.name); pin != s.view->pinned.end()) {
            in.pinned = pin->second;
        }
        s.axes.push_back(make_offset_axis(in));
    }
}

// Whether one of the columns is read by the group.
bool reads_columns(const Scene& s, const FrameGroup& group) {
    return std::any_of(group.readers.begin(), group.readers.end(),
                       [&](const FrameReader& r) { return s.column(r.partition) >= 0; });
}

}  // namespace

QRectF to_qt(const Rect& r) { return {r.x, r.y, r.w, r.h}; }

QString lasting(Duration d) {
    const double seconds = static_cast<double>(std::max<std::int64_t>(0, d.count())) / 1e9;
    if (seconds < 0.1) {
        return QString::number(std::round(seconds * 1e3)) + QStringLiteral(" ms");
    }
    if (seconds < 99.95) {
        return QString::number(seconds, 'f', 1) + QStringLiteral(" s");
    }
    return QString::number(std::llround(seconds)) + QStringLiteral(" s");
}

QString broker_id(const std::string& name) { return join("broker", name); }
QString session_id(const std::string& broker) { return join("session", broker); }
QString header_id(const std::string& partition) { return join("partition", partition); }
QString lane_id(const std::string& p, const std::string& b) { return join("lane", p, b); }
QString record_id(const std::string& p, const std::string& b, Offset offset) {
    return join("record", p, b) + QLatin1Char('/') + QString::number(offset.value());
}
QString producer_id(const std::string& name) { return join("producer", name); }
QString group_id(const std::string& name) { return join("group", name); }
QString member_id(const std::string& g, const std::string& m) { return join("member", g, m); }
QString reader_id(const std::string& g, const std::string& p) { return join("reader", g, p); }
QString flight_id(std::uint64_t id) { return QStringLiteral("flight/") + QString::number(id); }

QRectF Scene::lane_inside(const Rect& lane) { return {lane.x + 4, lane.y, lane.w - 8, lane.h}; }

Scene::LaneRows Scene::lane_rows(const Rect& lane) {
    // 76 px of content and 12 px of margins; what is more is air, most of it under the role.
    const double spare = std::max(0.0, lane.h - 88);
    LaneRows r;
    r.role = lane.y + 6 + std::floor(spare * 0.2);
    r.epochs = r.role + 20 + std::floor(spare * 0.3);
    r.cells = r.epochs + 14;
    r.flags = r.cells + 28 + std::floor(spare * 0.15);
    return r;
}

bool Scene::shows_zookeeper() const {
    return frame->overview == nullptr || frame->brokers.size() <= 24;
}

bool Scene::tiles_told() const {
    constexpr std::size_t most = 1'000;
    std::size_t tiles = 0;
    for (const FrameStrip& strip : frame->overview->strips) tiles += strip.tiles.size();
    return tiles <= most;
}

int Scene::broker_row(BrokerId broker) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (frame->brokers[rows[i]].broker == broker) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

int Scene::column(const std::string& partition) const {
    for (std::size_t i = 0; i < frame->partitions.size(); ++i) {
        if (frame->partitions[i].name == partition) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

QString Scene::broker_name(BrokerId broker) const {
    for (const FrameBroker& one : frame->brokers) {
        if (one.broker == broker) return QString::fromStdString(one.name);
    }
    return QString::number(broker.value());
}

bool Scene::lit(const QString& id) const {
    return view->lit.empty() ||
           std::find(view->lit.begin(), view->lit.end(), id) != view->lit.end();
}

std::optional<Port> Scene::port(NodeId node, const std::vector<std::string>& partitions,
                                NodeId peer) const {
    for (std::size_t b = 0; b < rows.size(); ++b) {
        if (frame->brokers[rows[b]].node != node) {
            continue;
        }
        const int row = static_cast<int>(b);
        for (const std::string& partition : partitions) {
            if (const int c = column(partition); c >= 0) {
                const Rect lane = layout.lane(row, c);
                return Port{Port::Kind::lane, row, c, {lane.right(), lane.center().y}};
            }
        }
        const Rect box = layout.broker_box(row);
        return Port{Port::Kind::broker, row, 0, {box.right(), box.center().y}};
    }
    for (std::size_t i = 0; i < frame->producers.size() && i < producers.size(); ++i) {
        if (frame->producers[i].node == node) {
            const QRectF card = producers[i];
            return Port{Port::Kind::producer, 0, 0, {card.right(), card.top() + 24}};
        }
    }
    for (const MemberPlace& place : members) {
        if (frame->groups[place.group].members[place.member].node == node) {
            return Port{
                Port::Kind::member, 0, 0, {groups[place.group].left(), place.rect.top() + 8}};
        }
    }
    // A member without a place of its own stands behind its group's card.
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto& all = frame->groups[g].members;
        if (std::any_of(all.begin(), all.end(),
                        [&](const FrameMember& m) { return m.node == node; })) {
            return Port{Port::Kind::member, 0, 0, {groups[g].left(), groups[g].top() + 14}};
        }
    }
    for (const FrameZooKeeperServer& server : frame->zookeeper.servers) {
        if (server.node != node) {
            continue;
        }
        for (std::size_t i = 0; i < sessions.size() && !server.member; ++i) {
            const int row = broker_row(frame->zookeeper.sessions[i].broker);
            if (row >= 0 && !sessions[i].isEmpty() &&
                frame->brokers[rows[static_cast<std::size_t>(row)]].node == peer) {
                return Port{Port::Kind::zookeeper,
                            0,
                            0,
                            {sessions[i].center().x(), sessions[i].bottom() + 2}};
            }
        }
        if (server.member) {
            // Its place among the servers (zookeeper_row_painter.cpp).
            const auto place = static_cast<double>(&server - frame->zookeeper.servers.data());
            const double width = 168.0 / static_cast<double>(frame->zookeeper.servers.size());
            return Port{
                Port::Kind::zookeeper,
                0,
                0,
                {layout.zookeeper.x + 18 + place * std::floor(width), layout.zookeeper.y + 42}};
        }
        return Port{
            Port::Kind::zookeeper, 0, 0, {layout.broker_channel(), layout.zookeeper.bottom() - 8}};
    }
    return std::nullopt;
}

Scene make_scene(const Frame& frame, const SceneView& view, const Type& type, QSizeF size,
                 Instant now) {
    Scene s;
    s.frame = &frame;
    s.view = &view;
    s.theme = view.theme;
    s.type = &type;
    s.size = size;
    s.now = std::max(now, frame.now);
    for (std::size_t i = 0; i < frame.brokers.size(); ++i) {
        const auto shown = [&](BrokerId broker) { return broker == frame.brokers[i].broker; };
        if (!frame.focus || std::any_of(frame.focus->rows.begin(), frame.focus->rows.end(), shown))
            s.rows.push_back(i);
    }
    LayoutInput room{size.width(), size.height(), static_cast<int>(s.rows.size()),
                     static_cast<int>(frame.partitions.size()), 0};
    room.top = frame.focus ? crumbs_height : 0;
    if (frame.focus && frame.focus->alone) {
        room.widest_column = widest_alone;
    }
    for (const FrameGroup& group : frame.groups) {
        room.reader_lanes += reads_columns(s, group) ? 1 : 0;
    }
    s.layout = layout_cluster(room);
    if (s.layout.lanes() != LaneClass::full && room.reader_lanes > 0) {
        room.tight = true;
        s.layout = layout_cluster(room);
    }
    if (s.layout.lanes() != LaneClass::full && room.reader_lanes > 0) {
        // Readers need the cells above them; without these their room goes to the lanes.
        room.reader_lanes = 0;
        s.layout = layout_cluster(room);
    }
    Rect cards = s.layout.producers;
    cards.w -= 12;  // the channel beside them
    if (frame.internal_partitions > 0) {
        s.internal = QRectF(cards.x, cards.bottom() - 24, cards.w, 24);
        cards.h -= 32;
    }
    place_sessions(s);
    if (frame.overview) return s;  // strips, and no matrix
    place_producers(s, cards);
    place_groups(s);
    make_axes(s);
    return s;
}

}  // namespace kscope::gui
