// The invariants of RaftEventSimulationTest, after each event, and its validation at the end of
// each stretch. A node that is down counts with what its disk has.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/metadata/kraft/election_state.h"
#include "tests/kraft/raft_counter.h"

namespace kscope::test {

enum class AfterDataLoss : bool { no, yes };

class RaftInvariants {
public:
    // After the loss of a disk an epoch may fall and a majority may lack what was committed, as
    // Kafka's own test allows; the others hold.
    RaftInvariants(std::size_t voters, std::size_t nodes, AfterDataLoss after)
        : voters_(voters), epochs_(nodes), flushed_(nodes), after_(after) {}

    // A step of this node; `replicas` by node, null while it is down. Empty: all hold.
    std::string after_step(std::size_t node, const std::optional<ElectionState>& stored,
                           const std::vector<const RaftCounter*>& replicas);
    // ConsistentCommittedData.
    std::string validate(const std::vector<const RaftCounter*>& replicas);

private:
    std::string monotonic_epoch(std::size_t node, const ElectionState& stored,
                                const RaftCounter& replica);
    std::string single_leader(const ElectionState& stored);
    std::string high_watermark(const std::vector<const RaftCounter*>& replicas);
    std::string snapshot_at_log_start(const RaftCounter& replica) const;

    std::size_t voters_;
    std::vector<LeaderEpoch> epochs_;
    std::vector<Offset> flushed_;
    std::map<LeaderEpoch, BrokerId> leaders_;
    std::map<Offset, std::int64_t> committed_;
    Offset high_watermark_{0};
    AfterDataLoss after_;
};

}  // namespace kscope::test
