#include "core/log/format/batch_header.h"

#include "core/base/byte_order.h"
#include "core/log/checksum.h"

namespace kscope {

namespace {

constexpr std::size_t attributes_place = 21;
constexpr std::size_t least_v2 = 61;
constexpr std::size_t least_v0 = 26;
constexpr std::size_t least_v1 = 34;
constexpr std::size_t legacy_magic_place = 16;

// Offsets that a damaged header claims may be anything: they wrap, as Java's do.
std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

BatchHeader read_v2(ByteReader& in, BatchHeader header) {
    header.partition_leader_epoch = in.get<std::int32_t>();
    in.take(1);
    header.crc = in.get<std::uint32_t>();
    header.attributes = static_cast<std::uint8_t>(in.get<std::uint16_t>());
    header.last_offset = wrapping_sum(header.base_offset, in.get<std::int32_t>());
    header.base_timestamp = in.get<std::int64_t>();
    header.max_timestamp = in.get<std::int64_t>();
    header.producer_id = in.get<std::int64_t>();
    header.producer_epoch = in.get<std::int16_t>();
    header.base_sequence = in.get<std::int32_t>();
    header.record_count = in.get<std::int32_t>();
    return header;
}

BatchHeader read_legacy(ByteReader& in, BatchHeader header) {
    header.crc = in.get<std::uint32_t>();
    in.take(1);
    header.attributes = in.get<std::uint8_t>();
    header.last_offset = header.base_offset;
    if (header.magic == 1) header.max_timestamp = in.get<std::int64_t>();
    header.record_count = 1;
    return header;
}

}  // namespace

BatchFrame read_batch_frame(std::string_view bytes) {
    ByteReader in(bytes);
    BatchFrame frame;
    frame.offset = in.get<std::int64_t>();
    frame.length = in.get<std::int32_t>();
    in.take(4);
    frame.magic = in.get<std::int8_t>();
    return frame;
}

std::optional<CompressionType> BatchHeader::compression() const {
    const std::size_t id = attributes & 0x07;
    if (id >= compression_types) return std::nullopt;
    return static_cast<CompressionType>(id);
}

std::int32_t BatchHeader::last_sequence() const {
    return base_sequence == -1 ? -1 : advance_sequence(base_sequence, last_offset - base_offset);
}

std::optional<BatchHeader> read_batch_header(std::string_view batch) {
    if (batch.size() < BatchFrame::bytes) return std::nullopt;
    const BatchFrame frame = read_batch_frame(batch);
    if (frame.magic < 0 || frame.magic > 2) return std::nullopt;
    const std::size_t least = frame.magic == 2 ? least_v2 : frame.magic == 1 ? least_v1 : least_v0;
    if (batch.size() < least) return std::nullopt;
    BatchHeader header;
    header.base_offset = frame.offset;
    header.size_in_bytes = frame.size_in_bytes();
    header.magic = frame.magic;
    ByteReader in(batch, BatchFrame::log_overhead);
    return frame.magic == 2 ? read_v2(in, header) : read_legacy(in, header);
}

std::uint32_t computed_crc(std::string_view batch) {
    const bool v2 = batch.size() > legacy_magic_place && batch[legacy_magic_place] == 2;
    const std::size_t from = v2 ? attributes_place : legacy_magic_place;
    if (batch.size() < from) return 0;
    return v2 ? crc32c(batch.substr(from)) : crc32(batch.substr(from));
}

std::int32_t advance_sequence(std::int32_t sequence, std::int64_t count) {
    constexpr std::int64_t last = 0x7fffffff;  // 31 bits, all set
    return static_cast<std::int32_t>(wrapping_sum(sequence, count) & last);
}

}  // namespace kscope
