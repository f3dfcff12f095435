// FrameBuilder: processes, ZooKeeper, links, and the keys' hues.
#include <algorithm>
#include <variant>

#include "core/broker/broker.h"
#include "core/metadata/cluster_image.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "core/metadata/zookeeper/zk_data.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "core/node/node.h"
#include "gui/session/frame_builder.h"
#include "gui/session/metadata_source.h"
#include "gui/session/zookeeper_source.h"
#include "sim/engine/roles.h"

namespace kscope::gui {

namespace {

Health health_of(const sim::World& world, NodeId node) {
    using State = sim::NodeStatus::State;
    switch (world.status(node).state) {
        case State::not_started: return Health::starting;
        case State::paused: return Health::paused;
        case State::stopped: return Health::stopped;
        case State::killed: return Health::killed;
        case State::powered_off: return Health::power_loss;
        case State::running: break;
    }
    const Node* process = world.find_node(node);
    const Broker* broker = process != nullptr ? process->get_if<Broker>() : nullptr;
    if (broker != nullptr && broker->phase() != BrokerPhase::serving) return Health::starting;
    return Health::running;
}

}  // namespace

FrameNode frame_node(const sim::World& world, NodeId node) {
    FrameNode out;
    out.node = node;
    out.name = world.spec().nodes[static_cast<std::size_t>(node.value())].name;
    out.health = health_of(world, node);
    out.since = world.status(node).since;
    return out;
}

FrameBuilder::FrameBuilder(const sim::WorldSpec& spec) {
    for (const sim::NodePlan& plan : spec.nodes) {
        const auto* broker = std::get_if<BrokerSpec>(&plan.spec);
        if (broker != nullptr && !broker->config.features.takes_out_dead_at_failover) {
            keeps_dead_leaders_ = true;
        }
    }
    for (const sim::SourceSpec& source : spec.sources) {
        if (const auto* made = std::get_if<sim::GeneratedSource>(&source.records)) {
            expect_send(made->topic, source.starts_at);
            const std::string prefix = made->key_prefix.empty() ? "user-" : made->key_prefix;
            for (std::int32_t k = 0; k < std::min(made->keys, hue_classes); ++k) {
                give_hue(prefix + std::to_string(k));
            }
        } else if (const auto* fixed = std::get_if<sim::RecordedSource>(&source.records)) {
            if (!fixed->records) continue;
            for (const sim::PlannedRecord& r : *fixed->records) {
                expect_send(r.record.topic, source.starts_at + r.at);
                if (r.record.key) give_hue(std::string(r.record.key->view()));
                if (hues_.size() >= 4096) break;
            }
        }
    }
}

void FrameBuilder::give_hue(const std::string& key) {
    hues_.emplace(key, static_cast<std::int8_t>(hues_.size() % hue_classes));
}

void FrameBuilder::expect_send(const std::string& topic, Instant at) {
    const auto [first, added] = first_sends_.emplace(topic, at);
    if (at < first->second) first->second = at;
}

std::int8_t FrameBuilder::hue_of(const std::optional<Bytes>& key) const {
    if (!key) return no_hue;
    const auto found = hues_.find(key->view());
    if (found != hues_.end()) return found->second;
    std::uint32_t sum = 0;
    for (const char c : key->view()) sum = sum * 31 + static_cast<unsigned char>(c);
    return static_cast<std::int8_t>(sum % hue_classes);
}

std::int32_t FrameBuilder::key_place(const std::optional<Bytes>& key, Frame& frame) const {
    if (!key) return -1;
    const auto found = std::find(frame.keys.begin(), frame.keys.end(), key->view());
    if (found != frame.keys.end()) return static_cast<std::int32_t>(found - frame.keys.begin());
    frame.keys.emplace_back(key->view());
    return static_cast<std::int32_t>(frame.keys.size() - 1);
}

namespace {

FrameZooKeeperServer frame_server(const sim::World& world, NodeId node, bool in_ensemble) {
    FrameZooKeeperServer server;
    static_cast<FrameNode&>(server) = frame_node(world, node);
    server.member = in_ensemble;
    const auto view = view_of_server(world, node);
    if (!view || !view->member) return server;
    server.role = name_of(view->member->state);
    server.serving = view->member->serving;
    server.epoch = view->member->epoch.value();
    server.log_end = "zxid " + to_hex(view->zxid.value());
    server.synced = view->member->synced;
    server.clients = view->member->clients;
    return server;
}

FrameZooKeeperServer frame_controller(const sim::World& world, NodeId node) {
    FrameZooKeeperServer server;
    static_cast<FrameNode&>(server) = frame_node(world, node);
    server.member = true;
    const NodeId partner = world.partner(node);
    if (partner != no_node) server.partner = name_of_node(world, partner);
    const ControllerServer* controller = sim::controller_at(world, node);
    if (controller == nullptr || !controller->raft().booted()) return server;
    const RaftClient& raft = controller->raft();
    const auto* leader = raft.quorum().as<QuorumLeaderState>();
    const bool follows = raft.quorum().as<FollowerRole>() != nullptr;
    server.role = leader != nullptr ? "leading"
                  : !follows        ? "looking"
                  : raft.is_voter() ? "following"
                                    : "observing";
    server.serving = leader != nullptr || follows;
    server.epoch = raft.quorum().epoch().value();
    const Offset end = raft.log().end().offset;
    server.log_end = "log end " + std::to_string(end.value());
    if (leader == nullptr) return server;
    for (const auto& [id, voter] : leader->voters()) {
        if (id != controller->id() && voter.end_offset == end) ++server.synced;
    }
    server.clients = leader->observers().size();
    return server;
}

FrameSession frame_session(const FrameBroker& broker, const ZooKeeperView& view,
                           const FrameZooKeeper& zookeeper, Instant now) {
    FrameSession session;
    session.broker = broker.broker;
    session.expired = true;
    if (broker.health == Health::stopped) session.ended = "closed";
    for (const ZooKeeperView::Session& s : view.sessions) {
        if (s.client != broker.node) continue;
        session.expired = false;
        session.timeout = s.timeout;
        // While nobody leads, nobody counts.
        session.left = s.expires.is_never() ? s.timeout : std::max(Duration(), s.expires - now);
        session.id = s.id;
        session.last_heard = s.last_heard;
        const auto place = static_cast<std::size_t>(s.server.value()) - 1;
        session.server = s.server != ServerId{0} && place < zookeeper.servers.size()
                             ? zookeeper.servers[place].name
                             : "";
    }
    return session;
}

// Who votes, dead or alive: as the controller that knows most has it.
void tell_voters(const sim::World& world, Frame& frame) {
    const ControllerServer* informed = informed_controller(world, frame);
    if (informed == nullptr) return;
    for (FrameZooKeeperServer& server : frame.zookeeper.servers) {
        const sim::NodePlan& plan =
            world.spec().nodes[static_cast<std::size_t>(server.node.value())];
        const auto* spec = std::get_if<ControllerSpec>(&plan.spec);
        if (spec == nullptr) continue;
        server.voter = informed->raft().voters().find(spec->config.broker_id) != nullptr;
    }
}

}  // namespace

void FrameBuilder::add_nodes(const sim::World& world, Frame& frame) const {
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const NodeId node{static_cast<std::int32_t>(i)};
        const sim::NodePlan& plan = world.spec().nodes[i];
        if (const auto* spec = std::get_if<BrokerSpec>(&plan.spec)) {
            FrameBroker broker;
            static_cast<FrameNode&>(broker) = frame_node(world, node);
            broker.broker = spec->config.broker_id;
            broker.rack = plan.rack;
            frame.brokers.push_back(std::move(broker));
        } else if (const auto* zookeeper = std::get_if<ZooKeeperSpec>(&plan.spec)) {
            frame.zookeeper.servers.push_back(frame_server(world, node, zookeeper->in_ensemble()));
        } else if (std::holds_alternative<ControllerSpec>(plan.spec)) {
            frame.zookeeper.quorum = true;
            frame.zookeeper.servers.push_back(frame_controller(world, node));
        }
    }
    tell_voters(world, frame);
}

void FrameBuilder::add_quorum(const sim::World& world, Frame& frame) const {
    const sim::NodeByRole active{sim::NodeByRole::Role::controller, ""};
    const NodeId node = sim::node_in_role(world, active);
    const ControllerServer* server = sim::controller_at(world, node);
    const MetadataImage* image = informed_image(world, frame);
    for (FrameBroker& broker : frame.brokers) {
        broker.registered = image != nullptr && image->broker(broker.broker) != nullptr;
    }
    if (server == nullptr) {
        for (const FrameZooKeeperServer& one : frame.zookeeper.servers) {
            frame.zookeeper.controller_epoch =
                std::max(frame.zookeeper.controller_epoch, ControllerEpoch(one.epoch));
        }
        return;
    }
    frame.zookeeper.controller = server->id();
    frame.zookeeper.controller_node = name_of_node(world, node);
    frame.zookeeper.controller_epoch = ControllerEpoch(server->raft().quorum().epoch().value());
    const BrokerHeartbeatManager& heard = *server->controller().heartbeats();
    for (FrameBroker& broker : frame.brokers) {
        const BrokerHeartbeat* heartbeat = heard.find(broker.broker);
        if (heartbeat == nullptr) continue;
        FrameSession session;
        session.broker = broker.broker;
        session.expired = heartbeat->fenced;
        session.ended = "fenced";
        session.timeout = heard.session_timeout();
        session.left = std::max(Duration(), heartbeat->last_contact + session.timeout - frame.now);
        session.last_heard = heartbeat->last_contact;
        const bool never = session.expired && broker.health == Health::starting;
        if (!never) frame.zookeeper.sessions.push_back(session);
    }
}

void FrameBuilder::add_zookeeper(const sim::World& world, Frame& frame) const {
    const auto view = informed_view(world, frame.zookeeper);
    if (!view) {
        const ClusterImage* told = told_image(world, frame);
        for (FrameBroker& broker : frame.brokers) {
            broker.registered = told != nullptr && told->alive(broker.broker);
        }
        return;
    }
    const ZnodeTree& tree = *view->tree;
    if (const Znode* z = tree.find(ControllerZNode::path)) {
        frame.zookeeper.controller = ControllerZNode::decode(z->data).value_or(no_broker);
    }
    if (const Znode* z = tree.find(ControllerEpochZNode::path)) {
        frame.zookeeper.controller_epoch =
            ControllerEpochZNode::decode(z->data).value_or(ControllerEpoch{});
    }
    for (FrameBroker& broker : frame.brokers) {
        broker.registered = tree.find(BrokerIdZNode::path(broker.broker)) != nullptr;
        const FrameSession session = frame_session(broker, *view, frame.zookeeper, frame.now);
        const bool never = session.expired && broker.health == Health::starting;
        if (!never) frame.zookeeper.sessions.push_back(session);
    }
}

void FrameBuilder::add_links(const sim::World& world, Frame& frame) const {
    for (const auto& [from, to] : world.network().cut_links()) {
        auto known = std::find_if(frame.links.begin(), frame.links.end(), [&](const FrameLink& l) {
            return (l.a == from && l.b == to) || (l.a == to && l.b == from);
        });
        if (known == frame.links.end()) {
            frame.links.push_back({from, to, false, false, {}, 0});
            known = frame.links.end() - 1;
        }
        (known->a == from ? known->cut_a_to_b : known->cut_b_to_a) = true;
    }
}

std::string name_of_node(const sim::World& world, NodeId node) {
    const auto at = static_cast<std::size_t>(node.value());
    return node != no_node && at < world.spec().nodes.size() ? world.spec().nodes[at].name : "?";
}

void FrameBuilder::build(const sim::World& world, const LookAt& look, bool background,
                         Frame& frame) {
    add_nodes(world, frame);
    if (frame.zookeeper.quorum) {
        add_quorum(world, frame);
    } else {
        add_zookeeper(world, frame);
    }
    if (look.znodes) add_znodes(world, frame);
    add_links(world, frame);
    add_partitions(world, look, frame);
    add_producers(world, frame);
    add_groups(world, frame);
    add_flights(world, background, frame);
    add_parked(world, frame);
    add_watches(world, frame);
}

}  // namespace kscope::gui
