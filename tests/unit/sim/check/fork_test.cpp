// A fork: a leader loses its power and comes back, the controller that would have seen it dies, and
// the next one finds it alive: so it leads on in the same epoch, without its log's end. The checker
// says so, even if it had just restarted and did not know yet that it led.
#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

const TopicPartition click{"click", PartitionIndex(0)};
const KillRole kill_controller{{NodeByRole::Role::controller, ""}, CrashKind::process};

TimelineEntry at(std::int64_t millis, Action action) {
    TimelineEntry entry;
    entry.trigger = Instant::at(Duration::millis(millis));
    entry.actions.push_back(std::move(action));
    return entry;
}

test::Trial trial_of(std::vector<TimelineEntry> faults) {
    WorldSpec spec = test::small_world();
    spec.timeline = std::move(faults);
    return {std::make_shared<const WorldSpec>(std::move(spec)), 1};
}

// Who leads click-0 before the first fault.
NodeId leader() {
    test::Trial trial = trial_of({});
    trial.play(Instant::at(Duration::seconds(4)));
    for (std::size_t n = 0; n < trial.world.node_count(); ++n) {
        const NodeId node(static_cast<std::int32_t>(n));
        const Broker* broker = trial.world.node(node).get_if<Broker>();
        if (broker == nullptr) continue;
        const auto slot = broker->replicas().find(click);
        if (slot && broker->replicas().replica(*slot).is_leader()) return node;
    }
    return no_node;
}

bool forks(std::vector<TimelineEntry> faults) {
    test::Trial trial = trial_of(std::move(faults));
    trial.play(Instant::at(Duration::seconds(20)));
    CHECK(trial.broken() == "");
    return trial.checker.forked(click);
}

}  // namespace

TEST_CASE("a leader that lost its power and leads on in its epoch forks the partition") {
    const NodeId node = leader();
    const Kill power_loss{node, CrashKind::power_loss};
    CHECK(forks({at(5000, power_loss), at(5600, kill_controller), at(5800, RestartAll{})}));
    const Kill kill{node, CrashKind::process};
    CHECK_FALSE(forks({at(5000, kill), at(5600, kill_controller), at(5800, RestartAll{})}));
}

TEST_CASE("a leader that loses its power before it hears that it still leads forks as well") {
    const NodeId node = leader();
    CHECK(forks({at(5000, Kill{node, CrashKind::process}), at(5200, Restart{node}),
                 at(5300, Kill{node, CrashKind::power_loss}), at(5600, kill_controller),
                 at(5800, RestartAll{})}));
}

}  // namespace kscope::sim
