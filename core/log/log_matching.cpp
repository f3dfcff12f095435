#include "core/log/log_matching.h"

#include <algorithm>

#include "core/log/prefix_sum.h"

namespace kscope {

std::optional<bool> logs_match(const PartitionLog& a, const PartitionLog& b, Offset end) {
    // Where one log begins the other may have the middle of a batch, once: then after that batch.
    Offset from = std::max(a.prefix_origin(), b.prefix_origin());
    if (a.prefix_origin() != b.prefix_origin()) {
        from = std::max(a.batch_boundary_from(from), b.batch_boundary_from(from));
    }
    if (from >= end) return std::nullopt;
    const auto a_from = a.prefix_digest_at(from);
    const auto b_from = b.prefix_digest_at(from);
    const auto a_end = a.prefix_digest_at(end);
    const auto b_end = b.prefix_digest_at(end);
    if (!a_from || !b_from || !a_end || !b_end) return std::nullopt;
    return minus(*a_end, *a_from) == minus(*b_end, *b_from);
}

}  // namespace kscope
