#include "gui/session/user_action.h"

namespace kscope::gui {

std::string text_of(const UserAction& action) {
    using Kind = UserAction::Kind;
    switch (action.kind) {
        case Kind::kill: return "kill " + action.node_name;
        case Kind::power_loss: return "power loss " + action.node_name;
        case Kind::restart: return "restart " + action.node_name;
        case Kind::pause: return "pause " + action.node_name;
        case Kind::resume: return "resume " + action.node_name;
        case Kind::cut: return "cut " + action.node_name + "\u2013" + action.other_name;
        case Kind::heal: return "heal " + action.node_name + "\u2013" + action.other_name;
        case Kind::heal_all: return "heal all";
    }
    return {};
}

}  // namespace kscope::gui
