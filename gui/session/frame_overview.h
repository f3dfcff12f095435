// A cluster too large for lanes, as plain values (gui.md, "Scale"): one state per replica, totals,
// and the partitions that need attention. And from how far the viewer looks: at the whole cluster,
// at a page of a topic's partitions, or at one partition alone.
//
// What it says is the controller's truth throughout: what each replica believes is seen from
// nearer.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope::gui {

// More partitions of user topics than this become an overview.
inline constexpr std::size_t partitions_with_lanes = 32;

// In the order of their gravity: where several share a pixel, the last one is shown.
enum class TileState : std::uint8_t {
    none,
    follower,
    leader,
    out_of_isr,
    under_min_isr,
    offline,
    no_leader
};
inline constexpr std::size_t tile_states = 7;

// What the controller has decided about one partition, in short.
struct FrameTruth {
    BrokerId leader = no_broker;
    LeaderEpoch epoch = no_leader_epoch;
    std::int32_t isr = 0;
    std::int32_t replicas = 0;
    std::int32_t min_isr = 1;
};

struct FrameAttention {
    std::string partition;
    TileState state = TileState::none;
    std::string sentence;    // "ISR 2 of 3, without b3"
    Duration no_leader_for;  // while there is none
};

// Instead of lanes: one state per replica. `tiles[i]` belongs to `tile_partition[i]`.
struct FrameStrip {
    BrokerId broker = no_broker;
    std::vector<TileState> tiles;
    std::vector<std::int32_t> tile_partition;  // place in FrameOverview::partition_names
    std::int32_t leads = 0;
    std::int32_t in_isr = 0;
};

struct FrameOverview {
    std::vector<std::string> partition_names;
    std::vector<FrameTruth> truths;                    // of each of them
    std::vector<FrameStrip> strips;                    // in the order of Frame::brokers
    std::int32_t in_trouble = 0;                       // partitions
    std::int32_t no_leader = 0;                        // partitions
    std::int32_t under_min_isr = 0;                    // partitions that have a leader
    std::array<std::int32_t, tile_states> replicas{};  // by TileState
};

enum class Distance : std::uint8_t { cluster, topic, partition };

// What the viewer looks at, and from how far. A topic that is not there is looked at from afar.
struct LookAt {
    Distance distance = Distance::cluster;
    std::string topic;            // empty: nothing in particular
    std::int32_t partition = -1;  // from the topic's distance: whose page is shown
    bool znodes = false;          // ZooKeeper's own data are asked for
    friend bool operator==(const LookAt&, const LookAt&) = default;
};

// What is shown from nearer than the cluster.
struct FrameFocus {
    std::string topic;
    bool alone = false;      // one partition, not a page
    std::int32_t first = 0;  // number of the first partition that is shown
    std::int32_t shown = 0;  // partitions
    std::int32_t of_topic = 0;
    std::int32_t of_cluster = 0;
    std::vector<BrokerId> rows;  // whose replicas these are, in the order of Frame::brokers
};

}  // namespace kscope::gui
