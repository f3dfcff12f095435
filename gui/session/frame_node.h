// What every process in the picture has: its name and how it fares. `node` is where packets start
// and end.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope::gui {

enum class Health : std::uint8_t {
    running,
    starting,
    recovering,
    paused,
    slow,
    stopped,  // its process ended by itself
    killed,
    power_loss
};

struct FrameNode {
    NodeId node = no_node;
    std::string name;  // "b1", "zk", "web", "monitoring-1"
    Health health = Health::running;
    Instant since;               // of this health
    std::int32_t recovered = 0;  // recovering: logs done, "3 of 12"
    std::int32_t recovering_of = 0;
    std::string slow_factor;  // slow: "1/2x"
};

// Its process is not there.
inline bool is_down(const FrameNode& node) {
    return node.health == Health::stopped || node.health == Health::killed ||
           node.health == Health::power_loss;
}

}  // namespace kscope::gui
