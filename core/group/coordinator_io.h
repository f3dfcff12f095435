// What goes between a broker and its group coordinator. The coordinator never touches a log or a
// connection: it hands out records to append and answers to send.
#pragma once

#include <vector>

#include "core/border/border.h"

namespace kscope {

// Where an answer goes: one request on one channel.
struct RequestContext {
    ConnId conn;
    CorrelationId correlation;
    NodeId client = no_node;
};

struct CoordinatorResponse {
    ConnId conn;
    CorrelationId correlation;
    Ref<const Message> message;
};

// Records for __consumer_offsets-N, to be appended with acks=all; the broker answers with
// CoordinatorAppended once the high watermark has passed them, or with the error.
// Tombstones with acks=0: it answers at once.
struct CoordinatorAppend {
    PartitionIndex offsets_partition;
    std::vector<Record> records;
    std::uint64_t token = 0;
    bool waits = true;
};

struct CoordinatorAppended {
    std::uint64_t token = 0;
    ErrorCode error = ErrorCode::none;
    Offset base_offset = no_offset;  // of the first record, if they are in the log
};

struct CoordinatorOutput {
    std::vector<CoordinatorResponse> responses;
    std::vector<CoordinatorAppend> appends;
    Output& notes;  // for notes only

    explicit CoordinatorOutput(Output& out) : notes(out) {}
    template <class T>
    void answer(const RequestContext& to, T body) {
        responses.push_back({to.conn, to.correlation, make_message(std::move(body))});
    }
};

}  // namespace kscope
