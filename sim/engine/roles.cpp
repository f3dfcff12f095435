#include "sim/engine/roles.h"

#include <charconv>
#include <optional>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/group/group_coordinator.h"
#include "core/metadata/controller/controller.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

// "click-0"; topic names may hold dashes.
std::optional<TopicPartition> parse_partition(const std::string& text) {
    const std::size_t dash = text.rfind('-');
    if (dash == std::string::npos) return std::nullopt;
    std::int32_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data() + dash + 1, end, number);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return TopicPartition{text.substr(0, dash), PartitionIndex(number)};
}

const Replica* leader_replica(const Broker& broker, const TopicPartition& tp) {
    const auto slot = broker.replicas().find(tp);
    if (!slot) return nullptr;
    const Replica& replica = broker.replicas().replica(*slot);
    return replica.is_leader() ? &replica : nullptr;
}

NodeId leader_node(const World& world, const TopicPartition& tp) {
    NodeId best = no_node;
    LeaderEpoch epoch = no_leader_epoch;
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const Broker* broker = broker_at(world, id_at(i));
        const Replica* replica = broker == nullptr ? nullptr : leader_replica(*broker, tp);
        if (replica == nullptr || replica->leader_epoch() <= epoch) continue;
        best = id_at(i);
        epoch = replica->leader_epoch();
    }
    return best;
}

// Of the controller that this process believes to be; -1: it does not.
ControllerEpoch active_epoch(const World& world, NodeId id) {
    constexpr ControllerEpoch none{-1};
    if (const ControllerServer* server = controller_at(world, id)) {
        const bool active = server->controller().active();
        return active ? ControllerEpoch(server->raft().quorum().epoch().value()) : none;
    }
    const Broker* broker = broker_at(world, id);
    const Controller* controller = broker == nullptr ? nullptr : broker->controller();
    return controller != nullptr && controller->active() ? controller->epoch() : none;
}

NodeId controller_node(const World& world) {
    NodeId best = no_node;
    ControllerEpoch epoch{-1};
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const ControllerEpoch here = active_epoch(world, id_at(i));
        if (here <= epoch) continue;
        best = id_at(i);
        epoch = here;
    }
    return best;
}

// The broker that has the group loaded.
NodeId coordinator_node(const World& world, const std::string& group) {
    NodeId best = no_node;
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const Broker* broker = broker_at(world, id_at(i));
        if (broker != nullptr && broker->groups().find_group(group) != nullptr) best = id_at(i);
    }
    return best;
}

}  // namespace

const Broker* broker_at(const World& world, NodeId node) {
    const Node* found = world.find_node(node);
    return found == nullptr ? nullptr : found->get_if<Broker>();
}

const ControllerServer* controller_at(const World& world, NodeId node) {
    if (node == no_node) return nullptr;
    const Node* found = world.find_node(node);
    return found == nullptr ? nullptr : found->get_if<ControllerServer>();
}

std::optional<DescribeQuorumResponse> describe_quorum(const World& world) {
    const ControllerServer* server = controller_at(world, controller_node(world));
    if (server == nullptr) return std::nullopt;
    return server->raft().describe_quorum({world.now(), world.wall(), no_event});
}

const Broker* leading_broker(const World& world, const TopicPartition& tp) {
    const NodeId node = leader_node(world, tp);
    return node == no_node ? nullptr : broker_at(world, node);
}

NodeId node_in_role(const World& world, const NodeByRole& who) {
    switch (who.role) {
        case NodeByRole::Role::leader: {
            const auto tp = parse_partition(who.of);
            return tp ? leader_node(world, *tp) : no_node;
        }
        case NodeByRole::Role::controller: return controller_node(world);
        case NodeByRole::Role::coordinator: return coordinator_node(world, who.of);
    }
    return no_node;
}

}  // namespace kscope::sim
