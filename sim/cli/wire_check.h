// WireCheck: `--wire`. Each message that arrives or is lost is written in the bytes of its
// protocol, read back, and must be equal; those still on their way are looked at in the end. It
// watches a world as the laws do: no run changes by it, and a run without it pays nothing.
#pragma once

#include <bitset>
#include <cstdint>

#include "core/protocol/message.h"
#include "sim/engine/world.h"

namespace kscope::sim {

struct WireTotals {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;  // frames: length, header and body
    std::size_t kinds = 0;    // of MessageBody, that came up
};

class WireCheck {
public:
    void after_step(const World& world);
    void at_end(const World& world);
    // Throws, as a fault of kscope itself, with the message and the field.
    void check(const Message& message, CorrelationId correlation, EventId event);

    [[nodiscard]] WireTotals totals() const;

private:
    WireTotals totals_;
    std::bitset<std::variant_size_v<MessageBody>> seen_;
};

}  // namespace kscope::sim
