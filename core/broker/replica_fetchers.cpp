#include "core/broker/replica_fetchers.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/broker/broker_state.h"

namespace kscope {

void ReplicaFetchers::add(BrokerStep& step, const BrokerEndpoint& leader, ReplicaSlot slot) {
    remove(step, slot);
    ReplicaFetcher* fetcher = fetchers_.find(leader.broker);
    if (fetcher == nullptr) fetcher = &fetchers_.set(leader.broker, ReplicaFetcher(leader));
    fetcher->add(step, leader, slot);
}

void ReplicaFetchers::remove(BrokerStep& step, ReplicaSlot slot) {
    for (auto& [leader, fetcher] : fetchers_) {
        if (fetcher.remove(step, slot)) return;
    }
}

void ReplicaFetchers::on_log_start_moved(ReplicaSlot slot) {
    for (auto& [leader, fetcher] : fetchers_) fetcher.on_log_start_moved(slot);
}

void ReplicaFetchers::pump(BrokerStep& step) {
    bool any_idle = false;
    for (auto& [leader, fetcher] : fetchers_) {
        if (fetcher.empty()) {
            fetcher.shut_down(step);
            any_idle = true;
        } else {
            fetcher.pump(step);
        }
    }
    if (any_idle) {
        fetchers_.erase_if([](BrokerId, const ReplicaFetcher& fetcher) { return fetcher.empty(); });
    }
}

void ReplicaFetchers::clear(BrokerStep& step) {
    for (auto& [leader, fetcher] : fetchers_) fetcher.shut_down(step);
    fetchers_.clear();
}

void ReplicaFetchers::digest(Digest& d) const {
    d.add(fetchers_.size());
    for (const auto& [leader, fetcher] : fetchers_) fetcher.digest(d);
}

void ReplicaFetchers::check_invariants() const {
    std::vector<ReplicaSlot> all;
    for (const auto& [leader, fetcher] : fetchers_) {
        for (const FetcherPartition& partition : fetcher.partitions()) {
            all.push_back(partition.slot);
        }
    }
    std::sort(all.begin(), all.end());
    KSCOPE_CHECK(std::adjacent_find(all.begin(), all.end()) == all.end(),
                 "a partition is in two fetchers");
}

}  // namespace kscope
