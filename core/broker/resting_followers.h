// RestingFollowers: followers that have all that their leader has. Such a follower fetches twice a
// second, and while nothing changes in the logs of its session each fetch is like the one before:
// a cluster at rest does little else. So it is only remembered, one instant for all partitions of
// the session, instead of a report to each of them. Before one of these replicas is edited, what is
// owed is told to all of them (ReplicaTable), and the fetch that is parked now waits for each
// (delayed_fetch.cpp). No message, no order and no instant differs from what reports would do.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/base/time.h"
#include "core/broker/replica_slot.h"
#include "core/protocol/fetch_messages.h"

namespace kscope {

// One partition to be read for a fetch.
struct FetchItem {
    FetchPartition asked;
    ReplicaSlot slot = no_slot;  // no_slot: this broker has no such replica
    std::uint32_t place = 0;     // in its session
};

// Of a session at rest; its parked fetch has them too.
struct FetchItems : RefCounted {
    explicit FetchItems(std::vector<FetchItem> i) : list(std::move(i)) {}
    std::vector<FetchItem> list;
};

struct RestingFollower {
    BrokerId follower = no_broker;
    Ref<const FetchItems> items;  // of its session
    Instant fetched_at;           // last
    EventId fetched_by;           // only for notes
    std::optional<OperationId> parked;
};

class RestingFollowers {
public:
    // Invariant: the session has none yet.
    void add(std::int32_t session, RestingFollower follower);
    [[nodiscard]] RestingFollower* find(std::int32_t session) { return by_session_.find(session); }
    // Does any of them have this replica in its session?
    [[nodiscard]] bool watch(ReplicaSlot slot) const {
        return slot < by_slot_.size() && !by_slot_[slot].empty();
    }
    [[nodiscard]] const std::vector<std::int32_t>& sessions(ReplicaSlot slot) const {
        return by_slot_[slot];
    }
    std::optional<RestingFollower> remove(std::int32_t session);

    void digest(Digest& d) const;

private:
    FlatMap<std::int32_t, RestingFollower> by_session_;
    std::vector<std::vector<std::int32_t>> by_slot_;  // sessions
};

}  // namespace kscope
