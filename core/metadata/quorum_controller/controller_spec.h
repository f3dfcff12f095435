// What a controller process of the KRaft plane is made from; the same for each of its lives.
#pragma once

#include "core/config/configs.h"
#include "core/metadata/kraft/raft_client.h"

namespace kscope {

struct ControllerSpec {
    BrokerConfig config;  // broker_id is its node.id
    RaftSpec raft;
};

}  // namespace kscope
