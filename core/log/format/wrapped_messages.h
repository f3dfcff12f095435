// The messages of v0 or v1 that another one wraps, once they are unpacked, as views into these
// bytes: with the offsets that they have in the log, and with the wrapper's time if that is the
// broker's (AbstractLegacyRecordBatch.DeepRecordsIterator). CRCs are not looked at.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/log/format/batch_header.h"

namespace kscope {

struct WrappedMessage {
    BatchHeader header;
    std::string_view bytes;
};
struct WrappedMessages {
    std::vector<WrappedMessage> messages;  // one at least
};
// None: they are no whole plain messages, or have no place under the wrapper's offset.
std::optional<WrappedMessages> read_wrapped_messages(const BatchHeader& wrapper,
                                                     std::string_view plain);

}  // namespace kscope
