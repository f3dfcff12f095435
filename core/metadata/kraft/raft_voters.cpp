// RaftClient: AddRaftVoter, RemoveRaftVoter, UpdateRaftVoter (KIP-853). One change at a time: each
// is a VotersRecord, obeyed from its append on and done once it is committed by the new voters.
// Rules: org.apache.kafka.raft.internals.AddVoterHandler, RemoveVoterHandler, UpdateVoterHandler.
#include <algorithm>

#include "core/metadata/kraft/control_records.h"
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

namespace {

const char* too_early =
    "Request timed out waiting for leader to establish HWM and fence previous "
    "voter changes";
const char* one_at_a_time =
    "Request timed out waiting for leader to handle previous voter change "
    "request";

// ReplicaKey.toString
std::string text_of(const ReplicaKey& key) {
    return "ReplicaKey(id=" + std::to_string(key.id.value()) + ", directoryId=" +
           (key.directory.known() ? "Optional[" + to_string(key.directory) + "]"
                                  : std::string("Optional.empty")) +
           ")";
}

// "[ReplicaKey(id=1, ...), ReplicaKey(id=2, ...)]"
std::string text_of(const VoterSet& voters) {
    std::string text;
    for (const Voter& voter : voters.voters()) {
        text += (text.empty() ? "" : ", ") + text_of(voter.key);
    }
    return "[" + text + "]";
}

std::string not_committed_yet(std::optional<Offset> at, Offset high_watermark) {
    return "Request timed out waiting for voters to commit the latest voter change at " +
           (at ? "Optional[" + std::to_string(at->value()) + "]" : std::string("Optional.empty")) +
           " with HWM " + std::to_string(high_watermark.value());
}

}  // namespace

// Why no voter may be changed now; none: one may. `how`: "adding", or "removing".
RaftClient::Refusal RaftClient::voter_change_refusal(const char* how) const {
    if (voter_change_) return {ErrorCode::request_timed_out, one_at_a_time};
    const auto high_watermark = quorum_->high_watermark();
    if (!high_watermark) return {ErrorCode::request_timed_out, too_early};
    if (log_->voters().last_kraft_version() < 1) {
        return {ErrorCode::unsupported_version,
                "Cluster doesn't support " + std::string(how) +
                    " voter because the kraft.version feature is 0"};
    }
    const auto at = log_->voters().last_offset();
    if (!at || *at >= *high_watermark) {
        return {ErrorCode::request_timed_out, not_committed_yet(at, *high_watermark)};
    }
    return {};
}

Offset RaftClient::append_voters(const Now& now, const VoterSet& changed) {
    auto& leader = *quorum_->as<QuorumLeaderState>();
    const WallTime wall = WallTime::from_millis(now.wall.millis());
    return leader.accumulator().append_control({voters_record(wall, changed)});
}

void RaftClient::handle(const Now& now, const Received& in, const AddRaftVoterRequest& request) {
    const auto refuse = [&](ErrorCode error, std::string why) {
        answer(in, AddRaftVoterResponse{error, std::move(why)});
    };
    if (const auto error = cluster_error(request.cluster_id); error != ErrorCode::none) {
        return refuse(error, "");
    }
    if (const auto error = leader_request_error(quorum_->epoch()); error != ErrorCode::none) {
        return refuse(error, "");
    }
    if (request.voter.id == no_broker || !request.voter.directory.known()) {
        return refuse(ErrorCode::invalid_request, "Add voter request didn't include a valid voter");
    }
    if (request.node == no_node) {
        return refuse(ErrorCode::invalid_request,
                      "Add voter request didn't include the endpoint for the default listener");
    }
    if (const Refusal no = voter_change_refusal("adding"); no.error != ErrorCode::none) {
        return refuse(no.error, no.why);
    }
    const auto changed = voters().with(Voter{request.voter, request.node, 0, 1});
    if (!changed) {
        return refuse(ErrorCode::duplicate_voter, "The voter id for " + text_of(request.voter) +
                                                      " is already part of the set of voters " +
                                                      text_of(voters()) + ".");
    }
    if (!quorum_->as<QuorumLeaderState>()->is_caught_up(now.monotonic, request.voter)) {
        return refuse(ErrorCode::request_timed_out, "Aborted add voter operation for " +
                                                        text_of(request.voter) +
                                                        " since it is lagging behind");
    }
    voter_change_ = VoterChange{VoterChange::Kind::add,
                                request.voter,
                                in.conn,
                                in.correlation,
                                append_voters(now, *changed),
                                now.monotonic + spec_.config.request_timeout};
}

void RaftClient::handle(const Now& now, const Received& in, const RemoveRaftVoterRequest& request) {
    const auto refuse = [&](ErrorCode error, std::string why) {
        answer(in, RemoveRaftVoterResponse{error, std::move(why)});
    };
    if (const auto error = cluster_error(request.cluster_id); error != ErrorCode::none) {
        return refuse(error, "");
    }
    if (const auto error = leader_request_error(quorum_->epoch()); error != ErrorCode::none) {
        return refuse(error, "");
    }
    if (request.voter.id == no_broker || !request.voter.directory.known()) {
        return refuse(ErrorCode::invalid_request,
                      "Remove voter request didn't include a valid voter");
    }
    if (const Refusal no = voter_change_refusal("removing"); no.error != ErrorCode::none) {
        return refuse(no.error, no.why);
    }
    const auto changed = voters().without(request.voter);
    if (!changed) {
        return refuse(ErrorCode::voter_not_found, "Cannot remove voter " + text_of(request.voter) +
                                                      " from the set of voters " +
                                                      text_of(voters()));
    }
    voter_change_ = VoterChange{VoterChange::Kind::remove,
                                request.voter,
                                in.conn,
                                in.correlation,
                                append_voters(now, *changed),
                                now.monotonic + spec_.config.request_timeout};
}

// Answered at once: the voter that asks will see what becomes of it.
void RaftClient::handle(const Now& now, const Received& in, const UpdateRaftVoterRequest& request) {
    ErrorCode error = cluster_error(request.cluster_id);
    if (error == ErrorCode::none) error = leader_request_error(request.current_leader_epoch);
    const std::int16_t version = log_->voters().last_kraft_version();
    const bool invalid = request.voter.id == no_broker || !request.voter.directory.known() ||
                         request.node == no_node || request.min_kraft_version < 0 ||
                         request.max_kraft_version < request.min_kraft_version ||
                         version < request.min_kraft_version || version > request.max_kraft_version;
    if (error == ErrorCode::none && invalid) error = ErrorCode::invalid_request;
    if (error == ErrorCode::none) error = voter_change_refusal("updating").error;
    if (error == ErrorCode::none) {
        const auto changed = voters().updated(Voter{
            request.voter, request.node, request.min_kraft_version, request.max_kraft_version});
        if (changed) {
            append_voters(now, *changed);
        } else {
            error = ErrorCode::voter_not_found;
        }
    }
    answer(in, UpdateRaftVoterResponse{error, current()});
}

RaftClient::Handled RaftClient::handle_response(const Now& now,
                                                const UpdateRaftVoterResponse& response) {
    return common_response(now, response.error, response.current).value_or(Handled::yes);
}

// A voter that stands otherwise in the voters than it is asks the leader to write it down.
bool RaftClient::needs_update() const {
    const Voter* voter = voters().find(self().id);
    return log_->voters().last_kraft_version() > 0 && voter != nullptr && voter->is(self()) &&
           *voter != Voter{self(), node_, 0, 1};
}

void RaftClient::finish_voter_change(ErrorCode error) {
    if (!voter_change_) return;
    const VoterChange change = *std::exchange(voter_change_, std::nullopt);
    const bool add = change.kind == VoterChange::Kind::add;
    sends_.push_back(Send{change.conn, change.correlation,
                          add ? make_message(AddRaftVoterResponse{error, ""})
                              : make_message(RemoveRaftVoterResponse{error, ""})});
}

// Committed: a leader that has removed itself goes, now that the others know.
void RaftClient::poll_voter_change(Instant now) {
    if (!voter_change_) return;
    auto& leader = *quorum_->as<QuorumLeaderState>();
    const auto high_watermark = leader.high_watermark();
    if (high_watermark && *high_watermark > voter_change_->offset) {
        const bool self_removed =
            voter_change_->kind == VoterChange::Kind::remove && voter_change_->voter == self();
        finish_voter_change(ErrorCode::none);
        if (self_removed) leader.request_resign();
    } else if (now >= voter_change_->deadline) {
        finish_voter_change(ErrorCode::request_timed_out);
    }
}

}  // namespace kscope
