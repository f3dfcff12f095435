// What a ZooKeeper server process is made from.
#pragma once

#include "core/config/configs.h"

namespace kscope {

struct ZooKeeperSpec {
    ZooKeeperConfig config;
};

}  // namespace kscope
