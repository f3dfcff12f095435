// The throttle time that an answer tells its client (throttle_time_ms); 0 where it has no such
// field.
#pragma once

#include "core/protocol/message.h"

namespace kscope {

std::int32_t throttle_time_ms(const Message& response);

}  // namespace kscope
