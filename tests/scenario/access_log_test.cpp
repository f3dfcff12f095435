// Lesson 2 with the log that is shipped: each line is sent, acknowledged, kept and consumed once,
// although a leader dies on the way; and the lines of one visitor stay in the order of the log.
#include <map>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "sim/outcome/end_watch.h"
#include "sim/outcome/outcome.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

using Values = std::vector<std::string>;
using ByKey = std::map<std::pair<std::string, std::string>, Values>;  // (topic, key)

std::string text(const Bytes& bytes) { return std::string(bytes.view()); }

ByKey as_read(const WorldSpec& spec) {
    ByKey all;
    for (const SourceSpec& source : spec.sources) {
        for (const PlannedRecord& line : *std::get<RecordedSource>(source.records).records) {
            all[{line.record.topic, text(*line.record.key)}].push_back(text(*line.record.value));
        }
    }
    return all;
}

// The leader's log of each partition of the lesson's topics.
ByKey as_kept(const World& world, const Outcome& outcome) {
    ByKey all;
    for (const PartitionOutcome& partition : outcome.partitions) {
        if (partition.tp.topic == offsets_topic_name) continue;
        for (std::size_t n = 0; n < world.node_count(); ++n) {
            const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(n)));
            const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
            if (broker == nullptr || broker->id() != partition.leader) continue;
            const auto slot = broker->replicas().find(partition.tp);
            REQUIRE(slot);
            broker->replicas().replica(*slot).log().for_each_batch(
                Offset(0), [&](const RecordBatch& batch) {
                    for (const Record& record : batch.records()) {
                        all[{partition.tp.topic, text(*record.key)}].push_back(text(*record.value));
                    }
                });
        }
    }
    return all;
}

}  // namespace

TEST_CASE("an access log goes through a failover whole, and each visitor's lines in order") {
    const Scenario scenario = load_scenario("scenarios/lessons/02-access-log.yaml");
    const auto spec = std::make_shared<const WorldSpec>(compile(scenario));
    for (const std::uint64_t seed : {1, 2, 3}) {
        INFO("seed " << seed);
        World world(spec, seed);
        Checker checker;
        world.listen(Checker::needed_notes());
        run_world(world, scenario, [&](const World& w) {
            checker.after_step(w);
            return !checker.violation();
        });
        REQUIRE_FALSE(checker.violation());
        const Outcome outcome = measure(world, checker);
        const ByKey read = as_read(*spec);
        std::size_t lines = 0;
        for (const auto& [key, values] : read) lines += values.size();
        REQUIRE(lines > 500);
        REQUIRE(outcome.producers.size() == 1);
        CHECK(outcome.producers[0].sent == lines);
        CHECK(outcome.producers[0].acked == lines);
        CHECK(outcome.producers[0].lost == 0);
        for (const GroupOutcome& group : outcome.groups) CHECK(group.lag() == 0);
        CHECK(outcome.find({"click", PartitionIndex(0)})->leader_epoch > LeaderEpoch(0));
        CHECK(as_kept(world, outcome) == read);
    }
}

}  // namespace kscope::sim
