// Sums of digests over a log's batches, so that any range of two logs is compared in O(log n): the
// digests of a range are the sum at its end minus the sum at its start. Offset and leader epoch
// stand in each batch's digest, so equal sums mean equal batches in equal order. Never compares by
// itself: log_matching.h does.
#pragma once

#include "core/base/digest.h"
#include "core/protocol/record_batch.h"

namespace kscope {

constexpr Hash128 plus(const Hash128& a, const Hash128& b) {
    const std::uint64_t low = a.low + b.low;
    return {a.high + b.high + (low < a.low ? 1 : 0), low};
}

constexpr Hash128 minus(const Hash128& a, const Hash128& b) {
    return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
}

inline Hash128 digest_of(const RecordBatch& batch) {
    Digest digest;
    digest_into(digest, batch.base_offset);
    digest_into(digest, batch.partition_leader_epoch);
    digest_into(digest, batch.record_set->digest);
    return digest.value();
}

}  // namespace kscope
