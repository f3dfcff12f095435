// Record batches as real bytes. Format v2: DefaultRecordBatch's 61-byte header and DefaultRecord's
// varint fields, compressed or not, CRC-32C over everything from the attributes on; v0 and v1: as
// message_codec.h has them. It is used
// where bytes matter (torn writes, bit rot, --disks, --wire); elsewhere batches travel as
// references. Bad bytes are an error value, never a failed check: a disk may hold anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"

namespace kscope {

std::string encode_batch(const RecordBatch& batch);
// The records of v2 alone, not compressed; their times are relative to the batch's.
std::string encode_records(const RecordSet& set, WallTime base);

struct DecodedBatch {
    // corrupt_message: torn, or a wrong CRC; unsupported_compression_type: no codec for it.
    ErrorCode error = ErrorCode::none;
    Ref<const RecordBatch> batch;   // null on error
    std::size_t size_in_bytes = 0;  // how many of the bytes it took
};
// `codecs` may be null: then compressed batches are refused.
DecodedBatch decode_batch(std::string_view bytes, const Codecs* codecs = nullptr);

// The offset after the batch, if as much as that part of its header survived. Nothing is verified.
std::optional<Offset> peek_next_offset(std::string_view bytes);
// The size that the header claims, if a header could say so and the bytes are as many.
std::optional<std::size_t> claimed_batch_size(std::string_view bytes);

}  // namespace kscope
