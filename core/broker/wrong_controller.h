// NOT_CONTROLLER, wherever an answer says it: of itself, or of each of its parts.
#pragma once

#include "core/protocol/message.h"

namespace kscope {

bool says_not_controller(const Message& response);

}  // namespace kscope
