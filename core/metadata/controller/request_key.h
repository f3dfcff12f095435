// How a controller's task knows whom to answer.
#pragma once

#include "core/border/connection.h"
#include "core/protocol/message.h"

namespace kscope {

// Names a request that some connection of the broker carried.
struct RequestKey {
    ConnId conn;
    CorrelationId correlation;
    template <class V>
    void visit(V&& v) const {
        v("conn", conn), v("correlation", correlation);
    }
};

struct ControllerReply {
    RequestKey key;
    Ref<const Message> response;
};

struct TaskRun;

}  // namespace kscope
