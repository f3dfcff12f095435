// The recording over the real simulation: laws after a fork are judged as from the beginning, the
// run-until field speaks the scenario's own language, and a frame has all that waits.
#include <algorithm>

#include "gui/session/director.h"
#include "gui/session/sim_stage.h"
#include "sim/check/checker.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

constexpr const char* tracking = "scenarios/lessons/01-click-tracking.yaml";
constexpr const char* failover = "scenarios/lessons/03-leader-failover.yaml";
const Cancelled never = [] { return false; };

class Viewer {
public:
    explicit Viewer(const char* file, const char* at = "") : director_(make_sim_stage) {
        ask(LoadRequest{file, {}, at});
        REQUIRE(shown().status.error.empty());
    }
    const Picture& ask(Request request) {
        director_.handle(request, ++number_, never);
        picture_ = director_.picture();
        return *picture_;
    }
    [[nodiscard]] const Picture& shown() const { return *picture_; }

private:
    Director director_;
    std::uint64_t number_ = 0;
    std::shared_ptr<const Picture> picture_;
};

// Judged from the first event on, in a world that no history knows.
sim::Checker judged_anew(const sim::Scenario& scenario, EventId after, const UserAction& action,
                         EventId last) {
    sim::World world(std::make_shared<sim::WorldSpec>(sim::compile(scenario)), scenario.seed);
    world.listen(sim::Checker::needed_notes());
    sim::Checker checker;
    while (world.last_event() < last) {
        if (world.last_event() == after) world.apply(to_action(action));
        REQUIRE(world.step());
        checker.after_step(world);
    }
    return checker;
}

const FrameLane& lane_of(const Frame& frame, const std::string& partition, BrokerId broker) {
    for (const FramePartition& p : frame.partitions) {
        for (const FrameLane& lane : p.lanes) {
            if (p.name == partition && lane.broker == broker) return lane;
        }
    }
    FAIL("no lane of " << partition);
    return frame.partitions.front().lanes.front();
}

}  // namespace

TEST_CASE("a fork is judged from the nearest copy of the checker as from the beginning") {
    const sim::Scenario scenario = sim::load_scenario(failover);
    const auto spec = std::make_shared<sim::WorldSpec>(sim::compile(scenario));
    SimRecording recording(spec, scenario.seed);
    while (recording.branches()[0].end.value() < 8'400) REQUIRE(recording.extend(0));
    const sim::Names names(*spec);
    const NodeId b2 = names.node_of(BrokerId(2));
    const UserAction kill{UserAction::Kind::kill, b2, no_node, "b2", ""};
    for (const std::uint64_t fork : {500ULL, 4'096ULL, 5'000ULL, 8'300ULL}) {
        INFO("forked after event " << fork);
        REQUIRE(recording.seek(0, EventId(fork), never));
        const BranchId branch = recording.fork_with(kill, "kill b2");
        const EventId last(fork + 2'000);
        while (recording.branches()[static_cast<std::size_t>(branch)].end < last) {
            REQUIRE(recording.extend(branch));
        }
        const sim::Checker expected = judged_anew(scenario, EventId(fork), kill, last);
        const sim::Checker& found = recording.checker(branch);
        CHECK(found.violation().has_value() == expected.violation().has_value());
        CHECK(found.licensed().size() == expected.licensed().size());
        REQUIRE(found.lost().size() == expected.lost().size());
        for (std::size_t i = 0; i < expected.lost().size(); ++i) {
            CHECK(found.lost()[i].from == expected.lost()[i].from);
            CHECK(found.lost()[i].to == expected.lost()[i].to);
            CHECK(found.lost()[i].event == expected.lost()[i].event);
        }
        for (const char* topic : {"fast", "safe"}) {
            const TopicPartition tp{topic, PartitionIndex(0)};
            CHECK(found.committed_end(tp) == expected.committed_end(tp));
            if (fork > 4'000) CHECK(found.committed_end(tp) > Offset(0));
        }
    }
    // The trunk's own losses are still known, and were judged once.
    CHECK_FALSE(recording.checker(0).lost().empty());
}

TEST_CASE("run until takes the scenario's own conditions, forwards and backwards") {
    Viewer viewer(tracking);
    const auto until = [&](const char* when, Direction direction = Direction::forward) {
        return viewer.ask(UntilRequest{when, direction});
    };
    const Picture elected = until("LeaderElected: {partition: click-0, leader: b2}");
    CHECK(elected.frame.partitions.front().epoch == LeaderEpoch(1));
    CHECK(elected.frame.now > Instant::at(Duration::seconds(33)));
    const Picture expired = until("SessionExpired {client: b1}", Direction::back);
    CHECK(expired.frame.event < elected.frame.event);
    CHECK(expired.frame.now == Instant::at(Duration::seconds(33)));
    // The second such note, and a delay after one.
    const Picture first = until("HighWatermarkAdvanced: {partition: click-1, broker: b2}");
    viewer.ask(SeekRequest{0, expired.frame.event, {}});
    const Picture second =
        until("{HighWatermarkAdvanced: {partition: click-1, broker: b2}, count: 2}");
    CHECK(second.frame.event > first.frame.event);
    viewer.ask(SeekRequest{0, expired.frame.event, {}});
    const Picture later =
        until("{HighWatermarkAdvanced: {partition: click-1, broker: b2}, after: 2s}");
    CHECK(later.frame.now >= first.frame.now + Duration::seconds(2));
    CHECK(later.frame.now < first.frame.now + Duration::seconds(3));
}

TEST_CASE("a condition that cannot be is refused with a remedy; one that is not met says so") {
    Viewer viewer(tracking);
    const EventId here = viewer.shown().frame.event;
    const auto told = [&](const char* when) {
        return viewer.ask(UntilRequest{when, Direction::forward}).status.until.wrong;
    };
    CHECK(told("LeaderElect") == "there is no note `LeaderElect`; did you mean `LeaderElected`?");
    CHECK(told("LeaderElected: {partition: click-9}").find("click") != std::string::npos);
    CHECK(told("LeaderElected: {leeder: b1}").find("`leader`") != std::string::npos);
    CHECK(told("LogTruncated: {partition: upload-0, broker: b3}").find("never in ") == 0);
    CHECK(viewer.shown().frame.event == here);
}

TEST_CASE("a frame has the requests that wait, the watches, and the internal topics in short") {
    Viewer viewer(failover, "14.7s");
    const Frame& frame = viewer.shown().frame;
    const auto waits = [&](const std::string& request, const std::string& for_what) {
        return std::any_of(frame.parked.begin(), frame.parked.end(), [&](const FrameParked& p) {
            return p.request == request && p.awaits == for_what;
        });
    };
    const FrameBroker& b1 = frame.brokers.front();
    // Cut off from its followers, b1 holds the answers to `careful`; the newest waits for all.
    const Offset end = lane_of(frame, "safe-0", BrokerId(1)).log_end;
    CHECK(waits("Produce careful", "HW " + std::to_string(end.value())));
    CHECK(std::any_of(frame.parked.begin(), frame.parked.end(), [&](const FrameParked& p) {
        return p.at == b1.node && p.foreground && p.partition == "safe-0";
    }));
    CHECK(waits("Fetch audit-1", "1 byte"));
    const auto watches = [&](const std::string& owner, const std::string& path) {
        return std::any_of(frame.zookeeper.watches.begin(), frame.zookeeper.watches.end(),
                           [&](const FrameWatch& w) { return w.owner == owner && w.path == path; });
    };
    CHECK(watches("b2", "/controller"));
    CHECK(watches("b1", "/brokers/ids"));
    CHECK(frame.internal_topics == std::vector<std::string>{"__consumer_offsets"});
    CHECK(frame.internal_partitions == 50);
    CHECK(frame.internal_no_leader == 0);
}

TEST_CASE("what a replica threw away stays as ghosts until something else turns") {
    Viewer viewer(failover, "40s");
    const Picture cut =
        viewer.ask(UntilRequest{"LogTruncated: {partition: fast-0}", Direction::forward});
    const FrameLane& lane = lane_of(cut.frame, "fast-0", BrokerId(1));
    REQUIRE_FALSE(lane.truncated.empty());
    CHECK(lane.truncated.front().offset == lane.log_end);
    CHECK(lane.records.back().offset + 1 == lane.log_end);
    const Picture grown =
        viewer.ask(UntilRequest{"IsrChanged: {partition: fast-0}", Direction::forward});
    CHECK(lane_of(grown.frame, "fast-0", BrokerId(1)).truncated.empty());
}

TEST_CASE("a controller of a combined server says whose process it shares, and dies with it") {
    const Viewer viewer("scenarios/planes/combined-roles.yaml", "14s");
    const Frame& frame = viewer.shown().frame;
    const auto& servers = frame.zookeeper.servers;
    REQUIRE(servers.size() == 3);
    for (std::size_t i = 0; i < servers.size(); ++i) {
        CHECK(servers[i].partner == frame.brokers[i].name);
        CHECK(servers[i].health == frame.brokers[i].health);
    }
    CHECK(servers[1].health == Health::killed);
    CHECK(frame.zookeeper.controller == BrokerId(3));
    CHECK(frame.zookeeper.controller_node == "c3");
}

TEST_CASE("without ZooKeeper or without controllers the picture has what the brokers were told") {
    for (const char* file : {tracking, "scenarios/planes/failover-kraft.yaml"}) {
        INFO(file);
        Viewer viewer(file, "14s");
        const Frame before = viewer.shown().frame;
        for (const FrameZooKeeperServer& server : before.zookeeper.servers) {
            viewer.ask(ActRequest{
                UserAction{UserAction::Kind::kill, server.node, no_node, server.name, ""}});
            const Frame& now = viewer.shown().frame;
            REQUIRE(now.partitions.size() == before.partitions.size());
            for (const FrameBroker& broker : now.brokers) CHECK(broker.registered);
        }
        const Frame& frame = viewer.ask(UntilRequest{"RecordsAcked", Direction::forward}).frame;
        REQUIRE(frame.partitions.size() == before.partitions.size());
        CHECK(frame.zookeeper.controller == no_broker);
        for (std::size_t i = 0; i < frame.partitions.size(); ++i) {
            CHECK(frame.partitions[i].leader == before.partitions[i].leader);
            CHECK(frame.partitions[i].epoch == before.partitions[i].epoch);
            CHECK(frame.partitions[i].lanes.size() == 3);
        }
        for (const FrameReader& reader : frame.groups.at(0).readers) {
            CHECK(reader.end >= reader.committed);
        }
    }
}

TEST_CASE("while the quorum elects, no broker counts as gone") {
    const Viewer viewer("scenarios/planes/combined-roles.yaml", "12s");
    const Frame& frame = viewer.shown().frame;
    REQUIRE(frame.zookeeper.controller == no_broker);
    for (const FrameBroker& broker : frame.brokers) CHECK(broker.registered);
    CHECK(frame.zookeeper.controller_epoch > ControllerEpoch(1));
}

TEST_CASE("how long nobody leads is counted from when the controller found nobody") {
    // Broker 1 died at 20 s, and at 39 s another controller took its session's end for true.
    Viewer viewer("scenarios/lessons/04-unclean-election.yaml", "45s");
    const FramePartition& orders = viewer.shown().frame.partitions.at(0);
    REQUIRE(orders.leader == no_broker);
    CHECK(orders.no_leader_for > Duration::seconds(5));
    CHECK(orders.no_leader_for < Duration::seconds(7));
    CHECK(orders.min_isr == 1);
    // What was committed lies beyond what the others have.
    for (const FrameReader& reader : viewer.shown().frame.groups.at(0).readers) {
        CHECK(reader.end < reader.committed);
        CHECK(lag_of(reader) == 0);
    }
}

TEST_CASE("up to 2.2 a dead leader that stays in its znode leads nothing") {
    Viewer viewer("tests/gui/dead-leader.yaml", "35s");
    const FramePartition& orders = viewer.shown().frame.partitions.at(0);
    CHECK(orders.leader == no_broker);
    CHECK(orders.isr == std::vector<BrokerId>{BrokerId(1)});
    CHECK(orders.no_leader_for > Duration::seconds(1));
    CHECK(orders.no_leader_for < Duration::seconds(15));
    // While its session lasts, it is still the controller's truth.
    CHECK(Viewer("tests/gui/dead-leader.yaml", "24s").shown().frame.partitions.at(0).leader ==
          BrokerId(1));
}

TEST_CASE("who stops in good order is not killed, and its session is closed, or fenced") {
    const auto session_of = [](const Frame& frame, BrokerId broker) {
        for (const FrameSession& session : frame.zookeeper.sessions) {
            if (session.broker == broker) return session;
        }
        return FrameSession();
    };
    const Viewer zookeeper("scenarios/lessons/05-rolling-restart.yaml", "15s");
    CHECK(zookeeper.shown().frame.brokers.at(2).health == Health::stopped);
    CHECK(session_of(zookeeper.shown().frame, BrokerId(3)).ended == "closed");
    const Viewer quorum("scenarios/planes/last-replica-standing.yaml", "26s");
    const Frame& frame = quorum.shown().frame;
    CHECK(frame.brokers.at(2).health == Health::stopped);
    CHECK(frame.brokers.at(0).health == Health::power_loss);
    CHECK(session_of(frame, BrokerId(3)).ended == "fenced");
    CHECK(frame.partitions.at(0).elr == std::vector<BrokerId>{BrokerId(2)});
}

TEST_CASE("what a dead broker has left: where its log begins, and its segments") {
    Viewer viewer("scenarios/lessons/10-retention-and-compaction.yaml", "55s");
    const Frame before = viewer.shown().frame;
    const FrameLane& alive = lane_of(before, "click-0", BrokerId(2));
    REQUIRE(alive.log_start > Offset(0));
    const NodeId b2 = before.brokers.at(1).node;
    const Frame& frame =
        viewer.ask(ActRequest{UserAction{UserAction::Kind::kill, b2, no_node, "b2", ""}}).frame;
    const FrameLane& dead = lane_of(frame, "click-0", BrokerId(2));
    CHECK(dead.role == ReplicaRole::offline);
    CHECK(dead.log_start == alive.log_start);
    CHECK(dead.log_end == alive.log_end);
    REQUIRE(dead.segments.size() == alive.segments.size());
    for (std::size_t i = 0; i < dead.segments.size(); ++i) {
        CHECK(dead.segments[i].base == alive.segments[i].base);
        CHECK(dead.segments[i].end == alive.segments[i].end);
        CHECK(dead.segments[i].batches == alive.segments[i].batches);
    }
    REQUIRE(dead.records.size() == alive.records.size());
    CHECK(dead.records.front().offset == alive.records.front().offset);
}

TEST_CASE(
    "a consumer without a group lags behind with its position, and from where the log begins") {
    const Viewer viewer("scenarios/lessons/10-retention-and-compaction.yaml", "55s");
    const FrameGroup& report = viewer.shown().frame.groups.at(0);
    CHECK(report.alone);
    const FrameReader& reader = report.readers.at(0);
    CHECK(reader.committed == no_offset);
    CHECK(lag_of(reader) == reader.end - reader.position);
    FrameReader unread = reader;
    unread.commits = true;
    CHECK(lag_of(unread) == reader.end - reader.start);
    CHECK(reader.start > Offset(0));
}

TEST_CASE("a quota names the client that it holds") {
    const Viewer viewer("scenarios/quotas/client-quota.yaml", "17s");
    const Frame& frame = viewer.shown().frame;
    REQUIRE(frame.brokers.at(0).throttled.size() == 1);
    CHECK(frame.brokers[0].throttled[0].client == frame.producers.at(0).node);
    CHECK(frame.producers[0].name == "import");
}

TEST_CASE("who votes is known of the dead too") {
    const auto voters = [](const char* at) {
        const Viewer viewer("scenarios/planes/quorum-voters.yaml", at);
        std::vector<std::string> names;
        for (const FrameZooKeeperServer& s : viewer.shown().frame.zookeeper.servers) {
            if (s.voter) names.push_back(s.name);
        }
        return names;
    };
    CHECK(voters("12s") == std::vector<std::string>{"c1", "c2", "c3"});
    CHECK(voters("26s") == std::vector<std::string>{"c2", "c3", "c4"});
}

TEST_CASE("an impossible place to open is refused, and one that never comes is told") {
    for (const char* at : {"nan", "inf", "1e30s", "0x10s", "-3s", "12q", ".s", "1.2.3s",
                           "99999999999999999999999", "99999999999h"}) {
        INFO(at);
        Director director(make_sim_stage);
        director.handle(LoadRequest{tracking, {}, at}, 1, never);
        CHECK(director.picture()->status.error.find("is no time") != std::string::npos);
    }
    CHECK(Viewer(tracking, "0.25m").shown().frame.now == Instant::at(Duration::seconds(15)));
    CHECK(Viewer(tracking, "violation").shown().status.toast.find("No law is broken in ") == 0);
    CHECK(Viewer(tracking, "999999999").shown().status.toast.find("There is no event 999999999") ==
          0);
}

TEST_CASE("a narration is told until something turns, not until a broker is ready") {
    const Viewer viewer("scenarios/planes/last-replica-standing.yaml", "26s");
    CHECK(viewer.shown().frame.story.say.find("Broker 2 is back.") == 0);
}
