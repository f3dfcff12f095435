#include "core/metadata/zab/quorum_peer.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

const ConnId from_one{NodeId(0), 1, 1};     // server 1, for elections
const ConnId learner_one{NodeId(0), 1, 2};  // server 1, as a learner
const ConnId client{NodeId(9), 1, 1};

// Server 3 of 3 with a disk that is as quick as the test says. The others are played by the test.
class Bench {
public:
    Bench() : peer_(spec()) { step(Boot{NodeId(2), 1, Rng(5), {}}); }

    void step(const Input& input) {
        out_.clear();
        peer_.step(now_, input, out_);
        peer_.check_invariants();
        for (const Effect& effect : out_.effects) {
            if (const auto* flush = std::get_if<DiskFlush>(&effect)) flush_ = flush->token;
        }
    }
    template <class T>
    void receive(const ConnId& conn, T message, std::int32_t correlation = 0) {
        step(Received{conn, CorrelationId(correlation), make_message(std::move(message))});
    }
    void wait(std::int64_t ms) {
        now_.monotonic = now_.monotonic + Duration::millis(ms);
        step(Wakeup{});
    }
    void disk_done() { step(DiskDone{flush_}); }
    // What went out on this connection in the last step, by name.
    [[nodiscard]] std::vector<std::string> sent(const ConnId& conn) const {
        std::vector<std::string> names;
        for (const Effect& effect : out_.effects) {
            const auto* send = std::get_if<Send>(&effect);
            const auto* closed = std::get_if<Disconnect>(&effect);
            if (send != nullptr && send->conn == conn) {
                names.emplace_back(name_of(send->message->body()));
            }
            if (closed != nullptr && closed->conn == conn) names.emplace_back("closed");
        }
        return names;
    }
    template <class T>
    [[nodiscard]] std::optional<T> last() const {
        std::optional<T> found;
        for (const Effect& effect : out_.effects) {
            const auto* send = std::get_if<Send>(&effect);
            const T* body = send != nullptr ? send->message->get_if<T>() : nullptr;
            if (body != nullptr) found = *body;
        }
        return found;
    }
    // Server 1 has come as a follower, and nothing is written yet.
    void lead() {
        step(Connected{from_one, NodeId(0), true});
        const ZabVote vote{ServerId(3), Zxid(0), ZabEpoch(0), 1};
        receive(from_one, ZabNotification{ServerState::looking, vote});
        wait(200);
        step(Connected{learner_one, NodeId(0), true});
        receive(learner_one, ZabFollowerInfo{ServerId(1), ZabEpoch(0)});
        receive(learner_one, ZabAckEpoch{ZabEpoch(0), Zxid(0)});
        receive(learner_one, ZabAck{make_zxid(ZabEpoch(1), 0)});
    }
    SessionId open_session() {
        step(Connected{client, NodeId(9), true});
        receive(client, ZkConnectRequest{SessionId(0), Duration::seconds(18)});
        disk_done();
        receive(learner_one, ZabAck{make_zxid(ZabEpoch(1), 1)});
        return last<ZkConnectResponse>()->session;
    }
    [[nodiscard]] const QuorumPeer& peer() const { return peer_; }

private:
    static ZooKeeperSpec spec() {
        ZooKeeperSpec spec;
        spec.config.tick_time = Duration::seconds(2);
        spec.config.min_session_timeout = Duration::nanos(-1);
        spec.config.max_session_timeout = Duration::nanos(-1);
        spec.config.init_limit = 10;
        spec.config.sync_limit = 5;
        spec.config.snap_count = 1'000;
        spec.my_id = ServerId(3);
        spec.servers = {NodeId(0), NodeId(1), NodeId(2)};
        return spec;
    }

    QuorumPeer peer_;
    Now now_{Instant::at(Duration()), WallTime::from_millis(1'700'000'000'000), {}};
    Output out_;
    std::uint64_t flush_ = 0;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a server that looks for a leader refuses clients") {
    Bench bench;
    CHECK(bench.peer().state() == ServerState::looking);
    bench.step(Connected{client, NodeId(9), true});
    bench.receive(client, ZkConnectRequest{SessionId(0), Duration::seconds(18)});
    CHECK(bench.sent(client) == Names{"closed"});
}

TEST_CASE("a leader asks for an epoch, brings a majority in sync, and only then serves") {
    Bench bench;
    bench.step(Connected{from_one, NodeId(0), true});
    const ZabVote vote{ServerId(3), Zxid(0), ZabEpoch(0), 1};
    bench.receive(from_one, ZabNotification{ServerState::looking, vote});
    bench.wait(200);
    CHECK(bench.peer().state() == ServerState::leading);
    bench.step(Connected{learner_one, NodeId(0), true});
    bench.receive(learner_one, ZabFollowerInfo{ServerId(1), ZabEpoch(4)});
    CHECK(bench.sent(learner_one) == Names{"Zab LEADERINFO"});
    CHECK(bench.last<ZabLeaderInfo>()->epoch == ZabEpoch(5));
    CHECK(bench.peer().accepted_epoch() == ZabEpoch(5));
    CHECK(bench.peer().current_epoch() == ZabEpoch(0));
    bench.receive(learner_one, ZabAckEpoch{ZabEpoch(0), Zxid(0)});
    CHECK(bench.sent(learner_one) == Names{"Zab DIFF", "Zab NEWLEADER"});
    CHECK_FALSE(bench.peer().serving());
    bench.receive(learner_one, ZabAck{make_zxid(ZabEpoch(5), 0)});
    CHECK(bench.sent(learner_one) == Names{"Zab UPTODATE"});
    CHECK(bench.peer().serving());
    CHECK(bench.peer().current_epoch() == ZabEpoch(5));
}

TEST_CASE("a leader gives way to a follower that knows more") {
    Bench bench;
    bench.step(Connected{from_one, NodeId(0), true});
    const ZabVote vote{ServerId(3), Zxid(0), ZabEpoch(0), 1};
    bench.receive(from_one, ZabNotification{ServerState::looking, vote});
    bench.wait(200);
    bench.step(Connected{learner_one, NodeId(0), true});
    bench.receive(learner_one, ZabFollowerInfo{ServerId(1), ZabEpoch(0)});
    bench.receive(learner_one, ZabAckEpoch{ZabEpoch(0), Zxid(1)});
    CHECK(bench.peer().state() == ServerState::looking);
    CHECK(bench.sent(learner_one) == Names{"closed"});
}

TEST_CASE("a write is answered when a majority has it on its disks") {
    Bench bench;
    bench.lead();
    bench.step(Connected{client, NodeId(9), true});
    bench.receive(client, ZkConnectRequest{SessionId(0), Duration::seconds(18)});
    CHECK(bench.sent(learner_one) == Names{"Zab PROPOSAL"});
    bench.receive(learner_one, ZabAck{make_zxid(ZabEpoch(1), 1)});
    CHECK(bench.sent(client).empty());
    bench.disk_done();
    CHECK(bench.sent(learner_one) == Names{"Zab COMMIT"});
    CHECK(bench.sent(client) == Names{"ZooKeeper connect response"});
    CHECK(bench.last<ZkConnectResponse>()->password ==
          password_of(bench.last<ZkConnectResponse>()->session));
}

TEST_CASE("a session is refused to one without its password, and by a server that knows less") {
    Bench bench;
    bench.lead();
    const SessionId session = bench.open_session();
    const ConnId other{NodeId(9), 1, 2};
    bench.step(Connected{other, NodeId(9), true});
    bench.receive(other, ZkConnectRequest{session, Duration::seconds(18), 1});
    CHECK(bench.sent(other) == Names{"ZooKeeper connect response", "closed"});
    const ConnId third{NodeId(9), 1, 3};
    bench.step(Connected{third, NodeId(9), true});
    bench.receive(third, ZkConnectRequest{session, Duration::seconds(18), password_of(session),
                                          make_zxid(ZabEpoch(1), 2)});
    CHECK(bench.sent(third) == Names{"closed"});
    const ConnId fourth{NodeId(9), 1, 4};
    bench.step(Connected{fourth, NodeId(9), true});
    bench.receive(fourth, ZkConnectRequest{session, Duration::seconds(18), password_of(session),
                                           make_zxid(ZabEpoch(1), 1)});
    CHECK(bench.sent(fourth) == Names{"ZooKeeper connect response"});
    CHECK(bench.sent(client) == Names{"closed"});
}

TEST_CASE("what a session's former server sends for it is refused") {
    Bench bench;
    bench.lead();
    const SessionId session = bench.open_session();
    bench.receive(learner_one, ZabRevalidate{session, Duration::seconds(18)});
    CHECK(bench.last<ZabRevalidateReply>()->valid);
    bench.receive(client, ZkCreate{"/late", "", false, false}, 3);
    bench.disk_done();
    bench.receive(learner_one, ZabAck{make_zxid(ZabEpoch(1), 2)});
    CHECK(bench.last<ZkCreateResponse>()->error == ZkError::session_moved);
    CHECK(bench.peer().database().tree().find("/late") == nullptr);
}

TEST_CASE("a leader without a majority drops its clients and looks again") {
    Bench bench;
    bench.lead();
    bench.open_session();
    for (int half = 0; half < 30 && bench.peer().serving(); ++half) bench.wait(1'000);
    CHECK(bench.peer().state() == ServerState::looking);
    CHECK(bench.sent(client) == Names{"closed"});
}

TEST_CASE("a server whose disk fails stops") {
    Bench bench;
    bench.lead();
    bench.open_session();
    bench.step(DiskFailed{});
    CHECK(bench.sent(client) == Names{"closed"});
    CHECK_FALSE(bench.peer().serving());
    CHECK(bench.peer().next_deadline().is_never());
}

}  // namespace kscope
