// Which image of the cluster's metadata the window reads: that of the process that decides, and
// while none of those runs, what the brokers were told last. It remembers nothing.
#pragma once

#include "sim/engine/world.h"

namespace kscope {
class ClusterImage;
class ControllerServer;
class MetadataImage;
}  // namespace kscope

namespace kscope::gui {

struct Frame;

// The active one of the quorum, else of those that run the one that knows most; null: none.
const ControllerServer* informed_controller(const sim::World& world, const Frame& frame);
// With KRaft: of the controller above, else of the broker that has replayed most; null: ZooKeeper,
// or nobody runs.
const MetadataImage* informed_image(const sim::World& world, const Frame& frame);
// With ZooKeeper: of the broker that knows the latest controller; null: no broker knows any.
const ClusterImage* told_image(const sim::World& world, const Frame& frame);

}  // namespace kscope::gui
