// RecordAccumulator: the records that wait to be sent, as batches in one queue per partition, and
// the memory that they take. A batch leaves its queue to be sent, and comes back in the order of
// sequences if it must be sent again. It never sends and never decides on errors.
// (org.apache.kafka.clients.producer.internals.RecordAccumulator, ProducerBatch, BufferPool.)
#pragma once

#include <string>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/time.h"
#include "core/client/client_metadata.h"
#include "core/client/compression_ratio.h"
#include "core/client/partitioner.h"
#include "core/protocol/produce_messages.h"

namespace kscope {

using BatchIndex = std::uint32_t;     // place in the accumulator's batches
using PartitionSlot = std::uint32_t;  // place in the accumulator's partitions

struct ProducerBatch {
    PartitionSlot slot = 0;
    std::uint64_t first_record = 0;  // number within producer and partition, from 1
    std::int32_t record_count = 0;
    std::int32_t size_in_bytes = RecordBatch::header_bytes;  // an estimate, if it is compressed
    std::int32_t record_bytes = 0;                           // of the records, uncompressed
    CompressionRatio expected;                               // as of when it was begun
    std::int32_t write_limit = 0;                            // the buffer's size
    std::vector<Record> records;                             // until closed
    Ref<const RecordSet> record_set;                         // once closed
    WallTime base_timestamp;                                 // once closed: of the records
    WallTime max_timestamp;
    Instant created;
    Instant retry_at;  // end of the backoff after a failed attempt
    std::int32_t attempts = 0;
    LeaderEpoch leader_epoch = no_leader_epoch;
    std::int32_t attempts_at_leader_change = 0;
    ProducerId producer_id = no_producer_id;
    ProducerEpoch producer_epoch = no_producer_epoch;
    Sequence base_sequence = no_sequence;
    bool sequence_reset = false;
    bool closed = false;  // takes no more records
    bool in_flight = false;
    bool done = false;  // acknowledged or failed; may still be in flight

    // After a failed attempt a new leader is asked at once, without waiting for the backoff
    // (KAFKA-15415; not before 3.6.1).
    [[nodiscard]] bool backing_off(Instant now) const {
        return attempts > 0 && attempts != attempts_at_leader_change && now < retry_at;
    }
    [[nodiscard]] bool has_sequence() const { return base_sequence != no_sequence; }
    [[nodiscard]] bool is_full() const {
        return closed || (record_count > 0 && size_in_bytes >= write_limit);
    }
    void digest(Digest& d) const;
};

// What a partition of this producer has come to; for display and tests.
struct PartitionCounters {
    std::uint64_t sent = 0;  // records that send() took
    std::uint64_t acked = 0;
    std::uint64_t failed = 0;
    std::uint64_t retries = 0;  // batches sent again
    std::uint64_t batches_in_flight = 0;
};

struct ProducerPartition {
    TopicPartition tp;
    std::vector<BatchIndex> queue;  // first to send first
    bool muted = false;             // max.in.flight=1: one batch at a time
    LeaderAndEpoch leader;          // as of metadata_version
    PartitionCounters counters;
};

struct AccumulatorSettings {
    std::int32_t batch_size = 0;
    std::int64_t buffer_memory = 0;
    Duration linger;
    bool idempotent = false;
    Compression compression;
    KeylessPartitioner keyless = KeylessPartitioner::uniform_sticky;
    MessageFormat format = MessageFormat::v2;
    bool asks_new_leader_at_once = true;
};

class RecordAccumulator {
public:
    explicit RecordAccumulator(const AccumulatorSettings& settings) : settings_(settings) {}
    // What compresses, if the settings ask for it; outlives the accumulator.
    void set_codecs(const Codecs* codecs) { codecs_ = codecs; }

    // The slot of a partition, made if new.
    PartitionSlot slot(const TopicPartition& tp);
    // Where a record without partition and key goes; metadata must know the topic.
    PartitionIndex sticky_partition(const std::string& topic, const ClientMetadata& metadata,
                                    Rng& rng);
    void sticky_appended(const std::string& topic, PartitionSlot slot, std::int32_t bytes,
                         const ClientMetadata& metadata, Rng& rng);

    // Bytes by which its batch has grown; none if a new batch is needed and there is no memory for
    // it.
    std::optional<std::int32_t> append(PartitionSlot slot, Record record, Instant now);
    // A whole batch at once, for load generators: closed, and ready to go.
    void append_full(PartitionSlot slot, const RecordBatch& whole, Instant now);
    void reenqueue(BatchIndex batch);
    // Takes the first batch off its queue and closes it.
    BatchIndex take_first(PartitionSlot slot);
    // Takes the batch off its queue, wherever it stands there.
    void remove_from_queue(BatchIndex batch);
    // Gives its memory back. The batch itself stays until release().
    void deallocate(BatchIndex batch);
    void release(BatchIndex batch);
    // What is to go in place of a batch that is too large (KIP-126): batches for batch.size, filled
    // as any other, but outside of the buffer's memory. What the topic takes plays no part: a batch
    // that fitted into batch.size is one batch again.
    std::vector<BatchIndex> split(BatchIndex batch);

    void refresh_leaders(const ClientMetadata& metadata);

    // When a sender may take the partition's first batch; never() if it is muted.
    Instant ready_at(PartitionSlot slot, Instant now);
    // The first batch of the queue, with what is known of the leader.
    ProducerBatch& head(PartitionSlot slot);
    void set_flushing(bool flushing) { flushing_ = flushing; }
    void set_exhausted(bool exhausted) { exhausted_ = exhausted; }

    [[nodiscard]] ProducerBatch& batch(BatchIndex index) { return batches_[index]; }
    [[nodiscard]] const ProducerBatch& batch(BatchIndex index) const { return batches_[index]; }
    [[nodiscard]] ProducerPartition& partition(PartitionSlot slot) { return partitions_[slot]; }
    [[nodiscard]] const std::vector<ProducerPartition>& partitions() const { return partitions_; }
    // Slots with a queue that is not empty, ascending.
    [[nodiscard]] const std::vector<PartitionSlot>& queued() const { return queued_; }
    // The number of the record that the partition was given last.
    [[nodiscard]] std::uint64_t last_number(PartitionSlot slot) const {
        return records_numbered_[slot];
    }
    [[nodiscard]] bool has_incomplete() const { return incomplete_ > 0; }
    [[nodiscard]] std::int64_t buffer_used() const { return buffer_used_; }
    // Batches in the order of their places, those not in use included (record_count 0).
    [[nodiscard]] const std::vector<ProducerBatch>& batches() const { return batches_; }
    // No batch can expire before this, if delivery.timeout.ms is that long.
    [[nodiscard]] Instant oldest_created() const;

    void digest(Digest& d) const;
    void check_invariants() const;

private:
    struct Topic {
        std::vector<PartitionSlot> slots;  // by partition number; no_slot if never used
        StickyPartitioner sticky;
        CompressionRatio ratio;
    };
    static constexpr PartitionSlot no_slot = ~PartitionSlot{0};

    [[nodiscard]] bool compresses() const {
        return settings_.compression.type != CompressionType::none;
    }

    Topic& topic(const std::string& name);
    BatchIndex new_batch(PartitionSlot slot, std::int32_t write_limit, Instant now);
    // batch.size, but never less than the first record may need
    // (AbstractRecords.estimateSizeInBytesUpperBound).
    [[nodiscard]] std::int32_t limit_for(std::int32_t first_record) const;
    void enqueue(PartitionSlot slot, BatchIndex batch, bool first);
    void unqueue_if_empty(PartitionSlot slot);
    void close(ProducerBatch& batch);
    // What stands before the records, and a record's size.
    [[nodiscard]] std::int32_t header_bytes() const {
        return batch_overhead(settings_.format, settings_.compression.type);
    }
    [[nodiscard]] std::int32_t size_of(const Record& record, WallTime base,
                                       std::int32_t offset_delta) const {
        return record_size(settings_.format, record, base, offset_delta);
    }
    // Its size once it has so many bytes of records.
    [[nodiscard]] std::int32_t size_with(const ProducerBatch& batch, std::int32_t records) const;
    std::vector<PartitionLoad> loads(const std::string& topic, const ClientMetadata& metadata);

    AccumulatorSettings settings_;
    const Codecs* codecs_ = nullptr;
    std::vector<ProducerPartition> partitions_;
    std::vector<std::uint64_t> records_numbered_;  // by slot
    FlatMap<std::string, Topic> topics_;
    std::vector<ProducerBatch> batches_;
    std::vector<BatchIndex> free_;
    std::vector<PartitionSlot> queued_;
    std::int64_t buffer_used_ = 0;
    std::int64_t incomplete_ = 0;  // batches neither acknowledged nor failed
    bool flushing_ = false;
    bool exhausted_ = false;
};

}  // namespace kscope
