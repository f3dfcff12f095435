// What the servers of a ZooKeeper ensemble say to each other: notifications of an election
// (org.apache.zookeeper.server.quorum.FastLeaderElection), and the packets of Zab between a leader
// and its learners (Leader, LearnerHandler, Learner), 3.8. Between two servers packets of one
// connection keep their order, and Zab leans on that.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/protocol/zookeeper_messages.h"

namespace kscope {

// ---- zxids: the epoch of the leader that proposed, and its count in that epoch

constexpr Zxid make_zxid(ZabEpoch epoch, std::uint32_t counter) {
    return Zxid(static_cast<std::int64_t>(epoch.value()) << 32 | counter);
}
constexpr ZabEpoch epoch_of(Zxid zxid) {
    return ZabEpoch(static_cast<std::int32_t>(zxid.value() >> 32));
}
constexpr std::uint32_t counter_of(Zxid zxid) {
    return static_cast<std::uint32_t>(zxid.value() & 0xffff'ffff);
}
// "0x200000007", as ZooKeeper logs it.
std::string to_hex(std::int64_t number);

// ---- the election

enum class ServerState : std::uint8_t { looking, following, leading };
// "looking"
const char* name_of(ServerState state);

struct ZabVote {
    ServerId leader;
    Zxid zxid;  // the last that the leader to be has in its log
    ZabEpoch peer_epoch;
    std::int64_t round = 0;  // FastLeaderElection's logical clock
    friend bool operator==(const ZabVote&, const ZabVote&) = default;
    template <class V>
    void visit(V&& v) const {
        v("leader", leader), v("zxid", zxid), v("peer_epoch", peer_epoch), v("round", round);
    }
};

// Whose it is, the connection says.
struct ZabNotification {
    ServerState state = ServerState::looking;
    ZabVote vote;
    template <class V>
    void visit(V&& v) const {
        v("state", state), v("vote", vote);
    }
};

// ---- what is replicated

struct ZabOpenSession {
    Duration timeout;
    NodeId client;
    template <class V>
    void visit(V&& v) const {
        v("timeout", timeout), v("client", client);
    }
};
struct ZabCloseSession {
    template <class V>
    void visit(V&&) const {}
};
struct ZabWrites {
    std::vector<ZkWrite> writes;
    template <class V>
    void visit(V&& v) const {
        for (const ZkWrite& write : writes) {
            v("kind", write.index());
            std::visit([&v](const auto& w) { v("write", w); }, write);
        }
    }
};
// A write that came to nothing has a zxid all the same, so that its answer keeps its place.
struct ZabFailure {
    ZkError error = ZkError::ok;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
    }
};
using ZabOperation = std::variant<ZabOpenSession, ZabCloseSession, ZabWrites, ZabFailure>;

// A client's write on its way to the leader. (session, cxid) is how the answer finds back.
struct ZabRequest {
    SessionId session;
    CorrelationId cxid;
    ZabOperation operation;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("cxid", cxid), v("kind", operation.index());
        std::visit([&v](const auto& o) { v("operation", o); }, operation);
    }
};

struct ZabTransaction {
    SessionId session;
    CorrelationId cxid;
    Zxid zxid;
    ZabOperation operation;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("cxid", cxid), v("zxid", zxid), v("kind", operation.index());
        std::visit([&v](const auto& o) { v("operation", o); }, operation);
    }
};

// ---- discovery

// A learner's first word.
struct ZabFollowerInfo {
    ServerId server;
    ZabEpoch accepted_epoch;
    template <class V>
    void visit(V&& v) const {
        v("server", server), v("accepted_epoch", accepted_epoch);
    }
};
// The epoch that is new to a majority.
struct ZabLeaderInfo {
    ZabEpoch epoch;
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch);
    }
};
struct ZabAckEpoch {
    std::optional<ZabEpoch> current_epoch;  // none: this epoch was accepted before
    Zxid last_zxid;
    template <class V>
    void visit(V&& v) const {
        v("current_epoch", current_epoch), v("last_zxid", last_zxid);
    }
};

// ---- synchronization

struct ZabDiff {
    Zxid zxid;
    template <class V>
    void visit(V&& v) const {
        v("zxid", zxid);
    }
};
struct ZabTrunc {
    Zxid zxid;  // the last that may stay
    template <class V>
    void visit(V&& v) const {
        v("zxid", zxid);
    }
};
struct ZabSnap {
    Zxid zxid;
    std::string data;  // as a snapshot's file
    template <class V>
    void visit(V&& v) const {
        v("zxid", zxid), v("data", data);
    }
};
struct ZabNewLeader {
    ZabEpoch epoch;
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch);
    }
};
struct ZabUpToDate {
    template <class V>
    void visit(V&&) const {}
};

// ---- broadcast

struct ZabProposal {
    ZabTransaction transaction;
    template <class V>
    void visit(V&& v) const {
        v("transaction", transaction);
    }
};
struct ZabAck {
    Zxid zxid;  // of a proposal; counter 0: of NEWLEADER or UPTODATE
    template <class V>
    void visit(V&& v) const {
        v("zxid", zxid);
    }
};
struct ZabCommit {
    Zxid zxid;
    template <class V>
    void visit(V&& v) const {
        v("zxid", zxid);
    }
};

// Twice a tick from the leader; the answer has the sessions that the learner heard of since.
struct ZabPing {
    Zxid last_proposed;
    template <class V>
    void visit(V&& v) const {
        v("last_proposed", last_proposed);
    }
};
struct ZabTouch {
    SessionId session;
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("timeout", timeout);
    }
};
struct ZabPingReply {
    std::vector<ZabTouch> touched;  // by session
    template <class V>
    void visit(V&& v) const {
        v("touched", touched);
    }
};

// ---- clients of a learner

// A session has come to this learner: does it live?
struct ZabRevalidate {
    SessionId session;
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("timeout", timeout);
    }
};
struct ZabRevalidateReply {
    SessionId session;
    bool valid = false;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("valid", valid);
    }
};
// To the leader, and back when all that was proposed before has been committed.
struct ZabSync {
    SessionId session;
    CorrelationId cxid;
    template <class V>
    void visit(V&& v) const {
        v("session", session), v("cxid", cxid);
    }
};

}  // namespace kscope
