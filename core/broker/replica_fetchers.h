// ReplicaFetchers: one fetcher per leader broker that this broker follows (num.replica.fetchers =
// 1). A partition is in at most one of them. Rule: kafka.server.ReplicaFetcherManager.
#pragma once

#include "core/base/flat_map.h"
#include "core/broker/replica_fetcher.h"

namespace kscope {

class ReplicaFetchers {
public:
    // The replica has become a follower of this leader, in this epoch.
    void add(BrokerStep& step, const BrokerEndpoint& leader, ReplicaSlot slot);
    // It leads now, or was stopped, or follows another.
    void remove(BrokerStep& step, ReplicaSlot slot);
    // Its next fetch must say where its log starts.
    void on_log_start_moved(ReplicaSlot slot);
    // Sends what can be sent, and closes fetchers with nothing left to fetch; after each change.
    void pump(BrokerStep& step);

    // The broker stops: all of them close.
    void clear(BrokerStep& step);

    [[nodiscard]] ReplicaFetcher* find(std::uint32_t leader) {
        return fetchers_.find(BrokerId(static_cast<std::int32_t>(leader)));
    }
    [[nodiscard]] const FlatMap<BrokerId, ReplicaFetcher>& all() const { return fetchers_; }
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    FlatMap<BrokerId, ReplicaFetcher> fetchers_;
};

}  // namespace kscope
