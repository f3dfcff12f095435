// The packets between ZooKeeper's servers: QuorumPacket of zookeeper.jute (type, zxid, data,
// authinfo), with Leader's numbers of types; and the notification of FastLeaderElection.buildMsg.
// Each stands in a frame of its own length, though a learner's socket has none. A transaction is
// written as the request was, and a session's opening has the client's process after it, which a
// real server does not know; a snapshot is its packet's data, where ZooKeeper sends it behind.
#pragma once

#include "core/protocol/wire/zookeeper.h"
#include "core/protocol/zab_messages.h"

namespace kscope {

template <class T>
concept ZabPacket = std::is_same_v<T, ZabNotification> || std::is_same_v<T, ZabFollowerInfo> ||
    std::is_same_v<T, ZabLeaderInfo> || std::is_same_v<T, ZabAckEpoch> ||
    std::is_same_v<T, ZabDiff> || std::is_same_v<T, ZabTrunc> || std::is_same_v<T, ZabSnap> ||
    std::is_same_v<T, ZabNewLeader> || std::is_same_v<T, ZabUpToDate> ||
    std::is_same_v<T, ZabProposal> || std::is_same_v<T, ZabAck> || std::is_same_v<T, ZabCommit> ||
    std::is_same_v<T, ZabPing> || std::is_same_v<T, ZabPingReply> ||
    std::is_same_v<T, ZabRevalidate> || std::is_same_v<T, ZabRevalidateReply> ||
    std::is_same_v<T, ZabRequest> || std::is_same_v<T, ZabSync>;

template <ZabPacket T>
constexpr ZkFrame zk_frame_of(WireType<T>) {
    return {};
}

namespace zab {
inline constexpr std::int32_t op_create_session = -10;
inline constexpr std::int32_t op_close_session = -11;
inline constexpr std::int32_t op_multi = 14;
inline constexpr std::int32_t op_error = -1;
}  // namespace zab

// A field of a packet as the zxid's epoch or whole, or as a wider number than kscope's.
template <class Io, class Epoch>
void epoch_as_zxid(Io& io, Epoch& epoch) {
    Zxid zxid = make_zxid(epoch, 0);
    io.fields(zxid);
    if constexpr (Io::reading) epoch = epoch_of(zxid);
}
template <class Io, class Tag>
void as_long(Io& io, Tag& small) {
    auto wide = static_cast<std::int64_t>(small.value());
    io.fields(wide);
    if constexpr (Io::reading) small = Tag(static_cast<typename Tag::rep>(wide));
}

// What stands in a packet's data.
template <class Io, class F>
void packet_data(Io& io, F content) {
    if constexpr (Io::reading) {
        const std::string blob(io.read_blob());
        WireReader part(blob, WireFormat::jute);
        content(part);
        if (!part.ok() || part.unread() != 0)
            io.fail("a packet's data are not what they should be");
    } else {
        WireWriter part(WireFormat::jute);
        content(part);
        io.write_blob(part.bytes());
    }
}

template <class Io>
void packet_type(Io& io, std::int32_t expected) {
    std::int32_t type = expected;
    io.fields(type);
    if constexpr (Io::reading) {
        if (type != expected) io.fail("a packet of another type");
    }
}

template <class Io, class Z>
void plain_packet(Io& io, std::int32_t type, Z& zxid) {
    packet_type(io, type);
    io.fields(zxid);
    io.null_blob();
    io.null_elements();
}
template <class Io, class F>
void data_packet(Io& io, std::int32_t type, F content) {
    packet_type(io, type);
    io.uncarried(std::int64_t{0});
    packet_data(io, content);
    io.null_elements();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabNotification>& m) {
    auto state = static_cast<std::int32_t>(m.state);
    io.fields(state);
    as_long(io, m.vote.leader);
    io.fields(m.vote.zxid, m.vote.round);
    as_long(io, m.vote.peer_epoch);
    io.uncarried(std::int32_t{2});  // version of the notification
    io.uncarried_string("");        // the configuration
    if constexpr (Io::reading) {
        if (state < 0 || state > 2) io.fail("an unknown state of a server");
        m.state = static_cast<ServerState>(state);
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabFollowerInfo>& m) {
    packet_type(io, 11);
    epoch_as_zxid(io, m.accepted_epoch);
    packet_data(io, [&m](auto& part) {  // LearnerInfo
        as_long(part, m.server);
        part.uncarried(std::int32_t{0x10000});
        part.uncarried(std::int64_t{0});
    });
    io.null_elements();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabLeaderInfo>& m) {
    packet_type(io, 17);
    epoch_as_zxid(io, m.epoch);
    packet_data(io, [](auto& part) { part.uncarried(std::int32_t{0x10000}); });
    io.null_elements();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabAckEpoch>& m) {
    packet_type(io, 18);
    io.fields(m.last_zxid);
    packet_data(io, [&m](auto& part) {
        std::int32_t epoch = m.current_epoch.value_or(ZabEpoch(-1)).value();
        part.fields(epoch);
        if constexpr (Io::reading) {
            if (epoch >= 0) m.current_epoch = ZabEpoch(epoch);
        }
    });
    io.null_elements();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabDiff>& m) {
    plain_packet(io, 13, m.zxid);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabTrunc>& m) {
    plain_packet(io, 14, m.zxid);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabSnap>& m) {
    packet_type(io, 15);
    io.fields(m.zxid);
    znode_data(io, m.data);
    io.null_elements();
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabNewLeader>& m) {
    packet_type(io, 10);
    epoch_as_zxid(io, m.epoch);
    io.null_blob();
    io.null_elements();
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabUpToDate>&) {
    const Zxid none{-1};
    Zxid zxid = none;
    plain_packet(io, 12, zxid);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabAck>& m) {
    plain_packet(io, 3, m.zxid);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabCommit>& m) {
    plain_packet(io, 4, m.zxid);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabPing>& m) {
    plain_packet(io, 5, m.last_proposed);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabPingReply>& m) {
    data_packet(io, 5, [&m](auto& part) {
        if constexpr (Io::reading) {
            while (part.ok() && part.unread() > 0) {
                ZabTouch touch;
                part.fields(touch.session);
                part.millis(touch.timeout);
                m.touched.push_back(touch);
            }
        } else {
            for (const ZabTouch& touch : m.touched) {
                part.fields(touch.session);
                part.millis(touch.timeout);
            }
        }
    });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabRevalidate>& m) {
    data_packet(io, 6, [&m](auto& part) {
        part.fields(m.session);
        part.millis(m.timeout);
    });
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabRevalidateReply>& m) {
    data_packet(io, 6, [&m](auto& part) { part.fields(m.session, m.valid); });
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabSync>& m) {
    data_packet(io, 7, [&m](auto& part) { part.fields(m.session, m.cxid); });
}

// ---- operations

inline std::int32_t op_of(const ZabOpenSession&) { return zab::op_create_session; }
inline std::int32_t op_of(const ZabCloseSession&) { return zab::op_close_session; }
inline std::int32_t op_of(const ZabWrites&) { return zab::op_multi; }
inline std::int32_t op_of(const ZabFailure&) { return zab::op_error; }

inline ZabOperation operation_of(WireReader& io, std::int32_t op) {
    switch (op) {
        case zab::op_create_session: return ZabOpenSession{};
        case zab::op_close_session: return ZabCloseSession{};
        case zab::op_multi: return ZabWrites{};
        case zab::op_error: return ZabFailure{};
        default: io.fail("an unknown kind of transaction"); return ZabFailure{};
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabOpenSession>& m) {
    io.millis(m.timeout);
    io.fields(m.client);
}
template <class Io>
void transfer(Io&, typename Io::template Of<ZabCloseSession>&) {}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabFailure>& m) {
    io.fields(m.error);
}
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabWrites>& m) {
    if constexpr (Io::reading) {
        ZkMulti multi;
        transfer(io, multi);
        m.writes = std::move(multi.writes);
    } else {
        transfer(io, ZkMulti{m.writes});
    }
}

template <class Io>
void operation(Io& io, typename Io::template Of<ZabOperation>& m) {
    std::int32_t op = std::visit([](const auto& o) { return op_of(o); }, m);
    io.fields(op);
    if constexpr (Io::reading) m = operation_of(io, op);
    std::visit([&io](auto& o) { transfer(io, o); }, m);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<ZabRequest>& m) {
    data_packet(io, 1, [&m](auto& part) {
        part.fields(m.session, m.cxid);
        operation(part, m.operation);
    });
}

// TxnHeader and the transaction.
template <class Io>
void transfer(Io& io, typename Io::template Of<ZabProposal>& m) {
    packet_type(io, 2);
    io.fields(m.transaction.zxid);
    packet_data(io, [&t = m.transaction](auto& part) {
        part.fields(t.session, t.cxid, t.zxid);
        part.uncarried(std::int64_t{0});  // time
        operation(part, t.operation);
    });
    io.null_elements();
}

}  // namespace kscope
