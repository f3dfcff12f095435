// Records and record batches (KIP-98; org.apache.kafka.common.record.DefaultRecordBatch). A batch
// is immutable. The leader that appends one makes a stamped copy with base offset and leader epoch,
// which shares the records; those two fields are outside the CRC, as in Kafka.
//
// A producer's batch has a record for each of its offsets. The log cleaner leaves batches with
// fewer, even with none; they keep their range of offsets and of sequence numbers.
//
// In formats v0 and v1 a batch of a log is one message: a plain one, or one that wraps compressed
// ones (AbstractLegacyRecordBatch). A producer's is a message set of any number. It has no producer
// and no headers, in v0 no timestamps (-1), and what its records do not tell it does not have: the
// base timestamp is the first record's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/compression.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/message_format.h"
#include "core/base/ref.h"
#include "core/base/time.h"

namespace kscope {

struct RecordHeader {
    std::string key;
    std::optional<Bytes> value;
    friend bool operator==(const RecordHeader&, const RecordHeader&) = default;
    template <class V>
    void visit(V&& v) const {
        v("key", key);
        v("value", value);
    }
};

struct Record {
    WallTime timestamp;  // CreateTime, whole milliseconds on the wire
    std::optional<Bytes> key;
    std::optional<Bytes> value;  // null is a tombstone
    std::vector<RecordHeader> headers;
    friend bool operator==(const Record&, const Record&) = default;
    template <class V>
    void visit(V&& v) const {
        v("timestamp", timestamp);
        v("key", key);
        v("value", value);
        v("headers", headers);
    }
};

// The records of a batch with what is derived from them once.
struct RecordSet : RefCounted {
    std::vector<Record> records;
    // Of each record, counted from the batch's base offset; empty: 0, 1, 2, and so on.
    std::vector<std::int32_t> offset_deltas;
    std::int32_t last_offset_delta = 0;  // the batch's; the record there may have been cleaned away
    Hash128 digest;                      // of the records and their offsets
    std::int32_t size_in_bytes = 0;      // encoded (and compressed), without the batch header
    MessageFormat format = MessageFormat::v2;
    CompressionType compression = CompressionType::none;
    Bytes compressed;  // what stands after the header, if it is compressed

    [[nodiscard]] std::int32_t header_bytes() const { return batch_overhead(format, compression); }

    [[nodiscard]] std::int32_t offset_delta(std::size_t record) const {
        return offset_deltas.empty() ? static_cast<std::int32_t>(record) : offset_deltas[record];
    }
    // How many records have a smaller delta.
    [[nodiscard]] std::size_t records_below(std::int64_t delta) const;
};

enum class TimestampType : std::uint8_t { create_time, log_append_time };

struct RecordBatch : RefCounted {
    static constexpr std::int32_t header_bytes = batch_overhead(MessageFormat::v2, {});  // 61

    // What each read of a log looks at stands first.
    // In v0 and v1 the simulation's own knowledge, for windows and laws; see stored_epoch().
    LeaderEpoch partition_leader_epoch = no_leader_epoch;
    Offset base_offset{0};
    Ref<const RecordSet> record_set;  // never null
    TimestampType timestamp_type = TimestampType::create_time;
    // The cleaner has seen a tombstone here, and base_timestamp is when it may go (KIP-534).
    bool has_delete_horizon = false;
    ProducerEpoch producer_epoch = no_producer_epoch;
    Sequence base_sequence = no_sequence;
    ProducerId producer_id = no_producer_id;
    WallTime base_timestamp;  // what the records' timestamps are written relative to
    WallTime max_timestamp;
    HashOnce hash;  // see content_hash()

    [[nodiscard]] MessageFormat format() const { return record_set->format; }
    // What a broker or client can know: only v2 has it.
    [[nodiscard]] LeaderEpoch stored_epoch() const {
        return format() == MessageFormat::v2 ? partition_leader_epoch : no_leader_epoch;
    }
    [[nodiscard]] const std::vector<Record>& records() const { return record_set->records; }
    [[nodiscard]] std::int32_t record_count() const {
        return static_cast<std::int32_t>(record_set->records.size());
    }
    // The last of its offsets, and the one after that.
    [[nodiscard]] Offset last_offset() const { return base_offset + record_set->last_offset_delta; }
    [[nodiscard]] Offset next_offset() const { return last_offset() + 1; }
    [[nodiscard]] Offset offset_of(std::size_t record) const {
        return base_offset + record_set->offset_delta(record);
    }
    // Each offset has its record: no cleaner was here.
    [[nodiscard]] bool is_whole() const {
        return record_count() == record_set->last_offset_delta + 1 && !has_delete_horizon;
    }
    [[nodiscard]] Sequence last_sequence() const;  // wraps at 2^31-1; no_sequence stays
    [[nodiscard]] bool has_producer_id() const { return producer_id != no_producer_id; }
    [[nodiscard]] std::int32_t size_in_bytes() const {
        return record_set->header_bytes() + record_set->size_in_bytes;
    }
    // Of all fields that visit() names. A batch goes into several messages and logs.
    [[nodiscard]] const Hash128& content_hash() const {
        return hash.get([this] { return hash_fields(); });
    }
    // The copy that a leader writes: same records, its offset and epoch.
    [[nodiscard]] Ref<const RecordBatch> stamped(Offset base, LeaderEpoch epoch) const;

    template <class V>
    void visit(V&& v) const {
        v("base_offset", base_offset);
        v("partition_leader_epoch", stored_epoch());
        v("timestamp_type", timestamp_type);
        v("base_timestamp", base_timestamp);
        v("max_timestamp", max_timestamp);
        if (has_delete_horizon) v("has_delete_horizon", has_delete_horizon);
        v("producer_id", producer_id);
        v("producer_epoch", producer_epoch);
        v("base_sequence", base_sequence);
        v("record_digest", record_set->digest);
        if (format() != MessageFormat::v2) v("format", format());
    }

private:
    [[nodiscard]] Hash128 hash_fields() const;
};

// Encoded size of one record within a batch (DefaultRecord.sizeInBytes).
std::int32_t record_size(const Record& record, WallTime base, std::int32_t offset_delta);
// The same in any format: a plain message in v0 and v1 (LegacyRecord.recordSize and LOG_OVERHEAD).
std::int32_t record_size(MessageFormat format, const Record& record, WallTime base,
                         std::int32_t offset_delta);
// Builds the shared part: computes size and digest, and drops what the format has no place for.
// Records must not be empty.
Ref<const RecordSet> make_record_set(std::vector<Record> records,
                                     MessageFormat format = MessageFormat::v2);
// What is left of a batch: records with the offset deltas that they had, rising; there may be none.
Ref<const RecordSet> make_thinned_set(std::vector<Record> records,
                                      std::vector<std::int32_t> offset_deltas,
                                      std::int32_t last_offset_delta, WallTime base_timestamp,
                                      MessageFormat format = MessageFormat::v2);
// The same records, whose encoded form was compressed to these bytes.
Ref<const RecordSet> make_packed_set(const RecordSet& plain, CompressionType type,
                                     Bytes compressed);
// A batch without producer identity, base offset 0; timestamps from the records.
RecordBatch make_batch(Ref<const RecordSet> records);
// Sequence arithmetic of Kafka: 2^31-1 is followed by 0.
Sequence advance(Sequence sequence, std::int32_t count);

}  // namespace kscope
