// ZooKeeper's client protocol, as far as Kafka 3.9 uses it (org.apache.zookeeper.ZooDefs.OpCode).
// Requests of one session are answered in order; a watch event comes before any answer that shows
// the new state.
//
// A server of an ensemble tells its last zxid with each answer and gives a session a password; a
// standalone one leaves both 0, and a digest knows them only where they are there.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope {

enum class ZkError : std::int32_t {
    ok = 0,
    no_such_node = -101,
    bad_version = -103,
    no_children_for_ephemerals = -108,
    node_exists = -110,
    not_empty = -111,
    session_expired = -112,
    session_moved = -118,
};
// "NODEEXISTS"
const char* name_of(ZkError error);

struct ZkStat {
    Zxid czxid;  // of the creation; Kafka's broker epoch
    Zxid mzxid;  // of the last change
    Zxid pzxid;  // of the last child that came or went
    std::int32_t version = 0;
    SessionId ephemeral_owner{0};
    template <class V>
    void visit(V&& v) const {
        v("czxid", czxid);
        v("mzxid", mzxid);
        v("pzxid", pzxid);
        v("version", version);
        v("ephemeral_owner", ephemeral_owner);
    }
};

// session 0: open a new one.
struct ZkConnectRequest {
    SessionId session{0};
    Duration timeout;
    std::uint64_t password = 0;
    Zxid last_zxid_seen;  // a server that is behind refuses the client
    template <class V>
    void visit(V&& v) const {
        v("session", session);
        v("timeout", timeout);
        if (password != 0) v("password", password);
        if (last_zxid_seen != Zxid(0)) v("last_zxid_seen", last_zxid_seen);
    }
};

struct ZkConnectResponse {
    ZkError error = ZkError::ok;  // session_expired: the old one is gone
    SessionId session{0};
    Duration timeout;  // as negotiated
    std::uint64_t password = 0;
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("session", session);
        v("timeout", timeout);
        if (password != 0) v("password", password);
    }
};

struct ZkPing {
    template <class V>
    void visit(V&&) const {}
};

struct ZkPingResponse {
    Zxid zxid;
    template <class V>
    void visit(V&& v) const {
        if (zxid != Zxid(0)) v("zxid", zxid);
    }
};

struct ZkCloseSession {
    template <class V>
    void visit(V&&) const {}
};

inline constexpr std::int32_t any_version = -1;

struct ZkCreate {
    std::string path;
    std::string data;
    bool ephemeral = false;
    bool sequential = false;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("data", data);
        v("ephemeral", ephemeral);
        v("sequential", sequential);
    }
};

struct ZkDelete {
    std::string path;
    std::int32_t version = any_version;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("version", version);
    }
};

struct ZkSetData {
    std::string path;
    std::string data;
    std::int32_t version = any_version;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("data", data);
        v("version", version);
    }
};

struct ZkCheck {
    std::string path;
    std::int32_t version = any_version;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("version", version);
    }
};

struct ZkExists {
    std::string path;
    bool watch = false;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("watch", watch);
    }
};

struct ZkGetData {
    std::string path;
    bool watch = false;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("watch", watch);
    }
};

struct ZkGetChildren {
    std::string path;
    bool watch = false;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
        v("watch", watch);
    }
};

using ZkWrite = std::variant<ZkCreate, ZkDelete, ZkSetData, ZkCheck>;

// On a new connection of an old session: the watches that it had, and what it had seen. What has
// changed since comes as watch events before the answer; the others are set.
struct ZkSetWatches {
    Zxid relative_zxid;
    std::vector<std::string> data;
    std::vector<std::string> exist;  // znodes that were not there
    std::vector<std::string> child;
    template <class V>
    void visit(V&& v) const {
        v("relative_zxid", relative_zxid);
        v("data", data), v("exist", exist), v("child", child);
    }
};

struct ZkSetWatchesResponse {
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("zxid", zxid);
    }
};

// The answer comes when the server knows all that was committed when the leader was asked.
struct ZkSync {
    std::string path;
    template <class V>
    void visit(V&& v) const {
        v("path", path);
    }
};

struct ZkSyncResponse {
    ZkError error = ZkError::ok;
    std::string path;
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("path", path), v("zxid", zxid);
    }
};

// All or nothing; the first failure's error is the answer.
struct ZkMulti {
    std::vector<ZkWrite> writes;
    template <class V>
    void visit(V&& v) const {
        for (const ZkWrite& write : writes) {
            v("kind", write.index());
            std::visit([&v](const auto& w) { v("write", w); }, write);
        }
    }
};

struct ZkCreateResponse {
    ZkError error = ZkError::ok;
    std::string path;  // with the sequence number, if sequential
    ZkStat stat;
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("path", path);
        v("stat", stat);
        if (zxid != Zxid(0)) v("zxid", zxid);
    }
};

// Answers ZkDelete, ZkSetData, ZkCheck and ZkExists.
struct ZkStatResponse {
    ZkError error = ZkError::ok;
    ZkStat stat;
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("stat", stat);
        if (zxid != Zxid(0)) v("zxid", zxid);
    }
};

struct ZkDataResponse {
    ZkError error = ZkError::ok;
    std::string data;
    ZkStat stat;
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("data", data);
        v("stat", stat);
        if (zxid != Zxid(0)) v("zxid", zxid);
    }
};

struct ZkChildrenResponse {
    ZkError error = ZkError::ok;
    std::vector<std::string> children;  // sorted
    ZkStat stat;
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("children", children);
        v("stat", stat);
        if (zxid != Zxid(0)) v("zxid", zxid);
    }
};

struct ZkMultiResponse {
    ZkError error = ZkError::ok;
    std::vector<ZkStat> stats;  // one per write, if ok
    Zxid zxid{0};
    template <class V>
    void visit(V&& v) const {
        v("error", error);
        v("stats", stats);
        if (zxid != Zxid(0)) v("zxid", zxid);
    }
};

enum class ZkEventType : std::uint8_t { created, deleted, data_changed, children_changed };

// From the server, unasked (correlation -1). A watch fires once.
struct ZkWatchEvent {
    ZkEventType type = ZkEventType::created;
    std::string path;
    template <class V>
    void visit(V&& v) const {
        v("type", type);
        v("path", path);
    }
};

}  // namespace kscope
