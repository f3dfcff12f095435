// RaftBench: one RaftClient on a bench, header only. The other voters are played by the test: it
// gives their messages and looks at what comes out. Flushes are done at once unless it says other.
#pragma once

#include <optional>

#include "core/metadata/kraft/raft_client.h"
#include "tests/support/catch.h"

namespace kscope::test {

inline ReplicaKey voter_key(std::int32_t id) { return {BrokerId(id), {}}; }

class RaftBench {
public:
    explicit RaftBench(std::int32_t voters, bool pre_vote = true, std::int32_t self = 0)
        : self_(self) {
        spec_.node_id = BrokerId(self);
        spec_.cluster_id = "bench";
        spec_.config.pre_vote = pre_vote;
        spec_.config.append_linger = Duration();
        for (std::int32_t v = 0; v < voters; ++v) {
            spec_.voters.push_back({voter_key(v), NodeId(v), 0, 1});
        }
        client_.emplace(spec_);
    }

    void boot(std::vector<StoredFile> files = {}) {
        client_.emplace(spec_);
        ++incarnation_;
        step(Boot{NodeId(self_), incarnation_, Rng(5), std::move(files)});
    }
    void boot(const ElectionState& election) {
        boot({StoredFile{quorum_state_file, {Bytes(to_quorum_state(election))}}});
    }
    // A request of another replica; its answer, if there is one at once.
    template <class Response, class Request>
    std::optional<Response> ask(Request request) {
        ++correlation_;
        step(Received{inbound(), CorrelationId(correlation_), make_message(std::move(request))});
        return answer<Response>();
    }
    // The answer to the last question of ask(), or an earlier one, whenever it came.
    template <class Response>
    std::optional<Response> answer() const {
        return answer_to<Response>(correlation_);
    }
    template <class Response>
    std::optional<Response> answer_to(std::int32_t correlation) const {
        for (const Send& send : sent_) {
            if (send.conn == inbound() && send.correlation.value() == correlation) {
                return *send.message->get_if<Response>();
            }
        }
        return std::nullopt;
    }
    [[nodiscard]] std::int32_t correlation() const { return correlation_; }
    // The last request of this kind to that replica; it is opened a connection first.
    template <class Request>
    std::optional<Request> request_to(std::int32_t peer) const {
        std::optional<Request> last;
        for (const auto& [conn, node] : connections_) {
            for (const Send& send : sent_) {
                const auto* request = send.message->get_if<Request>();
                if (node == NodeId(peer) && send.conn == conn && request != nullptr) {
                    last = *request;
                }
            }
        }
        return last;
    }
    // That replica answers the last request that was sent to it.
    template <class Response>
    void respond(std::int32_t peer, Response response) {
        std::optional<Send> last;
        for (const auto& [conn, node] : connections_) {
            for (const Send& send : sent_) {
                if (node == NodeId(peer) && send.conn == conn) last = send;
            }
        }
        REQUIRE(last);
        step(Received{last->conn, last->correlation, make_message(std::move(response))});
    }
    void wait(Duration duration) {
        now_ = now_ + duration;
        step(Wakeup{});
    }
    // Until it wants to do something of its own.
    void wait_for_deadline() {
        REQUIRE(!client_->next_deadline().is_never());
        now_ = std::max(now_, client_->next_deadline());
        step(Wakeup{});
    }
    void become_leader_of_three() {
        while (!request_to<VoteRequest>(1)) wait_for_deadline();
        const auto grant = [this](std::int32_t voter) {
            respond(voter, VoteResponse{ErrorCode::none, {no_broker, epoch(), no_node}, true});
        };
        grant(1);  // beforehand
        grant(2);
        grant(1);
        grant(2);
        REQUIRE(client().is_leader());
        REQUIRE(request_to<BeginQuorumEpochRequest>(2));
    }
    QuorumFetchResponse fetch(std::int32_t replica, Offset offset, LeaderEpoch last_epoch) {
        return *ask<QuorumFetchResponse>(QuorumFetchRequest{
            "bench", voter_key(replica), {}, 8 << 20, epoch(), {offset, last_epoch}});
    }
    void step(const Input& input) {
        out_.clear();
        client_->step(Now{now_, WallTime::from_millis(1'000'000) + now_.since_start(), EventId(1)},
                      input, out_);
        client_->check_invariants();
        take_effects();
    }
    bool append(std::string_view value) {
        Record record;
        record.value = Bytes(value);
        const bool taken =
            client_->append(Now{now_, {}, EventId(1)}, epoch(), {record}).has_value();
        step(Wakeup{});
        return taken;
    }

    [[nodiscard]] const RaftClient& client() const { return *client_; }
    RaftClient& edit() { return *client_; }
    [[nodiscard]] LeaderEpoch epoch() const { return client_->quorum().epoch(); }
    [[nodiscard]] std::string role() const { return name_of(client_->quorum().role()); }
    [[nodiscard]] Offset high_watermark() const {
        return client_->quorum().high_watermark().value_or(no_offset);
    }
    [[nodiscard]] Instant now() const { return now_; }
    RaftSpec& spec() { return spec_; }
    // From now on a flush waits for finish_flushes().
    void hold_flushes() { flushes_held_ = true; }
    void finish_flushes() {
        flushes_held_ = false;
        for (const std::uint64_t token : std::exchange(flushes_, {})) step(DiskDone{token});
    }
    [[nodiscard]] std::size_t sent() const { return sent_.size(); }

private:
    [[nodiscard]] ConnId inbound() const { return {NodeId(90), 1, 1}; }
    void take_effects() {
        std::vector<ConnId> opened;
        std::vector<std::uint64_t> done;
        for (const Effect& effect : out_.effects) {
            if (const auto* send = std::get_if<Send>(&effect)) sent_.push_back(*send);
            if (const auto* connect = std::get_if<Connect>(&effect)) {
                connections_.emplace_back(connect->conn, connect->peer);
                opened.push_back(connect->conn);
            }
            if (const auto* flush = std::get_if<DiskFlush>(&effect)) {
                (flushes_held_ ? flushes_ : done).push_back(flush->token);
            }
        }
        for (const std::uint64_t token : done) step(DiskDone{token});
        for (const ConnId& conn : opened) step(Connected{conn, no_node, false});
    }

    RaftSpec spec_;
    std::int32_t self_;
    std::uint32_t incarnation_ = 0;
    std::int32_t correlation_ = 0;
    std::optional<RaftClient> client_;
    Instant now_ = Instant::at(Duration::seconds(1));
    Output out_;
    std::vector<Send> sent_;
    std::vector<std::pair<ConnId, NodeId>> connections_;
    std::vector<std::uint64_t> flushes_;
    bool flushes_held_ = false;
};

}  // namespace kscope::test
