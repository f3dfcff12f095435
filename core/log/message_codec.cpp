#include "core/log/message_codec.h"

#include <algorithm>
#include <limits>

#include "core/base/byte_order.h"
#include "core/log/checksum.h"

namespace kscope {

namespace {

constexpr std::uint8_t codec_bits = 7;
constexpr std::uint8_t append_time_bit = 1 << 3;

struct MessageView {
    std::int64_t offset = 0;
    MessageFormat format = MessageFormat::v0;
    std::uint8_t attributes = 0;
    std::int64_t timestamp = -1;
    std::optional<std::string_view> key;
    std::optional<std::string_view> value;
    std::size_t size_in_bytes = 0;
};

std::optional<std::string_view> view_of(const std::optional<Bytes>& field) {
    return field ? std::optional(field->view()) : std::nullopt;
}

std::optional<Bytes> copy_of(const std::optional<std::string_view>& field) {
    return field ? std::optional(Bytes(*field)) : std::nullopt;
}

void put_field(std::string& out, const std::optional<std::string_view>& field) {
    put_big_endian(out, field ? static_cast<std::int32_t>(field->size()) : -1);
    if (field) out += *field;
}

void put_message(std::string& out, const MessageView& message) {
    std::string body;
    put_big_endian(body, static_cast<std::uint8_t>(message.format));
    put_big_endian(body, message.attributes);
    if (message.format == MessageFormat::v1) put_big_endian(body, message.timestamp);
    put_field(body, message.key);
    put_field(body, message.value);
    put_big_endian(out, message.offset);
    put_big_endian(out, static_cast<std::int32_t>(sizeof(std::uint32_t) + body.size()));
    put_big_endian(out, crc32(body));
    out += body;
}

// LegacyRecord.computeAttributes
std::uint8_t attributes_of(MessageFormat format, CompressionType compression, TimestampType type) {
    const bool append_time = format == MessageFormat::v1 && type == TimestampType::log_append_time;
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(compression) |
                                     (append_time ? append_time_bit : 0));
}

std::optional<std::string_view> read_field(ByteReader& in) {
    const auto size = in.get<std::int32_t>();
    if (size == -1) return std::nullopt;
    return in.take(size);
}

// None: it is torn, or its CRC is wrong, or it is of another format.
std::optional<MessageView> read_message(std::string_view bytes) {
    ByteReader in(bytes);
    MessageView message;
    message.offset = in.get<std::int64_t>();
    const std::string_view checked = in.take(in.get<std::int32_t>());
    message.size_in_bytes = in.position();
    ByteReader body(checked);
    const auto crc = body.get<std::uint32_t>();
    if (!in.ok() || !body.ok() || crc != crc32(body.rest())) return std::nullopt;
    const auto magic = body.get<std::uint8_t>();
    if (magic > 1) return std::nullopt;
    message.format = static_cast<MessageFormat>(magic);
    message.attributes = body.get<std::uint8_t>();
    if (message.format == MessageFormat::v1) message.timestamp = body.get<std::int64_t>();
    message.key = read_field(body);
    message.value = read_field(body);
    if (!body.ok() || body.unread() > 0) return std::nullopt;
    if (!WallTime::holds_millis(message.timestamp)) return std::nullopt;
    return message;
}

Record record_of(const MessageView& message) {
    return {
        WallTime::from_millis(message.timestamp), copy_of(message.key), copy_of(message.value), {}};
}

// What a wrapper holds, with offsets as they stand there; empty if anything is wrong with it.
struct InnerMessages {
    std::vector<Record> records;
    std::vector<std::int64_t> offsets;  // rising, from 0 or above
};

InnerMessages read_inner(std::string_view bytes) {
    InnerMessages inner;
    while (!bytes.empty()) {
        const auto message = read_message(bytes);
        if (!message || (message->attributes & codec_bits) != 0) return {};
        if (message->offset < 0) return {};
        if (!inner.offsets.empty() && message->offset <= inner.offsets.back()) return {};
        inner.offsets.push_back(message->offset);
        inner.records.push_back(record_of(*message));
        bytes.remove_prefix(message->size_in_bytes);
    }
    return inner;
}

// What is to be added to the offsets inside; none if they do not fit to the wrapper's. Some
// producers leave that at 0.
std::optional<std::int64_t> inner_base(const MessageView& wrapper, std::int64_t last_inner) {
    if (wrapper.offset == 0) return 0;
    const std::int64_t base = wrapper.offset - last_inner;
    if (wrapper.format == MessageFormat::v0) return base == 0 ? std::optional(base) : std::nullopt;
    return base >= 0 ? std::optional(base) : std::nullopt;
}

DecodedBatch decoded(RecordBatch batch, const MessageView& message) {
    batch.base_timestamp = batch.records().front().timestamp;
    batch.max_timestamp = WallTime::from_millis(message.timestamp);
    if ((message.attributes & append_time_bit) != 0) {
        batch.timestamp_type = TimestampType::log_append_time;
    }
    return {ErrorCode::none, Ref<const RecordBatch>(make_ref<RecordBatch>(std::move(batch))),
            message.size_in_bytes};
}

DecodedBatch decode_wrapper(const MessageView& wrapper, CompressionType type,
                            const Codecs* codecs) {
    const DecodedBatch damaged{ErrorCode::corrupt_message, {}, 0};
    if (wrapper.key || !wrapper.value) return damaged;
    const Codec codec = codecs == nullptr ? Codec{} : codecs->of(type);
    if (codec.decompress == nullptr || type == CompressionType::zstd) {
        return {ErrorCode::unsupported_compression_type, {}, 0};
    }
    const std::string_view packed = *wrapper.value;
    const auto plain = codec.decompress(packed, most_unpacked(packed.size()));
    if (!plain) return damaged;
    InnerMessages inner = read_inner(*plain);
    if (inner.records.empty()) return damaged;
    const std::int64_t first = inner.offsets.front();
    const std::int64_t range = inner.offsets.back() - first;
    const auto base = inner_base(wrapper, inner.offsets.back());
    if (!base || range > std::numeric_limits<std::int32_t>::max()) return damaged;
    std::vector<std::int32_t> deltas;
    for (const std::int64_t offset : inner.offsets) {
        deltas.push_back(static_cast<std::int32_t>(offset - first));
    }
    RecordBatch batch;
    batch.base_offset = Offset(*base + first);
    const auto last_delta = static_cast<std::int32_t>(range);
    const auto set = make_thinned_set(std::move(inner.records), std::move(deltas), last_delta,
                                      WallTime(), wrapper.format);
    batch.record_set = make_packed_set(*set, type, Bytes(packed));
    return decoded(std::move(batch), wrapper);
}

}  // namespace

std::string encode_inner_messages(const RecordSet& set, Offset first, TimestampType type) {
    const std::uint8_t attributes = attributes_of(set.format, CompressionType::none, type);
    std::string bytes;
    for (std::size_t i = 0; i < set.records.size(); ++i) {
        const Record& record = set.records[i];
        put_message(bytes, {first.value() + set.offset_delta(i), set.format, attributes,
                            record.timestamp.millis(), view_of(record.key), view_of(record.value)});
    }
    return bytes;
}

std::string encode_messages(const RecordBatch& batch) {
    const RecordSet& set = *batch.record_set;
    if (set.compression == CompressionType::none) {
        return encode_inner_messages(set, batch.base_offset, batch.timestamp_type);
    }
    std::string bytes;
    put_message(bytes, {batch.last_offset().value(), set.format,
                        attributes_of(set.format, set.compression, batch.timestamp_type),
                        batch.max_timestamp.millis(), std::nullopt, set.compressed.view()});
    return bytes;
}

DecodedBatch decode_message(std::string_view bytes, const Codecs* codecs) {
    const std::optional<MessageView> message = read_message(bytes);
    if (!message) return {ErrorCode::corrupt_message, {}, 0};
    const bool v1 = message->format == MessageFormat::v1;
    const int known = v1 ? codec_bits | append_time_bit : codec_bits;
    if ((message->attributes & ~known) != 0) return {ErrorCode::invalid_record, {}, 0};
    const std::size_t type = message->attributes & codec_bits;
    if (type >= compression_types) return {ErrorCode::unsupported_compression_type, {}, 0};
    if (type != 0) return decode_wrapper(*message, static_cast<CompressionType>(type), codecs);
    RecordBatch batch;
    batch.base_offset = Offset(message->offset);
    batch.record_set = make_record_set({record_of(*message)}, message->format);
    return decoded(std::move(batch), *message);
}

Ref<const RecordBatch> joined_messages(const std::vector<Ref<const RecordBatch>>& messages) {
    std::vector<Record> records;
    for (const Ref<const RecordBatch>& message : messages) {
        const bool follows =
            message->base_offset == Offset(static_cast<std::int64_t>(records.size()));
        const bool plain = message->record_set->compression == CompressionType::none;
        const bool alike = message->format() == messages.front()->format();
        if (message->format() == MessageFormat::v2 || !plain || !alike || !follows) return {};
        records.push_back(message->records().front());
    }
    if (records.empty()) return {};
    const MessageFormat format = messages.front()->format();
    return make_ref<RecordBatch>(make_batch(make_record_set(std::move(records), format)));
}

}  // namespace kscope
