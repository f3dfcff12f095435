#include "core/log/log_content.h"

namespace kscope {

bool holds(const PartitionLog& log, Offset from, Offset to, const SentContent& content) {
    Hash128 bare;
    for (Offset next = from; next < to;) {
        LogRead one;
        const ErrorCode error = log.read(next, 0, log.log_end_offset(), true, one);
        if (error != ErrorCode::none || one.batches.empty()) return false;
        const RecordBatch& batch = *one.batches.front();
        if (batch.base_offset != next) return false;
        if (batch.format() == MessageFormat::v2) {
            return next == from && batch.record_set->digest == content.digest;
        }
        bare = plus(bare, bare_content(*batch.record_set, batch.base_offset - from));
        next = batch.next_offset();
    }
    return bare == content.bare;
}

}  // namespace kscope
