#include "core/protocol/record_batch.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace kscope {

namespace {

// Size of a zig-zag varint (org.apache.kafka.common.utils.ByteUtils.sizeOfVarlong).
std::int32_t varint_size(std::int64_t value) {
    auto zigzag =
        (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
    std::int32_t bytes = 1;
    for (; zigzag >= 0x80; zigzag >>= 7) ++bytes;
    return bytes;
}

std::int32_t field_size(const std::optional<Bytes>& field) {
    if (!field) return varint_size(-1);
    const auto n = static_cast<std::int32_t>(field->size());
    return varint_size(n) + n;
}

std::int32_t message_size(const Record& record, MessageFormat format) {
    const std::size_t key = record.key ? record.key->size() : 0;
    const std::size_t value = record.value ? record.value->size() : 0;
    return message_overhead(format) + static_cast<std::int32_t>(key + value);
}

void fit_into(MessageFormat format, std::vector<Record>& records) {
    if (format == MessageFormat::v2) return;
    for (Record& record : records) {
        record.headers.clear();
        if (format == MessageFormat::v0) record.timestamp = WallTime::from_millis(-1);
    }
}

}  // namespace

std::int32_t record_size(const Record& record, WallTime base, std::int32_t offset_delta) {
    std::int32_t body = 1 + varint_size(record.timestamp.millis() - base.millis()) +
                        varint_size(offset_delta) + field_size(record.key) +
                        field_size(record.value) +
                        varint_size(static_cast<std::int64_t>(record.headers.size()));
    for (const RecordHeader& header : record.headers) {
        const auto n = static_cast<std::int32_t>(header.key.size());
        body += varint_size(n) + n + field_size(header.value);
    }
    return varint_size(body) + body;
}

std::int32_t record_size(MessageFormat format, const Record& record, WallTime base,
                         std::int32_t offset_delta) {
    return format == MessageFormat::v2 ? record_size(record, base, offset_delta)
                                       : message_size(record, format);
}

std::size_t RecordSet::records_below(std::int64_t delta) const {
    if (offset_deltas.empty()) {
        const auto count = static_cast<std::int64_t>(records.size());
        return static_cast<std::size_t>(std::clamp<std::int64_t>(delta, 0, count));
    }
    const auto at = std::lower_bound(offset_deltas.begin(), offset_deltas.end(), delta);
    return static_cast<std::size_t>(at - offset_deltas.begin());
}

Sequence advance(Sequence sequence, std::int32_t count) {
    constexpr std::int64_t last = std::numeric_limits<std::int32_t>::max();  // 31 bits, all set
    return Sequence(static_cast<std::int32_t>((std::int64_t{sequence.value()} + count) & last));
}

Sequence RecordBatch::last_sequence() const {
    return base_sequence == no_sequence ? no_sequence
                                        : advance(base_sequence, record_set->last_offset_delta);
}

Hash128 RecordBatch::hash_fields() const {
    Digest digest;
    visit([&digest](const char*, const auto& field) { digest_into(digest, field); });
    return digest.value();
}

Ref<const RecordBatch> RecordBatch::stamped(Offset base, LeaderEpoch epoch) const {
    auto copy = make_ref<RecordBatch>(*this);
    copy->base_offset = base;
    copy->partition_leader_epoch = epoch;
    return copy;
}

Ref<const RecordSet> make_record_set(std::vector<Record> records, MessageFormat format) {
    KSCOPE_CHECK(!records.empty(), "a batch without records");
    fit_into(format, records);
    auto set = make_ref<RecordSet>();
    set->format = format;
    Digest digest;
    digest_into(digest, records);
    set->digest = digest.value();
    std::int32_t delta = 0;
    for (const Record& record : records) {
        set->size_in_bytes += record_size(format, record, records.front().timestamp, delta++);
    }
    set->last_offset_delta = delta - 1;
    set->records = std::move(records);
    return set;
}

Ref<const RecordSet> make_thinned_set(std::vector<Record> records,
                                      std::vector<std::int32_t> offset_deltas,
                                      std::int32_t last_offset_delta, WallTime base_timestamp,
                                      MessageFormat format) {
    KSCOPE_CHECK(records.size() == offset_deltas.size(), "each record has its offset");
    fit_into(format, records);
    auto set = make_ref<RecordSet>();
    set->format = format;
    Digest digest;
    digest_into(digest, records);
    const auto count = static_cast<std::int32_t>(records.size());
    if (count == last_offset_delta + 1) {
        offset_deltas.clear();
    } else {
        digest_into(digest, offset_deltas);
        digest_into(digest, last_offset_delta);
    }
    set->digest = digest.value();
    set->offset_deltas = std::move(offset_deltas);
    set->last_offset_delta = last_offset_delta;
    for (std::size_t i = 0; i < records.size(); ++i) {
        set->size_in_bytes += record_size(format, records[i], base_timestamp, set->offset_delta(i));
    }
    set->records = std::move(records);
    return set;
}

Ref<const RecordSet> make_packed_set(const RecordSet& plain, CompressionType type,
                                     Bytes compressed) {
    auto set = make_ref<RecordSet>(plain);
    Digest digest;
    digest_into(digest, plain.digest);
    digest_into(digest, type);
    digest_into(digest, compressed);
    set->digest = digest.value();
    set->size_in_bytes = static_cast<std::int32_t>(compressed.size());
    set->compression = type;
    set->compressed = std::move(compressed);
    return set;
}

RecordBatch make_batch(Ref<const RecordSet> records) {
    RecordBatch batch;
    batch.base_timestamp = records->records.front().timestamp;
    batch.max_timestamp = batch.base_timestamp;
    for (const Record& record : records->records) {
        batch.max_timestamp = std::max(batch.max_timestamp, record.timestamp);
    }
    batch.record_set = std::move(records);
    return batch;
}

}  // namespace kscope
