// ProducerIdManager: gives out producer ids from a block of 1000 that the controller has granted to
// this broker (KIP-730); asks for the next one when a tenth is left. While there is none the client
// is told to come again. Rule: RPCProducerIdManager.
#pragma once

#include "core/base/digest.h"
#include "core/protocol/produce_messages.h"

namespace kscope {

struct BrokerStep;

class ProducerIdManager {
public:
    // COORDINATOR_LOAD_IN_PROGRESS while the block is on its way.
    InitProducerIdResponse next(BrokerStep& step);
    void on_response(BrokerStep& step, const AllocateProducerIdsResponse& response);
    void digest(Digest& d) const;

private:
    struct Block {
        ProducerId next;
        ProducerId end;
        [[nodiscard]] bool empty() const { return next == end; }
    };
    void request_block(BrokerStep& step);

    Block current_;
    Block following_;
};

}  // namespace kscope
