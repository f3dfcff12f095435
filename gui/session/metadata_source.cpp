#include "gui/session/metadata_source.h"

#include <tuple>

#include "core/broker/broker.h"
#include "core/metadata/cluster_image.h"
#include "core/metadata/image/metadata_loader.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "gui/session/frame.h"
#include "sim/engine/roles.h"

namespace kscope::gui {

const ControllerServer* informed_controller(const sim::World& world, const Frame& frame) {
    const ControllerServer* found = nullptr;
    // Two may lead: who was cut off does not know of its successor yet.
    std::tuple<bool, std::int32_t, Offset> most;
    for (const FrameZooKeeperServer& server : frame.zookeeper.servers) {
        const ControllerServer* controller = sim::controller_at(world, server.node);
        if (controller == nullptr || !controller->raft().booted()) continue;
        const std::tuple knows(server.role == "leading", server.epoch,
                               controller->loader().next_offset());
        if (found != nullptr && knows <= most) continue;
        found = controller;
        most = knows;
    }
    return found;
}

const MetadataImage* informed_image(const sim::World& world, const Frame& frame) {
    if (!frame.zookeeper.quorum) return nullptr;
    if (const ControllerServer* controller = informed_controller(world, frame)) {
        return &controller->image();
    }
    const MetadataLoader* found = nullptr;
    for (const FrameBroker& b : frame.brokers) {
        const Broker* broker = sim::broker_at(world, b.node);
        const MetadataLoader* loader = broker != nullptr ? broker->metadata() : nullptr;
        if (loader == nullptr) continue;
        if (found == nullptr || found->next_offset() < loader->next_offset()) found = loader;
    }
    return found != nullptr ? &found->image() : nullptr;
}

const ClusterImage* told_image(const sim::World& world, const Frame& frame) {
    const ClusterImage* found = nullptr;
    for (const FrameBroker& b : frame.brokers) {
        const Broker* broker = sim::broker_at(world, b.node);
        if (broker == nullptr || broker->image().topics().empty()) continue;
        const ClusterImage& image = broker->image();
        if (found == nullptr || found->controller_epoch() < image.controller_epoch()) {
            found = &image;
        }
    }
    return found;
}

}  // namespace kscope::gui
