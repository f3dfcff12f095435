#include "sim/shell/reassignment_throttles.h"

#include <algorithm>

#include "sim/shell/configs.h"
#include "sim/shell/options.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

constexpr const char* leader_replicas = "leader.replication.throttled.replicas";
constexpr const char* follower_replicas = "follower.replication.throttled.replicas";

// "0:1,0:2,1:3", sorted as texts. Where Kafka sets an empty value the key goes: here that is null.
ConfigAlteration throttled_change(const char* key, const std::set<std::string>& components) {
    if (components.empty()) return {key, ConfigOperation::remove, ""};
    return {key, ConfigOperation::set, joined({components.begin(), components.end()}, ",")};
}

std::string component(PartitionIndex partition, BrokerId broker) {
    return std::to_string(partition.value()) + ":" + std::to_string(broker.value());
}

std::string ids_text(const std::set<BrokerId>& brokers) {
    return ids_of({brokers.begin(), brokers.end()});
}

}  // namespace

MoveMap proposed_moves(const ListPartitionReassignmentsResponse& ongoing,
                       const std::vector<PartitionEntry>& wishes,
                       const std::vector<PartitionEntry>& current) {
    MoveMap moves;
    for (const OngoingReassignment& one : ongoing.partitions) {
        PartitionMove& move = moves[one.tp.topic][one.tp.partition];
        move.sources.insert(one.replicas.begin(), one.replicas.end());
        for (const BrokerId adding : one.adding) move.sources.erase(adding);
        const auto& coming = one.adding.empty() ? one.replicas : one.adding;
        move.destinations.insert(coming.begin(), coming.end());
    }
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        auto& of_topic = moves[wishes[i].tp.topic];
        PartitionMove move;
        if (const auto moving = of_topic.find(wishes[i].tp.partition); moving != of_topic.end()) {
            move.sources = moving->second.sources;
        } else {
            move.sources.insert(current[i].replicas.begin(), current[i].replicas.end());
        }
        for (const BrokerId replica : wishes[i].replicas) {
            if (!move.sources.contains(replica)) move.destinations.insert(replica);
        }
        of_topic[wishes[i].tp.partition] = std::move(move);
    }
    return moves;
}

void set_throttles(const ToolRun& run, AdminTool& tool, const MoveMap& moves, std::int64_t rate) {
    for (const auto& [topic, partitions] : moves) {
        std::set<std::string> leaders;
        std::set<std::string> followers;
        for (const auto& [partition, move] : partitions) {
            for (const BrokerId source : move.sources) leaders.insert(component(partition, source));
            for (const BrokerId destination : move.destinations) {
                if (move.sources.contains(destination)) continue;
                followers.insert(component(partition, destination));
            }
        }
        alter_topic_configs(tool, topic,
                            {throttled_change(leader_replicas, leaders),
                             throttled_change(follower_replicas, followers)},
                            tool.place());
    }
    for (const auto& [topic, partitions] : moves) {
        for (const auto& [partition, move] : partitions) {
            run.cluster().tell_brokers(AlterReplicationThrottle{
                {topic, partition}, {move.destinations.begin(), move.destinations.end()}, rate});
        }
    }
    run.print("The inter-broker throttle limit was set to " + std::to_string(rate) + " B/s");
}

void clear_throttles(const ToolRun& run, AdminTool& tool,
                     const std::vector<PartitionEntry>& wishes) {
    std::set<BrokerId> brokers;
    std::set<std::string> topics;
    for (const BrokerEndpoint& broker : describe_cluster(tool, "describeCluster").brokers) {
        brokers.insert(broker.broker);
    }
    for (const PartitionEntry& wish : wishes) {
        brokers.insert(wish.replicas.begin(), wish.replicas.end());
        topics.insert(wish.tp.topic);
    }
    run.print(std::string("Clearing broker-level throttles on broker") +
              (brokers.size() == 1 ? " " : "s ") + ids_text(brokers));
    for (const PartitionEntry& wish : wishes) {
        run.cluster().tell_brokers(AlterReplicationThrottle{wish.tp, {}, std::nullopt});
    }
    run.print(std::string("Clearing topic-level throttles on topic") +
              (topics.size() == 1 ? " " : "s ") + joined({topics.begin(), topics.end()}, ","));
    for (const std::string& topic : topics) {
        alter_topic_configs(tool, topic,
                            {{leader_replicas, ConfigOperation::remove, ""},
                             {follower_replicas, ConfigOperation::remove, ""}},
                            tool.place());
    }
}

}  // namespace kscope::sim
