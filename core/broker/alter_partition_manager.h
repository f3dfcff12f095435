// AlterPartitionManager: carries the ISR changes that leaders here propose to the controller: one
// request in flight, all waiting changes in the next one. What the answer means for a partition its
// Replica decides. Rule: kafka.server.DefaultAlterPartitionManager (KIP-497).
#pragma once

#include <vector>

#include "core/broker/replica_table.h"
#include "core/protocol/controller_messages.h"

namespace kscope {

struct BrokerStep;

class AlterPartitionManager {
public:
    // A newer proposal for the same partition takes the place of one that was not sent yet.
    void submit(BrokerStep& step, ReplicaSlot slot, AlterPartitionData proposal);
    void on_response(BrokerStep& step, const AlterPartitionResponse& response);
    void on_retry(BrokerStep& step);

    void digest(Digest& d) const;

private:
    struct Item {
        ReplicaSlot slot = no_slot;
        AlterPartitionData proposal;
    };
    void propagate(BrokerStep& step);
    void add(Item item);
    static void resolve(BrokerStep& step, const Item& item, ErrorCode error,
                        const AlteredPartition& answer, std::vector<Item>& again);

    std::vector<Item> unsent_;
    std::vector<Item> in_flight_;
    bool retry_armed_ = false;
};

}  // namespace kscope
