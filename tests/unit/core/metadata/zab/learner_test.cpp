#include "core/metadata/zab/learner.h"

#include "core/metadata/zab/quorum_peer.h"
#include "tests/support/catch.h"

namespace kscope {

namespace {

const ConnId from_three{NodeId(2), 1, 1};  // server 3, for elections

Zxid zxid_in_one(std::uint32_t counter) { return make_zxid(ZabEpoch(1), counter); }

// Server 1 of 3, which follows server 3 in its first epoch. The test plays the leader and the disk.
class LearnerBench {
public:
    LearnerBench() : peer_(spec()) {
        step(Boot{NodeId(0), 1, Rng(5), {}});
        step(Connected{from_three, NodeId(2), true});
        const ZabVote vote{ServerId(3), Zxid(0), ZabEpoch(0), 1};
        receive(from_three, ZabNotification{ServerState::looking, vote});
        now_.monotonic = now_.monotonic + Duration::millis(200);
        step(Wakeup{});
        step(Connected{leader_, NodeId(2), false});
        receive(leader_, ZabLeaderInfo{ZabEpoch(1)});
        receive(leader_, ZabDiff{Zxid(0)});
    }

    void step(const Input& input) {
        out_.clear();
        peer_.step(now_, input, out_);
        peer_.check_invariants();
        for (const Effect& effect : out_.effects) {
            if (const auto* flush = std::get_if<DiskFlush>(&effect)) asked_.push_back(flush->token);
            const auto* connect = std::get_if<Connect>(&effect);
            if (connect != nullptr && peer_.as_learner() != nullptr &&
                peer_.as_learner()->owns(connect->conn)) {
                leader_ = connect->conn;
            }
        }
    }
    template <class T>
    void receive(const ConnId& conn, T message) {
        step(Received{conn, CorrelationId(0), make_message(std::move(message))});
    }
    template <class T>
    void from_leader(T message) {
        receive(leader_, std::move(message));
    }
    void proposal(std::uint32_t counter) {
        const ZabWrites writes{{ZkCreate{"/n" + std::to_string(counter), "", false, false}}};
        from_leader(ZabProposal{{SessionId(1), {}, zxid_in_one(counter), writes}});
    }
    void leader_lost() { step(PeerLost{leader_}); }
    // The first flush that was asked for and is not done.
    void disk_done() {
        const std::uint64_t token = asked_.front();
        asked_.erase(asked_.begin());
        step(DiskDone{token});
    }
    // What was acknowledged to the leader in the last step.
    [[nodiscard]] std::vector<Zxid> acknowledged() const {
        std::vector<Zxid> zxids;
        for (const Effect& effect : out_.effects) {
            const auto* send = std::get_if<Send>(&effect);
            const auto* ack = send != nullptr ? send->message->get_if<ZabAck>() : nullptr;
            if (ack != nullptr) zxids.push_back(ack->zxid);
        }
        return zxids;
    }
    [[nodiscard]] const QuorumPeer& peer() const { return peer_; }

private:
    static ZooKeeperSpec spec() {
        ZooKeeperSpec spec;
        spec.config.tick_time = Duration::seconds(2);
        spec.config.init_limit = 10;
        spec.config.sync_limit = 5;
        spec.config.snap_count = 1'000;
        spec.my_id = ServerId(1);
        spec.servers = {NodeId(0), NodeId(1), NodeId(2)};
        return spec;
    }

    QuorumPeer peer_;
    Now now_{Instant::at(Duration()), WallTime::from_millis(1'700'000'000'000), {}};
    Output out_;
    ConnId leader_ = no_connection;
    std::vector<std::uint64_t> asked_;
};

using Zxids = std::vector<Zxid>;

}  // namespace

TEST_CASE("a learner is of the epoch when its disk has what came before NEWLEADER") {
    LearnerBench bench;
    bench.proposal(1);
    CHECK(bench.acknowledged().empty());
    bench.from_leader(ZabNewLeader{ZabEpoch(1)});
    CHECK(bench.acknowledged().empty());
    CHECK(bench.peer().accepted_epoch() == ZabEpoch(1));
    CHECK(bench.peer().current_epoch() == ZabEpoch(0));
    bench.disk_done();
    CHECK(bench.acknowledged() == Zxids{zxid_in_one(0), zxid_in_one(1)});
    CHECK(bench.peer().current_epoch() == ZabEpoch(1));
    CHECK_FALSE(bench.peer().serving());
    bench.from_leader(ZabCommit{zxid_in_one(1)});
    CHECK(bench.peer().last_zxid() == Zxid(0));
    bench.from_leader(ZabUpToDate{});
    CHECK(bench.peer().serving());
    CHECK(bench.peer().last_zxid() == zxid_in_one(1));
}

// Else a proposal could be committed with the help of a server that still votes with its old epoch.
TEST_CASE("no proposal is acknowledged before NEWLEADER, though more keep coming") {
    LearnerBench bench;
    bench.proposal(1);
    bench.from_leader(ZabNewLeader{ZabEpoch(1)});
    bench.proposal(2);
    bench.disk_done();
    CHECK(bench.acknowledged() == Zxids{zxid_in_one(0), zxid_in_one(1)});
    CHECK(bench.peer().current_epoch() == ZabEpoch(1));
    bench.disk_done();
    CHECK(bench.acknowledged() == Zxids{zxid_in_one(2)});
}

TEST_CASE("what a learner has logged counts when it votes again, committed or not") {
    LearnerBench bench;
    bench.proposal(1);
    bench.from_leader(ZabNewLeader{ZabEpoch(1)});
    bench.disk_done();
    bench.from_leader(ZabUpToDate{});
    CHECK(bench.peer().last_zxid() == Zxid(0));
    bench.leader_lost();
    CHECK(bench.peer().state() == ServerState::looking);
    CHECK(bench.peer().last_zxid() == zxid_in_one(1));
}

}  // namespace kscope
