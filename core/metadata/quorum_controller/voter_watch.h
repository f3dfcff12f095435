// VoterWatch: what a controller has seen of its quorum's voters as far as they are committed, so
// that a change can be told (QuorumVoterChanged), once and by who leads. A leader that is removed
// resigns as soon as that is committed, and tells it then. Never part of a run.
#pragma once

#include <optional>

#include "core/border/border.h"
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

class VoterWatch {
public:
    // After each step of the replica.
    void look(const Now& now, const RaftClient& raft, Output& out);

private:
    std::optional<VoterSet> known_;      // none: static, or nothing is committed yet
    bool led_ = false;                   // before this step
    BrokerId other_leader_ = no_broker;  // the last one
};

}  // namespace kscope
