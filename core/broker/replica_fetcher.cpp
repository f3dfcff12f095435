#include "core/broker/replica_fetcher.h"

#include <algorithm>

#include "core/broker/broker_state.h"

namespace kscope {

using State = FetcherPartition::State;

BrokerTimer ReplicaFetcher::timeout_timer() const {
    return {BrokerTimerKind::fetcher, static_cast<std::uint32_t>(leader_.broker.value())};
}

void ReplicaFetcher::add(BrokerStep& step, const BrokerEndpoint& leader, ReplicaSlot slot) {
    if (leader.node != leader_.node) peer_.close(step, PeerConnection::Told::by_us);
    leader_ = leader;
    const auto at =
        std::lower_bound(partitions_.begin(), partitions_.end(), slot,
                         [](const FetcherPartition& p, ReplicaSlot key) { return p.slot < key; });
    FetcherPartition partition;
    partition.slot = slot;
    partition.leader_epoch = step.state.replicas.replica(slot).leader_epoch();
    const Truncation rule = step.state.config.features.truncation;
    // Where no message has an epoch no leader can tell by it (AbstractFetcherThread).
    const PartitionLog& log = step.state.replicas.replica(slot).log();
    const bool untold = rule == Truncation::diverging_epoch_in_fetch &&
                        log.spec().format() != MessageFormat::v2 &&
                        log.latest_epoch() == no_leader_epoch;
    if (rule == Truncation::leader_epoch_once || rule == Truncation::leader_epoch_rounds ||
        untold) {
        partition.state = State::truncating;
    }
    std::erase(forgotten_, step.state.replicas.name(slot));
    partitions_.insert(at, partition);
}

bool ReplicaFetcher::remove(BrokerStep& step, ReplicaSlot slot) {
    const auto at = std::find_if(partitions_.begin(), partitions_.end(),
                                 [slot](const FetcherPartition& p) { return p.slot == slot; });
    if (at == partitions_.end()) return false;
    if (at->in_session) forgotten_.push_back(step.state.replicas.name(slot));
    partitions_.erase(at);
    return true;
}

void ReplicaFetcher::shut_down(BrokerStep& step) {
    step.state.timers.cancel(backoff_timer_);
    peer_.close(step, PeerConnection::Told::by_us);
}

FetcherPartition* ReplicaFetcher::find(const BrokerStep& step, const TopicPartition& tp) {
    const auto slot = step.state.replicas.find(tp);
    if (!slot) return nullptr;
    const auto at =
        std::lower_bound(partitions_.begin(), partitions_.end(), *slot,
                         [](const FetcherPartition& p, ReplicaSlot key) { return p.slot < key; });
    return at != partitions_.end() && at->slot == *slot ? &*at : nullptr;
}

// ---- delays

namespace {

// Time must pass even without a pause (as of 0.8, or by replica.fetch.backoff.ms=0).
Duration backoff_of(const BrokerStep& step) {
    return std::max(step.state.config.replica_fetch_backoff, Duration::millis(1));
}

}  // namespace

void ReplicaFetcher::delay_only(const BrokerStep& step, FetcherPartition& partition) {
    if (partition.state == State::failed) return;
    const bool truncates =
        partition.state == State::truncating || partition.state == State::delayed_truncating;
    partition.state = truncates ? State::delayed_truncating : State::delayed;
    partition.delayed_until = step.now.monotonic + backoff_of(step);
}

void ReplicaFetcher::delay(BrokerStep& step, FetcherPartition& partition) {
    delay_only(step, partition);
    // A delayed partition leaves the session, and comes back into it as a new one.
    if (partition.in_session) forgotten_.push_back(step.state.replicas.name(partition.slot));
    partition.in_session = false;
    partition.changed = true;
}

// AbstractFetcherThread.markPartitionFailed.
void ReplicaFetcher::fail(BrokerStep& step, FetcherPartition& partition, GivenUp why) {
    partition.state = State::failed;
    // Who is fenced hears from the controller in a moment; that is told then.
    if (why != GivenUp::fenced && step.out.wants<FetchingGivenUp>()) {
        const Replica& replica = step.state.replicas.replica(partition.slot);
        Note& note = step.out.note(FetchingGivenUp{step.state.config.broker_id, replica.tp(),
                                                   leader_.broker, replica.log_end_offset()});
        note.rule = Rule{
            "the records that came begin before the log's end: the logs have parted "
            "within an epoch",
            "", "", "FailedPartitionsCount +1"};
    }
    if (partition.in_session) forgotten_.push_back(step.state.replicas.name(partition.slot));
    partition.in_session = false;
}

void ReplicaFetcher::wake_delayed(Instant now) {
    for (FetcherPartition& partition : partitions_) {
        if (!partition.is_delayed() || partition.delayed_until > now) continue;
        const bool truncates = partition.state == State::delayed_truncating;
        partition.state = truncates ? State::truncating : State::fetching;
    }
}

// Nothing to ask: sleep until the first delay is over.
void ReplicaFetcher::arm_backoff(BrokerStep& step) {
    if (step.state.timers.armed(backoff_timer_)) return;
    Instant first = Instant::never();
    for (const FetcherPartition& partition : partitions_) {
        if (partition.is_delayed()) first = std::min(first, partition.delayed_until);
    }
    if (first.is_never()) return;
    backoff_timer_ =
        step.state.timers.arm(first, {BrokerTimerKind::fetcher_backoff, timeout_timer().which});
}

void ReplicaFetcher::on_log_start_moved(ReplicaSlot slot) {
    for (FetcherPartition& partition : partitions_) {
        if (partition.slot == slot) partition.changed = true;
    }
}

// ---- asking

void ReplicaFetcher::pump(BrokerStep& step) {
    if (peer_.state() == PeerConnection::State::connecting ||
        peer_.state() == PeerConnection::State::waiting) {
        return;
    }
    wake_delayed(step.now.monotonic);
    const bool any = std::any_of(partitions_.begin(), partitions_.end(), [](const auto& p) {
        return !p.is_delayed() && p.state != State::failed;
    });
    if (!any) {
        arm_backoff(step);
        return;
    }
    if (peer_.state() == PeerConnection::State::closed) {
        close_session();
        peer_.open(step, leader_.node, {OutboundOwner::Kind::fetcher, timeout_timer().which},
                   timeout_timer(), step.state.config.replica_socket_timeout);
        return;
    }
    if (!send_epoch_queries(step) && !send_list_offsets(step)) send_fetch(step);
}

bool ReplicaFetcher::send_epoch_queries(BrokerStep& step) {
    OffsetForLeaderEpochRequest request;
    request.replica = step.state.config.broker_id;
    for (FetcherPartition& partition : partitions_) {
        partition.in_flight = false;
        if (partition.state != State::truncating) continue;
        if (const auto query = step.state.replicas.replica(partition.slot).next_epoch_query()) {
            partition.in_flight = true;
            request.partitions.push_back(*query);
            continue;
        }
        // Nothing to ask for: no record has an epoch.
        ReplicaStep replica_step = step.replica_step();
        step.state.replicas.edit(partition.slot, step.out).truncate_to_high_watermark(replica_step);
        partition.state = State::fetching;
    }
    if (request.partitions.empty()) return false;
    peer_.send(step, make_message(std::move(request)), timeout_timer(),
               step.state.config.replica_socket_timeout);
    return true;
}

bool ReplicaFetcher::send_list_offsets(BrokerStep& step) {
    ListOffsetsRequest request;
    request.replica = step.state.config.broker_id;
    for (FetcherPartition& partition : partitions_) {
        partition.in_flight = partition.state == State::out_of_range;
        if (!partition.in_flight) continue;
        const TopicPartition& tp = step.state.replicas.name(partition.slot);
        const bool fenced = step.state.config.features.fence_fetch_by_leader_epoch;
        const LeaderEpoch current = fenced ? partition.leader_epoch : no_leader_epoch;
        request.partitions.push_back({tp, current, earliest_timestamp});
        request.partitions.push_back({tp, current, latest_timestamp});
    }
    if (request.partitions.empty()) return false;
    peer_.send(step, make_message(std::move(request)), timeout_timer(),
               step.state.config.replica_socket_timeout);
    return true;
}

// A throttled partition leaves the session meanwhile, and comes back into it as a new one.
bool ReplicaFetcher::leave_out(BrokerStep& step, FetcherPartition& partition) {
    if (!follower_throttles(step, partition.slot, partition.in_sync)) return false;
    if (partition.in_session) forgotten_.push_back(step.state.replicas.name(partition.slot));
    partition.in_session = false;
    partition.changed = true;
    return true;
}

void ReplicaFetcher::send_fetch(BrokerStep& step) {
    const BrokerConfig& config = step.state.config;
    const bool sessions = config.features.incremental_fetch_sessions;
    const bool full = session_epoch_ == 0;
    bool any = false;
    FetchRequest request;
    request.replica = config.broker_id;
    request.replica_epoch = step.state.broker_epoch;
    request.max_wait = config.replica_fetch_wait_max;
    request.min_bytes = config.replica_fetch_min_bytes;
    request.max_bytes = config.replica_fetch_response_max_bytes;
    request.session_id = session_id_;
    request.session_epoch = sessions ? session_epoch_ : -1;  // -1: full, and no session
    for (FetcherPartition& partition : partitions_) {
        partition.in_flight = partition.state == State::fetching && !leave_out(step, partition);
        any |= partition.in_flight;
        if (!partition.in_flight || (!full && partition.in_session && !partition.changed)) continue;
        FetchPartition& ask = request.partitions.emplace_back();
        step.state.replicas.replica(partition.slot).next_fetch(config.replica_fetch_max_bytes, ask);
        partition.fetch_offset = ask.fetch_offset;
        partition.changed = false;
        partition.in_session = true;
    }
    if (!any) {
        // All of them are throttled: the thread sleeps for its backoff.
        if (step.state.timers.armed(backoff_timer_)) return;
        backoff_timer_ =
            step.state.timers.arm(step.now.monotonic + backoff_of(step),
                                  {BrokerTimerKind::fetcher_backoff, timeout_timer().which});
        return;
    }
    if (!full) request.forgotten = std::move(forgotten_);
    forgotten_.clear();
    peer_.send(step, make_message(std::move(request)), timeout_timer(),
               config.replica_socket_timeout);
}

// FetchMetadata.nextCloseExisting: the next fetch is full, and ends the old session on its way.
void ReplicaFetcher::close_session() {
    session_epoch_ = 0;
    forgotten_.clear();
    for (FetcherPartition& partition : partitions_) {
        partition.in_session = false;
        partition.changed = true;
    }
}

void ReplicaFetcher::digest(Digest& d) const {
    peer_.digest(d);
    digest_into(d, session_id_);
    digest_into(d, session_epoch_);
    digest_into(d, forgotten_);
    d.add(partitions_.size());
    for (const FetcherPartition& partition : partitions_) {
        d.add(partition.slot);
        digest_into(d, partition.state);
        d.add(partition.changed);
        d.add(partition.in_session);
        if (partition.in_sync) d.add(1);
        digest_into(d, partition.delayed_until);
        digest_into(d, partition.leader_epoch);
        digest_into(d, partition.fetch_offset);
    }
}

}  // namespace kscope
