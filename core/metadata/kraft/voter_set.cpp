#include "core/metadata/kraft/voter_set.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

VoterSet::VoterSet(std::vector<Voter> voters) : voters_(std::move(voters)) {
    std::sort(voters_.begin(), voters_.end(),
              [](const Voter& a, const Voter& b) { return a.key.id < b.key.id; });
    const auto twice =
        std::adjacent_find(voters_.begin(), voters_.end(),
                           [](const Voter& a, const Voter& b) { return a.key.id == b.key.id; });
    KSCOPE_CHECK(twice == voters_.end(), "a voter stands in its set once");
}

const Voter* VoterSet::find(BrokerId id) const {
    const auto at = std::find_if(voters_.begin(), voters_.end(),
                                 [id](const Voter& voter) { return voter.key.id == id; });
    return at == voters_.end() ? nullptr : &*at;
}

bool VoterSet::is_voter(const ReplicaKey& replica) const {
    const Voter* voter = find(replica.id);
    return voter != nullptr && voter->is(replica);
}

std::optional<VoterSet> VoterSet::with(const Voter& voter) const {
    if (find(voter.key.id) != nullptr) return std::nullopt;
    std::vector<Voter> voters = voters_;
    voters.push_back(voter);
    return VoterSet(std::move(voters));
}

std::optional<VoterSet> VoterSet::without(const ReplicaKey& replica) const {
    const Voter* voter = find(replica.id);
    if (voter == nullptr || voter->key != replica || size() == 1) return std::nullopt;
    std::vector<Voter> voters = voters_;
    std::erase_if(voters, [&](const Voter& v) { return v.key.id == replica.id; });
    return VoterSet(std::move(voters));
}

std::optional<VoterSet> VoterSet::updated(const Voter& voter) const {
    if (!is_voter(voter.key)) return std::nullopt;
    std::vector<Voter> voters = voters_;
    for (Voter& v : voters) {
        if (v.key.id == voter.key.id) v = voter;
    }
    return VoterSet(std::move(voters));
}

}  // namespace kscope
