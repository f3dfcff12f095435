// From a batch as a producer or coordinator sent it to what the leader's log holds: the format of
// the log, its compression, offsets, the leader's epoch, and whose time it is. Up or down, this is
// the one place: v0 and v1 have no producer, no headers and no leader epoch, v0 no timestamps, and
// a plain message is a batch of its own. Rules: LogValidator.validateMessagesAndAssignOffsets,
// MemoryRecordsBuilder.
#pragma once

#include <optional>
#include <vector>

#include "core/protocol/error_code.h"
#include "core/protocol/record_batch.h"

namespace kscope {

struct StoredForm {
    MessageFormat format = MessageFormat::v2;
    Compression compression;
    std::optional<WallTime> log_append_time;  // none: the producer's time stays
    Offset base_offset{0};
    LeaderEpoch leader_epoch = no_leader_epoch;
    const Codecs* codecs = nullptr;
};

struct StoredBatches {
    // unsupported_for_message_format: a producer id needs v2; unsupported_compression_type: zstd
    // does.
    ErrorCode error = ErrorCode::none;
    std::vector<Ref<const RecordBatch>> batches;
};
// A client's batch as a log of format v2 writes it: one for one.
Ref<const RecordBatch> as_record_batch(const RecordBatch& batch, const StoredForm& form);
// In any format. Each offset of the batch has its record.
StoredBatches in_stored_form(const RecordBatch& batch, const StoredForm& form);

}  // namespace kscope
