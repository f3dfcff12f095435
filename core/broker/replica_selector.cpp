#include "core/broker/replica_selector.h"

#include <algorithm>
#include <tuple>

#include "core/broker/broker_state.h"

namespace kscope {

namespace {

// ReplicaView.comparator(): the longest log, then the least behind in time, then the highest id.
bool less_caught_up(const RemoteReplica& a, const RemoteReplica& b) {
    return std::tie(a.log_end_offset, a.last_caught_up_time, a.broker) <
           std::tie(b.log_end_offset, b.last_caught_up_time, b.broker);
}

}  // namespace

BrokerId preferred_read_replica(const BrokerStep& step, const Replica& replica,
                                std::string_view rack, Offset fetch_offset) {
    const BrokerState& state = step.state;
    const Leader* leader = replica.leader_state();
    if (state.config.replica_selector != ReplicaSelector::rack_aware || leader == nullptr ||
        rack.empty() || state.config.rack == rack) {
        return no_broker;
    }
    const RemoteReplica* best = nullptr;
    for (const RemoteReplica& follower : leader->followers) {
        const Isr& isr = leader->isr.committed;
        const bool in_sync = !state.config.features.consumers_stay_in_isr ||
                             std::find(isr.begin(), isr.end(), follower.broker) != isr.end();
        const bool has_offset =
            follower.log_end_offset >= fetch_offset && follower.log_start_offset <= fetch_offset;
        if (!in_sync || !has_offset || state.image.rack(follower.broker) != rack) continue;
        if (best == nullptr || less_caught_up(*best, follower)) best = &follower;
    }
    return best == nullptr ? no_broker : best->broker;
}

}  // namespace kscope
