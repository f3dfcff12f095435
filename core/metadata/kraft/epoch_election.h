// EpochElection: the votes of one (pre-)election, by voter. Rule:
// org.apache.kafka.raft.internals.EpochElection.
#pragma once

#include "core/base/flat_map.h"
#include "core/metadata/kraft/voter_set.h"

namespace kscope {

class EpochElection {
public:
    enum class Vote : std::uint8_t { unrecorded, granted, rejected };

    EpochElection() = default;
    explicit EpochElection(const VoterSet& voters) {
        for (const Voter& voter : voters.voters()) {
            votes_.set(voter.key.id, {voter.key, Vote::unrecorded});
        }
    }

    // False: it is no voter. A vote may be told again.
    bool record(BrokerId voter, Vote vote) {
        auto* entry = votes_.find(voter);
        if (entry == nullptr) return false;
        entry->second = vote;
        return true;
    }
    [[nodiscard]] std::vector<ReplicaKey> voters_with(Vote vote) const {
        std::vector<ReplicaKey> result;
        for (const auto& [id, entry] : votes_) {
            if (entry.second == vote) result.push_back(entry.first);
        }
        return result;
    }
    [[nodiscard]] std::size_t majority() const { return votes_.size() / 2 + 1; }
    [[nodiscard]] bool is_granted() const {
        return voters_with(Vote::granted).size() >= majority();
    }
    [[nodiscard]] bool is_rejected() const {
        return votes_.size() - voters_with(Vote::rejected).size() < majority();
    }
    template <class V>
    void visit(V&& v) const {
        for (const auto& [id, entry] : votes_) v("vote", entry);
    }

private:
    FlatMap<BrokerId, std::pair<ReplicaKey, Vote>> votes_;
};

}  // namespace kscope
