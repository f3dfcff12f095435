// A small cluster with one deliberate mistake, under a random schedule of faults.
#pragma once

#include "tests/support/small_cluster.h"

namespace kscope::sim {

// The small cluster's topic in segments of a few batches, compacted twice a second.
inline constexpr const char* compacted_click[] = {
    "topics.click.config.cleanup.policy=compact", "topics.click.config.segment.bytes=512",
    "topics.click.config.min.cleanable.dirty.ratio=0.1",
    "cluster.config.log.cleaner.backoff.ms=500"};

inline std::shared_ptr<const WorldSpec> mutant_world(Mutant mutant, std::uint64_t seed) {
    Overrides overrides{"cluster.config.replica.fetch.max.bytes=1024"};  // catch up in steps
    if (mutant == Mutant::compact_away_latest) {
        for (const char* one : compacted_click) overrides.emplace_back(one);
    }
    WorldSpec spec = test::small_world(overrides, mutant);
    FaultProfile faults = test::small_faults();
    faults.power_loss = 0;  // what power loss may cost has a licence
    spec.timeline = random_faults(test::targets_of(spec), faults, seed);
    return std::make_shared<const WorldSpec>(std::move(spec));
}

}  // namespace kscope::sim
