// Messages of formats v0 and v1 as bytes (LegacyRecord): offset, length, CRC-32, magic, attributes,
// in v1 a timestamp, key and value. Compressed messages are the value of one that wraps them: its
// offset is the last one's, its timestamp the largest. Inside of it offsets are those of the log in
// v0, and counted from its first in v1 (AbstractLegacyRecordBatch). Only batch_codec.h needs to
// know; who has a batch asks there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/log/batch_codec.h"

namespace kscope {

// The batch must be of v0 or v1: each of its plain messages, or the one that wraps them.
std::string encode_messages(const RecordBatch& batch);
// The plain messages that stand inside of another. `first` is the first one's offset; a timestamp
// type is told by v1 alone.
std::string encode_inner_messages(const RecordSet& set, Offset first, TimestampType type);

// One message with all that it wraps; `bytes` are its own, and are not compared with any size.
DecodedBatch decode_message(std::string_view bytes, const Codecs* codecs);

// A producer's message set, from the plain messages as which it was written; null if these are not
// one: their offsets count from 0.
Ref<const RecordBatch> joined_messages(const std::vector<Ref<const RecordBatch>>& messages);

}  // namespace kscope
