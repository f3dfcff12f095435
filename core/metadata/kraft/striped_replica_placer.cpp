#include "core/metadata/kraft/striped_replica_placer.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

namespace {

// java.util.Collections.shuffle.
template <class T>
void shuffle_list(std::vector<T>& list, const PlacementDraw& draw) {
    for (std::size_t i = list.size(); i > 1; --i) {
        const std::size_t with = draw(static_cast<std::uint32_t>(i));
        std::swap(list[i - 1], list[with]);
    }
}

}  // namespace

void PlacementList::initialize(const PlacementDraw& draw) {
    if (brokers_.empty()) return;
    std::sort(brokers_.begin(), brokers_.end());
    offset_ = draw(static_cast<std::uint32_t>(brokers_.size()));
}

void PlacementList::shuffle(const PlacementDraw& draw) { shuffle_list(brokers_, draw); }

BrokerId PlacementList::next(std::int32_t round) {
    if (brokers_.empty()) return no_broker;
    if (round_ != round) {
        round_ = round;
        given_ = 0;
        offset_ = (offset_ + 1) % brokers_.size();
    }
    if (given_ >= brokers_.size()) return no_broker;
    const BrokerId broker = brokers_[(given_ + offset_) % brokers_.size()];
    ++given_;
    return broker;
}

BrokerId PlacementRacks::Rack::next(std::int32_t round) {
    const BrokerId broker = unfenced.next(round);
    return broker != no_broker ? broker : fenced.next(round);
}

PlacementRacks::PlacementRacks(const std::vector<UsableBroker>& brokers, PlacementDraw draw)
    : draw_(std::move(draw)), total_(brokers.size()) {
    for (const UsableBroker& broker : brokers) {
        Rack& rack = racks_[broker.rack];
        (broker.fenced ? rack.fenced : rack.unfenced).add(broker.broker);
        if (!broker.fenced) ++unfenced_;
    }
    for (auto& [name, rack] : racks_) {
        rack.fenced.initialize(draw_);
        rack.unfenced.initialize(draw_);
        names_.push_back(name);
    }
    offset_ = names_.empty() ? 0 : draw_(static_cast<std::uint32_t>(names_.size()));
}

std::string PlacementRacks::refusal(std::int32_t factor) const {
    if (factor <= 0) {
        return "Invalid replication factor " + std::to_string(factor) +
               ": the replication factor must be positive.";
    }
    if (unfenced_ == 0) return "All brokers are currently fenced.";
    if (static_cast<std::size_t>(factor) > total_) {
        return "The target replication factor of " + std::to_string(factor) +
               " cannot be reached because only " + std::to_string(total_) +
               " broker(s) are registered.";
    }
    return "";
}

void PlacementRacks::shuffle() {
    shuffle_list(names_, draw_);
    for (auto& [name, rack] : racks_) {
        rack.fenced.shuffle(draw_);
        rack.unfenced.shuffle(draw_);
    }
}

std::vector<BrokerId> PlacementRacks::place(std::int32_t factor) {
    KSCOPE_CHECK(refusal(factor).empty());
    if (round_ == static_cast<std::int32_t>(unfenced_) && unfenced_ > 1) {
        shuffle();
        round_ = 0;
    }
    if (offset_ == names_.size()) offset_ = 0;
    std::vector<BrokerId> replicas;
    // The leader: the first rack from here on that has an unfenced broker.
    std::size_t first = offset_;
    for (;;) {
        const BrokerId leader = racks_.find(names_[first])->unfenced.next(round_);
        if (leader != no_broker) {
            replicas.push_back(leader);
            break;
        }
        first = (first + 1) % names_.size();
    }
    // The others: rack after rack; that of the leader is left out once.
    std::size_t rack = offset_;
    bool leaders_rack_to_skip = true;
    while (static_cast<std::int32_t>(replicas.size()) < factor) {
        BrokerId replica = no_broker;
        if (leaders_rack_to_skip && rack == first) {
            leaders_rack_to_skip = false;
        } else {
            replica = racks_.find(names_[rack])->next(round_);
        }
        rack = (rack + 1) % names_.size();
        if (replica != no_broker) replicas.push_back(replica);
    }
    ++round_;
    ++offset_;
    return replicas;
}

StripedPlacement place_striped(const std::vector<UsableBroker>& brokers, std::int32_t partitions,
                               std::int32_t replication_factor, const PlacementDraw& draw) {
    PlacementRacks racks(brokers, draw);
    StripedPlacement placement;
    placement.message = racks.refusal(replication_factor);
    if (!placement.message.empty()) {
        placement.error = ErrorCode::invalid_replication_factor;
        return placement;
    }
    for (std::int32_t p = 0; p < partitions; ++p) {
        placement.assignments.push_back(racks.place(replication_factor));
    }
    return placement;
}

}  // namespace kscope
