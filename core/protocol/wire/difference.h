// Where two messages of one kind differ, for people: the first field by canonical visit, with both
// values. Only looked for when their digests have already said that they do.
#pragma once

#include <optional>
#include <string>

#include "core/protocol/message.h"

namespace kscope {

struct Difference {
    std::string field;  // "partitions[0].high_watermark"
    std::string before;
    std::string after;
};

// None: equal in all that visit() shows.
std::optional<Difference> difference(const MessageBody& before, const MessageBody& after);

}  // namespace kscope
