// UserAction: what the viewer does to the cluster, as a plain value that may cross threads. The
// session turns it into the engine's own action and records it in the journal.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/ids.h"

namespace kscope::gui {

struct UserAction {
    enum class Kind : std::uint8_t {
        kill,
        power_loss,
        restart,
        pause,
        resume,
        cut,
        heal,
        heal_all
    };
    Kind kind = Kind::kill;
    NodeId node = no_node;
    NodeId other = no_node;  // cut, heal: the other end
    std::string node_name;   // "b2"
    std::string other_name;
};

// "kill b2", "cut b2 - b3": names branches and toasts.
std::string text_of(const UserAction& action);

}  // namespace kscope::gui
