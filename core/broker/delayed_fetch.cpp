#include "core/broker/delayed_fetch.h"

#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/rejections.h"
#include "core/broker/replica_manager.h"
#include "core/broker/replica_selector.h"

namespace kscope {

namespace {

struct ReadSummary {
    std::int64_t bytes = 0;
    // An error, a divergence, a better replica to read from, or (KIP-392) a high watermark: the
    // fetcher must know now.
    bool at_once = false;
    // A follower has all there is of each partition, and is in each ISR.
    bool at_rest = true;
};

// A new fetch of a follower reports; all others only read, which touches no replica.
enum class FetchState : std::uint8_t { update, keep };

// If another replica is to be read from, nothing is read here (ReplicaManager.readFromLog).
void prefer_read_replica(BrokerStep& step, const FetchOperation& operation, const FetchItem& item,
                         FetchOutcome& outcome) {
    const BrokerConfig& config = step.state.config;
    if (config.replica_selector != ReplicaSelector::rack_aware || config.rack == operation.rack) {
        return;
    }
    step.state.replicas.disturb(item.slot);  // when they fetched last may decide
    const BrokerId preferred = preferred_read_replica(step, step.state.replicas.replica(item.slot),
                                                      operation.rack, item.asked.fetch_offset);
    if (preferred == no_broker) return;
    outcome.preferred_read_replica = preferred;
    outcome.read = {};
}

// A fetch like this one would change nothing but the instants of the last.
bool is_at_rest(const BrokerStep& step, BrokerId follower, const FetchItem& item,
                const FetchOutcome& outcome) {
    const Leader* leader = step.state.replicas.replica(item.slot).leader_state();
    return leader != nullptr && leader->isr.in_committed(follower) &&
           outcome.error == ErrorCode::none && !outcome.diverging_epoch &&
           item.asked.fetch_offset == outcome.log_end_offset && !outcome.alter_partition &&
           !step.state.replicas.replica(item.slot).owes_high_watermark(follower) &&
           step.state.delete_records_purgatory.watchers(item.slot).empty();
}

// Before KIP-74 a consumer was sent the first part of a message that is larger than it asked for,
// and threw RecordTooLargeException. Batches go whole or not at all here, so it is told by an
// error.
bool brings_first_part(const BrokerStep& step, const FetchOperation& operation,
                       const FetchItem& item, std::int64_t most, const FetchOutcome& outcome) {
    return !step.state.config.features.returns_first_batch_whole &&
           operation.replica == no_broker && outcome.error == ErrorCode::none &&
           outcome.read.batches.empty() && most == item.asked.partition_max_bytes &&
           step.state.replicas.replica(item.slot).bytes_available(item.asked.fetch_offset,
                                                                  no_broker) > 0;
}

// What DeleteRecords waits for here, if one does (Partition.updateFollowerFetchState).
Offset awaited_low_watermark(const BrokerStep& step, ReplicaSlot slot) {
    if (step.state.delete_records_purgatory.watchers(slot).empty()) return no_offset;
    return step.state.replicas.replica(slot).low_watermark(step.state.alive_brokers);
}

ReadSummary read_all(BrokerStep& step, const FetchOperation& operation, FetchState state,
                     std::vector<FetchOutcome>& outcomes) {
    const bool reports = state == FetchState::update && operation.replica != no_broker;
    ReadSummary summary;
    outcomes.clear();
    summary.at_rest = reports;
    if (reports) step.state.replicas.end_rest(operation.session.id);
    ReplicaStep replica_step = step.replica_step();
    for (const FetchItem& item : operation.items) {
        FetchOutcome& outcome = outcomes.emplace_back();
        if (item.slot == no_slot) {
            summary.at_rest = false;
            outcome.error = missing_replica_error(step, item.asked.tp);
            summary.at_once = true;
            continue;
        }
        const std::int64_t left = std::max<std::int64_t>(operation.max_bytes - summary.bytes, 0);
        const std::int64_t most = std::min<std::int64_t>(item.asked.partition_max_bytes, left);
        const bool min_one_batch =
            summary.bytes == 0 && step.state.config.features.returns_first_batch_whole;
        const ReplicaFetch fetch{operation.replica, item.asked, static_cast<std::int32_t>(most),
                                 min_one_batch};
        const Offset low_watermark = reports ? awaited_low_watermark(step, item.slot) : no_offset;
        if (reports) {
            step.state.replicas.report_to(item.slot, step.out).fetch(fetch, outcome, replica_step);
        } else {
            step.state.replicas.replica(item.slot).read(fetch, outcome);
        }
        if (outcome.error == ErrorCode::none && !operation.rack.empty()) {
            prefer_read_replica(step, operation, item, outcome);
        }
        if (brings_first_part(step, operation, item, most, outcome)) {
            outcome.error = ErrorCode::message_too_large;
        }
        throttle_as_leader(step, operation.replica, item.slot, outcome);
        summary.bytes += outcome.read.size_in_bytes;
        summary.at_once |=
            outcome.error != ErrorCode::none || outcome.diverging_epoch.has_value() ||
            outcome.preferred_read_replica != no_broker || outcome.high_watermark_is_news;
        if (outcome.high_watermark_advanced || outcome.alter_partition) {
            step.state.replicas.disturb(item.slot);
        }
        summary.at_rest = summary.at_rest && is_at_rest(step, operation.replica, item, outcome);
        if (outcome.high_watermark_advanced) {
            step.state.changed.mark(item.slot, ReplicaChange::high_watermark);
        }
        if (reports && awaited_low_watermark(step, item.slot) > low_watermark) {
            step.state.changed.mark(item.slot, ReplicaChange::log_start);
        }
        if (outcome.alter_partition) {
            submit_isr_change(step, item.slot, *outcome.alter_partition);
        }
    }
    return summary;
}

// Is this a consumer's fetch that a quota may bind?
bool is_measured(const BrokerStep& step, const FetchOperation& operation) {
    const ClientThrottling& throttling = step.state.client_throttling;
    return operation.replica == no_broker && (throttling.limits(ClientQuotaType::fetch) ||
                                              throttling.limits(ClientQuotaType::request));
}

// Is this a follower's fetch, some of which may be throttled?
bool may_wait_for_quota(BrokerStep& step, const FetchOperation& operation) {
    return operation.replica != no_broker && step.state.replication_throttle.leader().enabled();
}

// KafkaApis.processResponseCallback, since KIP-219: above its quota it gets nothing for now.
bool throttled(BrokerStep& step, const FetchOperation& operation,
               const std::vector<FetchOutcome>& outcomes) {
    if (!step.state.config.features.throttles_after_answer) return false;
    FetchResponse nothing;
    if (operation.session.kind == FetchSessionUse::Kind::incremental) {
        step.state.fetch_sessions.fill_quiet(operation.session, nothing);
    }
    const std::int64_t bytes =
        step.state.fetch_sessions.response_size(operation.session, operation.items, outcomes);
    return throttle_fetch(step, operation.to, bytes, std::move(nothing));
}

void respond(BrokerStep& step, FetchOperation& operation, std::vector<FetchOutcome>& outcomes) {
    const bool measured = is_measured(step, operation);
    if (measured && throttled(step, operation, outcomes)) {
        outcomes.clear();
        return;
    }
    FetchResponse response;
    step.state.fetch_sessions.fill(operation.session, operation.items, outcomes, step.now.monotonic,
                                   step.state.rng, response);
    if (operation.session.kind == FetchSessionUse::Kind::open) {  // one of its number may have been
        step.state.replicas.end_rest(response.session_id);
    }
    for (const FetchedPartition& partition : response.partitions) {
        if (partition.error == ErrorCode::none) continue;
        if (partition.error == ErrorCode::not_leader_or_follower) continue;
        note_rejection(step, "Fetch", partition.tp, partition.error);
    }
    outcomes.clear();
    if (may_wait_for_quota(step, operation)) record_as_leader(step, response);
    if (measured && !step.state.config.features.throttles_after_answer) {
        answer_fetch(step, operation.to, std::move(response));
    } else {
        step.answer(operation.to, std::move(response));
    }
}

void complete(BrokerStep& step, FetchOperation&& operation) {
    step.state.timers.cancel(operation.timer);
    if (operation.resting) {
        if (RestingFollower* resting = step.state.replicas.resting(operation.session.id)) {
            resting->parked.reset();
        }
    }
    std::vector<FetchOutcome>& outcomes = step.state.fetch_scratch;
    if (operation.quiet && !is_measured(step, operation)) {
        FetchResponse nothing;
        step.state.fetch_sessions.fill_quiet(operation.session, nothing);
        step.answer(operation.to, std::move(nothing));
        return;
    }
    read_all(step, operation, FetchState::keep, outcomes);
    respond(step, operation, outcomes);
}

// A consumer at a follower may be ahead of the high watermark that is known there: it waits.
bool out_of_reach(const Replica& replica, std::int64_t available) {
    return available < 0 && replica.is_leader();
}

// Where the segment lies that holds the offset, or would.
std::ptrdiff_t segment_place(const PartitionLog& log, Offset offset) {
    const auto& segments = log.segments();
    return std::upper_bound(
               segments.begin(), segments.end(), offset,
               [](Offset at, const auto& segment) { return at < segment->base_offset(); }) -
           segments.begin();
}

// DelayedFetch.tryComplete, case F.
bool ends_in_another_segment(const Replica& replica, const FetchOperation& operation,
                             const FetchItem& item) {
    const PartitionLog& log = replica.log();
    const Offset end =
        operation.replica == no_broker ? replica.high_watermark() : log.log_end_offset();
    return segment_place(log, item.asked.fetch_offset) != segment_place(log, end);
}

bool diverged(const Replica& replica, const FetchPartition& asked) {
    if (asked.last_fetched_epoch == no_leader_epoch) return false;
    const EpochEndAnswer answer =
        replica.last_offset_for_leader_epoch(asked.current_leader_epoch, asked.last_fetched_epoch);
    return answer.error != ErrorCode::none || answer.end.end_offset == no_offset ||
           answer.end.epoch < asked.last_fetched_epoch ||
           answer.end.end_offset < asked.fetch_offset;
}

bool try_complete(BrokerStep& step, const FetchOperation& operation) {
    std::int64_t bytes = 0;
    for (const FetchItem& item : operation.items) {
        if (item.slot == no_slot || step.state.replicas.deleted(item.slot)) return true;
        const Replica& replica = step.state.replicas.replica(item.slot);
        if (!replica.serves_fetch(operation.replica)) return true;
        const LeaderEpoch asked_epoch = item.asked.current_leader_epoch;
        if (asked_epoch != no_leader_epoch && asked_epoch < replica.leader_epoch()) return true;
        const std::int64_t available =
            replica.bytes_available(item.asked.fetch_offset, operation.replica);
        if (out_of_reach(replica, available) || diverged(replica, item.asked)) return true;
        if (available > 0 && leader_throttles(step, operation.replica, item.slot)) continue;
        // A read ends with its segment, so there is nothing to wait for.
        if (available > 0 && ends_in_another_segment(replica, operation, item)) return true;
        const std::int64_t bytes_here = std::max<std::int64_t>(available, 0);
        bytes += std::min<std::int64_t>(bytes_here, item.asked.partition_max_bytes);
    }
    return bytes >= operation.min_bytes;
}

// DelayedFetch.tryComplete, case H.
bool owes_high_watermark(const BrokerStep& step, const FetchOperation& operation) {
    const bool sends_it = step.state.config.features.sends_high_watermark_at_once;
    if (!sends_it || operation.replica == no_broker) return false;
    return std::any_of(operation.items.begin(), operation.items.end(), [&](const FetchItem& item) {
        const Replica& replica = step.state.replicas.replica(item.slot);
        return replica.owes_high_watermark(operation.replica);
    });
}

}  // namespace

void complete_or_park(BrokerStep& step, FetchOperation&& operation, Duration max_wait) {
    std::vector<FetchOutcome>& outcomes = step.state.fetch_scratch;
    const ReadSummary summary = read_all(step, operation, FetchState::update, outcomes);
    // What is there already is looked at as when something new comes.
    const bool at_once = summary.at_once || (summary.bytes > 0 && try_complete(step, operation));
    if (max_wait <= Duration() || operation.items.empty() || at_once ||
        summary.bytes >= operation.min_bytes) {
        respond(step, operation, outcomes);
        return;
    }
    operation.quiet =
        summary.bytes == 0 && operation.rack.empty() && !may_wait_for_quota(step, operation) &&
        step.state.fetch_sessions.is_quiet(operation.session, operation.items, outcomes);
    outcomes.clear();
    if (operation.quiet && summary.at_rest) {
        step.state.replicas.let_rest(operation.session.id, {operation.replica,
                                                            make_ref<FetchItems>(operation.items),
                                                            step.now.monotonic,
                                                            step.now.event,
                                                            {}});
    }
    const OperationId id = step.state.fetch_purgatory.park(std::move(operation));
    step.state.fetch_purgatory.at(id).timer =
        step.state.timers.arm(step.now.monotonic + max_wait, {BrokerTimerKind::fetch_timeout, id});
}

bool park_resting_fetch(BrokerStep& step, const RequestContext& from, const FetchRequest& request) {
    if (request.replica == no_broker || request.session_id == 0) return false;
    if (!request.partitions.empty() || !request.forgotten.empty()) return false;
    BrokerState& state = step.state;
    RestingFollower* resting = state.replicas.resting(request.session_id);
    if (resting == nullptr || resting->follower != request.replica || resting->parked ||
        request.max_wait <= Duration() || request.min_bytes <= 0 || request.max_bytes <= 0) {
        return false;
    }
    FetchOperation operation;
    operation.to = from;
    operation.replica = request.replica;
    operation.max_bytes = std::min(request.max_bytes, state.config.fetch_max_bytes);
    operation.min_bytes = std::min(request.min_bytes, operation.max_bytes);
    if (may_wait_for_quota(step, operation)) return false;
    if (!state.fetch_sessions.repeat(request.session_id, request.session_epoch,
                                     step.now.monotonic)) {
        return false;
    }
    operation.session = {FetchSessionUse::Kind::incremental, request.session_id, true};
    operation.resting = resting->items;
    operation.quiet = true;
    resting->fetched_at = step.now.monotonic;
    resting->fetched_by = step.now.event;
    const OperationId id = state.fetch_purgatory.park(std::move(operation));
    resting->parked = id;
    state.fetch_purgatory.at(id).timer = state.timers.arm(step.now.monotonic + request.max_wait,
                                                          {BrokerTimerKind::fetch_timeout, id});
    return true;
}

void watch_disturbed_fetches(BrokerStep& step) {
    for (const OperationId id : step.state.replicas.take_disturbed()) {
        FetchOperation& operation = step.state.fetch_purgatory.at(id);
        operation.items = operation.resting->list;
        operation.resting = {};
        step.state.fetch_purgatory.watch(id);
    }
}

void complete_fetches(BrokerStep& step, ReplicaSlot slot) {
    watch_disturbed_fetches(step);
    auto& purgatory = step.state.fetch_purgatory;
    for (std::size_t i = 0; i < purgatory.watchers(slot).size();) {
        const OperationId id = purgatory.watchers(slot)[i].id;
        purgatory.at(id).quiet = false;
        const FetchOperation& operation = purgatory.at(id);
        if (try_complete(step, operation) || owes_high_watermark(step, operation)) {
            complete(step, purgatory.take(id));
        } else {
            ++i;
        }
    }
}

void on_fetch_timeout(BrokerStep& step, OperationId id) {
    watch_disturbed_fetches(step);
    complete(step, step.state.fetch_purgatory.take(id));
}

}  // namespace kscope
