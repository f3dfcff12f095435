// A power loss takes the end of a segment, but not the segment behind it: what was acknowledged
// there is told as lost when the log leads, and nothing else is.
#include "core/client/producer.h"
#include "core/replication/replica.h"
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

const TopicPartition click{"click", PartitionIndex(0)};
constexpr std::int64_t records = 40;

TimelineEntry at(std::int64_t millis, Action action) {
    TimelineEntry entry;
    entry.trigger = Instant::at(Duration::millis(millis));
    entry.actions.push_back(std::move(action));
    return entry;
}

// The only replica loses its power before anything of its many segments is on its disk.
std::shared_ptr<const WorldSpec> torn_world() {
    WorldSpec spec = test::small_world(
        {"cluster.disk-writeback=60s", "topics.click.partitions=1",
         "topics.click.replication-factor=1", "topics.click.config.min.insync.replicas=1",
         "topics.click.config.segment.bytes=512",
         "producers.web.source.generator.count=" + std::to_string(records)});
    for (NodePlan& plan : spec.nodes) {
        if (std::holds_alternative<BrokerSpec>(plan.spec)) plan.disk_flush = Duration::seconds(60);
    }
    spec.timeline = {
        at(5000, KillRole{{NodeByRole::Role::leader, "click-0"}, CrashKind::power_loss}),
        at(6000, RestartAll{})};
    return std::make_shared<const WorldSpec>(std::move(spec));
}

const Replica* leader_of(const World& world) {
    for (const int id : {1, 2, 3}) {
        const Replica* replica = test::replica_on(world, BrokerId(id), click);
        if (replica != nullptr && replica->is_leader()) return replica;
    }
    return nullptr;
}

// Of all producers.
std::int64_t acked_by(const World& world) {
    std::int64_t acked = 0;
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(n)));
        const auto* producer = node != nullptr ? node->get_if<Producer>() : nullptr;
        if (producer != nullptr) acked += static_cast<std::int64_t>(producer->counters().acked);
    }
    return acked;
}

std::int64_t records_in(const Replica& replica) {
    std::int64_t count = 0;
    replica.log().for_each_batch(Offset(0), [&](const RecordBatch& batch) {
        count += static_cast<std::int64_t>(batch.records().size());
    });
    return count;
}

}  // namespace

TEST_CASE("what a power loss takes out of the middle of a log is told when it leads") {
    int gaps = 0;
    const auto spec = torn_world();
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        test::Trial trial(spec, seed);
        trial.play(Instant::at(Duration::millis(4900)));
        const std::int64_t committed = trial.checker.committed_end(click).value();
        REQUIRE(committed == acked_by(trial.world));
        REQUIRE(committed > records / 2);  // a first batch larger than a segment is refused
        trial.play(Instant::at(Duration::seconds(15)));
        CHECK(trial.broken() == "");
        const Replica* leader = leader_of(trial.world);
        REQUIRE(leader != nullptr);
        std::int64_t lost = 0;
        for (const LostRecords& one : trial.checker.lost()) {
            if (one.tp == click) lost += one.to - one.from;
        }
        CHECK(lost == committed - records_in(*leader));
        std::int64_t licensed = 0;
        for (const LicensedLoss& one : trial.checker.licensed()) {
            if (one.tp != click) continue;
            licensed += one.to - one.from;
            gaps += one.to <= leader->log_end_offset() ? 1 : 0;
        }
        CHECK(licensed == lost);
    }
    CHECK(gaps > 0);
}

}  // namespace kscope::sim
