#include "core/log/batch_codec.h"

#include <algorithm>
#include <limits>

#include "core/base/byte_order.h"
#include "core/log/checksum.h"
#include "core/log/message_codec.h"

namespace kscope {

namespace {

constexpr std::size_t length_at = 8;      // the length counts what follows it
constexpr std::size_t log_overhead = 12;  // base offset and length
constexpr std::size_t magic_at = 16;
constexpr std::size_t crc_at = 17;
constexpr std::size_t attributes_at = 21;
constexpr std::size_t last_offset_delta_at = 23;
constexpr std::uint16_t compression_bits = 7;
constexpr std::uint16_t log_append_time_bit = 1 << 3;
constexpr std::uint16_t delete_horizon_bit = 1 << 6;

void put_sized(std::string& out, std::string_view bytes) {
    put_varint(out, static_cast<std::int64_t>(bytes.size()));
    out += bytes;
}

void put_nullable(std::string& out, const std::optional<Bytes>& bytes) {
    if (bytes) {
        put_sized(out, bytes->view());
    } else {
        put_varint(out, -1);
    }
}

std::optional<Bytes> nullable_field(ByteReader& in) {
    const std::int64_t size = in.varint();
    if (size == -1) return std::nullopt;
    return Bytes(in.take(size));
}

void write_record(const Record& record, WallTime base, std::int64_t offset_delta,
                  std::string& out) {
    std::string body;
    put_big_endian(body, std::uint8_t{0});  // attributes: none are defined
    put_varint(body, record.timestamp.millis() - base.millis());
    put_varint(body, offset_delta);
    put_nullable(body, record.key);
    put_nullable(body, record.value);
    put_varint(body, static_cast<std::int64_t>(record.headers.size()));
    for (const RecordHeader& h : record.headers) {
        put_sized(body, h.key);
        put_nullable(body, h.value);
    }
    put_sized(out, body);
}

// `delta`: that of the record before, then its own.
std::optional<Record> read_record(std::string_view bytes, WallTime base, std::int32_t last_delta,
                                  std::int32_t& delta) {
    ByteReader in(bytes);
    Record record;
    in.get<std::uint8_t>();
    const std::int64_t after_base = in.varint();
    if (!WallTime::holds_millis(after_base) ||
        !WallTime::holds_millis(base.millis() + after_base)) {
        return std::nullopt;
    }
    record.timestamp = WallTime::from_millis(base.millis() + after_base);
    const std::int64_t own_delta = in.varint();
    if (own_delta <= delta || own_delta > last_delta) return std::nullopt;
    delta = static_cast<std::int32_t>(own_delta);
    record.key = nullable_field(in);
    record.value = nullable_field(in);
    const std::int64_t headers = in.varint();
    for (std::int64_t i = 0; i < headers && in.ok(); ++i) {
        RecordHeader& h = record.headers.emplace_back();
        h.key = in.take(in.varint());
        h.value = nullable_field(in);
    }
    if (headers < 0 || !in.ok() || in.unread() > 0) return std::nullopt;
    return record;
}

bool is_message(std::string_view bytes) {
    return bytes.size() > magic_at && (bytes[magic_at] == 0 || bytes[magic_at] == 1);
}

std::size_t least_size(std::string_view bytes) {
    return static_cast<std::size_t>(
        is_message(bytes) ? message_overhead(static_cast<MessageFormat>(bytes[magic_at]))
                          : RecordBatch::header_bytes);
}

DecodedBatch refused(ErrorCode error) { return {error, {}, 0}; }
DecodedBatch corrupt() { return refused(ErrorCode::corrupt_message); }

// Null: they are damaged.
Ref<const RecordSet> read_records(std::string_view bytes, WallTime base, std::int32_t count,
                                  std::int32_t last_delta) {
    ByteReader in(bytes);
    std::vector<Record> records;
    std::vector<std::int32_t> deltas;
    std::int32_t delta = -1;
    for (std::int32_t i = 0; i < count; ++i) {
        auto record = read_record(in.take(in.varint()), base, last_delta, delta);
        if (!record || !in.ok()) return {};
        records.push_back(std::move(*record));
        deltas.push_back(delta);
    }
    if (in.unread() > 0) return {};
    return make_thinned_set(std::move(records), std::move(deltas), last_delta, base);
}

}  // namespace

std::string encode_records(const RecordSet& set, WallTime base) {
    std::string out;
    for (std::size_t i = 0; i < set.records.size(); ++i) {
        write_record(set.records[i], base, set.offset_delta(i), out);
    }
    return out;
}

std::string encode_batch(const RecordBatch& batch) {
    if (batch.format() != MessageFormat::v2) return encode_messages(batch);
    std::string tail;
    const bool append_time = batch.timestamp_type == TimestampType::log_append_time;
    const RecordSet& set = *batch.record_set;
    put_big_endian(tail,
                   static_cast<std::uint16_t>(static_cast<std::uint16_t>(set.compression) |
                                              (append_time ? log_append_time_bit : 0) |
                                              (batch.has_delete_horizon ? delete_horizon_bit : 0)));
    put_big_endian(tail, set.last_offset_delta);
    put_big_endian(tail, batch.base_timestamp.millis());
    put_big_endian(tail, batch.max_timestamp.millis());
    put_big_endian(tail, batch.producer_id.value());
    put_big_endian(tail, batch.producer_epoch.value());
    put_big_endian(tail, batch.base_sequence.value());
    put_big_endian(tail, batch.record_count());
    if (set.compression == CompressionType::none) {
        tail += encode_records(set, batch.base_timestamp);
    } else {
        tail += set.compressed.view();
    }
    std::string out;
    put_big_endian(out, batch.base_offset.value());
    put_big_endian(out, static_cast<std::int32_t>(attributes_at - log_overhead + tail.size()));
    put_big_endian(out, batch.partition_leader_epoch.value());
    put_big_endian(out, std::uint8_t{2});  // magic
    put_big_endian(out, crc32c(tail));
    return out + tail;
}

DecodedBatch decode_batch(std::string_view bytes, const Codecs* codecs) {
    const std::optional<std::size_t> claimed = claimed_batch_size(bytes);
    if (!claimed) return corrupt();
    const std::size_t size = *claimed;
    bytes = bytes.substr(0, size);
    if (is_message(bytes)) return decode_message(bytes, codecs);
    if (bytes[magic_at] != 2) return corrupt();
    ByteReader stored_crc(bytes, crc_at);
    if (stored_crc.get<std::uint32_t>() != crc32c(bytes.substr(attributes_at))) return corrupt();

    ByteReader in(bytes);
    RecordBatch batch;
    batch.base_offset = Offset(in.get<std::int64_t>());
    in.take(4);
    batch.partition_leader_epoch = LeaderEpoch(in.get<std::int32_t>());
    in.take(attributes_at - magic_at);
    const auto attributes = in.get<std::uint16_t>();
    constexpr std::uint16_t known = compression_bits | log_append_time_bit | delete_horizon_bit;
    if ((attributes & ~known) != 0) return refused(ErrorCode::invalid_record);
    const std::size_t type = attributes & compression_bits;
    if (type >= compression_types) return refused(ErrorCode::unsupported_compression_type);
    if ((attributes & log_append_time_bit) != 0) {
        batch.timestamp_type = TimestampType::log_append_time;
    }
    batch.has_delete_horizon = (attributes & delete_horizon_bit) != 0;
    const auto last_delta = in.get<std::int32_t>();
    const auto base_millis = in.get<std::int64_t>();
    const auto max_millis = in.get<std::int64_t>();
    if (!WallTime::holds_millis(base_millis) || !WallTime::holds_millis(max_millis))
        return corrupt();
    batch.base_timestamp = WallTime::from_millis(base_millis);
    batch.max_timestamp = WallTime::from_millis(max_millis);
    batch.producer_id = ProducerId(in.get<std::int64_t>());
    batch.producer_epoch = ProducerEpoch(in.get<std::int16_t>());
    batch.base_sequence = Sequence(in.get<std::int32_t>());
    const auto count = in.get<std::int32_t>();
    if (count < 0 || last_delta < 0 || last_delta < count - 1) return corrupt();
    const std::string_view stored = in.rest();
    const auto compression = static_cast<CompressionType>(type);
    if (compression == CompressionType::none) {
        batch.record_set = read_records(stored, batch.base_timestamp, count, last_delta);
    } else {
        const Codec codec = codecs == nullptr ? Codec{} : codecs->of(compression);
        if (codec.decompress == nullptr) return refused(ErrorCode::unsupported_compression_type);
        const auto plain = codec.decompress(stored, most_unpacked(stored.size()));
        if (!plain) return corrupt();
        const auto records = read_records(*plain, batch.base_timestamp, count, last_delta);
        if (records) batch.record_set = make_packed_set(*records, compression, Bytes(stored));
    }
    if (!batch.record_set) return corrupt();
    return {ErrorCode::none, Ref<const RecordBatch>(make_ref<RecordBatch>(std::move(batch))), size};
}

std::optional<Offset> peek_next_offset(std::string_view bytes) {
    const bool message = is_message(bytes);
    if (!message && bytes.size() < last_offset_delta_at + 4) return std::nullopt;
    ByteReader base(bytes);
    ByteReader delta(bytes, message ? bytes.size() : last_offset_delta_at);
    const auto base_offset = base.get<std::int64_t>();
    const std::int32_t last_delta = message ? 0 : delta.get<std::int32_t>();
    if (base_offset < 0 || last_delta < 0 ||
        base_offset > std::numeric_limits<std::int64_t>::max() - last_delta - 1) {
        return std::nullopt;
    }
    return Offset(base_offset + last_delta + 1);
}

std::optional<std::size_t> claimed_batch_size(std::string_view bytes) {
    const std::size_t least = least_size(bytes);
    if (bytes.size() < least) return std::nullopt;
    ByteReader length(bytes, length_at);
    const auto after_length = length.get<std::int32_t>();
    const auto size = static_cast<std::size_t>(std::max(after_length, 0)) + log_overhead;
    if (size < least || size > bytes.size()) return std::nullopt;
    return size;
}

}  // namespace kscope
