// The state of a broker in canonical order, for the run hash; and its invariants.
#include <algorithm>
#include <tuple>

#include "core/base/check.h"
#include "core/broker/broker_state.h"

namespace kscope {

namespace {

void digest_timers(Digest& d, const BrokerTimers& timers) {
    std::vector<std::tuple<Instant, std::uint64_t, BrokerTimer>> all;
    timers.for_each([&](Instant at, std::uint64_t order, const BrokerTimer& timer) {
        all.emplace_back(at, order, timer);
    });
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
    });
    d.add(all.size());
    for (const auto& [at, order, timer] : all) {
        digest_into(d, at);
        digest_into(d, timer);
    }
}

void digest_context(Digest& d, const RequestContext& context) {
    digest_into(d, context.conn);
    digest_into(d, context.correlation);
}

void digest_purgatories(Digest& d, const BrokerState& state) {
    d.add(state.produce_purgatory.size());
    state.produce_purgatory.for_each([&](const ProduceOperation& operation) {
        digest_context(d, operation.to);
        digest_into(d, operation.response);
        d.add(operation.coordinator_token);
        for (const ProduceOperation::Part& part : operation.parts) {
            digest_into(d, part.required_offset);
            d.add(part.pending);
        }
    });
    state.delete_records_purgatory.for_each([&](const DeleteRecordsOperation& operation) {
        digest_context(d, operation.to);
        digest_into(d, operation.response);
    });
    d.add(state.fetch_purgatory.size());
    state.fetch_purgatory.for_each([&](const FetchOperation& operation) {
        digest_context(d, operation.to);
        digest_into(d, operation.replica);
        digest_into(d, operation.min_bytes);
        if (!operation.rack.empty()) digest_into(d, operation.rack);
        for (const FetchItem& item : operation.all_items()) digest_into(d, item.asked);
    });
}

}  // namespace

void Broker::digest(Digest& d) const {
    const BrokerState& state = *state_;
    digest_into(d, state.phase);
    digest_into(d, state.broker_epoch);
    digest_into(d, state.controller_epoch);
    d.add(state.connection_ids.last);
    for (const std::uint64_t word : state.rng.state()) d.add(word);
    digest_timers(d, state.timers);
    state.channels.digest(d);
    digest_plane(state, d);
    state.image.digest(d);
    state.replicas.digest(d);
    digest_purgatories(d, state);
    state.fetch_sessions.digest(d);
    if (state.client_throttling.limits(ClientQuotaType::produce) ||
        state.client_throttling.limits(ClientQuotaType::fetch)) {
        state.client_throttling.digest(d);
    }
    if (state.replication_throttle.enabled()) state.replication_throttle.digest(d);
    state.fetchers.digest(d);
    state.checkpoints.digest(d);
    state.shutdown.digest(d);
    state.controller_links.digest(d);
    state.alter_partition.digest(d);
    if (state.config.features.isr_change == IsrChange::zookeeper_write) {
        state.zk().isr_change_writer.digest(d);
    }
    state.topic_creation.digest(d);
    state.producer_ids.digest(d);
    state.groups.digest(d);
    state.dynamic_config.digest(d);
}

void Broker::check_invariants() const {
    const BrokerState& state = *state_;
    state.channels.check_invariants();
    check_plane(state);
    state.replicas.check_invariants();
    state.fetchers.check_invariants();
    state.groups.check_invariants();
    KSCOPE_CHECK(state.changed.empty(), "a change was not acted upon");
    KSCOPE_CHECK(state.fetch_scratch.empty(), "a fetch was left half answered");
    for (const ReplicaSlot slot : state.replicas.by_name()) {
        const Replica& replica = state.replicas.replica(slot);
        KSCOPE_CHECK(replica.broker() == state.config.broker_id, "a replica of another broker");
    }
}

}  // namespace kscope
