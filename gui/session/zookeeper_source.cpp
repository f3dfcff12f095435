#include "gui/session/zookeeper_source.h"

namespace kscope::gui {

std::optional<ZooKeeperView> view_of_server(const sim::World& world, NodeId server) {
    const Node* node = world.find_node(server);
    return node != nullptr ? zookeeper_view(*node) : std::nullopt;
}

std::optional<ZooKeeperView> informed_view(const sim::World& world,
                                           const FrameZooKeeper& zookeeper) {
    std::optional<ZooKeeperView> best;
    for (const FrameZooKeeperServer& server : zookeeper.servers) {
        std::optional<ZooKeeperView> view = view_of_server(world, server.node);
        if (view && (!best || knows_more(*view, *best))) best = std::move(view);
    }
    return best;
}

}  // namespace kscope::gui
