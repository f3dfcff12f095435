#include "core/client/record_accumulator.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/log/record_compression.h"

namespace kscope {

namespace {

// DefaultRecord.recordSizeUpperBound, seen from the exact size: length, timestamp and offset may
// take their longest forms.
constexpr std::int32_t size_bound_slack = 17;

}  // namespace

void ProducerBatch::digest(Digest& d) const {
    digest_into(d, slot);
    digest_into(d, first_record);
    digest_into(d, record_count);
    digest_into(d, size_in_bytes);
    digest_into(d, records);
    if (record_set) digest_into(d, record_set->digest);
    if (expected != CompressionRatio{}) digest_into(d, expected);
    digest_into(d, created);
    digest_into(d, retry_at);
    digest_into(d, attempts);
    digest_into(d, leader_epoch);
    digest_into(d, producer_id);
    digest_into(d, producer_epoch);
    digest_into(d, base_sequence);
    d.add(static_cast<std::uint64_t>(sequence_reset) | static_cast<std::uint64_t>(closed) << 1 |
          static_cast<std::uint64_t>(in_flight) << 2 | static_cast<std::uint64_t>(done) << 3);
}

RecordAccumulator::Topic& RecordAccumulator::topic(const std::string& name) {
    if (Topic* found = topics_.find(name)) return *found;
    return topics_.set(name,
                       Topic{{}, StickyPartitioner(settings_.batch_size, settings_.keyless), {}});
}

PartitionSlot RecordAccumulator::slot(const TopicPartition& tp) {
    Topic& owner = topic(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (place >= owner.slots.size()) owner.slots.resize(place + 1, no_slot);
    if (owner.slots[place] == no_slot) {
        owner.slots[place] = static_cast<PartitionSlot>(partitions_.size());
        partitions_.emplace_back().tp = tp;
        records_numbered_.push_back(0);
    }
    return owner.slots[place];
}

std::vector<PartitionLoad> RecordAccumulator::loads(const std::string& name,
                                                    const ClientMetadata& metadata) {
    const Topic& owner = topic(name);
    std::vector<PartitionLoad> result(static_cast<std::size_t>(metadata.partition_count(name)));
    for (std::size_t i = 0; i < result.size(); ++i) {
        PartitionLoad& load = result[i];
        load.partition = PartitionIndex(static_cast<std::int32_t>(i));
        load.available = metadata.leader(name, load.partition).node != no_node;
        if (i >= owner.slots.size() || owner.slots[i] == no_slot) continue;
        load.used = true;
        load.queued_batches = static_cast<std::uint32_t>(partitions_[owner.slots[i]].queue.size());
    }
    return result;
}

PartitionIndex RecordAccumulator::sticky_partition(const std::string& name,
                                                   const ClientMetadata& metadata, Rng& rng) {
    Topic& owner = topic(name);
    bool choose = !owner.sticky.current();
    if (!choose && owner.sticky.used_up()) {
        // It could not switch in the middle of a batch; is the batch full by now?
        const ProducerPartition& now = partitions_[slot({name, *owner.sticky.current()})];
        choose = now.queue.empty() || batches_[now.queue.back()].is_full();
    }
    if (choose) owner.sticky.choose(loads(name, metadata), rng);
    return *owner.sticky.current();
}

void RecordAccumulator::sticky_appended(const std::string& name, PartitionSlot slot,
                                        std::int32_t bytes, const ClientMetadata& metadata,
                                        Rng& rng) {
    Topic& owner = topic(name);
    const bool full = batches_[partitions_[slot].queue.back()].is_full();
    if (owner.sticky.appended(bytes, full)) owner.sticky.choose(loads(name, metadata), rng);
}

BatchIndex RecordAccumulator::new_batch(PartitionSlot slot, std::int32_t write_limit, Instant now) {
    BatchIndex index = 0;
    if (free_.empty()) {
        index = static_cast<BatchIndex>(batches_.size());
        batches_.emplace_back();
    } else {
        index = free_.back();
        free_.pop_back();
    }
    ProducerBatch& batch = batches_[index];
    batch.slot = slot;
    batch.write_limit = write_limit;
    batch.created = now;
    batch.first_record = records_numbered_[slot] + 1;
    if (compresses()) batch.expected = topic(partitions_[slot].tp.topic).ratio;
    buffer_used_ += write_limit;
    ++incomplete_;
    return index;
}

void RecordAccumulator::enqueue(PartitionSlot slot, BatchIndex batch, bool first) {
    auto& queue = partitions_[slot].queue;
    if (queue.empty()) {
        queued_.insert(std::lower_bound(queued_.begin(), queued_.end(), slot), slot);
    }
    queue.insert(first ? queue.begin() : queue.end(), batch);
}

void RecordAccumulator::unqueue_if_empty(PartitionSlot slot) {
    if (!partitions_[slot].queue.empty()) return;
    queued_.erase(std::lower_bound(queued_.begin(), queued_.end(), slot));
}

std::optional<std::int32_t> RecordAccumulator::append(PartitionSlot slot, Record record,
                                                      Instant now) {
    ProducerPartition& partition = partitions_[slot];
    if (!partition.queue.empty()) {
        ProducerBatch& last = batches_[partition.queue.back()];
        if (!last.closed) {
            const std::int32_t size =
                size_of(record, last.records.front().timestamp, last.record_count);
            if (last.size_in_bytes + size <= last.write_limit) {
                const std::int32_t before = last.size_in_bytes;
                last.record_bytes += size;
                last.size_in_bytes = size_with(last, last.record_bytes);
                ++last.record_count;
                last.records.push_back(std::move(record));
                ++records_numbered_[slot];
                return last.size_in_bytes - before;
            }
            last.closed = true;
        }
    }
    const std::int32_t size = size_of(record, record.timestamp, 0);
    const std::int32_t limit = limit_for(size);
    if (buffer_used_ + limit > settings_.buffer_memory) return std::nullopt;
    const BatchIndex index = new_batch(slot, limit, now);
    ProducerBatch& batch = batches_[index];
    batch.record_bytes = size;
    batch.size_in_bytes = size_with(batch, size);
    batch.record_count = 1;
    batch.records.push_back(std::move(record));
    ++records_numbered_[slot];
    enqueue(slot, index, false);
    return batch.size_in_bytes;
}

void RecordAccumulator::append_full(PartitionSlot slot, const RecordBatch& whole, Instant now) {
    const std::int32_t size = whole.size_in_bytes();
    const BatchIndex index = new_batch(slot, size, now);
    ProducerBatch& batch = batches_[index];
    batch.size_in_bytes = size;
    batch.record_count = whole.record_count();
    batch.record_set = whole.record_set;
    batch.base_timestamp = whole.base_timestamp;
    batch.max_timestamp = whole.max_timestamp;
    batch.closed = true;
    records_numbered_[slot] += static_cast<std::uint64_t>(batch.record_count);
    enqueue(slot, index, false);
}

std::int32_t RecordAccumulator::limit_for(std::int32_t first_record) const {
    const bool varies = settings_.format == MessageFormat::v2;
    const std::int32_t bound = header_bytes() + first_record + (varies ? size_bound_slack : 0);
    return std::max(settings_.batch_size, bound);
}

std::int32_t RecordAccumulator::size_with(const ProducerBatch& batch, std::int32_t records) const {
    const bool plain = !compresses();
    return header_bytes() + (plain ? records : batch.expected.estimate(records));
}

void RecordAccumulator::close(ProducerBatch& batch) {
    batch.closed = true;
    if (batch.record_set) return;
    const RecordBatch made =
        make_batch(make_record_set(std::move(batch.records), settings_.format));
    batch.record_set = made.record_set;
    if (compresses()) {
        batch.record_set =
            compressed(made.record_set, made.base_timestamp, settings_.compression, codecs_);
        const std::int32_t packed = batch.record_set->size_in_bytes;
        batch.size_in_bytes = header_bytes() + packed;
        topic(partitions_[batch.slot].tp.topic).ratio.observe(batch.record_bytes, packed);
    }
    batch.base_timestamp = made.base_timestamp;
    batch.max_timestamp = made.max_timestamp;
    batch.records.clear();
}

BatchIndex RecordAccumulator::take_first(PartitionSlot slot) {
    auto& queue = partitions_[slot].queue;
    const BatchIndex index = queue.front();
    queue.erase(queue.begin());
    unqueue_if_empty(slot);
    close(batches_[index]);
    return index;
}

void RecordAccumulator::remove_from_queue(BatchIndex index) {
    const PartitionSlot slot = batches_[index].slot;
    auto& queue = partitions_[slot].queue;
    const auto at = std::find(queue.begin(), queue.end(), index);
    if (at == queue.end()) return;
    queue.erase(at);
    unqueue_if_empty(slot);
}

void RecordAccumulator::reenqueue(BatchIndex index) {
    const PartitionSlot slot = batches_[index].slot;
    enqueue(slot, index, true);
    if (!settings_.idempotent) return;
    // In sequence order among the ones that were sent before, which stand first.
    auto& queue = partitions_[slot].queue;
    for (std::size_t i = 0; i + 1 < queue.size(); ++i) {
        const ProducerBatch& next = batches_[queue[i + 1]];
        if (!next.has_sequence() || next.base_sequence > batches_[queue[i]].base_sequence) break;
        std::swap(queue[i], queue[i + 1]);
    }
}

void RecordAccumulator::deallocate(BatchIndex index) {
    ProducerBatch& batch = batches_[index];
    buffer_used_ -= batch.write_limit;
    batch.write_limit = 0;
    --incomplete_;
}

void RecordAccumulator::release(BatchIndex index) {
    batches_[index] = ProducerBatch{};
    free_.push_back(index);
}

std::vector<BatchIndex> RecordAccumulator::split(BatchIndex index) {
    const ProducerBatch big = batches_[index];
    std::vector<BatchIndex> parts;
    std::uint64_t number = big.first_record;
    Sequence sequence = big.base_sequence;
    std::vector<Record> records;
    std::int32_t record_bytes = 0;
    std::int32_t limit = 0;
    CompressionRatio& ratio = topic(partitions_[big.slot].tp.topic).ratio;
    if (big.record_set->compression != CompressionType::none) {
        ratio.give_up(big.record_bytes, big.record_set->size_in_bytes);
    }
    const ProducerBatch fresh{.expected = ratio};
    const auto flush = [&] {
        const BatchIndex part = new_batch(big.slot, 0, big.created);
        ProducerBatch& batch = batches_[part];
        batch.first_record = number;
        batch.record_count = static_cast<std::int32_t>(records.size());
        batch.record_bytes = record_bytes;
        batch.size_in_bytes = size_with(batch, record_bytes);
        batch.records = std::move(records);
        close(batch);
        batch.producer_id = big.producer_id;
        batch.producer_epoch = big.producer_epoch;
        batch.base_sequence = sequence;
        if (big.has_sequence()) sequence = advance(sequence, batch.record_count);
        number += static_cast<std::uint64_t>(batch.record_count);
        parts.push_back(part);
        records.clear();
        record_bytes = 0;
    };
    for (const Record& record : big.record_set->records) {
        const WallTime base = records.empty() ? record.timestamp : records.front().timestamp;
        const auto delta = static_cast<std::int32_t>(records.size());
        std::int32_t bytes = size_of(record, base, delta);
        if (!records.empty() && size_with(fresh, record_bytes) + bytes > limit) {
            flush();
            bytes = size_of(record, record.timestamp, 0);
        }
        if (records.empty()) limit = limit_for(bytes);
        record_bytes += bytes;
        records.push_back(record);
    }
    flush();
    return parts;
}

void RecordAccumulator::refresh_leaders(const ClientMetadata& metadata) {
    for (ProducerPartition& partition : partitions_) {
        partition.leader = metadata.leader(partition.tp);
    }
}

ProducerBatch& RecordAccumulator::head(PartitionSlot slot) {
    const ProducerPartition& partition = partitions_[slot];
    ProducerBatch& batch = batches_[partition.queue.front()];
    if (partition.leader.epoch > batch.leader_epoch) {
        batch.leader_epoch = partition.leader.epoch;
        if (settings_.asks_new_leader_at_once) batch.attempts_at_leader_change = batch.attempts;
    }
    return batch;
}

Instant RecordAccumulator::ready_at(PartitionSlot slot, Instant now) {
    const ProducerPartition& partition = partitions_[slot];
    if (partition.muted) return Instant::never();
    const ProducerBatch& first = head(slot);
    if (first.backing_off(now)) return first.retry_at;
    const bool full = partition.queue.size() > 1 || first.is_full();
    if (full || flushing_ || exhausted_) return Instant();
    return first.created + settings_.linger;
}

Instant RecordAccumulator::oldest_created() const {
    Instant oldest = Instant::never();
    for (const ProducerBatch& batch : batches_) {
        if (batch.record_count > 0 && !batch.done) oldest = std::min(oldest, batch.created);
    }
    return oldest;
}

void RecordAccumulator::digest(Digest& d) const {
    d.add(partitions_.size());
    for (const ProducerPartition& partition : partitions_) {
        digest_into(d, partition.tp);
        digest_into(d, partition.queue);
        digest_into(d, partition.muted);
        digest_into(d, partition.leader);
    }
    digest_into(d, records_numbered_);
    for (const auto& [name, owner] : topics_) {
        digest_into(d, name);
        digest_into(d, owner.sticky);
        if (compresses()) digest_into(d, owner.ratio);
    }
    for (const ProducerBatch& batch : batches_) batch.digest(d);
    digest_into(d, free_);
    digest_into(d, buffer_used_);
    digest_into(d, flushing_);
    digest_into(d, exhausted_);
}

void RecordAccumulator::check_invariants() const {
    std::int64_t incomplete = 0;
    std::int64_t used = 0;
    for (const ProducerBatch& batch : batches_) {
        if (batch.record_count > 0 && !batch.done) ++incomplete;
        used += batch.write_limit;
    }
    KSCOPE_CHECK(incomplete == incomplete_);
    KSCOPE_CHECK(used == buffer_used_);
    std::size_t with_queue = 0;
    for (const ProducerPartition& partition : partitions_) {
        if (!partition.queue.empty()) ++with_queue;
        for (const BatchIndex index : partition.queue) {
            const ProducerBatch& batch = batches_[index];
            KSCOPE_CHECK(batch.record_count > 0 && !batch.done && !batch.in_flight);
        }
    }
    KSCOPE_CHECK(with_queue == queued_.size());
    KSCOPE_CHECK(std::is_sorted(queued_.begin(), queued_.end()));
}

}  // namespace kscope
