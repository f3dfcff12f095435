// ZooKeeperPlane: what a broker has of a cluster whose metadata is in ZooKeeper: a session, its
// registration, the controller that it may become, and (up to 2.6) its leaders' ISR writes. Roles
// and metadata come to it as requests of the controller (handle_leader_and_isr.cpp,
// handle_update_metadata.cpp). It holds no rule of its own.
#pragma once

#include "core/broker/isr_change_writer.h"
#include "core/broker/registration.h"
#include "core/metadata/controller/controller.h"
#include "core/metadata/zookeeper/zookeeper_session.h"

namespace kscope {

struct ZooKeeperPlane {
    ZooKeeperSession session;
    Registration registration;
    Controller controller;
    IsrChangeWriter isr_change_writer;
};

}  // namespace kscope
