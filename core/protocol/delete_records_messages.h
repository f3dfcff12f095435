// DeleteRecords (21): an admin client asks the leaders to give up all records below an offset
// (KIP-107).
#pragma once

#include <vector>

#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// Instead of an offset: all that is committed (DeleteRecordsRequest.HIGH_WATERMARK).
inline constexpr Offset delete_up_to_high_watermark{-1};

struct DeleteRecordsPartition {
    TopicPartition tp;
    Offset offset;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("offset", offset);
    }
};

struct DeleteRecordsRequest {
    std::vector<DeleteRecordsPartition> partitions;
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
        v("timeout", timeout);
    }
};

struct DeletedRecordsOfPartition {
    TopicPartition tp;
    Offset low_watermark = no_offset;  // the lowest log start among the live replicas
    ErrorCode error = ErrorCode::none;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("low_watermark", low_watermark);
        v("error", error);
    }
};

struct DeleteRecordsResponse {
    std::vector<DeletedRecordsOfPartition> partitions;
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
    }
};

}  // namespace kscope
