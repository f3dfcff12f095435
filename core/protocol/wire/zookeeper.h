// ZooKeeper's messages on the wire: jute, as org.apache.zookeeper.proto and zookeeper.jute have
// them. A request is xid, opcode and record; an answer is xid, zxid, error, and a record only if
// the error is 0. Answers carry no zxid here, and a Stat only what ZkStat has; the rest is 0.
#pragma once

#include "core/protocol/wire/wire_parts.h"
#include "core/protocol/zookeeper_messages.h"

namespace kscope {

// How a message is framed. `opcode` is ZooDefs.OpCode, for requests; `xid` is fixed for pings (-2)
// and watch events (-1), and otherwise the correlation.
struct ZkFrame {
    enum class Kind : std::uint8_t { bare, request, response };
    Kind kind = Kind::bare;
    std::int32_t opcode = 0;
    std::int32_t fixed_xid = 0;  // 0: none
};

namespace zk {
inline constexpr ZkFrame response{ZkFrame::Kind::response, 0, 0};
constexpr ZkFrame request(std::int32_t opcode) { return {ZkFrame::Kind::request, opcode, 0}; }
inline constexpr std::int32_t op_create = 1;  // within multi; alone it is create2, with a Stat
inline constexpr std::int32_t op_delete = 2;
inline constexpr std::int32_t op_set_data = 5;
inline constexpr std::int32_t op_check = 13;
inline constexpr std::int32_t error_of_multi = -1;
}  // namespace zk

constexpr ZkFrame zk_frame_of(WireType<ZkConnectRequest>) { return {}; }
constexpr ZkFrame zk_frame_of(WireType<ZkConnectResponse>) { return {}; }
constexpr ZkFrame zk_frame_of(WireType<ZkPing>) { return {ZkFrame::Kind::request, 11, -2}; }
constexpr ZkFrame zk_frame_of(WireType<ZkPingResponse>) { return {ZkFrame::Kind::response, 0, -2}; }
constexpr ZkFrame zk_frame_of(WireType<ZkCloseSession>) { return zk::request(-11); }
constexpr ZkFrame zk_frame_of(WireType<ZkCreate>) { return zk::request(15); }
constexpr ZkFrame zk_frame_of(WireType<ZkDelete>) { return zk::request(zk::op_delete); }
constexpr ZkFrame zk_frame_of(WireType<ZkSetData>) { return zk::request(zk::op_set_data); }
constexpr ZkFrame zk_frame_of(WireType<ZkCheck>) { return zk::request(zk::op_check); }
constexpr ZkFrame zk_frame_of(WireType<ZkExists>) { return zk::request(3); }
constexpr ZkFrame zk_frame_of(WireType<ZkGetData>) { return zk::request(4); }
constexpr ZkFrame zk_frame_of(WireType<ZkGetChildren>) { return zk::request(12); }
constexpr ZkFrame zk_frame_of(WireType<ZkMulti>) { return zk::request(14); }
constexpr ZkFrame zk_frame_of(WireType<ZkCreateResponse>) { return zk::response; }
constexpr ZkFrame zk_frame_of(WireType<ZkStatResponse>) { return zk::response; }
constexpr ZkFrame zk_frame_of(WireType<ZkDataResponse>) { return zk::response; }
constexpr ZkFrame zk_frame_of(WireType<ZkChildrenResponse>) { return zk::response; }
constexpr ZkFrame zk_frame_of(WireType<ZkMultiResponse>) { return zk::response; }
constexpr ZkFrame zk_frame_of(WireType<ZkWatchEvent>) { return {ZkFrame::Kind::response, 0, -1}; }
constexpr ZkFrame zk_frame_of(WireType<ZkSetWatches>) { return {ZkFrame::Kind::request, 101, -8}; }
constexpr ZkFrame zk_frame_of(WireType<ZkSetWatchesResponse>) {
    return {ZkFrame::Kind::response, 0, -8};
}
constexpr ZkFrame zk_frame_of(WireType<ZkSync>) { return zk::request(9); }
constexpr ZkFrame zk_frame_of(WireType<ZkSyncResponse>) { return zk::response; }

// 16 bytes, of which kscope's is 8.
template <class Io>
void password(Io& io, typename Io::template Of<std::uint64_t>& secret) {
    std::int64_t low = static_cast<std::int64_t>(secret);
    std::int32_t length = 16;
    io.fields(length);
    io.uncarried(std::int64_t{0});
    io.fields(low);
    if constexpr (Io::reading) {
        if (length != 16) io.fail("a password of another length");
        secret = static_cast<std::uint64_t>(low);
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkConnectRequest>& m) {
    io.uncarried(std::int32_t{0});  // protocol version
    io.fields(m.last_zxid_seen);
    io.millis(m.timeout);
    io.fields(m.session);
    password(io, m.password);
    io.uncarried(false);  // read only
}

// A refused session is told by a timeout of 0, not by an error.
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkConnectResponse>& m) {
    io.uncarried(std::int32_t{0});  // protocol version
    io.millis(m.timeout);
    io.fields(m.session);
    password(io, m.password);
    io.uncarried(false);  // read only
    if constexpr (Io::reading) {
        m.error = m.timeout > Duration{} ? ZkError::ok : ZkError::session_expired;
    }
}

// The part of an answer that comes before its record: zxid and error.
template <class Io, class Answer>
bool answer(Io& io, Answer& m) {
    io.fields(m.zxid, m.error);
    return m.error == ZkError::ok;
}

template <class Io, class Answer>
void no_error(Io& io, Answer& m) {
    io.fields(m.zxid);
    io.uncarried(std::int32_t{0});
}

template <class Io>
void transfer(Io&, typename Io::template Of<ZkPing>&) {}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkPingResponse>& m) {
    no_error(io, m);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkSetWatches>& m) {
    io.fields(m.relative_zxid, m.data, m.exist, m.child);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkSetWatchesResponse>& m) {
    no_error(io, m);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkSync>& m) {
    io.fields(m.path);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkSyncResponse>& m) {
    if (answer(io, m)) io.fields(m.path);
}
template <class Io>
void transfer(Io&, typename Io::template Of<ZkCloseSession>&) {}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkStat>& s) {
    io.fields(s.czxid, s.mzxid);
    io.uncarried(std::int64_t{0});  // ctime
    io.uncarried(std::int64_t{0});  // mtime
    io.fields(s.version);
    io.uncarried(std::int32_t{0});  // version of the children
    io.uncarried(std::int32_t{0});  // version of the ACL
    io.fields(s.ephemeral_owner);
    io.uncarried(std::int32_t{0});  // length of the data
    io.uncarried(std::int32_t{0});  // number of children
    io.fields(s.pzxid);
}

// Znode data: bytes, not text, though both are written alike.
template <class Io>
void znode_data(Io& io, typename Io::template Of<std::string>& data) {
    if constexpr (Io::reading) {
        data = io.read_blob();
    } else {
        io.write_blob(data);
    }
}

// Everybody may do everything: world:anyone, all permissions.
template <class Io>
void open_acl(Io& io) {
    const auto entry = [](auto& part) {
        part.uncarried(std::int32_t{31});
        part.uncarried_string("world");
        part.uncarried_string("anyone");
    };
    if constexpr (Io::reading) {
        io.elements([&] { entry(io); });
    } else {
        io.count(1);
        entry(io);
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkCreate>& m) {
    constexpr std::int32_t ephemeral = 1;
    constexpr std::int32_t sequential = 2;
    io.fields(m.path);
    znode_data(io, m.data);
    open_acl(io);
    std::int32_t flags = (m.ephemeral ? ephemeral : 0) | (m.sequential ? sequential : 0);
    io.fields(flags);
    if constexpr (Io::reading) {
        m.ephemeral = (flags & ephemeral) != 0;
        m.sequential = (flags & sequential) != 0;
        if (flags < 0 || flags > (ephemeral | sequential)) io.fail("an unknown kind of znode");
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkDelete>& m) {
    io.fields(m.path, m.version);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkSetData>& m) {
    io.fields(m.path);
    znode_data(io, m.data);
    io.fields(m.version);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkCheck>& m) {
    io.fields(m.path, m.version);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkExists>& m) {
    io.fields(m.path, m.watch);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkGetData>& m) {
    io.fields(m.path, m.watch);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkGetChildren>& m) {
    io.fields(m.path, m.watch);
}

// MultiHeader: the kind of what follows, whether this is the end, an error.
template <class Io>
void multi_header(Io& io, std::int32_t type, std::int32_t error) {
    const bool done = false;
    io.fields(type, done, error);
}

template <class Io>
void end_multi(Io& io) {
    const std::int32_t none = -1;
    const bool done = true;
    io.fields(none, done, none);
}

// The type of what follows; none: it is the end.
inline std::optional<std::int32_t> read_multi_header(WireReader& io) {
    std::int32_t type = 0;
    bool done = false;
    std::int32_t error = 0;
    io.fields(type, done, error);
    if (done || !io.ok()) return std::nullopt;
    return type;
}

inline std::int32_t op_of(const ZkCreate&) { return zk::op_create; }
inline std::int32_t op_of(const ZkDelete&) { return zk::op_delete; }
inline std::int32_t op_of(const ZkSetData&) { return zk::op_set_data; }
inline std::int32_t op_of(const ZkCheck&) { return zk::op_check; }

inline void read_write(WireReader& io, std::int32_t op, std::vector<ZkWrite>& writes) {
    const auto read = [&io, &writes](auto write) {
        transfer(io, write);
        writes.emplace_back(std::move(write));
    };
    switch (op) {
        case zk::op_create: read(ZkCreate{}); break;
        case zk::op_delete: read(ZkDelete{}); break;
        case zk::op_set_data: read(ZkSetData{}); break;
        case zk::op_check: read(ZkCheck{}); break;
        default: io.fail("an operation that multi does not know");
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkMulti>& m) {
    if constexpr (Io::reading) {
        while (const auto op = read_multi_header(io)) read_write(io, *op, m.writes);
    } else {
        for (const ZkWrite& write : m.writes) {
            std::visit(
                [&](const auto& w) {
                    multi_header(io, op_of(w), -1);
                    transfer(io, w);
                },
                write);
        }
        end_multi(io);
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkCreateResponse>& m) {
    if (!answer(io, m)) return;
    io.fields(m.path);
    transfer(io, m.stat);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkStatResponse>& m) {
    if (answer(io, m)) transfer(io, m.stat);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkDataResponse>& m) {
    if (!answer(io, m)) return;
    znode_data(io, m.data);
    transfer(io, m.stat);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZkChildrenResponse>& m) {
    if (!answer(io, m)) return;
    io.fields(m.children);
    transfer(io, m.stat);
}

// One result for each write, each told as setData's (a Stat); or one error.
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkMultiResponse>& m) {
    no_error(io, m);
    if constexpr (Io::reading) {
        while (const auto type = read_multi_header(io)) {
            if (*type == zk::op_set_data) {
                transfer(io, m.stats.emplace_back());
            } else if (*type == zk::error_of_multi) {
                io.fields(m.error);
            } else {
                io.fail("a result that kscope has no place for");
            }
        }
    } else {
        for (const ZkStat& stat : m.stats) {
            multi_header(io, zk::op_set_data, 0);
            transfer(io, stat);
        }
        if (m.error != ZkError::ok) {
            multi_header(io, zk::error_of_multi, static_cast<std::int32_t>(m.error));
            io.fields(m.error);
        }
        end_multi(io);
    }
}

// ZooKeeper counts NodeCreated 1, NodeDeleted 2, NodeDataChanged 3, NodeChildrenChanged 4.
template <class Io>
void transfer(Io& io, typename Io::template Of<ZkWatchEvent>& m) {
    io.uncarried(std::int64_t{-1});  // zxid
    io.uncarried(std::int32_t{0});   // error
    std::int32_t type = static_cast<std::int32_t>(m.type) + 1;
    io.fields(type);
    io.uncarried(std::int32_t{3});  // the session: SyncConnected
    io.fields(m.path);
    if constexpr (Io::reading) {
        if (type < 1 || type > 4) {
            io.fail("an unknown watch event");
            return;
        }
        m.type = static_cast<ZkEventType>(type - 1);
    }
}

}  // namespace kscope
