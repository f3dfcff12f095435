// Which ZooKeeper server the window reads the znodes and sessions from: the one that knows most.
#pragma once

#include <optional>

#include "core/node/zookeeper_view.h"
#include "gui/session/frame_zookeeper.h"
#include "sim/engine/world.h"

namespace kscope::gui {

// None while the server is down.
std::optional<ZooKeeperView> view_of_server(const sim::World& world, NodeId server);
// The leader's, else that of a server that serves, else of any that runs.
std::optional<ZooKeeperView> informed_view(const sim::World& world, const FrameZooKeeper& servers);

}  // namespace kscope::gui
