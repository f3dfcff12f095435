#include "core/protocol/throttle_time.h"

#include <variant>

namespace kscope {

std::int32_t throttle_time_ms(const Message& response) {
    return std::visit(
        [](const auto& body) -> std::int32_t {
            if constexpr (requires { body.throttle_time_ms; }) return body.throttle_time_ms;
            return 0;
        },
        response.body());
}

}  // namespace kscope
