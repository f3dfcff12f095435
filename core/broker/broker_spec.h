// What a broker process is made from; the same for each of its lives.
#pragma once

#include <vector>

#include "core/base/ids.h"
#include "core/config/configs.h"

namespace kscope {

struct BrokerSpec {
    BrokerConfig config;
    std::vector<NodeId> zookeeper;  // zookeeper.connect
};

}  // namespace kscope
