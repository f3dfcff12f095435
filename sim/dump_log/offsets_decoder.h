// Records of __consumer_offsets in the JSON of kafka-dump-log's --offsets-decoder: committed
// offsets (OffsetCommitKey 0 and 1, OffsetCommitValue 0 to 4) and classic groups (GroupMetadataKey
// 2, GroupMetadataValue 0 to 4) with the subscriptions and assignments of ConsumerProtocol. A
// record that cannot be read says so in its place, as the tool's does.
#pragma once

#include <optional>
#include <string>

#include "core/log/format/record_view.h"

namespace kscope::sim {

struct DecodedOffsetsRecord {
    std::string key;
    std::optional<std::string> payload;
};
// The record must have a key.
DecodedOffsetsRecord decode_offsets_record(const RecordView& record);

}  // namespace kscope::sim
