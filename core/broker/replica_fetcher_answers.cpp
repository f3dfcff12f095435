// What a replica fetcher does with what comes back (AbstractFetcherThread.processFetchRequest).
#include "core/broker/broker_state.h"
#include "core/broker/replica_fetcher.h"

namespace kscope {

using State = FetcherPartition::State;

void ReplicaFetcher::on_connected(BrokerStep& step) {
    peer_.on_connected(step);
    pump(step);
}

void ReplicaFetcher::on_failure(BrokerStep& step, PeerConnection::Told told) {
    peer_.close(step, told);
    for (FetcherPartition& partition : partitions_) {
        partition.in_flight = false;
        delay_only(step, partition);
    }
    close_session();
    pump(step);
}

void ReplicaFetcher::on_response(BrokerStep& step, const Received& received) {
    if (!peer_.on_response(step, received)) return;
    if (const auto* fetched = received.message->get_if<FetchResponse>()) {
        on_fetched(step, *fetched);
    } else if (const auto* listed = received.message->get_if<ListOffsetsResponse>()) {
        on_listed(step, *listed);
    } else if (const auto* ends = received.message->get_if<OffsetForLeaderEpochResponse>()) {
        on_epoch_ends(step, *ends);
    }
    pump(step);
}

void ReplicaFetcher::on_fetched(BrokerStep& step, const FetchResponse& response) {
    if (response.error != ErrorCode::none) {
        if (response.error == ErrorCode::fetch_session_id_not_found) session_id_ = 0;
        close_session();
        return;
    }
    session_id_ = response.session_id;
    if (session_id_ == 0) {
        session_epoch_ = 0;
    } else {
        session_epoch_ = session_epoch_ == 0x7fffffff ? 1 : session_epoch_ + 1;
    }
    for (const FetchedPartition& data : response.partitions) {
        FetcherPartition* partition = find(step, data.tp);
        // Added again since (a new leader epoch), or truncated: the answer is to an old question.
        if (partition == nullptr || !partition->in_flight) continue;
        const Replica& replica = step.state.replicas.replica(partition->slot);
        if (replica.log_end_offset() != partition->fetch_offset) continue;
        on_partition(step, *partition, data);
    }
    for (FetcherPartition& partition : partitions_) partition.in_flight = false;
}

void ReplicaFetcher::on_partition(BrokerStep& step, FetcherPartition& partition,
                                  const FetchedPartition& data) {
    switch (data.error) {
        case ErrorCode::none: on_data(step, partition, data); return;
        case ErrorCode::offset_out_of_range: partition.state = State::out_of_range; return;
        case ErrorCode::fenced_leader_epoch:
            fail(step, partition, GivenUp::fenced);  // the leader is ahead of us
            return;
        default: delay(step, partition); return;
    }
}

void ReplicaFetcher::on_data(BrokerStep& step, FetcherPartition& partition,
                             const FetchedPartition& data) {
    ReplicaStep replica_step = step.replica_step();
    Replica& replica = step.state.replicas.edit(partition.slot, step.out);
    if (data.diverging_epoch) {
        if (!step.state.config.features.truncates_before_high_watermark &&
            replica.take_high_watermark(data.high_watermark, replica_step)) {
            step.state.changed.mark(partition.slot, ReplicaChange::high_watermark);
        }
        replica.truncate_to_diverging(*data.diverging_epoch, replica_step);
        partition.changed = true;
        return;
    }
    const Offset log_start = replica.log_start_offset();
    const FollowerAppend appended = replica.append_as_follower(data.batches, data.high_watermark,
                                                               data.log_start_offset, replica_step);
    if (appended.error == ErrorCode::offset_out_of_range) {
        // Kafka's UnexpectedAppendOffsetException: within one epoch the logs have parted, as after
        // a leader that lost its power and led on. No epoch tells, and so nobody truncates.
        fail(step, partition, GivenUp::logs_have_parted);
        return;
    }
    if (appended.error != ErrorCode::none) {
        delay(step, partition);
        return;
    }
    if (replica.log_start_offset() != log_start) partition.changed = true;
    if (step.state.replication_throttle.follower().enabled()) {
        partition.in_sync = replica.log_end_offset() >= data.high_watermark;
        record_as_follower(step, partition.slot, data);
    }
    if (!data.batches.empty()) {
        partition.changed = true;
        step.state.changed.mark(partition.slot, ReplicaChange::appended);
    }
    if (appended.high_watermark_advanced) {
        step.state.changed.mark(partition.slot, ReplicaChange::high_watermark);
    }
}

void ReplicaFetcher::on_epoch_ends(BrokerStep& step, const OffsetForLeaderEpochResponse& response) {
    for (const EpochAnswer& answer : response.partitions) {
        FetcherPartition* partition = find(step, answer.tp);
        if (partition == nullptr || !partition->in_flight) continue;
        if (answer.error == ErrorCode::fenced_leader_epoch) {
            fail(step, *partition, GivenUp::fenced);  // the leader is ahead of us
            continue;
        }
        if (answer.error != ErrorCode::none) {
            delay(step, *partition);
            continue;
        }
        ReplicaStep replica_step = step.replica_step();
        const auto truncated = step.state.replicas.edit(partition->slot, step.out)
                                   .truncate_to_epoch_end(answer.end, replica_step);
        if (truncated == Replica::Truncated::completely) partition->state = State::fetching;
        partition->changed = true;
    }
    for (FetcherPartition& partition : partitions_) partition.in_flight = false;
}

void ReplicaFetcher::on_listed(BrokerStep& step, const ListOffsetsResponse& response) {
    // Two entries per partition, earliest then latest, in the order that they were asked in.
    for (std::size_t i = 0; i + 1 < response.partitions.size(); i += 2) {
        const ListedOffset& earliest = response.partitions[i];
        const ListedOffset& latest = response.partitions[i + 1];
        FetcherPartition* partition = find(step, earliest.tp);
        if (partition == nullptr || !partition->in_flight) continue;
        if (earliest.error != ErrorCode::none || latest.error != ErrorCode::none) {
            delay(step, *partition);
            continue;
        }
        ReplicaStep replica_step = step.replica_step();
        step.state.replicas.edit(partition->slot, step.out)
            .on_offset_out_of_range(earliest.offset, latest.offset, replica_step);
        partition->state = State::fetching;
        partition->changed = true;
    }
    for (FetcherPartition& partition : partitions_) partition.in_flight = false;
}

}  // namespace kscope
