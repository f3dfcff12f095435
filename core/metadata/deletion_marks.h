// What the controller writes in place of a leader and a leader epoch while a topic is being
// deleted: brokers forget the partition, and take StopReplica whatever their own epoch is. Rule:
// kafka.api.LeaderAndIsr, 3.9.
#pragma once

#include "core/base/ids.h"

namespace kscope {

inline constexpr BrokerId leader_during_delete{-2};
inline constexpr LeaderEpoch epoch_during_delete{-2};

}  // namespace kscope
