// From a request to the decision of the active controller: which records, and which answer once
// they are committed. Rule: kafka.server.ControllerApis.
#pragma once

#include <optional>
#include <string>

#include "core/base/rng.h"
#include "core/metadata/quorum_controller/controller_view.h"
#include "core/protocol/message.h"

namespace kscope {

struct ControllerDecision {
    MetadataRecords records;
    Ref<const Message> response;
    // The broker that stops once all others have replayed these records.
    std::optional<BrokerId> shuts_down;
    std::string because;  // for notes; empty: nothing to say
};

bool is_controller_request(const MessageBody& request);
// The request must be one; `next_offset` is the offset that the first record will have.
ControllerDecision decide_request(ControllerView& view, const MessageBody& request,
                                  Offset next_offset, Rng& rng);
// An answer of a controller's that was ready and may not go: it says only this error.
Ref<const Message> withdrawn(const MessageBody& response, ErrorCode error);

}  // namespace kscope
