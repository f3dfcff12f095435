#include "core/metadata/kraft/raft_client.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_recovery.h"
#include "core/metadata/kraft/meta_properties.h"

namespace kscope {

namespace {

// In the lower half of tokens, beside the log's own count.
constexpr std::uint64_t state_token_bit = std::uint64_t{3} << 30;

}  // namespace

void observe_unnamed(RaftSpec& spec) {
    spec.anonymous = true;
    if (spec.voters.empty()) return;  // it learns of them from the log
    spec.bootstrap.clear();
    for (const Voter& voter : spec.voters) spec.bootstrap.push_back(voter.node);
}

RaftClient::RaftClient(RaftSpec spec) : spec_(std::move(spec)), peers_(spec_.config) {}

void RaftClient::halt(std::string why) {
    if (halted_.empty()) halted_ = std::move(why);
}

void RaftClient::step(const Now& now, const Input& input, Output& out) {
    if (!halted_.empty()) return;
    if (std::holds_alternative<DiskFailed>(input)) return halt("the disk failed");
    if (const auto* done = std::get_if<DiskDone>(&input)) {
        on_disk_done(done->token, out);
    } else if (blocked()) {
        if (!std::holds_alternative<Wakeup>(input)) waiting_.push_back(input);
    } else {
        process(now, input, out);
    }
    while (!blocked() && !waiting_.empty() && halted_.empty()) {
        const Input next = std::move(waiting_.front());
        waiting_.pop_front();
        process(now, next, out);
    }
    if (!blocked() && booted() && std::holds_alternative<DiskDone>(input)) {
        process(now, Wakeup{}, out);
    }
}

void RaftClient::on_disk_done(std::uint64_t token, Output& out) {
    if (std::erase(pending_flushes_, token) == 0) return;
    log_->on_flushed(token);
    if (blocked()) return;
    for (Send& send : held_) out.effects.emplace_back(std::move(send));
    held_.clear();
}

void RaftClient::process(const Now& now, const Input& input, Output& out) {
    const std::size_t first_effect = out.effects.size();
    if (const auto* started = std::get_if<Boot>(&input)) {
        boot(now, *started, out);
    } else if (const auto* received = std::get_if<Received>(&input)) {
        on_received(now, *received, out);
    } else if (const auto* connected = std::get_if<Connected>(&input)) {
        peers_.on_connected(connected->conn, sends_);
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        peers_.on_lost(now.monotonic, lost->conn);
        std::erase_if(parked_, [&](const ParkedFetch& f) { return f.conn == lost->conn; });
    }
    if (booted() && halted_.empty()) poll(now, out);
    finish(out, first_effect);
}

// Whatever this step has asked the disk to keep must be kept before anything leaves.
void RaftClient::finish(Output& out, std::size_t first_effect) {
    if (!halted_.empty()) {
        sends_.clear();
        return;
    }
    if (quorum_ && quorum_->take_dirty() && !has(QuorumMutant::unwritten_epoch)) {
        const std::uint64_t token =
            std::uint64_t{spec_.log_id} << 32 | state_token_bit | ++state_writes_;
        write_checkpoint_file(quorum_state_file, to_quorum_state(quorum_->election()), token, out);
    }
    for (std::size_t i = first_effect; i < out.effects.size(); ++i) {
        if (const auto* flush = std::get_if<DiskFlush>(&out.effects[i])) {
            pending_flushes_.push_back(flush->token);
        }
    }
    for (Send& send : sends_) {
        if (blocked()) {
            held_.push_back(std::move(send));
        } else {
            out.effects.emplace_back(std::move(send));
        }
    }
    sends_.clear();
}

void RaftClient::boot(const Now& now, const Boot& boot, Output& out) {
    node_ = boot.self;
    peers_.boot(boot.self, boot.incarnation);
    Rng rng = boot.rng;
    DirectoryId directory = spec_.directory;
    if (const auto stored = stored_directory(boot.files)) {
        directory = *stored;
    } else {
        if (!directory.known()) {
            directory.high = rng.next();
            directory.low = rng.next();
        }
        const std::uint64_t token =
            std::uint64_t{spec_.log_id} << 32 | state_token_bit | ++state_writes_;
        write_checkpoint_file(meta_properties_file,
                              meta_properties(spec_.cluster_id, spec_.node_id, directory), token,
                              out);
    }
    log_.emplace(spec_.node_id, VoterSetHistory(VoterSet(spec_.voters), spec_.kraft_version),
                 spec_.log_id, boot.files, out);
    std::optional<ElectionState> stored;
    if (const StoredFile* file = find_file(boot.files, quorum_state_file)) {
        stored = election_of(text_of(*file));
    }
    const ReplicaKey own_key =
        spec_.anonymous ? ReplicaKey{} : ReplicaKey{spec_.node_id, directory};
    quorum_.emplace(own_key, spec_.config, rng);
    quorum_->initialize(now.monotonic, stored, log_->end(), voters());
    // A voter alone elects itself at once.
    if (voters().is_only_voter(self())) {
        if (quorum_->as<CandidateRole>() != nullptr) {
            become_leader(now);
        } else {
            try_election(now);
        }
    }
}

void RaftClient::on_received(const Now& now, const Received& received, Output& out) {
    if (peers_.opened(received.conn)) {
        if (const auto peer = peers_.on_response(now.monotonic, received, sends_)) {
            on_response(now, *peer, *received.message, out);
        }
        return;
    }
    const Message& message = *received.message;
    if (const auto* vote = message.get_if<VoteRequest>()) handle(now, received, *vote);
    if (const auto* begin = message.get_if<BeginQuorumEpochRequest>()) {
        handle(now, received, *begin);
    }
    if (const auto* end = message.get_if<EndQuorumEpochRequest>()) handle(now, received, *end);
    if (const auto* fetch = message.get_if<QuorumFetchRequest>()) handle(now, received, *fetch);
    if (const auto* snapshot = message.get_if<FetchSnapshotRequest>()) {
        handle(now, received, *snapshot);
    }
    if (const auto* add = message.get_if<AddRaftVoterRequest>()) handle(now, received, *add);
    if (const auto* remove = message.get_if<RemoveRaftVoterRequest>()) {
        handle(now, received, *remove);
    }
    if (const auto* update = message.get_if<UpdateRaftVoterRequest>()) {
        handle(now, received, *update);
    }
    if (const auto* describe = message.get_if<DescribeQuorumRequest>()) {
        handle(now, received, *describe);
    }
}

void RaftClient::on_response(const Now& now, NodeId peer, const Message& message, Output& out) {
    Handled handled = Handled::no;
    if (const auto* vote = message.get_if<VoteResponse>()) {
        handled = handle_response(now, peer, *vote);
    } else if (const auto* begin = message.get_if<BeginQuorumEpochResponse>()) {
        handled = handle_response(now, peer, *begin);
    } else if (const auto* end = message.get_if<EndQuorumEpochResponse>()) {
        handled = handle_response(now, peer, *end);
    } else if (const auto* fetch = message.get_if<QuorumFetchResponse>()) {
        handled = handle_response(now, *fetch, out);
    } else if (const auto* snapshot = message.get_if<FetchSnapshotResponse>()) {
        handled = handle_response(now, *snapshot, out);
    } else if (const auto* update = message.get_if<UpdateRaftVoterResponse>()) {
        handled = handle_response(now, *update);
    }
    peers_.done(now.monotonic, peer, handled);
}

std::optional<Offset> RaftClient::append(const Now& now, LeaderEpoch epoch,
                                         std::vector<Record> records) {
    auto* leader = quorum_->as<QuorumLeaderState>();
    if (leader == nullptr || quorum_->epoch() != epoch) return std::nullopt;
    return leader->accumulator().append(now.monotonic, std::move(records));
}

void RaftClient::resign(LeaderEpoch epoch) {
    auto* leader = quorum_->as<QuorumLeaderState>();
    if (leader != nullptr && quorum_->epoch() == epoch) leader->request_resign();
}

void RaftClient::shut_down(Instant now, Duration timeout) {
    if (!shutdown_deadline_) shutdown_deadline_ = now + timeout;
}

// ---- checks of requests

ErrorCode RaftClient::cluster_error(const std::string& cluster_id) const {
    return cluster_id.empty() || cluster_id == spec_.cluster_id
               ? ErrorCode::none
               : ErrorCode::inconsistent_cluster_id;
}

ErrorCode RaftClient::voter_request_error(BrokerId from, LeaderEpoch epoch) const {
    if (epoch < quorum_->epoch()) return ErrorCode::fenced_leader_epoch;
    return from < BrokerId(0) ? ErrorCode::invalid_request : ErrorCode::none;
}

ErrorCode RaftClient::leader_request_error(LeaderEpoch epoch) const {
    if (epoch < quorum_->epoch()) return ErrorCode::fenced_leader_epoch;
    if (epoch > quorum_->epoch()) return ErrorCode::unknown_leader_epoch;
    if (!is_leader()) return ErrorCode::not_leader_or_follower;
    return shutdown_deadline_ ? ErrorCode::broker_not_available : ErrorCode::none;
}

bool RaftClient::is_for_self(const ReplicaKey& voter) const {
    return voter.id == no_broker ||
           (voter.id == self().id &&
            (!voter.directory.known() || voter.directory == self().directory));
}

BrokerId RaftClient::id_of(NodeId peer) const {
    for (const Voter& voter : voters().voters()) {
        if (voter.node == peer) return voter.key.id;
    }
    return no_broker;
}

// ---- state

Instant RaftClient::next_deadline() const {
    if (!halted_.empty() || blocked() || !booted()) return Instant::never();
    Instant next = std::min(role_deadline(), peers_.next_deadline());
    for (const ParkedFetch& fetch : parked_) next = std::min(next, fetch.deadline);
    if (voter_change_) next = std::min(next, voter_change_->deadline);
    if (shutdown_deadline_ && !shut_down_) next = std::min(next, *shutdown_deadline_);
    return next;
}

void RaftClient::digest(Digest& d) const {
    d.add(halted_.empty());
    d.add(booted());
    if (!booted()) return;
    digest_into(d, *quorum_);
    log_->digest(d);
    peers_.digest(d);
    d.add(parked_.size());
    for (const ParkedFetch& fetch : parked_) {
        digest_into(d, fetch.conn);
        digest_into(d, fetch.correlation);
        digest_into(d, fetch.deadline);
        digest_into(d, fetch.request->digest());
    }
    d.add(voter_change_.has_value());
    if (voter_change_) {
        digest_into(d, voter_change_->voter);
        digest_into(d, voter_change_->offset);
        digest_into(d, voter_change_->deadline);
    }
    digest_into(d, shutdown_deadline_);
    d.add(shut_down_);
    digest_into(d, pending_flushes_);
    d.add(held_.size());
    for (const Send& send : held_) digest_into(d, send.message->digest());
    d.add(waiting_.size());
    d.add(state_writes_);
}

void RaftClient::check_invariants() const {
    if (!halted_.empty() || !booted()) return;
    log_->check_invariants();
    KSCOPE_CHECK(waiting_.empty() || blocked(), "inputs wait for the disk only");
    KSCOPE_CHECK(held_.empty() || blocked(), "answers are held for the disk only");
    KSCOPE_CHECK(parked_.empty() || is_leader(), "only a leader makes fetches wait");
    KSCOPE_CHECK(!voter_change_ || is_leader(), "only a leader changes voters");
    KSCOPE_CHECK(log_->last_epoch() <= quorum_->epoch(), "the log is not of the future");
    const auto high_watermark = quorum_->high_watermark();
    KSCOPE_CHECK(!high_watermark || *high_watermark <= log_->end().offset,
                 "what is committed is in the log");
}

}  // namespace kscope
