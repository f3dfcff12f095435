// PeerState: what all roles of a server of an ensemble have in common, and PeerStep: one step of
// it. A role that cannot go on says why in `lost`, and the server looks for a leader anew.
#pragma once

#include "core/metadata/zab/client_connections.h"
#include "core/metadata/zab/txn_store.h"
#include "core/metadata/zookeeper/zookeeper_spec.h"

namespace kscope {

// Why a role cannot go on; `missing` if it is for silence.
struct GivenUp {
    Because because;
    std::optional<Missing> missing;
};

struct PeerState {
    ZooKeeperSpec spec;
    ConnectionIds ids;
    ZkDatabase database;
    TxnStore store;
    ClientConnections clients;
    bool serving = false;
    std::optional<GivenUp> lost;
    EventId without_leader_since;  // for notes: when it lost the last one, or started

    [[nodiscard]] ServerId self() const { return spec.my_id; }
    [[nodiscard]] std::size_t servers() const { return spec.servers.size(); }
    [[nodiscard]] NodeId node_of(ServerId server) const {
        return spec.servers[static_cast<std::size_t>(server.value() - 1)];
    }
    [[nodiscard]] Duration ticks(std::int64_t count) const { return spec.config.tick_time * count; }
};

struct PeerStep {
    const Now& now;
    Output& out;
    PeerState& state;

    void give_up(std::string why, std::optional<Missing> missing = std::nullopt) {
        if (!state.lost) state.lost = GivenUp{{std::move(why), now.event}, std::move(missing)};
    }
    void send(const ConnId& conn, Ref<const Message> message) {
        out.send(conn, CorrelationId{0}, std::move(message));
    }
    template <class T>
    void send(const ConnId& conn, T message) {
        send(conn, make_message(std::move(message)));
    }
};

// A committed proposal changes the database, and the clients that are here hear of it.
void apply_committed(PeerStep& step, const Ref<const Message>& proposal);

}  // namespace kscope
