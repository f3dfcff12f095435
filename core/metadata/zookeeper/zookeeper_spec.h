// What a ZooKeeper server process is made from.
#pragma once

#include <vector>

#include "core/config/configs.h"

namespace kscope {

// Mistakes in the ensemble that its properties must find (docs/reference/laws.md). Only tests name
// one.
enum class ZabMutant : std::uint8_t {
    none,
    unwritten_accepted_epoch,  // a restarted server accepts an epoch a second time
    ack_before_flush,          // a proposal is acknowledged before it is on the disk
    elect_by_id,               // the highest id wins an election, whatever it has
    commit_alone,              // the leader commits what only it has
    skip_truncate,             // a learner keeps what its leader does not have
    forget_touches,            // a learner does not say which sessions it hears
};

struct ZooKeeperSpec {
    ZooKeeperConfig config;
    ServerId my_id{1};
    std::vector<NodeId> servers;  // by myid, from 1; fewer than two: a standalone server
    ZabMutant mutant = ZabMutant::none;

    [[nodiscard]] bool in_ensemble() const { return servers.size() > 1; }
};

}  // namespace kscope
