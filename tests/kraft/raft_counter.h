// RaftCounter: a process that is one replica of a quorum with a counter on top: the leader appends
// the next number again and again, everybody checks that what is committed counts up without a gap,
// and makes a snapshot after each dozen of records. It stands for the controller in these tests.
// Rule: Kafka's ReplicatedCounter.
#pragma once

#include <optional>
#include <string>

#include "core/metadata/kraft/raft_client.h"

namespace kscope::test {

// What a test says of a replica.
struct RaftPlan {
    std::int32_t voters = 3;  // the first nodes of the world
    bool pre_vote = true;
    // As of 3.3: BeginQuorumEpoch only until it is acknowledged, and no check quorum.
    bool of_3_3 = false;
    std::int16_t kraft_version = 0;
    QuorumMutant mutant = QuorumMutant::none;
    bool loses_disk = false;  // a second life finds nothing on its disk
    bool snapshots = true;
    std::int32_t append_ms = 3;  // mean pause between two appends
};

class RaftCounter {
public:
    RaftCounter(const RaftPlan& plan, BrokerId id);

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const { client_.check_invariants(); }

    [[nodiscard]] const RaftClient& client() const { return client_; }
    [[nodiscard]] const std::string& wrong() const { return wrong_; }
    [[nodiscard]] std::int64_t committed() const { return committed_; }
    [[nodiscard]] int snapshots_loaded() const { return snapshots_loaded_; }
    [[nodiscard]] bool writable() const;

    // The number in a data record; none: a control record.
    static std::optional<std::int64_t> number_of(const Record& record);

private:
    void apply_committed();
    void load_snapshot();
    void maybe_append(const Now& now);
    void maybe_snapshot(const Now& now, Output& out);

    RaftPlan plan_;
    RaftClient client_;
    Rng rng_;
    Offset next_offset_{0};
    std::int64_t committed_ = 0;
    std::int64_t uncommitted_ = 0;
    LeaderEpoch claimed_ = no_leader_epoch;
    Instant append_at_;
    Offset snapshot_at_{0};
    int snapshots_loaded_ = 0;
    std::string wrong_;
};

}  // namespace kscope::test
