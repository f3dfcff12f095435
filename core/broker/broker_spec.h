// What a broker process is made from; the same for each of its lives.
#pragma once

#include "core/base/ids.h"
#include "core/config/configs.h"

namespace kscope {

struct BrokerSpec {
    BrokerConfig config;
    NodeId zookeeper;  // zookeeper.connect
};

}  // namespace kscope
