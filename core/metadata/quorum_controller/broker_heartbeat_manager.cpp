#include "core/metadata/quorum_controller/broker_heartbeat_manager.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace kscope {

void BrokerHeartbeatManager::register_broker(BrokerId broker, bool fenced, Instant now,
                                             EventId event) {
    Offset metadata_offset{-1};
    if (const BrokerHeartbeat* known = find(broker); known != nullptr && known->fenced != fenced) {
        metadata_offset = known->metadata_offset;
    }
    brokers_[broker];
    touch(broker, fenced, metadata_offset, now, event);
}

void BrokerHeartbeatManager::touch(BrokerId broker, bool fenced, Offset metadata_offset,
                                   Instant now, EventId event) {
    BrokerHeartbeat* known = brokers_.find(broker);
    KSCOPE_CHECK(known != nullptr, "a broker that is not registered");
    known->last_contact = now;
    known->last_heard = event;
    known->metadata_offset = metadata_offset;
    known->fenced = fenced;
    if (fenced) known->controlled_shutdown_offset = Offset(-1);
}

// A fenced broker may stop whenever it asks again: nothing of its controlled shutdown is left
// (ClusterControlManager.replayRegistrationChange registers it anew).
void BrokerHeartbeatManager::fence(BrokerId broker) {
    BrokerHeartbeat* known = brokers_.find(broker);
    if (known == nullptr) return;
    known->fenced = true;
    known->controlled_shutdown_offset = Offset(-1);
}

void BrokerHeartbeatManager::begin_controlled_shutdown(BrokerId broker, Offset offset) {
    BrokerHeartbeat* known = brokers_.find(broker);
    KSCOPE_CHECK(known != nullptr && !known->fenced, "a fenced broker does not shut down slowly");
    if (!known->shutting_down()) known->controlled_shutdown_offset = offset;
}

BrokerControlState BrokerHeartbeatManager::state(BrokerId broker) const {
    const BrokerHeartbeat* known = find(broker);
    KSCOPE_CHECK(known != nullptr, "a broker that is not registered");
    if (known->shutting_down()) return BrokerControlState::controlled_shutdown;
    return known->fenced ? BrokerControlState::fenced : BrokerControlState::unfenced;
}

BrokerControlState BrokerHeartbeatManager::next_state(BrokerId broker, const Wish& wish) const {
    switch (state(broker)) {
        case BrokerControlState::fenced:
            if (wish.shut_down) return BrokerControlState::shutdown_now;
            if (!wish.fence && wish.metadata_offset >= wish.registration_offset) {
                return BrokerControlState::unfenced;
            }
            return BrokerControlState::fenced;
        case BrokerControlState::unfenced:
            if (wish.fence) {
                return wish.shut_down ? BrokerControlState::shutdown_now
                                      : BrokerControlState::fenced;
            }
            if (!wish.shut_down) return BrokerControlState::unfenced;
            return wish.leads ? BrokerControlState::controlled_shutdown
                              : BrokerControlState::shutdown_now;
        case BrokerControlState::controlled_shutdown:
            if (!wish.leads && find(broker)->controlled_shutdown_offset <= lowest_active_offset()) {
                return BrokerControlState::shutdown_now;
            }
            return BrokerControlState::controlled_shutdown;
        case BrokerControlState::shutdown_now: break;
    }
    return BrokerControlState::shutdown_now;
}

Offset BrokerHeartbeatManager::lowest_active_offset() const {
    Offset lowest{std::numeric_limits<std::int64_t>::max()};
    for (const auto& [id, broker] : brokers_) {
        if (broker.fenced || broker.shutting_down()) continue;
        lowest = std::min(lowest, broker.metadata_offset);
    }
    return lowest;
}

bool BrokerHeartbeatManager::has_valid_session(BrokerId broker, Instant now) const {
    const BrokerHeartbeat* known = find(broker);
    return known != nullptr && !known->fenced && known->last_contact + timeout_ >= now;
}

std::optional<BrokerId> BrokerHeartbeatManager::stale_broker(Instant now) const {
    const BrokerHeartbeat* longest = nullptr;
    std::optional<BrokerId> stale;
    for (const auto& [id, broker] : brokers_) {
        if (broker.fenced || broker.last_contact + timeout_ >= now) continue;
        if (longest != nullptr && longest->last_contact <= broker.last_contact) continue;
        longest = &broker;
        stale = id;
    }
    return stale;
}

// A session is valid to the last microsecond of its timeout.
Instant BrokerHeartbeatManager::next_check() const {
    Instant next = Instant::never();
    for (const auto& [id, broker] : brokers_) {
        if (broker.fenced) continue;
        next = std::min(next, broker.last_contact + timeout_ + Duration::micros(1));
    }
    return next;
}

void BrokerHeartbeatManager::digest(Digest& d) const {
    d.add(brokers_.size());
    for (const auto& [id, broker] : brokers_) {
        digest_into(d, id);
        digest_into(d, broker);
    }
}

}  // namespace kscope
