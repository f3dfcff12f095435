#include "core/metadata/replica_placement.h"

#include <algorithm>
#include <map>

#include "core/base/check.h"

namespace kscope {
namespace {

// Where the (after + 1)-th follower of a partition stands in the broker list.
std::size_t follower_index(std::size_t first, std::size_t shift, std::size_t after,
                           std::size_t brokers) {
    const std::size_t distance = 1 + (shift + after) % (brokers - 1);
    return (first + distance) % brokers;
}

std::vector<BrokerId> rack_unaware(const std::vector<BrokerId>& brokers, std::size_t first,
                                   std::size_t shift, std::size_t followers) {
    std::vector<BrokerId> replicas{brokers[first]};
    for (std::size_t j = 0; j < followers; ++j) {
        replicas.push_back(brokers[follower_index(first, shift, j, brokers.size())]);
    }
    return replicas;
}

bool contains(const std::vector<BrokerId>& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

// A rack gets its second replica only when every rack has one.
std::vector<BrokerId> rack_aware(const std::vector<BrokerId>& brokers,
                                 const std::map<BrokerId, std::string>& racks,
                                 std::size_t rack_count, std::size_t first, std::size_t shift,
                                 std::size_t followers) {
    std::vector<BrokerId> replicas{brokers[first]};
    std::vector<std::string> used{racks.at(brokers[first])};
    for (std::size_t k = 0; replicas.size() < followers + 1; ++k) {
        const BrokerId broker =
            brokers[follower_index(first, shift * rack_count, k, brokers.size())];
        const std::string& rack = racks.at(broker);
        const bool rack_used = std::find(used.begin(), used.end(), rack) != used.end();
        if (rack_used && used.size() < rack_count) continue;
        if (contains(replicas, broker)) continue;
        replicas.push_back(broker);
        if (!rack_used) used.push_back(rack);
    }
    return replicas;
}

Placement refusal(ErrorCode error, std::string message) {
    return {error, std::move(message), {}};
}

}  // namespace

PlacementStart PlacementStart::drawn(Rng& rng, std::size_t brokers) {
    if (brokers == 0) return {};
    PlacementStart start;
    start.start_index = rng.below(static_cast<std::uint32_t>(brokers));
    start.next_replica_shift = rng.below(static_cast<std::uint32_t>(brokers));
    return start;
}

PlacementStart PlacementStart::after(std::vector<PlacementBroker> brokers, BrokerId first_leader,
                                     std::uint32_t partitions) {
    PlacementStart start;
    start.first_partition = partitions;
    std::sort(brokers.begin(), brokers.end(),
              [](const auto& a, const auto& b) { return a.broker < b.broker; });
    for (std::uint32_t i = 0; i < brokers.size(); ++i) {
        if (brokers[i].broker < first_leader) continue;
        start.start_index = i;
        break;
    }
    start.next_replica_shift = start.start_index;
    return start;
}

std::vector<BrokerId> rack_alternated(const std::vector<PlacementBroker>& brokers) {
    std::map<std::string, std::vector<BrokerId>> by_rack;
    for (const PlacementBroker& b : brokers) by_rack[b.rack].push_back(b.broker);
    for (auto& [rack, ids] : by_rack) std::sort(ids.begin(), ids.end());
    std::vector<BrokerId> result;
    for (std::size_t round = 0; result.size() < brokers.size(); ++round) {
        for (const auto& [rack, ids] : by_rack) {
            if (round < ids.size()) result.push_back(ids[round]);
        }
    }
    return result;
}

Placement place_replicas(std::vector<PlacementBroker> brokers, std::int32_t partitions,
                         std::int32_t replication_factor, const PlacementStart& start) {
    if (partitions <= 0) {
        return refusal(ErrorCode::invalid_partitions,
                       "Number of partitions must be larger than 0.");
    }
    if (replication_factor <= 0) {
        return refusal(ErrorCode::invalid_replication_factor,
                       "Replication factor must be larger than 0.");
    }
    if (static_cast<std::size_t>(replication_factor) > brokers.size()) {
        return refusal(ErrorCode::invalid_replication_factor,
                       "Replication factor: " + std::to_string(replication_factor) +
                           " larger than available brokers: " + std::to_string(brokers.size()) +
                           ".");
    }
    std::sort(brokers.begin(), brokers.end(), [](const auto& a, const auto& b) {
        return a.broker < b.broker;
    });
    const auto without_rack =
        std::count_if(brokers.begin(), brokers.end(), [](const auto& b) { return b.rack.empty(); });
    const bool racks_known = without_rack == 0;
    if (!racks_known && without_rack != std::ssize(brokers)) {
        return refusal(ErrorCode::unknown_server_error,
                       "Not all brokers have rack information for replica rack aware assignment.");
    }
    std::map<BrokerId, std::string> racks;
    std::map<std::string, bool> distinct;
    for (const PlacementBroker& b : brokers) {
        racks[b.broker] = b.rack;
        distinct[b.rack] = true;
    }
    std::vector<BrokerId> ids;
    if (racks_known) {
        ids = rack_alternated(brokers);
    } else {
        for (const PlacementBroker& b : brokers) ids.push_back(b.broker);
    }
    Placement placement;
    const auto followers = static_cast<std::size_t>(replication_factor - 1);
    std::size_t shift = start.next_replica_shift;
    for (std::size_t i = 0; i < static_cast<std::size_t>(partitions); ++i) {
        const std::size_t p = start.first_partition + i;
        if (p > 0 && p % ids.size() == 0) ++shift;
        const std::size_t first = (p + start.start_index) % ids.size();
        placement.assignments.push_back(
            racks_known ? rack_aware(ids, racks, distinct.size(), first, shift, followers)
                        : rack_unaware(ids, first, shift, followers));
    }
    return placement;
}

}  // namespace kscope
