// ZooKeeperPlane: what a broker has of a cluster whose metadata is in ZooKeeper: a session, its
// registration, the controller that it may become, (up to 2.6) its leaders' ISR writes, and
// dynamic configurations. Roles and metadata come to it as requests of the controller
// (handle_leader_and_isr.cpp, handle_update_metadata.cpp). It holds no rule of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/broker/dynamic_config_manager.h"
#include "core/broker/isr_change_writer.h"
#include "core/broker/registration.h"
#include "core/metadata/controller/controller.h"
#include "core/metadata/zookeeper/zookeeper_session.h"

namespace kscope {

struct ZooKeeperPlane {
    // As the spec has them.
    std::vector<BrokerEndpoint> processes;
    std::string host;
    std::int32_t port = 0;
    std::string cluster_id;
    // Until there is a session: the mark of a clean shutdown that this life found.
    std::optional<std::string> clean_shutdown;
    ZooKeeperSession session;
    Registration registration;
    Controller controller;
    IsrChangeWriter isr_change_writer;
    DynamicConfigManager dynamic_configs;
};

}  // namespace kscope
