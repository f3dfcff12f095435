// IsrState: the ISR that the controller has committed, and the one change to it that may be under
// way (KIP-497; Kafka's CommittedPartitionState, PendingExpandIsr, PendingShrinkIsr). The *maximal
// ISR* is what the high watermark and acks=all wait for: it holds a joining replica at once, and
// keeps a leaving one until the controller has agreed, so that no answer of the controller can
// break it. Invariant: at most one AlterPartition is under way. ISRs are in the order in which
// their members joined, as Kafka's immutable sets of up to four are.
#pragma once

#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/controller_messages.h"

namespace kscope {

using Isr = std::vector<BrokerId>;

struct CommittedIsr {};

struct PendingExpandIsr {
    BrokerId joining;
    AlterPartitionData sent;
};

struct PendingShrinkIsr {
    Isr leaving;
    AlterPartitionData sent;
};

struct IsrState {
    Isr committed;
    std::variant<CommittedIsr, PendingExpandIsr, PendingShrinkIsr> change;

    [[nodiscard]] bool in_flight() const { return !std::holds_alternative<CommittedIsr>(change); }
    [[nodiscard]] const AlterPartitionData* sent() const;  // null if nothing is under way
    [[nodiscard]] bool in_committed(BrokerId broker) const;
    [[nodiscard]] bool in_maximal(BrokerId broker) const;
    [[nodiscard]] std::size_t maximal_size() const;
    [[nodiscard]] Isr maximal() const;
};

}  // namespace kscope
