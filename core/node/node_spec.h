// NodeSpec: the recipe of a process. The world keeps it and builds each life of the node from it.
#pragma once

#include <variant>

#include "core/broker/broker_spec.h"
#include "core/client/client_specs.h"
#include "core/metadata/quorum_controller/controller_spec.h"
#include "core/metadata/zookeeper/zookeeper_spec.h"

namespace kscope {

using NodeSpec =
    std::variant<BrokerSpec, ZooKeeperSpec, ProducerSpec, ConsumerSpec, AdminSpec, ControllerSpec>;

}  // namespace kscope
