#include "core/metadata/zookeeper/zk_data.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>

#include "core/metadata/zookeeper/json_text.h"

namespace kscope {
namespace {

std::string list_of(const std::vector<BrokerId>& brokers) {
    std::string out = "[";
    for (const BrokerId broker : brokers) {
        if (out.size() > 1) out += ',';
        out += std::to_string(broker.value());
    }
    return out + "]";
}

std::vector<BrokerId> brokers_in(JsonReader& in) {
    std::vector<BrokerId> brokers;
    in.array([&] { brokers.emplace_back(in.integer<std::int32_t>()); });
    return brokers;
}

template <class T>
std::optional<T> checked(JsonReader& in, T value, bool complete = true) {
    if (!in.finished() || !complete) return std::nullopt;
    return value;
}

// All of the text.
template <class T>
std::optional<T> whole_number(std::string_view text) {
    T result = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, result);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return result;
}

}  // namespace

std::string ControllerZNode::encode(BrokerId broker, WallTime timestamp, const Features& features) {
    std::string out = R"({"version":)" + std::to_string(features.controller_znode_version) +
                      R"(,"brokerid":)" + std::to_string(broker.value()) + R"(,"timestamp":")" +
                      std::to_string(timestamp.millis()) + '"';
    // KIP-866: no controller of KRaft has taken over.
    if (features.controller_znode_version >= 2) out += R"(,"kraftControllerEpoch":-1)";
    return out + "}";
}
std::optional<BrokerId> ControllerZNode::decode(const std::string& data) {
    JsonReader in{data};
    std::optional<BrokerId> broker;
    in.object([&](const std::string& name) {
        if (name == "brokerid") broker = BrokerId(in.integer<std::int32_t>());
    });
    return checked(in, broker.value_or(no_broker), broker.has_value());
}

std::string ControllerEpochZNode::encode(ControllerEpoch epoch) {
    return std::to_string(epoch.value());
}
std::optional<ControllerEpoch> ControllerEpochZNode::decode(const std::string& data) {
    const auto epoch = whole_number<std::int32_t>(data);
    if (!epoch) return std::nullopt;
    return ControllerEpoch(*epoch);
}

std::string TopicZNode::path(const std::string& topic) {
    return std::string(TopicsZNode::path) + "/" + topic;
}
namespace {

// Only partitions that have some.
std::string by_partition(const std::vector<ReplicaAssignment>& assignments,
                         std::vector<BrokerId> ReplicaAssignment::*part) {
    std::string out = "{";
    for (std::size_t p = 0; p < assignments.size(); ++p) {
        if ((assignments[p].*part).empty()) continue;
        if (out.size() > 1) out += ',';
        out += '"' + std::to_string(p) + "\":" + list_of(assignments[p].*part);
    }
    return out + "}";
}

using ByPartition = std::map<std::size_t, std::vector<BrokerId>>;

ByPartition read_by_partition(JsonReader& in) {
    ByPartition lists;
    in.object([&](const std::string& name) {
        const auto p = whole_number<std::uint32_t>(name);
        if (!p) in.fail();
        lists[p.value_or(0)] = brokers_in(in);
    });
    return lists;
}

std::optional<std::vector<ReplicaAssignment>> joined(const ByPartition& replicas,
                                                     const ByPartition& adding,
                                                     const ByPartition& removing) {
    std::vector<ReplicaAssignment> assignments;
    for (const auto& [p, brokers] : replicas) {
        if (p != assignments.size() || brokers.empty()) return std::nullopt;
        const auto part_of = [place = p](const ByPartition& lists) {
            const auto at = lists.find(place);
            return at == lists.end() ? std::vector<BrokerId>{} : at->second;
        };
        assignments.push_back({brokers, part_of(adding), part_of(removing)});
    }
    return assignments;
}

}  // namespace

// Version 1 had no word of a move, which stood in /admin/reassign_partitions: here it has the two
// fields while something moves.
std::string TopicZNode::encode(const std::vector<ReplicaAssignment>& assignments,
                               const Features& features) {
    const std::int32_t version = features.topic_znode_version;
    const std::string number = R"("version":)" + std::to_string(version);
    std::string parts =
        R"("partitions":)" + by_partition(assignments, &ReplicaAssignment::replicas);
    const bool moves =
        std::any_of(assignments.begin(), assignments.end(),
                    [](const ReplicaAssignment& one) { return one.being_reassigned(); });
    if (version >= 2 || moves) {
        parts += R"(,"adding_replicas":)" + by_partition(assignments, &ReplicaAssignment::adding) +
                 R"(,"removing_replicas":)" +
                 by_partition(assignments, &ReplicaAssignment::removing);
    }
    return version >= 3 ? "{" + parts + "," + number + "}" : "{" + number + "," + parts + "}";
}
std::optional<std::vector<ReplicaAssignment>> TopicZNode::decode(const std::string& data) {
    JsonReader in{data};
    ByPartition replicas;
    ByPartition adding;
    ByPartition removing;
    in.object([&](const std::string& name) {
        if (name == "partitions") {
            replicas = read_by_partition(in);
        } else if (name == "adding_replicas") {
            adding = read_by_partition(in);
        } else if (name == "removing_replicas") {
            removing = read_by_partition(in);
        }
    });
    if (!in.finished()) return std::nullopt;
    return joined(replicas, adding, removing);
}

std::string topic_partitions_path(const std::string& topic) {
    return TopicZNode::path(topic) + "/partitions";
}
std::string topic_partition_path(const TopicPartition& tp) {
    return topic_partitions_path(tp.topic) + "/" + std::to_string(tp.partition.value());
}
std::string TopicPartitionStateZNode::path(const TopicPartition& tp) {
    return topic_partition_path(tp) + "/state";
}
std::string TopicPartitionStateZNode::encode(const PartitionState& state) {
    return R"({"controller_epoch":)" + std::to_string(state.controller_epoch.value()) +
           R"(,"leader":)" + std::to_string(state.leader.value()) +
           R"(,"version":1,"leader_epoch":)" + std::to_string(state.leader_epoch.value()) +
           R"(,"isr":)" + list_of(state.isr) + "}";
}
std::optional<PartitionState> TopicPartitionStateZNode::decode(const std::string& data,
                                                               const ZkStat& stat) {
    JsonReader in{data};
    PartitionState state;
    std::size_t found = 0;
    in.object([&](const std::string& name) {
        if (name == "controller_epoch") {
            state.controller_epoch = ControllerEpoch(in.integer<std::int32_t>());
        } else if (name == "leader") {
            state.leader = BrokerId(in.integer<std::int32_t>());
        } else if (name == "leader_epoch") {
            state.leader_epoch = LeaderEpoch(in.integer<std::int32_t>());
        } else if (name == "isr") {
            state.isr = brokers_in(in);
        } else {
            return;
        }
        ++found;
    });
    state.partition_epoch = stat.version;
    return checked(in, std::move(state), found == 4);
}

std::string TopicConfigZNode::path(const std::string& topic) { return "/config/topics/" + topic; }
std::string TopicConfigZNode::encode(const ConfigEntries& entries) {
    std::string out = R"({"version":1,"config":{)";
    bool first = true;
    for (const auto& [key, value] : entries) {
        if (!first) out += ',';
        first = false;
        out += json_quoted(key) + ':' + json_quoted(value);
    }
    return out + "}}";
}
std::optional<ConfigEntries> TopicConfigZNode::decode(const std::string& data) {
    JsonReader in{data};
    std::map<std::string, std::string> entries;
    in.object([&](const std::string& name) {
        if (name != "config") return;
        in.object([&](const std::string& key) { entries[key] = in.text(); });
    });
    return checked(in, ConfigEntries(entries.begin(), entries.end()));
}

std::string BrokerConfigZNode::entity(const std::string& broker) {
    return "brokers/" + (broker.empty() ? "<default>" : broker);
}
std::string BrokerConfigZNode::path(const std::string& broker) {
    return "/config/" + entity(broker);
}

std::string ConfigChangeNotificationZNode::encode(const std::string& entity) {
    return R"({"version":2,"entity_path":)" + json_quoted(entity) + "}";
}
std::optional<std::string> ConfigChangeNotificationZNode::decode(const std::string& data) {
    JsonReader in{data};
    std::optional<std::string> entity;
    in.object([&](const std::string& name) {
        if (name == "entity_path") entity = in.text();
    });
    if (!in.finished()) return std::nullopt;
    return entity;
}
std::optional<std::int64_t> ConfigChangeNotificationZNode::number_of(const std::string& child) {
    constexpr std::string_view name = "config_change_";
    if (!child.starts_with(name)) return std::nullopt;
    return whole_number<std::int64_t>(std::string_view(child).substr(name.size()));
}

std::string IsrChangeNotificationZNode::encode(const std::vector<TopicPartition>& partitions) {
    std::string out = R"({"version":1,"partitions":[)";
    bool first = true;
    for (const TopicPartition& tp : partitions) {
        if (!first) out += ',';
        first = false;
        out += R"({"topic":)" + json_quoted(tp.topic) + R"(,"partition":)" +
               std::to_string(tp.partition.value()) + "}";
    }
    return out + "]}";
}
std::optional<std::vector<TopicPartition>> IsrChangeNotificationZNode::decode(
    const std::string& data) {
    JsonReader in{data};
    std::vector<TopicPartition> partitions;
    const auto read_one = [&] {
        std::optional<std::string> topic;
        std::optional<std::int32_t> number;
        in.object([&](const std::string& name) {
            if (name == "topic") topic = in.text();
            if (name == "partition") number = in.integer<std::int32_t>();
        });
        if (!topic || !number) in.fail();
        partitions.push_back({topic.value_or(""), PartitionIndex(number.value_or(0))});
    };
    in.object([&](const std::string& name) {
        if (name == "partitions") in.array(read_one);
    });
    return checked(in, std::move(partitions));
}

std::string ProducerIdBlockZNode::encode(const ProducerIdBlockZNode& block) {
    return R"({"version":1,"broker":)" + std::to_string(block.broker.value()) +
           R"(,"block_start":)" + json_quoted(std::to_string(block.first.value())) +
           R"(,"block_end":)" + json_quoted(std::to_string(block.last.value())) + "}";
}
std::optional<ProducerIdBlockZNode> ProducerIdBlockZNode::decode(const std::string& data) {
    JsonReader in{data};
    std::optional<BrokerId> broker;
    std::optional<std::int64_t> first;
    std::optional<std::int64_t> last;
    in.object([&](const std::string& name) {
        if (name == "broker") broker = BrokerId(in.integer<std::int32_t>());
        if (name == "block_start") first = whole_number<std::int64_t>(in.text());
        if (name == "block_end") last = whole_number<std::int64_t>(in.text());
    });
    if (!in.finished() || !broker || !first || !last) return std::nullopt;
    return ProducerIdBlockZNode{*broker, ProducerId(*first), ProducerId(*last)};
}

}  // namespace kscope
