// A fetch, and how it waits: until min.bytes are there, max.wait has passed, the leader has
// changed, or the logs have diverged. When it completes it reads again, for all of its partitions,
// and does not count as a new sign of life of its follower. Rule: kafka.server.DelayedFetch.
#pragma once

#include <vector>

#include "core/broker/fetch_session_cache.h"
#include "core/broker/purgatory.h"
#include "core/group/coordinator_io.h"

namespace kscope {

struct BrokerStep;

struct FetchOperation {
    RequestContext to;
    BrokerId replica = no_broker;
    std::int32_t min_bytes = 1;
    std::int32_t max_bytes = 0;
    std::string rack;  // of a consumer; empty: none
    FetchSessionUse session;
    std::vector<FetchItem> items;
    // Of a follower at rest: nobody watches for it while items is empty.
    Ref<const FetchItems> resting;
    TimerId timer;
    // When it was parked there was nothing to tell, and none of its replicas has changed since: an
    // idle cluster does little else than to find that out. Saves the second read, changes nothing.
    bool quiet = false;

    [[nodiscard]] const std::vector<FetchItem>& all_items() const {
        return resting ? resting->list : items;
    }
    template <class Visit>
    void for_each_key(Visit visit) const {
        for (const FetchItem& item : items) {
            if (item.slot != no_slot) visit(item.slot);
        }
    }
};

// Of a follower that rests, and asks again for what it has: parked without a look at any replica.
// False: it is not so, and nothing was done.
bool park_resting_fetch(BrokerStep& step, const RequestContext& from, const FetchRequest& request);
// Reads; answers at once if it can be, or parks it for max_wait.
void complete_or_park(BrokerStep& step, FetchOperation&& operation, Duration max_wait);
// Fetches of followers that do not rest any more wait for their replicas.
void watch_disturbed_fetches(BrokerStep& step);
// This replica's log, high watermark or role has changed.
void complete_fetches(BrokerStep& step, ReplicaSlot slot);
void on_fetch_timeout(BrokerStep& step, OperationId id);

}  // namespace kscope
