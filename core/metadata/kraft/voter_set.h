// VoterSet: the replicas that elect and commit, as one of the log's VotersRecords or the static
// controller.quorum.voters says. A value; changes make another one. A voter without a directory
// (static) stands for whatever directory has its id. Rules: org.apache.kafka.raft.VoterSet.
#pragma once

#include <optional>
#include <vector>

#include "core/protocol/quorum_messages.h"

namespace kscope {

struct Voter {
    ReplicaKey key;
    NodeId node = no_node;  // its listener
    std::int16_t min_kraft_version = 0;
    std::int16_t max_kraft_version = 1;
    friend bool operator==(const Voter&, const Voter&) = default;
    template <class V>
    void visit(V&& v) const {
        v("key", key);
        v("node", node);
        v("min_kraft_version", min_kraft_version);
        v("max_kraft_version", max_kraft_version);
    }
    // Whether this voter is that replica.
    [[nodiscard]] bool is(const ReplicaKey& replica) const {
        return key.id == replica.id &&
               (!key.directory.known() || key.directory == replica.directory);
    }
};

class VoterSet {
public:
    VoterSet() = default;
    explicit VoterSet(std::vector<Voter> voters);  // ids must differ

    [[nodiscard]] bool empty() const { return voters_.empty(); }
    [[nodiscard]] std::size_t size() const { return voters_.size(); }
    [[nodiscard]] std::size_t majority() const { return voters_.size() / 2 + 1; }
    [[nodiscard]] const std::vector<Voter>& voters() const { return voters_; }  // by id
    [[nodiscard]] const Voter* find(BrokerId id) const;
    [[nodiscard]] bool is_voter(const ReplicaKey& replica) const;
    [[nodiscard]] bool is_only_voter(const ReplicaKey& replica) const {
        return voters_.size() == 1 && is_voter(replica);
    }

    // None: the id is a voter already.
    [[nodiscard]] std::optional<VoterSet> with(const Voter& voter) const;
    // None: it is no voter, or the last one.
    [[nodiscard]] std::optional<VoterSet> without(const ReplicaKey& replica) const;
    // The voter's new listener and versions; a static voter gets its directory. None: no voter.
    [[nodiscard]] std::optional<VoterSet> updated(const Voter& voter) const;

    friend bool operator==(const VoterSet&, const VoterSet&) = default;
    template <class V>
    void visit(V&& v) const {
        v("voters", voters_);
    }

private:
    std::vector<Voter> voters_;  // Invariant: by id, no id twice
};

}  // namespace kscope
