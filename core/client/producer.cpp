#include "core/client/producer.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/log/record_compression.h"

namespace kscope {

namespace {

NetworkSettings network_settings(const ProducerConfig& config) {
    return {config.features.requests_time_out ? config.request_timeout : Duration::forever(),
            config.reconnect_backoff,
            config.reconnect_backoff_max,
            config.socket_connection_setup_timeout,
            config.socket_connection_setup_timeout_max,
            config.max_in_flight_requests_per_connection,
            config.features.throttles_after_answer};
}

MetadataSettings metadata_settings(const ProducerSpec& spec) {
    return {spec.config.metadata_max_age, spec.config.retry_backoff, spec.config.retry_backoff_max,
            spec.bootstrap_servers};
}

AccumulatorSettings accumulator_settings(const ProducerConfig& config) {
    return {config.batch_size,
            config.buffer_memory,
            config.linger,
            config.enable_idempotence,
            config.compression(),
            config.features.keyless_partitioner,
            config.features.newest_format,
            config.features.retries_new_leader_at_once};
}

std::int64_t serialized_size(const SendRecord& record, MessageFormat format) {
    Record probe{{}, record.key, record.value, record.headers};
    return batch_overhead(format, CompressionType::none) +
           record_size(format, probe, probe.timestamp, 0);
}

}  // namespace

Producer::Producer(ProducerSpec spec)
    : spec_(std::move(spec)),
      network_(network_settings(spec_->config)),
      metadata_(metadata_settings(*spec_)),
      accumulator_(accumulator_settings(spec_->config)),
      transactions_(spec_->config.enable_idempotence, spec_->config.features.producer_bumps_epoch) {
}

void Producer::step(const Now& now, const Input& input, Output& out) {
    const Turn turn{now, out};
    if (const auto* start = std::get_if<Boot>(&input)) boot(*start, turn);
    if (state_ == State::created || state_ == State::closed) return;
    if (const auto* received = std::get_if<Received>(&input)) {
        Completion done;
        if (network_.on_received(*received, done, turn)) on_completion(done, turn);
    } else if (const auto* connected = std::get_if<Connected>(&input)) {
        network_.on_connected(*connected, turn);
    } else if (const auto* lost = std::get_if<PeerLost>(&input)) {
        network_.on_lost(*lost, turn);
    } else if (const auto* command = std::get_if<Command>(&input)) {
        on_command(*command, turn);
    }
    network_.expire(turn);
    take_completions(turn);
    run(turn);
}

void Producer::boot(const Boot& boot, Turn turn) {
    KSCOPE_CHECK(state_ == State::created, "a producer boots once");
    state_ = State::running;
    network_.boot(boot.self, boot.incarnation, boot.rng);
    metadata_.boot(boot.rng);
    rng_ = boot.rng.fork("producer");
    load_rng_ = boot.rng.fork("load");
    accumulator_.set_codecs(boot.codecs);
    codecs_ = boot.codecs;
    if (spec_->load) {
        metadata_.add_topic(spec_->load->topic);
        renew_load(turn.now.wall);
    }
}

void Producer::on_command(const Command& command, Turn turn) {
    if (const auto* record = std::get_if<SendRecord>(&command)) {
        if (state_ != State::running) return;
        // Whole milliseconds, as System.currentTimeMillis() has them and the wire carries them.
        const std::int64_t millis = record->timestamp.value_or(turn.now.wall).millis();
        const WallTime timestamp = WallTime::from_millis(millis);
        if (!blocked_.empty() || blocks(try_send(*record, timestamp, turn))) {
            if (blocked_.empty()) blocked_since_ = turn.now.monotonic;
            blocked_.push_back({*record, timestamp});
        }
    } else if (std::holds_alternative<CloseClient>(command)) {
        if (state_ == State::running) state_ = State::closing;
    }
}

SenderContext Producer::context(const Turn& turn) {
    return {spec_->config, network_, metadata_, accumulator_, transactions_, rng_, turn};
}

void Producer::on_completion(const Completion& done, Turn turn) {
    if (done.tag.kind == metadata_kind) {
        metadata_.on_completion(done, network_, turn);
    } else {
        SenderContext sending = context(turn);
        sender_.on_completion(done, sending);
    }
}

void Producer::take_completions(Turn turn) {
    if (network_.has_completions()) {
        for (const Completion& done : network_.take_completions()) on_completion(done, turn);
    }
    if (network_.has_broken()) {
        network_.forget_broken();
        metadata_.on_broken_connection(turn);
    }
}

void Producer::run(Turn turn) {
    SenderContext sending = context(turn);
    for (;;) {
        if (leaders_as_of_ != metadata_.version()) {
            leaders_as_of_ = metadata_.version();
            accumulator_.refresh_leaders(metadata_);
        }
        send_blocked(turn);
        if (spec_->load) refill(turn);
        accumulator_.set_flushing(state_ == State::closing && blocked_.empty());
        sender_.run_once(sending);
        // What waited for metadata to be asked for goes now.
        if (ask_for_metadata(turn)) continue;
        if (!network_.has_completions()) break;
        take_completions(turn);
    }
    const Instant now = turn.now.monotonic;
    if (state_ == State::closing && blocked_.empty() && !accumulator_.has_incomplete() &&
        sender_.idle()) {
        network_.close(turn);
        state_ = State::closed;
        deadline_ = Instant::never();
        return;
    }
    deadline_ = std::min(network_.next_deadline(), metadata_.next_deadline(network_, now));
    deadline_ = std::min({deadline_, sender_.next_deadline(), refill_at_});
    if (!blocked_.empty()) deadline_ = std::min(deadline_, block_deadline());
    // What could be done now is done: time must pass before it makes sense to look again.
    deadline_ = std::max(deadline_, now + Duration::micros(1));
}

bool Producer::ask_for_metadata(Turn turn) {
    const Instant now = turn.now.monotonic;
    const bool due = metadata_.update_due(now);
    metadata_.maybe_update(network_, {metadata_kind, 0}, turn);
    return due && !metadata_.update_due(now);
}

bool Producer::blocks(SendResult result) {
    blocked_without_limit_ =
        result == SendResult::awaits_memory && !spec_->config.features.requests_time_out;
    return result == SendResult::awaits_metadata || result == SendResult::awaits_memory;
}

// max.block.ms; in 0.8 metadata.fetch.timeout.ms, and BufferPool.allocate waits for memory as long
// as it takes (block.on.buffer.full).
Instant Producer::block_deadline() const {
    return blocked_without_limit_ ? Instant::never() : blocked_since_ + spec_->config.max_block;
}

void Producer::send_blocked(Turn turn) {
    const Instant now = turn.now.monotonic;
    std::size_t gone = 0;
    for (; gone < blocked_.size(); ++gone) {
        const BlockedSend& first = blocked_[gone];
        if (blocks(try_send(first.record, first.timestamp, turn))) {
            if (now < block_deadline()) break;
            fail_send(first.record, ErrorCode::request_timed_out, turn);
        }
        blocked_since_ = now;  // the next send() begins
    }
    blocked_.erase(blocked_.begin(), blocked_.begin() + static_cast<std::ptrdiff_t>(gone));
    if (blocked_.empty()) accumulator_.set_exhausted(false);
}

Producer::SendResult Producer::try_send(const SendRecord& record, WallTime timestamp, Turn turn) {
    metadata_.add_topic(record.topic);
    const std::int32_t partitions = metadata_.partition_count(record.topic);
    if (partitions == 0 || (record.partition && record.partition->value() >= partitions)) {
        metadata_.request_update();
        return SendResult::awaits_metadata;
    }
    const std::int64_t size = serialized_size(record, spec_->config.features.newest_format);
    if (size > spec_->config.max_request_size || size > spec_->config.buffer_memory) {
        fail_send(record, ErrorCode::message_too_large, turn);
        return SendResult::failed;
    }
    if (record.partition) return append(record, timestamp, *record.partition, false, turn);
    if (record.key) {
        const PartitionIndex partition = partition_for_key(record.key->view(), partitions);
        return append(record, timestamp, partition, false, turn);
    }
    const PartitionIndex partition = accumulator_.sticky_partition(record.topic, metadata_, rng_);
    return append(record, timestamp, partition, true, turn);
}

Producer::SendResult Producer::append(const SendRecord& record, WallTime timestamp,
                                      PartitionIndex partition, bool sticky, Turn turn) {
    const PartitionSlot slot = accumulator_.slot({record.topic, partition});
    ProducerPartition& target = accumulator_.partition(slot);
    if (target.leader.node == no_node) target.leader = metadata_.leader(target.tp);
    const std::optional<std::int32_t> bytes = accumulator_.append(
        slot, Record{timestamp, record.key, record.value, record.headers}, turn.now.monotonic);
    if (!bytes) {
        accumulator_.set_exhausted(true);
        return SendResult::awaits_memory;
    }
    if (sticky) accumulator_.sticky_appended(record.topic, slot, *bytes, metadata_, rng_);
    ++target.counters.sent;
    if (turn.out.wants<RecordSent>()) {
        turn.out.note(RecordSent{network_.self(), target.tp, accumulator_.last_number(slot)});
    }
    return SendResult::taken;
}

void Producer::fail_send(const SendRecord& record, ErrorCode error, Turn turn) {
    ++rejected_;
    if (!turn.out.wants<SendFailed>()) return;
    const PartitionIndex partition = record.partition.value_or(PartitionIndex(-1));
    turn.out.note(SendFailed{network_.self(), {record.topic, partition}, 1, error, 0});
}

void Producer::renew_load(WallTime wall) {
    const ClosedLoop& load = *spec_->load;
    const Bytes value(std::string(static_cast<std::size_t>(load.record_bytes), 'x'));
    const WallTime timestamp = WallTime::from_millis(wall.millis());
    std::vector<Record> records(static_cast<std::size_t>(load.records_per_batch),
                                Record{timestamp, std::nullopt, value, {}});
    load_made_ = timestamp;
    load_batch_ =
        make_batch(make_record_set(std::move(records), spec_->config.features.newest_format));
    load_batch_.record_set = compressed(load_batch_.record_set, load_batch_.base_timestamp,
                                        spec_->config.compression(), codecs_);
}

void Producer::refill(Turn turn) {
    load_in_flight_ -= sender_.take_finished();
    const ClosedLoop& load = *spec_->load;
    const Instant now = turn.now.monotonic;
    if (state_ != State::running) return;
    // With acks=0 a batch is done as soon as it is sent: without a pause the loop would never end.
    if (refill_at_ > now && !refill_at_.is_never()) return;
    if (load_in_flight_ >= load.batches_in_flight) return;
    const std::int32_t known_partitions = metadata_.partition_count(load.topic);
    if (known_partitions == 0) return;
    if (spec_->config.acks == 0) refill_at_ = now + Duration::millis(1);
    // All batches of a second share their records: what is in them is of no interest to anyone.
    if (turn.now.wall - load_made_ >= Duration::seconds(1)) renew_load(turn.now.wall);
    const auto partitions = std::min<std::int32_t>(load.partitions, known_partitions);
    while (load_in_flight_ < load.batches_in_flight) {
        const std::uint32_t drawn = load_rng_.below(static_cast<std::uint32_t>(partitions));
        const auto place = static_cast<std::size_t>(drawn);
        if (place >= load_slots_.size()) load_slots_.resize(place + 1, -1);
        if (load_slots_[place] < 0) {
            const PartitionIndex partition(static_cast<std::int32_t>(drawn));
            load_slots_[place] =
                static_cast<std::int64_t>(accumulator_.slot({load.topic, partition}));
        }
        const auto slot = static_cast<PartitionSlot>(load_slots_[place]);
        ProducerPartition& target = accumulator_.partition(slot);
        if (target.leader.node == no_node) target.leader = metadata_.leader(target.tp);
        target.counters.sent += static_cast<std::uint64_t>(load.records_per_batch);
        accumulator_.append_full(slot, load_batch_, now);
        ++load_in_flight_;
        if (turn.out.wants<RecordSent>()) {
            turn.out.note(RecordSent{network_.self(), target.tp, accumulator_.last_number(slot)});
        }
    }
}

Producer::Counters Producer::counters() const {
    Counters total;
    for (const ProducerPartition& partition : accumulator_.partitions()) {
        total.sent += partition.counters.sent;
        total.acked += partition.counters.acked;
        total.failed += partition.counters.failed;
        total.retries += partition.counters.retries;
        total.batches_in_flight += partition.counters.batches_in_flight;
    }
    total.failed += rejected_;
    total.blocked = blocked_.size();
    return total;
}

void Producer::digest(Digest& d) const {
    digest_into(d, state_);
    network_.digest(d);
    metadata_.digest(d);
    accumulator_.digest(d);
    transactions_.digest(d);
    sender_.digest(d);
    digest_into(d, rng_.state()[0]);
    digest_into(d, leaders_as_of_);
    digest_into(d, blocked_);
    digest_into(d, blocked_since_);
    if (blocked_without_limit_) digest_into(d, blocked_without_limit_);
    digest_into(d, load_rng_.state()[0]);
    digest_into(d, load_in_flight_);
    digest_into(d, refill_at_);
    digest_into(d, deadline_);
}

void Producer::check_invariants() const {
    network_.check_invariants();
    accumulator_.check_invariants();
    if (transactions_.enabled()) transactions_.check_invariants(accumulator_);
    const Counters total = counters();
    KSCOPE_CHECK(total.acked + total.failed <= total.sent + rejected_);
}

}  // namespace kscope
