// The header of any batch that a .log file may hold: record batches of format v2
// (DefaultRecordBatch) and messages of formats v0 and v1 (LegacyRecord; a compressed one wraps
// others). Unlike batch_codec.h, which makes batches for a log, this only looks: compressed,
// transactional and control batches included, whoever wrote them. Nothing is trusted: the caller
// gives as many bytes as `size_in_bytes()` of the frame says.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/compression.h"

namespace kscope {

// The first 17 bytes, common to all formats: enough to know where the batch ends.
struct BatchFrame {
    static constexpr std::size_t bytes = 17;          // HEADER_SIZE_UP_TO_MAGIC
    static constexpr std::size_t log_overhead = 12;   // offset and length
    static constexpr std::int32_t least_length = 14;  // LegacyRecord.RECORD_OVERHEAD_V0

    std::int64_t offset = 0;
    std::int32_t length = 0;  // of what follows it
    std::int8_t magic = 0;

    [[nodiscard]] std::int64_t size_in_bytes() const {
        return static_cast<std::int64_t>(log_overhead) + length;
    }
};
// `bytes` are BatchFrame::bytes at least.
BatchFrame read_batch_frame(std::string_view bytes);

struct BatchHeader {
    std::int64_t base_offset = 0;  // v0, v1: the message's own; of a compressed one, its last
    std::int64_t last_offset = 0;
    std::int64_t size_in_bytes = 0;
    std::int8_t magic = 0;
    std::uint32_t crc = 0;
    std::uint8_t attributes = 0;
    std::int64_t max_timestamp = -1;
    // From here on v2 alone has it.
    std::int32_t partition_leader_epoch = -1;
    std::int64_t base_timestamp = -1;
    std::int64_t producer_id = -1;
    std::int16_t producer_epoch = -1;
    std::int32_t base_sequence = -1;
    std::int32_t record_count = 0;

    [[nodiscard]] std::optional<CompressionType> compression() const;  // none: an unknown one
    [[nodiscard]] bool log_append_time() const { return (attributes & 0x08) != 0; }
    [[nodiscard]] bool is_transactional() const { return magic >= 2 && (attributes & 0x10) != 0; }
    [[nodiscard]] bool is_control() const { return magic >= 2 && (attributes & 0x20) != 0; }
    [[nodiscard]] bool has_delete_horizon() const { return magic >= 2 && (attributes & 0x40) != 0; }
    [[nodiscard]] std::int32_t last_sequence() const;
};

// None if the bytes are fewer than a header of this magic takes, or the magic is unknown.
std::optional<BatchHeader> read_batch_header(std::string_view batch);
// Of a whole batch: CRC-32C from the attributes on, or in v0 and v1 CRC-32 from the magic on.
std::uint32_t computed_crc(std::string_view batch);

// The sequence that is `count` later (or earlier, if negative); 2^31-1 is followed by 0.
std::int32_t advance_sequence(std::int32_t sequence, std::int64_t count);

}  // namespace kscope
