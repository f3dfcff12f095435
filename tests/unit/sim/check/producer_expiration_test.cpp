// A producer whose answers do not come is silent for longer than producer.id.expiration.ms, and
// sends again what was written: a leader that has forgotten it takes that, and the law of its
// sequences is not asked then; a leader that still knows it must not.
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

const char* const silent_producer = R"(scenario: Silent producer
cluster: {brokers: 3, config: {producer.id.expiration.ms: 1000}}
topics:
  click: {assignment: [[1, 2, 3]], config: {min.insync.replicas: 2}}
producers:
  web:
    config: {acks: all, request.timeout.ms: 1000, delivery.timeout.ms: 60000}
    starts: 4s
    source: {generator: {topic: click, every: 100ms, count: 30, keys: 5}}
timeline:
  - {at: 5s, cut-one-way: b1 to web}
  - {at: 9s, heal: b1 and web}
)";

struct End {
    std::string broken;
    Offset committed;
};

End play(const char* check_interval_ms, Mutant mutant) {
    const std::string key = "cluster.config.producer.id.expiration.check.interval.ms=";
    WorldSpec spec =
        compile(parse_scenario(silent_producer, "silent.yaml", {key + check_interval_ms}));
    for (NodePlan& plan : spec.nodes) {
        if (auto* broker = std::get_if<BrokerSpec>(&plan.spec)) {
            broker->config.features.mutant = mutant;
        }
    }
    test::Trial trial(std::make_shared<const WorldSpec>(std::move(spec)), 1);
    trial.play(Instant::at(Duration::seconds(20)));
    return {trial.broken(), trial.checker.committed_end({"click", PartitionIndex(0)})};
}

}  // namespace

TEST_CASE("who is forgotten for its silence may write again what was written") {
    const End forgotten = play("300", Mutant::none);
    CHECK(forgotten.broken == "");
    CHECK(forgotten.committed > Offset(30));
}

TEST_CASE("who is not forgotten yet, however silent, may not") {
    const End known = play("600000", Mutant::none);
    CHECK(known.broken == "");
    CHECK(known.committed == Offset(30));
    CHECK(play("600000", Mutant::no_deduplication).broken.starts_with("ProducerSequence"));
}

}  // namespace kscope::sim
