#include "core/metadata/quorum_controller/voter_watch.h"

namespace kscope {

namespace {

void tell_voter(const Now& now, const RaftClient& raft, const Voter& voter, bool added,
                std::size_t voters, Output& out) {
    Note& note = out.note(
        QuorumVoterChanged{raft.self().id, voter.node, added, static_cast<std::int32_t>(voters)});
    note.because.push_back({"a majority of the new voters has the record of it", now.event});
}

// The record was appended by a leader before this one.
bool is_from_before(const RaftClient& raft) {
    const auto* leader = raft.quorum().as<QuorumLeaderState>();
    return leader != nullptr && raft.log().voters().last_offset() < leader->epoch_start_offset();
}

// Null: they are static, or none is known to be committed.
const VoterSet* committed_voters(const RaftClient& raft) {
    const auto high_watermark = raft.quorum().high_watermark();
    if (!high_watermark || !raft.log().voters().last_offset()) return nullptr;
    return raft.log().voters().voters_at(*high_watermark - 1);
}

}  // namespace

void VoterWatch::look(const Now& now, const RaftClient& raft, Output& out) {
    if (!raft.booted()) return;
    const bool leads = raft.is_leader();
    const bool resigned = std::exchange(led_, leads) && !leads;
    const BrokerId leader = raft.quorum().leader();
    if (leader != no_broker && leader != raft.self().id) other_leader_ = leader;
    const VoterSet* voters = committed_voters(raft);
    if (resigned && known_ && known_->is_voter(raft.self()) && !raft.is_voter()) {
        voters = &raft.voters();
    }
    if (voters == nullptr || known_ == *voters) return;
    const std::optional<VoterSet> before = std::exchange(known_, *voters);
    if (!before || !(leads || resigned) || !out.wants<QuorumVoterChanged>()) return;
    for (const Voter& voter : voters->voters()) {
        if (before->is_voter(voter.key)) continue;
        tell_voter(now, raft, voter, true, voters->size(), out);
    }
    for (const Voter& voter : before->voters()) {
        if (voters->is_voter(voter.key)) continue;
        if (voter.key.id == other_leader_ && is_from_before(raft)) continue;
        tell_voter(now, raft, voter, false, voters->size(), out);
    }
}

}  // namespace kscope
