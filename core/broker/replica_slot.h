// ReplicaSlot: a replica's place in its broker's ReplicaTable. OperationId: a parked operation's in
// its Purgatory.
#pragma once

#include <cstdint>

namespace kscope {

using ReplicaSlot = std::uint32_t;
inline constexpr ReplicaSlot no_slot = ~ReplicaSlot{0};

using OperationId = std::uint32_t;

}  // namespace kscope
