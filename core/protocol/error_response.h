// error_response: the answer to a request that says only an error, in the places where Kafka's
// client of that request looks for it: at the top, or of each topic, resource or partition.
// Rule: AbstractRequest.getErrorResponse of each request, 3.9.
#pragma once

#include "core/protocol/message.h"

namespace kscope {

// For what is asked of a controller or of a quorum; no other request is refused as a whole.
Ref<const Message> error_response(const MessageBody& request, ErrorCode error);

}  // namespace kscope
