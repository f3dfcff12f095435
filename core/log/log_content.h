// Whether a log still has what a producer sent, in whatever format it holds it.
#pragma once

#include "core/log/partition_log.h"
#include "core/protocol/sent_content.h"

namespace kscope {

// At [from, to), which must not lie below the log's start.
bool holds(const PartitionLog& log, Offset from, Offset to, const SentContent& content);

}  // namespace kscope
