// The formats in which Kafka has written records, by the magic byte that stands in each: message
// sets of v0 (0.8, 0.9) and v1 (0.10: timestamps), record batches of v2 (0.11: KIP-98). A message
// is a record with all that surrounds it; compressed messages are the value of one that wraps them.
// (org.apache.kafka.common.record.RecordBatch, LegacyRecord; RecordVersion.)
#pragma once

#include <cstdint>

#include "core/base/compression.h"

namespace kscope {

enum class MessageFormat : std::uint8_t { v0, v1, v2 };

// Offset, length, CRC, magic, attributes, in v1 a timestamp, and the lengths of key and value.
constexpr std::int32_t message_overhead(MessageFormat format) {
    return format == MessageFormat::v0 ? 26 : 34;
}

// What stands before the records of a batch: the header of v2, the message that wraps compressed
// ones; nothing before plain messages.
constexpr std::int32_t batch_overhead(MessageFormat format, CompressionType compression) {
    if (format == MessageFormat::v2) return 61;
    return compression == CompressionType::none ? 0 : message_overhead(format);
}

}  // namespace kscope
