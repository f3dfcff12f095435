// Retention and compaction under random faults, power loss included: each replica deletes and
// cleans for itself while leaders change, logs are truncated and read back from disk, and no law is
// broken.
#include <span>

#include "tests/support/catch.h"
#include "tests/unit/sim/check/mutant_world.h"

namespace kscope::sim {

namespace {

const TopicPartition first_click{"click", PartitionIndex(0)};

// What is old goes twice a second, and what is "old" is a second and a half.
constexpr const char* short_lived_click[] = {"topics.click.config.retention.ms=1500",
                                             "topics.click.config.segment.bytes=512",
                                             "topics.click.config.file.delete.delay.ms=1000",
                                             "cluster.config.log.retention.check.interval.ms=500",
                                             "cluster.config.log.initial.task.delay.ms=500"};

Overrides overrides_of(std::span<const char* const> list) {
    Overrides overrides{"cluster.config.replica.fetch.max.bytes=1024"};
    for (const char* one : list) overrides.emplace_back(one);
    return overrides;
}

test::Trial faulty_trial(const Overrides& overrides, std::uint64_t seed) {
    WorldSpec spec = test::small_world(overrides);
    spec.timeline = random_faults(test::targets_of(spec), test::small_faults(), seed);
    test::Trial trial(std::make_shared<const WorldSpec>(std::move(spec)), seed);
    trial.play(test::small_faults().heal_at + Duration::seconds(10));
    return trial;
}

// On the way, and of all replicas at the end.
void check_laws(const test::Trial& trial) {
    CHECK(trial.broken() == "");
    Checker all = trial.checker;
    all.check_everything(trial.world);
    if (all.violation()) FAIL_CHECK(all.violation()->sentence);
}

}  // namespace

TEST_CASE("compaction under random faults breaks no law") {
    int cleaned = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        INFO("seed " << seed);
        test::Trial trial = faulty_trial(overrides_of(compacted_click), seed);
        check_laws(trial);
        for (const int id : {1, 2, 3}) {
            const Replica* replica = test::replica_on(trial.world, BrokerId(id), first_click);
            cleaned += replica != nullptr && replica->log().cleaner_checkpoint() ? 1 : 0;
        }
    }
    CHECK(cleaned > 60);
}

// A committed record goes for one that is not committed: as of 2.8 the law is broken, and the
// message says by what.
TEST_CASE("a cleaner that goes beyond the high watermark is told by name") {
    std::string told;
    for (std::uint64_t seed = 1; seed <= 30 && told.empty(); ++seed) {
        Overrides overrides = overrides_of(compacted_click);
        overrides.emplace_back("cluster.version=\"2.8\"");
        const std::string broken = faulty_trial(overrides, seed).broken();
        if (broken.starts_with("CompactionKeepsLatest")) told = broken;
    }
    CHECK(told.find("known for it, KAFKA-13194") != std::string::npos);
}

// 1468, 1734 and 1869: a record made way for a later one, which a licensed loss took. The others: a
// power loss took the end of a segment, but not the segment behind it.
TEST_CASE("what a power loss takes no cleaner took") {
    for (const std::uint64_t seed : {1158, 1364, 1468, 1483, 1734, 1869}) {
        INFO("seed " << seed);
        test::Trial trial = faulty_trial(overrides_of(compacted_click), seed);
        check_laws(trial);
    }
}

TEST_CASE("retention under random faults breaks no law") {
    int deleted = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        INFO("seed " << seed);
        test::Trial trial = faulty_trial(overrides_of(short_lived_click), seed);
        check_laws(trial);
        for (const int id : {1, 2, 3}) {
            const Replica* replica = test::replica_on(trial.world, BrokerId(id), first_click);
            deleted += replica != nullptr && replica->log_start_offset() > Offset(0) ? 1 : 0;
        }
    }
    CHECK(deleted > 60);
}

// Retention emptied the log; the new leader was restarted (133, 1030), or had to begin where the
// former one's log did (684, 1148), and takes again what the producer was never answered.
TEST_CASE("a producer without batches in the new leader's log may begin anywhere") {
    for (const std::uint64_t seed : {133, 684, 1030, 1148}) {
        INFO("seed " << seed);
        CHECK(faulty_trial(overrides_of(short_lived_click), seed).broken() == "");
    }
}

}  // namespace kscope::sim
