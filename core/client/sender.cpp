#include "core/client/sender.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/client/backoff.h"

namespace kscope {

void Sender::run_once(SenderContext& context) {
    deadline_ = Instant::never();
    TransactionManager& transactions = context.transactions;
    if (transactions.enabled()) {
        transactions.prepare(context.accumulator);
        if (transactions.fatal_error()) {
            abort_all(*transactions.fatal_error(), context);
            return;
        }
        if (transactions.needs_producer_id()) initialize_producer_id(context);
    }
    if (!transactions.needs_producer_id()) send_producer_data(context);
    expire(context);
}

void Sender::initialize_producer_id(SenderContext& context) {
    const Instant now = context.turn.now.monotonic;
    if (init_in_flight_) return;
    if (init_retry_at_ > now) {
        watch(init_retry_at_);
        return;
    }
    const auto& candidates = context.metadata.destinations();
    const NetworkClient::LeastLoaded node = context.network.least_loaded(candidates, now);
    if (!node.found() || !context.network.ready(node.to, context.turn)) {
        watch(context.network.soonest_connect(candidates));
        return;
    }
    init_in_flight_ = true;
    context.network.send(node.to, make_message(InitProducerIdRequest{}), {init_producer_id_kind, 0},
                         context.turn);
}

void Sender::send_producer_data(SenderContext& context) {
    const Instant now = context.turn.now.monotonic;
    for (bool again = true; again;) {
        again = false;
        ready_.clear();
        for (const PartitionSlot slot : context.accumulator.queued()) {
            const LeaderAndEpoch& leader = context.accumulator.partition(slot).leader;
            if (leader.node == no_node) {
                context.metadata.request_update();
                continue;
            }
            const Instant at = context.accumulator.ready_at(slot, now);
            if (at > now) {
                watch(at);
            } else if (ready_.empty() ||
                       ready_.back() != BrokerEndpoint{leader.broker, leader.node}) {
                BrokerEndpoint& ready = ready_.emplace_back();
                ready.broker = leader.broker;
                ready.node = leader.node;
            }
        }
        if (ready_.size() > 1) {
            std::sort(ready_.begin(), ready_.end());
            ready_.erase(std::unique(ready_.begin(), ready_.end()), ready_.end());
        }
        for (const BrokerEndpoint& broker : ready_) {
            const Destination to{broker.node, Channel::ordinary};
            if (context.network.ready(to, context.turn)) {
                // NetworkClient.isReady: the request for metadata goes first.
                if (context.metadata.update_due(now)) continue;
                again = drain(broker.broker, to, context) || again;
            } else if (context.network.unavailable(to, now)) {
                watch(context.network.connect_at(to));
            }
        }
    }
}

Sender::Drain& Sender::drain_of(BrokerId broker) {
    for (Drain& d : drains_) {
        if (d.broker == broker) return d;
    }
    return drains_.emplace_back(Drain{broker, 0});
}

bool Sender::drain(BrokerId broker, Destination to, SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    const Instant now = context.turn.now.monotonic;
    slots_.clear();
    for (const PartitionSlot slot : accumulator.queued()) {
        if (accumulator.partition(slot).leader.broker == broker) slots_.push_back(slot);
    }
    if (slots_.empty()) return false;
    Drain& progress = drain_of(broker);
    const auto first = std::lower_bound(slots_.begin(), slots_.end(), progress.next);
    std::rotate(slots_.begin(), first, slots_.end());
    std::vector<BatchIndex> batches = take_scratch();
    std::int32_t size = 0;
    for (const PartitionSlot slot : slots_) {
        progress.next = slot;
        if (accumulator.partition(slot).muted) continue;
        const ProducerBatch& head = accumulator.head(slot);
        if (head.backing_off(now)) continue;
        if (size + head.size_in_bytes > context.config.max_request_size && !batches.empty()) break;
        if (context.transactions.enabled() && context.transactions.must_wait(head, accumulator)) {
            break;
        }
        const BatchIndex index = accumulator.take_first(slot);
        if (context.transactions.enabled()) {
            context.transactions.assign_sequence(index, accumulator);
        }
        size += accumulator.batch(index).size_in_bytes;
        batches.push_back(index);
    }
    if (batches.empty()) {
        spare_ = std::move(batches);
        return false;
    }
    send_request(broker, to, std::move(batches), context);
    return true;
}

std::vector<BatchIndex> Sender::take_scratch() {
    spare_.clear();
    return std::move(spare_);
}

void Sender::send_request(BrokerId broker, Destination to, std::vector<BatchIndex> batches,
                          SenderContext& context) {
    Ref<const Message> request = build_message<ProduceRequest>([&](ProduceRequest& produce) {
        produce.acks = context.config.acks;
        produce.timeout = context.config.request_timeout;
        produce.client_id = context.config.client_id;
        produce.partitions.reserve(batches.size());
        for (const BatchIndex index : batches) {
            seal(broker, index, produce.partitions.emplace_back(), context);
        }
    });
    std::uint32_t place = 0;
    if (free_requests_.empty()) {
        place = static_cast<std::uint32_t>(requests_.size());
        requests_.emplace_back();
    } else {
        place = free_requests_.back();
        free_requests_.pop_back();
    }
    requests_[place].batches = std::move(batches);
    ++requests_in_flight_;
    context.network.send(to, std::move(request), {produce_kind, place}, context.turn, {},
                         context.config.acks != 0);
}

// The batch as it goes to this broker.
void Sender::seal(BrokerId broker, BatchIndex index, PartitionProduceData& data,
                  SenderContext& context) {
    ProducerBatch& batch = context.accumulator.batch(index);
    ProducerPartition& partition = context.accumulator.partition(batch.slot);
    auto sealed = make_ref<RecordBatch>();
    sealed->record_set = batch.record_set;
    sealed->base_timestamp = batch.base_timestamp;
    sealed->max_timestamp = batch.max_timestamp;
    sealed->producer_id = batch.producer_id;
    sealed->producer_epoch = batch.producer_epoch;
    sealed->base_sequence = batch.base_sequence;
    data.tp = partition.tp;
    data.batch = std::move(sealed);
    batch.in_flight = true;
    ++partition.counters.batches_in_flight;
    partition.muted = context.config.max_in_flight_requests_per_connection == 1;
    Output& out = context.turn.out;
    if (out.wants<BatchSent>()) {
        out.note(BatchSent{context.network.self(), broker, partition.tp, batch.base_sequence,
                           batch.record_count, batch.attempts + 1});
    }
}

void Sender::on_completion(const Completion& done, SenderContext& context) {
    if (done.tag.kind == produce_kind) {
        on_produce_response(done, context);
        return;
    }
    init_in_flight_ = false;
    const auto* response =
        done.response ? done.response->get_if<InitProducerIdResponse>() : nullptr;
    if (response != nullptr) context.transactions.on_init_producer_id(*response);
    if (context.transactions.needs_producer_id()) {
        init_retry_at_ = context.turn.now.monotonic + context.config.retry_backoff;
    }
}

void Sender::on_produce_response(const Completion& done, SenderContext& context) {
    const auto place = static_cast<std::size_t>(done.tag.context);
    std::vector<BatchIndex> batches = std::move(requests_[place].batches);
    requests_[place].batches.clear();
    free_requests_.push_back(static_cast<std::uint32_t>(place));
    --requests_in_flight_;
    const auto* response = done.response ? done.response->get_if<ProduceResponse>() : nullptr;
    if (response == nullptr) {
        ErrorCode error = ErrorCode::none;  // acks=0: sent is as good as it gets
        if (done.outcome == Completion::Outcome::timed_out) error = ErrorCode::request_timed_out;
        if (done.outcome == Completion::Outcome::disconnected) error = ErrorCode::network_exception;
        for (const BatchIndex index : batches) {
            complete(index, PartitionProduceResponse{{}, error}, context);
        }
    } else {
        KSCOPE_CHECK(response->partitions.size() == batches.size(),
                     "a produce response must answer every partition");
        const RecordAccumulator& accumulator = context.accumulator;
        for (std::size_t i = 0; i < batches.size(); ++i) {
            const PartitionSlot slot = accumulator.batch(batches[i]).slot;
            const TopicPartition& tp = accumulator.partitions()[slot].tp;
            const auto& answers = response->partitions;
            auto at = answers.begin() + static_cast<std::ptrdiff_t>(i);
            if (at->tp != tp) {
                at = std::find_if(answers.begin(), answers.end(),
                                  [&](const auto& answer) { return answer.tp == tp; });
                KSCOPE_CHECK(at != answers.end(), "a produce response must answer every partition");
            }
            complete(batches[i], *at, context);
        }
    }
    spare_ = std::move(batches);
}

namespace {

// KAFKA-3995, which 0.11 brought together with format 2.
bool can_split(const SenderContext& context) {
    return context.config.features.newest_format == MessageFormat::v2;
}

bool can_retry(const ProducerBatch& batch, const PartitionProduceResponse& response,
               SenderContext& context) {
    if (!context.transactions.enabled()) return is_retriable(response.error);
    return context.transactions.can_retry(batch, response, context.accumulator);
}

}  // namespace

void Sender::complete(BatchIndex index, const PartitionProduceResponse& response,
                      SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    ProducerBatch& batch = accumulator.batch(index);
    ProducerPartition& partition = accumulator.partition(batch.slot);
    const ErrorCode error = response.error;
    batch.in_flight = false;
    --partition.counters.batches_in_flight;
    partition.muted = false;
    if (is_invalid_metadata(error)) context.metadata.request_update();
    if (batch.done) {
        // It expired; but the answer may settle a sequence in doubt.
        if (error == ErrorCode::none && context.transactions.enabled()) {
            context.transactions.on_completed(index, response.base_offset, accumulator);
        }
        accumulator.release(index);
    } else if (error == ErrorCode::none || error == ErrorCode::duplicate_sequence_number) {
        acknowledge(index, response, context);
    } else if (error == ErrorCode::message_too_large && batch.record_count > 1 &&
               can_split(context)) {
        split(index, context);
    } else {
        const Instant now = context.turn.now.monotonic;
        // Before KIP-91 only `retries` bounds what has been sent once.
        const bool in_time = !context.config.features.delivery_timeout ||
                             now < batch.created + context.config.delivery_timeout;
        const bool attempts_left = batch.attempts < context.config.retries;
        if (in_time && attempts_left && can_retry(batch, response, context)) {
            retry(index, error, context);
        } else {
            fail(index, error, attempts_left, context);
        }
    }
}

void Sender::acknowledge(BatchIndex index, const PartitionProduceResponse& response,
                         SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    if (context.transactions.enabled()) {
        context.transactions.on_completed(index, response.base_offset, accumulator);
    }
    const ProducerBatch& batch = accumulator.batch(index);
    ProducerPartition& partition = accumulator.partition(batch.slot);
    partition.counters.acked += static_cast<std::uint64_t>(batch.record_count);
    Output& out = context.turn.out;
    if (out.wants<RecordsAcked>()) {
        const RecordSet& sent = *batch.record_set;
        const bool one_format = context.config.features.oldest_log_format == MessageFormat::v2;
        auto& acked = out.note_in_place<RecordsAcked>();
        acked.client = context.network.self();
        acked.tp = partition.tp;
        acked.base_offset = response.base_offset;
        acked.records = batch.record_count;
        acked.acks = context.config.acks;
        acked.first_record = batch.first_record;
        acked.content = {sent.digest, one_format ? Hash128{} : bare_content(sent, 0)};
    }
    finish(index, context);
}

void Sender::retry(BatchIndex index, ErrorCode error, SenderContext& context) {
    if (context.transactions.has_moved_on(context.accumulator.batch(index))) {
        fail(index, ErrorCode::out_of_order_sequence_number, false, context);
    } else {
        reenqueue(index, error, context);
    }
}

void Sender::reenqueue(BatchIndex index, ErrorCode error, SenderContext& context) {
    ProducerBatch& batch = context.accumulator.batch(index);
    ProducerPartition& partition = context.accumulator.partition(batch.slot);
    const Duration wait =
        exponential_backoff(context.config.retry_backoff, context.config.retry_backoff_max,
                            batch.attempts, context.rng);
    ++batch.attempts;
    batch.retry_at = context.turn.now.monotonic + wait;
    ++partition.counters.retries;
    Output& out = context.turn.out;
    if (out.wants<RequestRetried>()) {
        out.note(RequestRetried{context.network.self(), partition.tp, error, batch.attempts});
    }
    context.accumulator.reenqueue(index);
}

void Sender::split(BatchIndex index, SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    if (context.transactions.enabled()) context.transactions.remove_in_flight(index, accumulator);
    const std::vector<BatchIndex> parts = accumulator.split(index);
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
        if (context.transactions.enabled()) context.transactions.add_in_flight(*part, accumulator);
        accumulator.reenqueue(*part);
    }
    finished_ -= static_cast<std::int32_t>(parts.size()) - 1;
    accumulator.batch(index).done = true;
    accumulator.deallocate(index);
    accumulator.release(index);
}

void Sender::fail(BatchIndex index, ErrorCode error, bool adjust_sequences,
                  SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    if (context.transactions.enabled()) {
        context.transactions.on_failed(index, error, adjust_sequences, accumulator);
    }
    const ProducerBatch& batch = accumulator.batch(index);
    ProducerPartition& partition = accumulator.partition(batch.slot);
    partition.counters.failed += static_cast<std::uint64_t>(batch.record_count);
    Output& out = context.turn.out;
    if (out.wants<SendFailed>()) {
        out.note(SendFailed{context.network.self(), partition.tp, batch.record_count, error,
                            batch.first_record});
    }
    finish(index, context);
}

void Sender::finish(BatchIndex index, SenderContext& context) {
    ProducerBatch& batch = context.accumulator.batch(index);
    batch.done = true;
    ++finished_;
    context.accumulator.deallocate(index);
    if (!batch.in_flight) context.accumulator.release(index);
}

void Sender::expire(SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    // 0.8 has no abortExpiredBatches: a batch waits until it is sent.
    if (!context.config.features.requests_time_out || !accumulator.has_incomplete()) return;
    const Instant now = context.turn.now.monotonic;
    const bool from_creation = context.config.features.delivery_timeout;
    const Duration timeout = from_creation ? context.config.delivery_timeout
                                           : context.config.request_timeout + context.config.linger;
    if (expiry_check_at_.is_never()) expiry_check_at_ = accumulator.oldest_created() + timeout;
    if (expiry_check_at_ <= now) {
        for (std::size_t i = 0; i < accumulator.batches().size(); ++i) {
            const auto index = static_cast<BatchIndex>(i);
            const ProducerBatch& batch = accumulator.batch(index);
            if (batch.record_count == 0 || batch.done || batch.created + timeout > now) continue;
            // ProducerBatch.maybeExpire, 0.9 to 2.0: what waits in the queue, since its last
            // attempt.
            if (!from_creation && (batch.in_flight || batch.retry_at + timeout > now)) continue;
            if (!batch.in_flight) accumulator.remove_from_queue(index);
            if (context.transactions.enabled() && batch.attempts > 0 && batch.has_sequence()) {
                context.transactions.mark_unresolved(batch);
            }
            fail(index, ErrorCode::request_timed_out, false, context);
        }
        const Instant oldest = accumulator.oldest_created();
        expiry_check_at_ = oldest.is_never() ? oldest : oldest + timeout;
        if (!from_creation && expiry_check_at_ <= now)
            expiry_check_at_ = now + Duration::seconds(1);
    }
    watch(expiry_check_at_);
}

void Sender::abort_all(ErrorCode error, SenderContext& context) {
    RecordAccumulator& accumulator = context.accumulator;
    for (std::size_t i = 0; i < accumulator.batches().size(); ++i) {
        const auto index = static_cast<BatchIndex>(i);
        const ProducerBatch& batch = accumulator.batch(index);
        if (batch.record_count == 0 || batch.done) continue;
        if (!batch.in_flight) accumulator.remove_from_queue(index);
        fail(index, error, false, context);
    }
}

void Sender::digest(Digest& d) const {
    for (const Request& request : requests_) digest_into(d, request.batches);
    digest_into(d, free_requests_);
    for (const Drain& progress : drains_) {
        digest_into(d, progress.broker);
        digest_into(d, progress.next);
    }
    digest_into(d, init_in_flight_);
    digest_into(d, init_retry_at_);
    digest_into(d, expiry_check_at_);
    digest_into(d, deadline_);
}

}  // namespace kscope
