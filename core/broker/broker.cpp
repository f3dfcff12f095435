#include "core/broker/broker.h"

#include <algorithm>

#include "core/broker/boot.h"
#include "core/broker/broker_state.h"
#include "core/broker/connection_timeout.h"
#include "core/broker/coordinator_runtime.h"
#include "core/broker/handlers.h"
#include "core/broker/log_cleaner.h"
#include "core/broker/log_manager.h"
#include "core/broker/metadata_plane.h"
#include "core/broker/replica_manager.h"

namespace kscope {

namespace {

// ---- own connections

const OutboundOwner* owner_of(const BrokerStep& step, const ConnId& conn) {
    const ConnectionIds& ids = step.state.connection_ids;
    if (conn.opener != ids.self || conn.incarnation != ids.incarnation) return nullptr;
    return step.state.outbound.find(conn.number);
}

void outbound_connected(BrokerStep& step, const OutboundOwner& owner) {
    if (owner.kind == OutboundOwner::Kind::controller_link) {
        step.state.controller_links.on_connected(step, owner.which);
    } else if (owner.kind == OutboundOwner::Kind::orderly_shutdown) {
        step.state.shutdown.on_connected(step);
    } else if (owner.kind == OutboundOwner::Kind::lifecycle) {
        step.state.kraft().lifecycle.on_connected(step);
    } else if (owner.kind == OutboundOwner::Kind::forwarding) {
        step.state.kraft().forwarding.on_connected(step);
    } else if (ReplicaFetcher* fetcher = step.state.fetchers.find(owner.which)) {
        fetcher->on_connected(step);
    }
}

void outbound_received(BrokerStep& step, const OutboundOwner& owner, const Received& received) {
    if (owner.kind == OutboundOwner::Kind::controller_link) {
        step.state.controller_links.on_response(step, owner.which, received);
    } else if (owner.kind == OutboundOwner::Kind::orderly_shutdown) {
        step.state.shutdown.on_response(step, received);
    } else if (owner.kind == OutboundOwner::Kind::lifecycle) {
        step.state.kraft().lifecycle.on_response(step, received);
    } else if (owner.kind == OutboundOwner::Kind::forwarding) {
        step.state.kraft().forwarding.on_response(step, received);
    } else if (ReplicaFetcher* fetcher = step.state.fetchers.find(owner.which)) {
        fetcher->on_response(step, received);
    }
}

void outbound_lost(BrokerStep& step, const OutboundOwner& owner) {
    if (owner.kind == OutboundOwner::Kind::controller_link) {
        step.state.controller_links.on_lost(step, owner.which);
    } else if (owner.kind == OutboundOwner::Kind::orderly_shutdown) {
        step.state.shutdown.on_lost(step);
    } else if (owner.kind == OutboundOwner::Kind::lifecycle) {
        step.state.kraft().lifecycle.on_failure(step, PeerConnection::Told::by_driver);
    } else if (owner.kind == OutboundOwner::Kind::forwarding) {
        step.state.kraft().forwarding.on_failure(step, PeerConnection::Told::by_driver);
    } else if (ReplicaFetcher* fetcher = step.state.fetchers.find(owner.which)) {
        fetcher->on_failure(step, PeerConnection::Told::by_driver);
    }
}

// ---- inputs

void on(BrokerStep& step, const Boot& boot) { boot_broker(step, boot); }

// A connection to oneself has two ends in this process, with one ConnId: `inbound` tells them apart
// here, request from response below.
void on(BrokerStep& step, const Connected& connected) {
    const bool open = plane_is_open(step.state) && !step.state.shutdown.stopping();
    if (connected.inbound && !open) {
        // The port opens when the broker has registered (KafkaServer.startup; with KRaft it has its
        // roles by then). Before, a controller that takes it for its former life would tell it half
        // of the metadata.
        step.out.effects.emplace_back(Disconnect{connected.conn});
    } else if (connected.inbound) {
        step.state.channels.accept(connected.conn, connected.peer);
    } else if (const OutboundOwner* owner = owner_of(step, connected.conn)) {
        outbound_connected(step, OutboundOwner(*owner));
    } else {
        offer_to_plane(step, connected);
    }
}

void on(BrokerStep& step, const Received& received) {
    if (!is_response(received.message->body())) {
        RequestContext from;
        if (step.state.channels.receive(received, from)) dispatch(step, from, received.message);
    } else if (const OutboundOwner* owner = owner_of(step, received.conn)) {
        outbound_received(step, OutboundOwner(*owner), received);
    } else {
        offer_to_plane(step, received);
    }
}

void on(BrokerStep& step, const PeerLost& lost) {
    step.state.channels.drop(lost.conn);
    if (const OutboundOwner* owner = owner_of(step, lost.conn)) {
        outbound_lost(step, OutboundOwner(*owner));
    } else {
        offer_to_plane(step, lost);
    }
}

void on(BrokerStep& step, const DiskDone& done) {
    if ((done.token & broker_flush_token) != 0) return;
    if (is_plane_token(step.state, done.token)) {
        offer_to_plane(step, done);
        return;
    }
    const ReplicaSlot slot = log_of_flush_token(done.token);
    if (slot < step.state.replicas.replica_count() && !step.state.replicas.deleted(slot)) {
        step.state.replicas.edit(slot, step.out).on_disk_done(done.token);
        step.state.checkpoints.on_disk(step);
    }
}

// A failed flush leaves the recovery point where it is; the next flush tries again.
void on(BrokerStep& step, const DiskFailed& failed) {
    if (is_plane_token(step.state, failed.token)) offer_to_plane(step, failed);
}

void on(BrokerStep& step, const Command& command) {
    if (std::holds_alternative<ShutDown>(command)) {
        step.state.shutdown.begin(step);
    } else if (const auto* quotas = std::get_if<AlterClientQuotas>(&command)) {
        for (const ClientQuotaAlteration& one : quotas->alterations) {
            step.state.client_throttling.alter(one);
            if (!step.state.has_kraft()) step.state.zk().controller.alter_quota(one);
        }
    } else if (const auto* throttle = std::get_if<AlterReplicationThrottle>(&command)) {
        alter_replication_throttle(step, *throttle);
    }
}

void fire(BrokerStep& step, const BrokerTimer& timer) {
    BrokerState& state = step.state;
    switch (timer.kind) {
        case BrokerTimerKind::produce_timeout: on_produce_timeout(step, timer.which); break;
        case BrokerTimerKind::fetch_timeout: on_fetch_timeout(step, timer.which); break;
        case BrokerTimerKind::fetcher:
            if (ReplicaFetcher* fetcher = state.fetchers.find(timer.which)) {
                fetcher->on_failure(step, PeerConnection::Told::by_us);
            }
            break;
        case BrokerTimerKind::fetcher_backoff:
            if (ReplicaFetcher* fetcher = state.fetchers.find(timer.which)) fetcher->pump(step);
            break;
        case BrokerTimerKind::controller_link:
            state.controller_links.on_timeout(step, timer.which);
            break;
        case BrokerTimerKind::controller_link_retry:
            state.controller_links.on_retry(step, timer.which);
            break;
        case BrokerTimerKind::orderly_shutdown: state.shutdown.on_timeout(step); break;
        case BrokerTimerKind::orderly_shutdown_retry: state.shutdown.on_retry(step); break;
        case BrokerTimerKind::alter_partition_retry: state.alter_partition.on_retry(step); break;
        case BrokerTimerKind::isr_shrink: on_isr_shrink_timer(step); break;
        case BrokerTimerKind::high_watermark_checkpoint:
            state.checkpoints.on_high_watermark_timer(step);
            break;
        case BrokerTimerKind::recovery_point_checkpoint:
            state.checkpoints.on_recovery_point_timer(step);
            break;
        case BrokerTimerKind::delete_records_timeout:
            on_delete_records_timeout(step, timer.which);
            break;
        case BrokerTimerKind::log_flush: on_log_flush_timer(step); break;
        case BrokerTimerKind::log_retention: on_retention_timer(step); break;
        case BrokerTimerKind::log_cleaner: on_cleaner_timer(step); break;
        case BrokerTimerKind::file_deletion: on_file_deletion_timer(step, timer.which); break;
        case BrokerTimerKind::producer_expiration: on_producer_expiration_timer(step); break;
        case BrokerTimerKind::isr_change_propagation:
            state.zk().isr_change_writer.on_propagation_timer(step);
            break;
        case BrokerTimerKind::lifecycle: state.kraft().lifecycle.on_due(step); break;
        case BrokerTimerKind::lifecycle_answer:
            state.kraft().lifecycle.on_failure(step, PeerConnection::Told::by_us);
            break;
        case BrokerTimerKind::lifecycle_shutdown:
            state.kraft().lifecycle.on_shutdown_timeout(step);
            break;
        case BrokerTimerKind::forwarding_answer:
            state.kraft().forwarding.on_failure(step, PeerConnection::Told::by_us);
            break;
        case BrokerTimerKind::forwarding_retry: state.kraft().forwarding.on_retry(step); break;
        case BrokerTimerKind::client_throttle: on_throttle_over(step, timer.which); break;
    }
}

void on(BrokerStep& step, const Wakeup&) {
    BrokerState& state = step.state;
    plane_wakeup(step);
    if (state.phase == BrokerPhase::stopped) return;
    if (state.groups.next_deadline() <= step.now.monotonic) {
        call_coordinator(step, [&](GroupCoordinator& groups, CoordinatorOutput& out) {
            groups.on_wakeup(step.now, out);
        });
    }
    while (state.timers.due(step.now.monotonic)) fire(step, state.timers.pop().second);
}

// What the input made possible: parked requests first, then waiting ones, until nothing moves.
void settle(BrokerStep& step) {
    for (;;) {
        settle_changes(step);
        const Channels& channels = step.state.channels;
        if (channels.has_answered()) throttle_answered(step);
        if (!channels.may_have_ready()) return;
        auto next = step.state.channels.next_ready();
        if (!next) return;
        dispatch(step, next->from, next->request);
    }
}

}  // namespace

Broker::Broker(const BrokerSpec& spec) : state_(std::make_unique<BrokerState>()) {
    state_->config = spec.config;
    state_->log_dir = spec.log_dir;
    state_->dynamic_config.start(spec.config);
    state_->replica_spec =
        make_ref<ReplicaSpec>(RefCounted{}, spec.config.features, spec.config.replica_lag_time_max,
                              spec.config.replica_lag_max_messages);
    if (spec.quorum) {
        state_->plane = KraftPlane(*spec.quorum);
    } else {
        ZooKeeperPlane plane;
        plane.processes = spec.processes;
        plane.host = spec.host;
        plane.port = spec.port;
        plane.cluster_id = spec.config.features.cluster_id_znode ? spec.cluster_id : "";
        plane.session = ZooKeeperSession(spec.zookeeper, spec.config.zookeeper_session_timeout,
                                         connection_timeout(spec.config));
        plane.dynamic_configs = DynamicConfigManager(spec.watches_configs &&
                                                     spec.config.features.dynamic_broker_configs);
        state_->plane = std::move(plane);
    }
}

Broker::Broker(const Broker& other) : state_(std::make_unique<BrokerState>(*other.state_)) {}
Broker::Broker(Broker&& other) noexcept = default;
Broker& Broker::operator=(const Broker& other) {
    if (this != &other) state_ = std::make_unique<BrokerState>(*other.state_);
    return *this;
}
Broker& Broker::operator=(Broker&& other) noexcept = default;
Broker::~Broker() = default;

void Broker::step(const Now& now, const Input& input, Output& out) {
    if (state_->phase == BrokerPhase::stopped) return;
    BrokerStep step{*state_, now, out};
    std::visit([&](const auto& one) { on(step, one); }, input);
    settle(step);
}

Instant Broker::next_deadline() const {
    if (state_->phase == BrokerPhase::stopped) return Instant::never();
    return std::min(
        {state_->timers.next_deadline(), plane_deadline(*state_), state_->groups.next_deadline()});
}

BrokerId Broker::id() const { return state_->config.broker_id; }
BrokerPhase Broker::phase() const { return state_->phase; }
BrokerEpoch Broker::broker_epoch() const { return state_->broker_epoch; }
const ReplicaTable& Broker::replicas() const { return state_->replicas; }
const ClusterImage& Broker::image() const { return state_->image; }
const Controller* Broker::controller() const {
    const auto* plane = std::get_if<ZooKeeperPlane>(&state_->plane);
    return plane == nullptr ? nullptr : &plane->controller;
}
const RaftClient* Broker::raft() const {
    const auto* plane = std::get_if<KraftPlane>(&state_->plane);
    return plane == nullptr ? nullptr : &plane->raft;
}
const MetadataLoader* Broker::metadata() const {
    const auto* plane = std::get_if<KraftPlane>(&state_->plane);
    return plane == nullptr ? nullptr : &plane->loader;
}
const std::string* Broker::topic_id(const TopicPartition& tp) const {
    const auto* plane = std::get_if<KraftPlane>(&state_->plane);
    return plane == nullptr ? nullptr : plane->publisher.topic_id(tp);
}
const GroupCoordinator& Broker::groups() const { return state_->groups; }
const Purgatory<ProduceOperation>& Broker::parked_produces() const {
    return state_->produce_purgatory;
}
const Purgatory<FetchOperation>& Broker::parked_fetches() const { return state_->fetch_purgatory; }
const ClientThrottling& Broker::client_throttling() const { return state_->client_throttling; }
const ReplicationThrottle& Broker::replication_throttle() const {
    return state_->replication_throttle;
}

}  // namespace kscope
