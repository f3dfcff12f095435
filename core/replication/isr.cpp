#include "core/replication/isr.h"

#include <algorithm>

namespace kscope {

const AlterPartitionData* IsrState::sent() const {
    if (const auto* expand = std::get_if<PendingExpandIsr>(&change)) return &expand->sent;
    if (const auto* shrink = std::get_if<PendingShrinkIsr>(&change)) return &shrink->sent;
    return nullptr;
}

bool IsrState::in_committed(BrokerId broker) const {
    return std::find(committed.begin(), committed.end(), broker) != committed.end();
}

bool IsrState::in_maximal(BrokerId broker) const {
    const auto* expand = std::get_if<PendingExpandIsr>(&change);
    return in_committed(broker) || (expand != nullptr && expand->joining == broker);
}

std::size_t IsrState::maximal_size() const {
    return committed.size() + (std::holds_alternative<PendingExpandIsr>(change) ? 1 : 0);
}

Isr IsrState::maximal() const {
    Isr result = committed;
    if (const auto* expand = std::get_if<PendingExpandIsr>(&change)) {
        result.push_back(expand->joining);
    }
    return result;
}

}  // namespace kscope
