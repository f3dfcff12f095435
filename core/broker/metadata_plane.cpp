#include "core/broker/metadata_plane.h"

#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/connection_timeout.h"
#include "core/broker/controller_calls.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_recovery.h"

namespace kscope {

namespace {

bool offer_to_session(BrokerStep& step, const Input& input) {
    ZooKeeperPlane& plane = step.state.zk();
    std::vector<ZkEvent> events;
    const bool taken =
        plane.session.handle(step.now, input, step.state.connection_ids, step.out, events);
    for (const ZkEvent& event : events) {
        if (std::holds_alternative<ZkConnectionTimedOut>(event)) {
            exit_unconnected(step);
            return taken;
        }
        if (std::holds_alternative<ZkEstablished>(event)) plane.clean_shutdown.reset();
        // The controller first: it must resign before the broker registers in a new session.
        tell_controller(step, event);
        plane.registration.on_zookeeper(step, event);
        plane.isr_change_writer.on_zookeeper(step, event);
        plane.dynamic_configs.on_zookeeper(step, event);
    }
    return taken;
}

// The connection that an input is about; none: it is about none.
const ConnId* connection_of(const Input& input) {
    if (const auto* connected = std::get_if<Connected>(&input)) return &connected->conn;
    if (const auto* received = std::get_if<Received>(&input)) return &received->conn;
    if (const auto* lost = std::get_if<PeerLost>(&input)) return &lost->conn;
    return nullptr;
}

}  // namespace

void boot_plane(BrokerStep& step, const Boot& boot, BrokerEpoch previous_epoch) {
    BrokerState& state = step.state;
    if (state.has_kraft()) {
        boot_kraft(step, boot, previous_epoch);
        return;
    }
    ZooKeeperPlane& plane = state.zk();
    const StoredFile* mark = find_file(boot.files, clean_shutdown_file);
    if (mark != nullptr) plane.clean_shutdown = text_of(*mark);
    plane.controller = Controller(state.config, boot.rng.fork("controller"), plane.processes);
    plane.isr_change_writer.start(step.now.monotonic);
    plane.session.open(step.now, state.connection_ids, boot.rng.fork("zookeeper"), step.out);
}

void offer_to_plane(BrokerStep& step, const Input& input) {
    if (step.state.has_kraft()) {
        offer_to_raft(step, input);
        return;
    }
    const ConnId* conn = connection_of(input);
    if (conn != nullptr && step.state.zk().controller.owns(*conn)) {
        controller_connection(step, input);
    } else {
        offer_to_session(step, input);
    }
}

void plane_wakeup(BrokerStep& step) {
    BrokerState& state = step.state;
    if (state.has_kraft()) {
        if (plane_deadline(state) <= step.now.monotonic) offer_to_raft(step, Wakeup{});
        return;
    }
    if (state.zk().session.next_deadline() <= step.now.monotonic) {
        offer_to_session(step, Wakeup{});
    }
    if (state.zk().controller.next_deadline() <= step.now.monotonic) controller_wakeup(step);
}

Instant plane_deadline(const BrokerState& state) {
    if (!state.has_kraft()) {
        return std::min(state.zk().session.next_deadline(), state.zk().controller.next_deadline());
    }
    const KraftPlane& plane = state.kraft();
    if (plane.raft.blocked() || !plane.raft.halted().empty()) return Instant::never();
    return std::min(plane.raft.next_deadline(), plane.snapshot_at);
}

bool is_plane_token(const BrokerState& state, std::uint64_t token) {
    return state.has_kraft() && log_of_flush_token(token) == metadata_log_id;
}

void ask_controller(BrokerStep& step, const RequestContext& from,
                    const Ref<const Message>& request) {
    if (step.state.has_kraft()) {
        step.state.kraft().forwarding.forward(step, from, request);
    } else {
        controller_request(step, from, request);
    }
}

NodeId active_controller(const BrokerState& state) {
    if (!state.has_kraft()) {
        const auto controller = state.image.endpoint(state.image.controller());
        return controller ? controller->node : no_node;
    }
    const RaftClient& raft = state.kraft().raft;
    return raft.booted() ? raft.quorum().leader_node() : no_node;
}

// KRaftMetadataCache.getRandomAliveBrokerId
BrokerId controller_for_clients(BrokerState& state) {
    const auto& live = state.image.live_brokers();
    if (!state.has_kraft() || live.empty()) return state.image.controller();
    return live[state.rng.below(static_cast<std::uint32_t>(live.size()))].broker;
}

bool plane_is_open(const BrokerState& state) {
    return state.has_kraft() ? state.kraft().lifecycle.has_roles()
                             : state.broker_epoch != BrokerEpoch(-1);
}

void stop_plane(BrokerStep& step) {
    if (step.state.has_kraft()) {
        step.state.kraft().lifecycle.begin_shutdown(step);
    } else {
        stop_controller(step);
    }
}

void close_plane(BrokerStep& step) {
    if (!step.state.has_kraft()) step.state.zk().session.close(step.out);
}

void digest_plane(const BrokerState& state, Digest& d) {
    if (!state.has_kraft()) {
        if (state.zk().clean_shutdown) d.add(true);
        state.zk().session.digest(d);
        state.zk().registration.digest(d);
        state.zk().controller.digest(d);
        state.zk().dynamic_configs.digest(d);
        return;
    }
    const KraftPlane& plane = state.kraft();
    plane.raft.digest(d);
    plane.loader.digest(d);
    plane.publisher.digest(d);
    plane.lifecycle.digest(d);
    plane.forwarding.digest(d);
}

void check_plane(const BrokerState& state) {
    if (state.has_kraft()) {
        state.kraft().raft.check_invariants();
    } else {
        state.zk().session.check_invariants();
        state.zk().controller.check_invariants();
    }
}

}  // namespace kscope
