// FrameBuilder: what waits. Requests parked at brokers (acks=all for the high watermark, long polls
// for bytes), and the one-shot watches that ZooKeeper keeps.
#include <algorithm>
#include <limits>

#include "core/broker/broker.h"
#include "core/broker/client_throttling.h"
#include "core/broker/delayed_fetch.h"
#include "core/broker/delayed_produce.h"
#include "core/broker/replication_throttle.h"
#include "core/metadata/zookeeper/watch_table.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "gui/session/event_rows.h"
#include "gui/session/frame_builder.h"
#include "gui/session/zookeeper_source.h"

namespace kscope::gui {

namespace {

// Of one broker; all are counted.
constexpr std::size_t parked_most = 64;
constexpr std::size_t parked_most_afar = 4;

FrameParked waiting(const sim::World& world, NodeId at, const Broker& broker,
                    const ProduceOperation& produce) {
    FrameParked out;
    out.at = at;
    const bool own = produce.coordinator_token != 0;
    out.request = own ? "Offset commit" : "Produce " + name_of_node(world, produce.to.client);
    for (const ProduceOperation::Part& part : produce.parts) {
        if (!part.pending) continue;
        out.awaits = "HW " + std::to_string(part.required_offset.value());
        out.partition = to_string(broker.replicas().replica(part.slot).tp());
        break;
    }
    out.foreground = !own;
    return out;
}

FrameParked waiting(const sim::World& world, NodeId at, const FetchOperation& fetch) {
    FrameParked out;
    out.at = at;
    out.request = "Fetch " + name_of_node(world, fetch.to.client);
    out.awaits = fetch.min_bytes == 1 ? "1 byte" : std::to_string(fetch.min_bytes) + " bytes";
    const std::vector<FetchItem>& items = fetch.all_items();
    if (items.size() == 1) out.partition = to_string(items.front().asked.tp);
    return out;
}

std::string what_of(ClientQuotaType type) {
    switch (type) {
        case ClientQuotaType::produce: return "Produce ";
        case ClientQuotaType::fetch: return "Fetch ";
        case ClientQuotaType::request: return "Requests of ";
        case ClientQuotaType::controller_mutation: return "Mutations of ";
    }
    return "";
}

FrameThrottle throttle_of(const sim::World& world, const ThrottledChannel& channel) {
    FrameThrottle out;
    out.who = what_of(channel.type) + name_of_node(world, channel.to.client);
    out.quota = config_key_of(channel.type);
    if (channel.rate > 0) out.quota += "=" + quota_text(channel.type, channel.rate);
    out.left = std::max(Duration(), channel.until - world.now());
    out.client = channel.to.client;
    return out;
}

std::int64_t rate_of(const ReplicationQuotaManager& side) {
    const bool bounded = side.upper_bound() < std::numeric_limits<std::int64_t>::max();
    return side.enabled() && bounded ? side.upper_bound() : 0;
}

// A replica that had to wait within the last second: it will not be long until it asks again.
void add_throttled_replicas(const sim::World& world, const Broker& broker, FrameBroker& frame) {
    for (const auto& [replica, last] : broker.replication_throttle().throttled()) {
        if (world.now() - last > Duration::seconds(1)) continue;
        const std::string to = " to b" + std::to_string(replica.replica.value());
        const char* side = replica.as_leader ? "leader" : "follower";
        frame.throttled.push_back({"Copying " + to_string(replica.tp) + to,
                                   std::string(side) + ".replication.throttled.rate", Duration()});
    }
}

}  // namespace

void FrameBuilder::add_parked(const sim::World& world, Frame& frame) {
    const std::size_t most = frame.overview ? parked_most_afar : parked_most;
    for (FrameBroker& b : frame.brokers) {
        const Broker* broker = broker_process(world, b.node);
        if (broker == nullptr) continue;
        b.waiting = static_cast<std::int32_t>(broker->parked_produces().size() +
                                              broker->parked_fetches().size());
        for (const auto& [which, channel] : broker->client_throttling().throttled()) {
            if (b.throttled.size() < most) b.throttled.push_back(throttle_of(world, channel));
        }
        add_throttled_replicas(world, *broker, b);
        b.leader_rate = rate_of(broker->replication_throttle().leader());
        b.follower_rate = rate_of(broker->replication_throttle().follower());
        const std::size_t end = frame.parked.size() + most;
        broker->parked_produces().for_each([&](const ProduceOperation& produce) {
            if (frame.parked.size() == end) return;
            frame.parked.push_back(waiting(world, b.node, *broker, produce));
        });
        broker->parked_fetches().for_each([&](const FetchOperation& fetch) {
            if (frame.parked.size() == end) return;
            frame.parked.push_back(waiting(world, b.node, fetch));
        });
    }
}

void FrameBuilder::add_watches(const sim::World& world, Frame& frame) {
    for (const FrameNode& server : frame.zookeeper.servers) {
        const auto view = view_of_server(world, server.node);
        if (!view) continue;
        view->watches->for_each([&](WatchKind, const std::string& path, const ConnId& conn) {
            frame.zookeeper.watches.push_back({name_of_node(world, conn.opener), path});
        });
    }
}

}  // namespace kscope::gui
