#include "core/protocol/zab_messages.h"

namespace kscope {

std::string to_hex(std::int64_t number) {
    std::string digits;
    auto rest = static_cast<std::uint64_t>(number);
    do {
        digits.insert(digits.begin(), "0123456789abcdef"[rest % 16]);
        rest /= 16;
    } while (rest != 0);
    return "0x" + digits;
}

const char* name_of(ServerState state) {
    switch (state) {
        case ServerState::looking: return "looking";
        case ServerState::following: return "following";
        case ServerState::leading: return "leading";
    }
    return "unknown";
}

}  // namespace kscope
