#include "tests/gui/synthetic_frames.h"

#include <algorithm>

namespace kscope::gui {

namespace {

constexpr NodeId zk{0};
constexpr NodeId web{4};
constexpr NodeId reader_1{6};
constexpr NodeId reader_2{7};

Instant at_ms(std::int64_t ms) { return Instant::at(Duration::millis(ms)); }
NodeId node_of(int broker) { return NodeId{broker}; }

FrameLane make_lane(int broker, const FramePartition& p, std::int64_t hw, std::int64_t leo) {
    FrameLane lane;
    lane.broker = BrokerId{broker};
    const bool leads = p.leader == lane.broker;
    lane.role = leads ? ReplicaRole::leader : ReplicaRole::follower;
    lane.epoch = p.epoch;
    lane.follows = leads ? no_broker : p.leader;
    lane.preferred = !p.replicas.empty() && p.replicas.front() == lane.broker;
    lane.high_watermark = lane.last_stable = Offset{hw};
    lane.flushed = Offset{std::max<std::int64_t>(0, leo - 4)};
    lane.log_end = Offset{leo};
    for (std::int64_t o = std::max<std::int64_t>(0, leo - cells_per_lane); o < leo; ++o) {
        FrameRecord record;
        record.offset = Offset{o};
        record.key = static_cast<std::int32_t>((o * 7 + p.index + 2) % 3);
        record.hue = static_cast<std::int8_t>(record.key);
        record.epoch = LeaderEpoch{o < leo - 3 && p.epoch.value() > 3 ? 3 : p.epoch.value()};
        record.record = static_cast<std::uint64_t>(o + 1 + p.index * 1'000);
        lane.records.push_back(record);
    }
    return lane;
}

FramePartition make_partition(const std::string& topic, int index, int leader, std::int64_t leo) {
    FramePartition p;
    p.topic = topic;
    p.index = index;
    p.name = topic + "-" + std::to_string(index);
    p.leader = BrokerId{leader};
    p.epoch = LeaderEpoch{3};
    p.min_isr = 2;
    for (int i = 0; i < 3; ++i) {
        p.replicas.push_back(BrokerId{(leader - 1 + i) % 3 + 1});
        p.isr.push_back(BrokerId{i + 1});
    }
    for (int b = 1; b <= 3; ++b) {
        const std::int64_t own = b == leader ? leo : leo - (b % 2);
        p.lanes.push_back(make_lane(b, p, std::max<std::int64_t>(0, leo - 1), own));
    }
    return p;
}

FrameFlight make_flight(std::uint64_t id, PacketKind kind, NodeId from, NodeId to, double fraction,
                        std::vector<std::int8_t> hues, const std::string& partition) {
    FrameFlight f;
    f.id = id;
    f.kind = kind;
    f.from = from;
    f.to = to;
    f.sent = at_ms(5'000) - Duration::micros(static_cast<std::int64_t>(fraction * 2'000));
    f.arrives = f.sent + Duration::micros(2'000);
    f.foreground = kind != PacketKind::ping;
    f.records = static_cast<std::int32_t>(hues.size());
    f.hues = std::move(hues);
    if (!partition.empty()) {
        f.partitions.push_back(partition);
    }
    f.label = "packet " + std::to_string(id);
    return f;
}

FrameGroup make_group() {
    FrameGroup g;
    g.name = "monitoring";
    g.state = GroupState::stable;
    g.generation = Generation{3};
    g.coordinator = BrokerId{2};
    g.assignor = "range";
    const std::vector<std::vector<std::string>> assigned{{"click-0", "click-1"},
                                                         {"click-2", "upload-0"}};
    for (int i = 0; i < 2; ++i) {
        FrameMember m;
        m.node = i == 0 ? reader_1 : reader_2;
        m.name = "monitoring-" + std::to_string(i + 1);
        m.assigned = assigned[static_cast<std::size_t>(i)];
        m.joined = true;
        g.members.push_back(m);
    }
    return g;
}

FrameProducer make_producer() {
    FrameProducer p;
    p.node = web;
    p.name = "web";
    p.acks = "all";
    p.sent = 128;
    p.acked = 121;
    p.retries = 0;
    p.in_flight = 2;
    p.batches = {{"click-0", {0, 1, 2}, 3, 1, true, true},
                 {"click-1", {2, 2}, 2, 1, true, true},
                 {"click-2", {1, 0}, 2, 0, false, false}};
    return p;
}

FrameBroker make_broker(int id) {
    FrameBroker b;
    b.node = node_of(id);
    b.broker = BrokerId{id};
    b.name = "b" + std::to_string(id);
    b.rack = "rack " + std::string(1, static_cast<char>('a' + (id - 1) % 3));
    b.registered = true;
    return b;
}

void read_up_to(Frame& f, std::int64_t behind) {
    f.groups[0].readers.clear();
    for (const FramePartition& p : f.partitions) {
        const auto hw = p.lanes[1].high_watermark.value();
        FrameReader r;
        r.partition = p.name;
        r.position = Offset{std::max<std::int64_t>(0, hw - behind)};
        r.committed = Offset{std::max<std::int64_t>(0, hw - behind - 2)};
        r.end = Offset{hw};
        f.groups[0].readers.push_back(r);
    }
}

FrameLane& lane_of(Frame& f, int partition, int broker) {
    return f.partitions[static_cast<std::size_t>(partition)]
        .lanes[static_cast<std::size_t>(broker - 1)];
}

}  // namespace

Frame steady_frame() {
    Frame f;
    f.now = at_ms(5'000);
    f.event = EventId{18'204};
    f.scenario = "Click tracking";
    f.version = "3.9";
    f.seed = 1;
    f.keys = {"0", "1", "2"};
    FrameZooKeeperServer server;
    server.node = zk;
    server.name = "zk";
    f.zookeeper.servers.push_back(server);
    f.zookeeper.controller = BrokerId{2};
    f.zookeeper.controller_epoch = ControllerEpoch{1};
    f.zookeeper.watches = {{"b1", "/controller"}, {"b2", "/brokers/ids"}, {"b3", "/controller"}};
    for (int id = 1; id <= 3; ++id) {
        f.brokers.push_back(make_broker(id));
        f.zookeeper.sessions.push_back(
            {BrokerId{id}, Duration::millis(18'000 - id * 900), Duration::seconds(18), false});
    }
    f.partitions = {make_partition("click", 0, 1, 42), make_partition("click", 1, 2, 38),
                    make_partition("click", 2, 3, 40), make_partition("upload", 0, 1, 4)};
    f.producers.push_back(make_producer());
    f.groups.push_back(make_group());
    read_up_to(f, 1);
    f.flights = {
        make_flight(1, PacketKind::produce, web, node_of(1), 0.45, {0, 1, 2}, "click-0"),
        make_flight(2, PacketKind::fetch_reply, node_of(1), node_of(3), 0.5, {2}, "click-0"),
        make_flight(3, PacketKind::fetch, node_of(1), node_of(2), 0.55, {}, "click-1"),
        make_flight(4, PacketKind::ack, node_of(3), web, 0.4, {}, "click-2"),
        make_flight(5, PacketKind::fetch_reply, node_of(2), reader_1, 0.6, {1, 2}, "click-1"),
        make_flight(6, PacketKind::commit, reader_2, node_of(2), 0.5, {}, ""),
        make_flight(7, PacketKind::ping, node_of(3), zk, 0.6, {}, "")};
    f.parked = {{node_of(1), "Produce web", "HW 42", "click-0", true},
                {node_of(2), "Fetch b1", "1 byte", "click-1", false},
                {node_of(2), "Fetch b3", "1 byte", "click-1", false}};
    f.laws.held = 9;
    return f;
}

Frame killed_frame() {
    Frame f = steady_frame();
    f.now = at_ms(11'200);
    f.brokers[0].health = Health::killed;
    f.brokers[0].since = at_ms(5'012);
    f.zookeeper.sessions[0].left = Duration::millis(3'100);
    f.parked.clear();
    f.flights = {make_flight(9, PacketKind::produce, web, node_of(1), 0.9, {1, 0}, "click-0"),
                 make_flight(10, PacketKind::fetch, node_of(2), node_of(1), 0.9, {}, "click-0")};
    for (FrameFlight& flight : f.flights) {
        flight.lost_at = 0.7;
        flight.sent = f.now - Duration::millis(2);
        flight.arrives = f.now;
    }
    f.producers[0].retries = 4;
    return f;
}

Frame elected_frame() {
    Frame f = killed_frame();
    f.now = at_ms(22'914);
    f.zookeeper.sessions[0].expired = true;
    f.zookeeper.sessions[0].left = Duration{};
    for (const int i : {0, 3}) {
        FramePartition p = make_partition(i == 0 ? "click" : "upload", 0, 2, i == 0 ? 43 : 5);
        p.epoch = LeaderEpoch{4};
        p.isr = {BrokerId{2}, BrokerId{3}};
        p.replicas = {BrokerId{1}, BrokerId{2}, BrokerId{3}};
        p.lanes = {make_lane(1, f.partitions[static_cast<std::size_t>(i)], i == 0 ? 41 : 3,
                             i == 0 ? 42 : 4),
                   make_lane(2, p, i == 0 ? 42 : 4, i == 0 ? 43 : 5),
                   make_lane(3, p, i == 0 ? 41 : 4, i == 0 ? 42 : 5)};
        f.partitions[static_cast<std::size_t>(i)] = p;
    }
    for (const int i : {1, 2}) {
        f.partitions[static_cast<std::size_t>(i)].isr = {BrokerId{2}, BrokerId{3}};
    }
    f.flights = {make_flight(20, PacketKind::control, node_of(2), node_of(3), 0.5, {}, ""),
                 make_flight(21, PacketKind::produce, web, node_of(2), 0.6, {0, 2}, "click-0"),
                 make_flight(22, PacketKind::ack, node_of(3), web, 0.5, {}, "click-0")};
    f.flights[2].error = "NOT_LEADER_OR_FOLLOWER";
    f.flights[2].error_code = 6;
    for (FrameFlight& flight : f.flights) {
        flight.sent = flight.sent + (f.now - at_ms(5'000));
        flight.arrives = flight.arrives + (f.now - at_ms(5'000));
    }
    f.producers[0].last_error = "NOT_LEADER_OR_FOLLOWER";
    read_up_to(f, 0);
    return f;
}

Frame catching_up_frame() {
    Frame f = elected_frame();
    f.now = at_ms(41'480);
    f.flights.clear();
    f.brokers[0].health = Health::recovering;
    f.brokers[0].recovered = 3;
    f.brokers[0].recovering_of = 12;
    f.zookeeper.sessions[0] = {BrokerId{1}, Duration::seconds(17), Duration::seconds(18), false};
    for (const int i : {0, 3}) {
        FrameLane& lane = lane_of(f, i, 1);
        lane.role = ReplicaRole::follower;
        lane.follows = BrokerId{2};
        lane.epoch = LeaderEpoch{4};
    }
    FrameLane& back = lane_of(f, 0, 1);
    back.truncated.assign(back.records.end() - 2, back.records.end());
    back.records.resize(back.records.size() - 2);
    back.log_end = Offset{40};
    back.high_watermark = back.last_stable = Offset{40};
    f.producers[0].last_error.clear();
    f.producers[0].sent = 1'204;
    f.producers[0].acked = 1'197;
    return f;
}

Frame healed_frame() {
    Frame f = steady_frame();
    f.now = at_ms(60'002);
    f.flights.clear();
    f.parked.clear();
    f.partitions[0] = make_partition("click", 0, 2, 61);
    f.partitions[0].epoch = LeaderEpoch{4};
    f.partitions[0].replicas = {BrokerId{1}, BrokerId{2}, BrokerId{3}};
    f.partitions[0].lanes.clear();
    for (int b = 1; b <= 3; ++b) {
        f.partitions[0].lanes.push_back(make_lane(b, f.partitions[0], 61, 61));
    }
    read_up_to(f, 0);
    for (FrameReader& r : f.groups[0].readers) {
        r.position = r.committed = r.end;
    }
    f.producers[0].batches.clear();
    f.producers[0].in_flight = 0;
    return f;
}

Frame first_frame() {
    Frame f = steady_frame();
    f.now = at_ms(900);
    f.flights.clear();
    f.parked.clear();
    for (FramePartition& p : f.partitions) {
        for (FrameLane& lane : p.lanes) {
            lane.records.clear();
            lane.log_end = lane.high_watermark = lane.last_stable = lane.flushed = Offset{0};
        }
        p.first_send = at_ms(2'000);
    }
    read_up_to(f, 0);
    for (FrameReader& r : f.groups[0].readers) {
        r.committed = no_offset;
    }
    f.producers[0] = FrameProducer{};
    f.producers[0].node = web;
    f.producers[0].name = "web";
    f.producers[0].acks = "all";
    f.producers[0].next_send = at_ms(2'000);
    return f;
}

Frame troubled_frame() {
    Frame f = elected_frame();
    f.brokers[0].health = Health::paused;
    f.brokers[0].since = f.now - Duration::millis(6'200);
    f.brokers[2].health = Health::slow;
    f.brokers[2].slow_factor = "1/2x";
    f.links = {{node_of(2), node_of(3), true, true, {}, 0}, {node_of(1), zk, true, false, {}, 0}};
    f.partitions[1] = make_partition("click", 1, 2, 12'044);
    for (FrameLane& lane : f.partitions[1].lanes) {
        lane.high_watermark = lane.last_stable = Offset{12'041};
    }
    f.partitions[2].leader = no_broker;
    f.partitions[2].no_leader_for = Duration::millis(6'200);
    f.partitions[2].isr = {BrokerId{3}};
    f.groups[0].state = GroupState::preparing_rebalance;
    f.groups[0].members[1].assigned.clear();
    read_up_to(f, 2);
    f.producers[0].last_error = "NOT_ENOUGH_REPLICAS";
    f.producers[0].failed = 12;
    f.producers[0].sent = 12'041;
    f.producers[0].acked = 12'020;
    return f;
}

Frame wide_frame(int brokers, int partitions) {
    Frame f = steady_frame();
    f.flights.clear();
    f.parked.clear();
    f.brokers.clear();
    f.zookeeper.sessions.clear();
    for (int id = 1; id <= brokers; ++id) {
        f.brokers.push_back(make_broker(id));
        f.zookeeper.sessions.push_back(
            {BrokerId{id}, Duration::seconds(12), Duration::seconds(18), id == 2});
    }
    f.partitions.clear();
    for (int i = 0; i < partitions; ++i) {
        f.partitions.push_back(make_partition("orders", i, i % 3 + 1, 1'200 + i));
    }
    f.partitions[1].leader = no_broker;
    f.producers.push_back(f.producers[0]);
    f.producers[1].name = "mobile";
    f.producers[1].node = NodeId{5};
    f.groups.push_back(f.groups[0]);
    f.groups[1].name = "billing";
    for (FrameGroup& group : f.groups) {
        group.readers.clear();
    }
    return f;
}

Frame large_frame(int brokers, int partitions) {
    Frame f;
    f.now = at_ms(30'000);
    f.scenario = "Large";
    f.zookeeper.controller = BrokerId{17};
    FrameOverview o;
    o.strips.resize(static_cast<std::size_t>(brokers));
    for (int b = 0; b < brokers; ++b) {
        f.brokers.push_back(make_broker(b + 1));
        o.strips[static_cast<std::size_t>(b)].broker = BrokerId{b + 1};
    }
    f.brokers[41 % f.brokers.size()].health = Health::killed;
    for (int p = 0; p < partitions; ++p) {
        const std::string name = "topic" + std::to_string(p / 20) + "-" + std::to_string(p % 20);
        o.partition_names.push_back(name);
        const int leader = p % brokers;
        const bool lost = p % 401 == 17;
        const bool few = p % 211 == 5 && !lost;
        o.truths.push_back(
            {lost ? no_broker : BrokerId{leader + 1}, LeaderEpoch{4}, few ? 1 : 3, 3, 2});
        for (int r = 0; r < 3; ++r) {
            FrameStrip& strip = o.strips[static_cast<std::size_t>((leader + r * 7) % brokers)];
            TileState state = r == 0 ? TileState::leader : TileState::follower;
            state = (p + r) % 97 == 0 ? TileState::out_of_isr : state;
            state = p % 211 == 5 ? TileState::under_min_isr : state;
            state = strip.broker == BrokerId{42} ? TileState::offline : state;
            strip.tiles.push_back(lost ? TileState::no_leader : state);
            strip.tile_partition.push_back(p);
            strip.leads += r == 0 && !lost ? 1 : 0;
            strip.in_isr += r == 0 || state == TileState::follower ? 1 : 0;
            ++o.replicas[static_cast<std::size_t>(strip.tiles.back())];
        }
        if (lost) {
            ++o.no_leader;
            f.attention.insert(f.attention.begin(),
                               {name, TileState::no_leader, "no leader", Duration::millis(6'200)});
        } else if (few) {
            ++o.under_min_isr;
            f.attention.push_back({name, TileState::under_min_isr, "ISR 1 of 3, min 2", {}});
        }
    }
    o.in_trouble = o.no_leader + o.under_min_isr + 60;
    while (f.attention.size() < 12) {
        f.attention.push_back({o.partition_names[f.attention.size() * 3],
                               TileState::out_of_isr,
                               "ISR 2 of 3, without b42",
                               {}});
    }
    f.attention.resize(12);
    for (const FrameBroker& b : f.brokers) {
        const bool down = b.health == Health::killed;
        f.zookeeper.sessions.push_back(
            {b.broker, Duration::millis(down ? 3'100 : 17'000), Duration::seconds(18), false});
    }
    f.links = {{f.brokers[0].node, f.brokers[1].node, true, true, {}, 0},
               {f.brokers[2].node, f.brokers[1].node, true, false, {}, 0}};
    f.overview = std::make_shared<const FrameOverview>(std::move(o));
    return f;
}

Frame near_frame() {
    Frame f = wide_frame(12, 16);
    f.partitions.resize(10);
    FrameFocus focus;
    focus.topic = "orders";
    focus.first = 20;
    focus.shown = 10;
    focus.of_topic = 96;
    focus.of_cluster = 240;
    for (std::size_t i = 0; i < 3; ++i) focus.rows.push_back(f.brokers[i].broker);
    for (int i = 0; i < 10; ++i) {
        FramePartition& p = f.partitions[static_cast<std::size_t>(i)];
        p.index = 20 + i;
        p.name = "orders-" + std::to_string(p.index);
    }
    f.focus = focus;
    for (int i = 0; i < 30; ++i) {
        f.producers.push_back(f.producers[0]);
        f.producers.back().name = "web-" + std::to_string(i);
    }
    return f;
}

std::vector<NamedFrame> all_frames() {
    return {{"1-steady", steady_frame()},       {"2-killed", killed_frame()},
            {"3-elected", elected_frame()},     {"4-catching-up", catching_up_frame()},
            {"5-healed", healed_frame()},       {"6-first", first_frame()},
            {"7-troubled", troubled_frame()},   {"8-large", large_frame(100, 2'000)},
            {"c-twelve", large_frame(12, 240)}, {"d-near", near_frame()},
            {"a-medium", wide_frame(5, 8)},     {"b-tiles", wide_frame(12, 40)}};
}

}  // namespace kscope::gui
