// ConnId names one TCP-like connection, the same at both ends: who opened it, in which life, and
// the opener's own count. Within a connection messages arrive in order, exactly once, until a break
// loses a suffix, independently in each direction.
#pragma once

#include <compare>
#include <cstdint>

#include "core/base/ids.h"

namespace kscope {

struct ConnId {
    NodeId opener = no_node;
    std::uint32_t incarnation = 0;    // of the opener
    std::uint32_t number = 0;         // the opener's count of connections in that life, from 1
    friend auto operator<=>(const ConnId&, const ConnId&) = default;
    template <class V>
    void visit(V&& v) const {
        v("opener", opener);
        v("incarnation", incarnation);
        v("number", number);
    }
};

inline constexpr ConnId no_connection{};

// The opener's count: all parts of one process draw from the same one.
struct ConnectionIds {
    NodeId self = no_node;
    std::uint32_t incarnation = 0;
    std::uint32_t last = 0;
    ConnId next() { return {self, incarnation, ++last}; }
};

}  // namespace kscope
