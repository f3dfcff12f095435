// FrameBuilder: a large cluster as strips of tiles, and the partitions that need attention.
#include "gui/session/frame_overview.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "gui/session/frame_builder.h"

namespace kscope::gui {

namespace {

constexpr std::size_t attention_most = 12;

std::string broker_name(const Frame& frame, BrokerId broker) {
    for (const FrameBroker& b : frame.brokers) {
        if (b.broker == broker) return b.name;
    }
    return std::to_string(broker.value());
}

bool contains(const std::vector<BrokerId>& all, BrokerId one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

TileState replica_state(const PartitionState& state, BrokerId leader, std::int32_t min_isr,
                        BrokerId broker, bool down) {
    if (leader == no_broker) return TileState::no_leader;
    if (down) return TileState::offline;
    if (static_cast<std::int32_t>(state.isr.size()) < min_isr) return TileState::under_min_isr;
    if (!contains(state.isr, broker)) return TileState::out_of_isr;
    return leader == broker ? TileState::leader : TileState::follower;
}

// How bad it is for the partition as a whole.
TileState partition_state(const PartitionState& state, BrokerId leader, std::int32_t min_isr) {
    if (leader == no_broker) return TileState::no_leader;
    if (static_cast<std::int32_t>(state.isr.size()) < min_isr) return TileState::under_min_isr;
    return state.isr.size() < state.replicas.size() ? TileState::out_of_isr : TileState::none;
}

std::string isr_words(const PartitionState& state) {
    return "ISR " + std::to_string(state.isr.size()) + " of " +
           std::to_string(state.replicas.size());
}

std::string attention_words(const Frame& frame, const PartitionState& state, TileState worst,
                            std::int32_t min_isr) {
    if (worst == TileState::no_leader) return "no leader";
    if (worst == TileState::under_min_isr) {
        return isr_words(state) + ", min " + std::to_string(min_isr);
    }
    std::string out;
    for (const BrokerId broker : state.replicas) {
        if (contains(state.isr, broker)) continue;
        out += (out.empty() ? ", without " : ", ") + broker_name(frame, broker);
    }
    return isr_words(state) + out;
}

class Overview {
public:
    Overview(const Frame& frame, bool keeps_dead_leaders)
        : keeps_dead_leaders_(keeps_dead_leaders) {
        for (const FrameBroker& broker : frame.brokers) {
            rows_[broker.broker] = o_.strips.size();
            down_.push_back(is_down(broker));
            registered_.push_back(broker.registered);
            o_.strips.emplace_back();
            o_.strips.back().broker = broker.broker;
        }
    }

    void add(const PartitionTruth& truth, std::int32_t min_isr) {
        const PartitionState& state = truth.state;
        const auto place = static_cast<std::int32_t>(o_.partition_names.size());
        o_.partition_names.push_back(truth.name);
        const BrokerId leader = serving(state.leader);
        o_.truths.push_back({leader, state.leader_epoch,
                             static_cast<std::int32_t>(state.isr.size()),
                             static_cast<std::int32_t>(state.replicas.size()), min_isr});
        for (const BrokerId broker : state.replicas)
            add_replica(state, leader, min_isr, broker, place);
        const TileState worst = partition_state(state, leader, min_isr);
        if (worst == TileState::none) return;
        o_.no_leader += worst == TileState::no_leader ? 1 : 0;
        o_.under_min_isr += worst == TileState::under_min_isr ? 1 : 0;
        troubles_.push_back({&truth, worst, min_isr});
    }

    // Worst first: no leader, then the fewest in the ISR; in the order of names.
    void finish(Frame& frame) {
        o_.in_trouble = static_cast<std::int32_t>(troubles_.size());
        const auto gravity = [](const Trouble& t) {
            return std::tuple(-static_cast<int>(t.worst), t.truth->state.isr.size());
        };
        std::stable_sort(troubles_.begin(), troubles_.end(),
                         [&](const auto& a, const auto& b) { return gravity(a) < gravity(b); });
        for (std::size_t i = 0; i < troubles_.size() && i < attention_most; ++i) {
            const Trouble& t = troubles_[i];
            frame.attention.push_back({t.truth->name,
                                       t.worst,
                                       attention_words(frame, t.truth->state, t.worst, t.min_isr),
                                       {}});
        }
        frame.overview = std::make_shared<const FrameOverview>(std::move(o_));
    }

private:
    struct Trouble {
        const PartitionTruth* truth = nullptr;
        TileState worst = TileState::none;
        std::int32_t min_isr = 1;
    };

    // As FrameBuilder::serving() has it, for thousands.
    [[nodiscard]] BrokerId serving(BrokerId leader) const {
        const auto row = rows_.find(leader);
        const bool dead = row != rows_.end() && !registered_[row->second];
        return keeps_dead_leaders_ && dead ? no_broker : leader;
    }
    void add_replica(const PartitionState& state, BrokerId leader, std::int32_t min_isr,
                     BrokerId broker, std::int32_t place) {
        const auto row = rows_.find(broker);
        if (row == rows_.end()) return;
        FrameStrip& strip = o_.strips[row->second];
        const TileState tile = replica_state(state, leader, min_isr, broker, down_[row->second]);
        strip.tiles.push_back(tile);
        strip.tile_partition.push_back(place);
        strip.leads += leader == broker ? 1 : 0;
        strip.in_isr += contains(state.isr, broker) ? 1 : 0;
        ++o_.replicas[static_cast<std::size_t>(tile)];
    }

    bool keeps_dead_leaders_;
    FrameOverview o_;
    std::map<BrokerId, std::size_t> rows_;
    std::vector<bool> down_;
    std::vector<bool> registered_;
    std::vector<Trouble> troubles_;
};

}  // namespace

void FrameBuilder::add_overview(const sim::World& world, Frame& frame) const {
    Overview overview(frame, keeps_dead_leaders_);
    for (const auto& [name, topic] : truths_.topics()) {
        if (topic.internal) continue;
        // One configuration for a topic: asked for once, where somebody lives who knows it.
        std::int32_t min_isr = 1;
        for (const PartitionTruth& p : topic.partitions) {
            min_isr = min_isr_of(world, frame, p.state);
            if (p.state.leader != no_broker) break;
        }
        for (const PartitionTruth& p : topic.partitions) {
            const auto replicas = static_cast<std::int32_t>(p.state.replicas.size());
            overview.add(p, std::min(min_isr, std::max(1, replicas)));
        }
    }
    overview.finish(frame);
}

}  // namespace kscope::gui
