// Sums of digests over a log's batches, so that any range of two logs is compared in O(log n): the
// digests of a range are the sum at its end minus the sum at its start. All that a batch is stands
// in its digest, the offset and the leader epoch too, so equal sums mean equal batches in equal
// order. Never compares by itself: log_matching.h does.
#pragma once

#include "core/base/digest.h"
#include "core/protocol/record_batch.h"

namespace kscope {

inline const Hash128& digest_of(const RecordBatch& batch) { return batch.content_hash(); }

}  // namespace kscope
