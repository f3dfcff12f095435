// RaftClient: one replica of the KRaft quorum over __cluster_metadata-0, voter or observer, as a
// state machine: it elects, replicates by fetch, commits, and hands the committed log to its owner
// (the controller, or a broker). The owner gives it every input; it takes those that concern it.
//
// Kafka's raft thread stands still while it syncs quorum-state or the log. So here: while a flush
// is under way inputs wait, and nothing that the step before it made leaves (answers are held).
// Hence what a replica says rests on its disk only. It knows no metadata record. A disk that fails,
// or what can only be a fault of the quorum (two leaders in an epoch, a truncation below the high
// watermark), halts it, as Kafka's fault handler ends the process. Rules:
// org.apache.kafka.raft.KafkaRaftClient (KIP-595, KIP-630, KIP-853, KIP-996). Laws: one leader an
// epoch; the high watermark never falls; what is committed never changes.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/border/border.h"
#include "core/metadata/kraft/metadata_log.h"
#include "core/metadata/kraft/quorum_peers.h"
#include "core/metadata/kraft/quorum_state.h"

namespace kscope {

struct RaftSpec {
    BrokerId node_id;        // node.id
    std::string cluster_id;  // cluster.id
    QuorumConfig config;
    // controller.quorum.voters, or with kraft_version 1 the bootstrap snapshot's.
    std::vector<Voter> voters;
    std::int16_t kraft_version = 0;
    DirectoryId directory;          // unknown: drawn in the first life, and kept in meta.properties
    std::vector<NodeId> bootstrap;  // controller.quorum.bootstrap.servers, without oneself
    std::uint32_t log_id = 0;       // see LogSpec
    // Observes without an id (replica id -1): no leader keeps anything of it. So does the broker of
    // a server that is controller too, whose node.id is the controller's.
    bool anonymous = false;
    // What it fetches is on its disk before it fetches again, though it is no voter: a controller
    // may become one (followersAlwaysFlush).
    bool always_flushes = false;
};
// Makes it so: it may ask all voters, the one of its own node.id too.
void observe_unnamed(RaftSpec& spec);

class RaftClient {
public:
    explicit RaftClient(RaftSpec spec);

    // Takes Boot, DiskDone, DiskFailed, PeerLost, Connected, Wakeup, and Received of a request or
    // an answer of the quorum; others change nothing.
    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const;

    // ---- the owner's side. Each takes effect in the next step; a Wakeup at once will do.
    // The offset that the last of these records will have, if this is the leader in that epoch.
    std::optional<Offset> append(const Now& now, LeaderEpoch epoch, std::vector<Record> records);
    // The owner cannot go on as the leader of that epoch.
    void resign(LeaderEpoch epoch);
    // The records say all that holds before this offset, which is committed. False: it is not, or
    // there is such a snapshot.
    bool create_snapshot(const Now& now, Offset end, const std::vector<Record>& records,
                         Output& out);
    // The log before the latest snapshot goes.
    void delete_before_snapshot(Output& out) { log_->delete_before_latest_snapshot(out); }
    // Leaves the quorum in an orderly way: a leader resigns first. Done when is_shut_down().
    void shut_down(Instant now, Duration timeout);
    [[nodiscard]] bool is_shut_down() const { return shut_down_; }

    // A process that opens connections of its own too counts all of them from one number: it sets
    // this before a step, and takes it back.
    [[nodiscard]] ConnectionIds& connection_ids() { return peers_.connection_ids(); }

    // What DescribeQuorum is answered: NOT_LEADER_OR_FOLLOWER unless it leads.
    [[nodiscard]] DescribeQuorumResponse describe_quorum(const Now& now) const;

    // ---- views; log and high watermark only once booted
    [[nodiscard]] bool booted() const { return log_.has_value(); }
    [[nodiscard]] const QuorumState& quorum() const { return *quorum_; }
    [[nodiscard]] const MetadataLog& log() const { return *log_; }
    [[nodiscard]] const VoterSet& voters() const { return log_->voters().last(); }
    [[nodiscard]] bool is_voter() const { return voters().is_voter(quorum_->self()); }
    [[nodiscard]] bool is_leader() const { return quorum_->as<QuorumLeaderState>() != nullptr; }
    [[nodiscard]] const ReplicaKey& self() const { return quorum_->self(); }
    // Why it stands still for ever; empty: it does not.
    [[nodiscard]] const std::string& halted() const { return halted_; }
    [[nodiscard]] bool blocked() const { return !pending_flushes_.empty(); }

private:
    struct ParkedFetch {
        ConnId conn;
        CorrelationId correlation;
        Ref<const Message> request;
        Instant deadline;
        Ref<const Message> if_late;  // what there was to say when it came
    };
    using Handled = QuorumPeers::Handled;

    // raft_client.cpp: a life, and a step of it
    void boot(const Now& now, const Boot& boot, Output& out);
    void process(const Now& now, const Input& input, Output& out);
    void finish(Output& out, std::size_t first_effect);
    void on_disk_done(std::uint64_t token, Output& out);
    void on_received(const Now& now, const Received& received, Output& out);
    void on_response(const Now& now, NodeId peer, const Message& response, Output& out);
    void halt(std::string why);
    template <class Response>
    void answer(const Received& request, Response response) {
        sends_.push_back(
            Send{request.conn, request.correlation, make_message(std::move(response))});
    }

    // raft_poll.cpp: what is to be done now, of oneself
    void poll(const Now& now, Output& out);
    void poll_role(const Now& now, Output& out);
    void poll_unattached(const Now& now, Output& out);
    void poll_nominee(const Now& now, Output& out);
    void poll_candidate(const Now& now, Output& out);
    void poll_leader(const Now& now, Output& out);
    void poll_follower(const Now& now, Output& out);
    void poll_observer(const Now& now, Output& out);
    void poll_resigned(const Now& now, Output& out);
    void append_batches(const Now& now, Output& out);
    void send_begin_epoch(const Now& now, Output& out);
    void update_leader_end(const Now& now);
    template <class Request>
    void ask(const Now& now, NodeId peer, Request request, Output& out) {
        peers_.send(now.monotonic, peer, make_message(std::move(request)), sends_, out);
    }
    void fetch_from(const Now& now, NodeId peer, Output& out);
    [[nodiscard]] QuorumFetchRequest fetch_request() const;
    void fetch_from_any(const Now& now, Output& out);
    void maybe_complete_shutdown(Instant now);
    [[nodiscard]] Instant role_deadline() const;

    // raft_transitions.cpp
    void transitioned();
    void try_election(const Now& now);
    void become_candidate(const Now& now);
    void become_leader(const Now& now);
    void lose_pre_vote(const Now& now);
    void to_unattached(const Now& now, LeaderEpoch epoch);
    void to_follower(const Now& now, const QuorumLeader& leader);
    void maybe_transition(const Now& now, const QuorumLeader& leader);
    void to_resigned(const Now& now);
    [[nodiscard]] QuorumLeader current() const;
    [[nodiscard]] QuorumLeader located(QuorumLeader leader) const;
    std::optional<Handled> common_response(const Now& now, ErrorCode error,
                                           const QuorumLeader& current);

    // raft_vote.cpp
    void handle(const Now& now, const Received& in, const VoteRequest& request);
    Handled handle_response(const Now& now, NodeId peer, const VoteResponse& response);
    [[nodiscard]] Duration candidate_backoff(std::int32_t retries);

    // raft_epoch.cpp
    void handle(const Now& now, const Received& in, const BeginQuorumEpochRequest& request);
    void handle(const Now& now, const Received& in, const EndQuorumEpochRequest& request);
    Handled handle_response(const Now& now, NodeId peer, const BeginQuorumEpochResponse& response);
    Handled handle_response(const Now& now, NodeId peer, const EndQuorumEpochResponse& response);
    [[nodiscard]] Duration successor_backoff(const std::vector<ReplicaKey>& preferred) const;

    // raft_fetch.cpp
    void handle(const Now& now, const Received& in, const QuorumFetchRequest& request);
    QuorumFetchResponse try_fetch(const Now& now, const QuorumFetchRequest& request);
    void on_high_watermark(const Now& now);
    void complete_fetches(const Now& now);
    void answer_parked(const Now& now, const ParkedFetch& fetch);
    void expire_fetches(const Now& now);
    void refuse_fetches();
    Handled handle_response(const Now& now, const QuorumFetchResponse& response, Output& out);

    // raft_snapshot.cpp
    void handle(const Now& now, const Received& in, const FetchSnapshotRequest& request);
    Handled handle_response(const Now& now, const FetchSnapshotResponse& response, Output& out);

    // raft_voters.cpp
    struct VoterChange {
        enum class Kind : std::uint8_t { add, remove };
        Kind kind = Kind::add;
        ReplicaKey voter;
        ConnId conn;
        CorrelationId correlation;
        Offset offset;  // of the VotersRecord
        Instant deadline;
    };
    struct Refusal {
        ErrorCode error = ErrorCode::none;
        std::string why;
    };
    void handle(const Now& now, const Received& in, const AddRaftVoterRequest& request);
    void handle(const Now& now, const Received& in, const RemoveRaftVoterRequest& request);
    void handle(const Now& now, const Received& in, const UpdateRaftVoterRequest& request);
    Handled handle_response(const Now& now, const UpdateRaftVoterResponse& response);
    [[nodiscard]] Refusal voter_change_refusal(const char* how) const;
    Offset append_voters(const Now& now, const VoterSet& changed);
    [[nodiscard]] bool needs_update() const;
    void finish_voter_change(ErrorCode error);
    void poll_voter_change(Instant now);

    // raft_describe.cpp
    void handle(const Now& now, const Received& in, const DescribeQuorumRequest& request);

    // checks of requests; none: it is in order
    [[nodiscard]] ErrorCode cluster_error(const std::string& cluster_id) const;
    [[nodiscard]] ErrorCode voter_request_error(BrokerId from, LeaderEpoch epoch) const;
    [[nodiscard]] ErrorCode leader_request_error(LeaderEpoch epoch) const;
    [[nodiscard]] bool is_for_self(const ReplicaKey& voter) const;
    [[nodiscard]] bool is_self(BrokerId id) const { return id != no_broker && id == self().id; }
    [[nodiscard]] BrokerId id_of(NodeId peer) const;
    [[nodiscard]] bool has(QuorumMutant mutant) const { return spec_.config.mutant == mutant; }

    RaftSpec spec_;
    NodeId node_ = no_node;
    std::optional<QuorumState> quorum_;
    std::optional<MetadataLog> log_;
    QuorumPeers peers_;
    std::vector<ParkedFetch> parked_;
    std::optional<VoterChange> voter_change_;  // Invariant: only a leader's
    std::optional<Instant> shutdown_deadline_;
    bool shut_down_ = false;
    bool again_ = false;  // a transition: poll once more
    std::string halted_;

    std::vector<Send> sends_;                     // of the step that is under way
    std::vector<Send> held_;                      // until the flushes are done
    std::vector<std::uint64_t> pending_flushes_;  // tokens
    std::deque<Input> waiting_;                   // Invariant: empty unless blocked
    std::uint32_t state_writes_ = 0;
};

}  // namespace kscope
