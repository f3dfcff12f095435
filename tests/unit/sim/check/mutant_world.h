// A small cluster with one deliberate mistake, under a random schedule of faults.
#pragma once

#include "tests/support/small_cluster.h"

namespace kscope::sim {

inline std::shared_ptr<const WorldSpec> mutant_world(Mutant mutant, std::uint64_t seed) {
    WorldSpec spec = test::small_world({"cluster.config.replica.fetch.max.bytes=1024"},
                                       mutant);  // followers catch up in steps
    FaultProfile faults = test::small_faults();
    faults.power_loss = 0;  // what power loss may cost has a licence
    spec.timeline = random_faults(test::targets_of(spec), faults, seed);
    return std::make_shared<const WorldSpec>(std::move(spec));
}

}  // namespace kscope::sim
