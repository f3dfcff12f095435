// Whether two replicas' logs hold the same batches, as far as both still have them as they were
// written: above both logs' first offsets, and above what a cleaner has thinned out in either
// (there compaction_check.h asks what Kafka still promises). It changes nothing.
#pragma once

#include <optional>

#include "core/log/partition_log.h"

namespace kscope {

// Below `end`. None: nothing can be said, because `end` lies inside a batch of one of them or they
// have no such range in common.
std::optional<bool> logs_match(const PartitionLog& a, const PartitionLog& b, Offset end);

}  // namespace kscope
