// StripedReplicaPlacer: where the KRaft controller puts the replicas of new partitions: in stripes
// over racks, within a rack over brokers, each partition one further; a fenced broker gets a
// replica only where no other is left, and never the first. A list of as many partitions as there
// are unfenced brokers is shuffled, so that no pattern repeats. Rule:
// org.apache.kafka.metadata.placement.StripedReplicaPlacer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/ids.h"
#include "core/protocol/error_code.h"

namespace kscope {

struct UsableBroker {
    BrokerId broker;
    std::string rack;  // empty: none
    bool fenced = false;
};

struct StripedPlacement {
    ErrorCode error = ErrorCode::none;
    std::string message;                             // Kafka's error text
    std::vector<std::vector<BrokerId>> assignments;  // by partition number
};

// Uniform below the bound: where Kafka asks a Random.
using PlacementDraw = std::function<std::uint32_t(std::uint32_t bound)>;

StripedPlacement place_striped(const std::vector<UsableBroker>& brokers, std::int32_t partitions,
                               std::int32_t replication_factor, const PlacementDraw& draw);

// The brokers of a rack that are fenced, or those that are not, in turn.
class PlacementList {
public:
    void add(BrokerId broker) { brokers_.push_back(broker); }
    void initialize(const PlacementDraw& draw);
    void shuffle(const PlacementDraw& draw);
    // no_broker: each has had its turn in this round.
    BrokerId next(std::int32_t round);
    [[nodiscard]] std::size_t size() const { return brokers_.size(); }

private:
    std::vector<BrokerId> brokers_;
    std::size_t given_ = 0;
    std::size_t offset_ = 0;
    std::int32_t round_ = 0;
};

// All racks. It remembers where it was from partition to partition.
class PlacementRacks {
public:
    PlacementRacks(const std::vector<UsableBroker>& brokers, PlacementDraw draw);

    // The replicas of the next partition; the factor must be possible.
    std::vector<BrokerId> place(std::int32_t replication_factor);
    // Why it is not possible; empty: it is.
    [[nodiscard]] std::string refusal(std::int32_t replication_factor) const;
    [[nodiscard]] std::size_t total() const { return total_; }
    [[nodiscard]] std::size_t unfenced() const { return unfenced_; }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    struct Rack {
        PlacementList fenced;
        PlacementList unfenced;
        BrokerId next(std::int32_t round);
    };
    void shuffle();

    PlacementDraw draw_;
    FlatMap<std::string, Rack> racks_;
    std::vector<std::string> names_;
    std::size_t total_ = 0;
    std::size_t unfenced_ = 0;
    std::int32_t round_ = 0;
    std::size_t offset_ = 0;
};

}  // namespace kscope
