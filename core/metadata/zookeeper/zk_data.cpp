#include "core/metadata/zookeeper/zk_data.h"

#include <charconv>
#include <string_view>

namespace kscope {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

std::string list_of(const std::vector<BrokerId>& brokers) {
    std::string out = "[";
    for (const BrokerId broker : brokers) {
        if (out.size() > 1) out += ',';
        out += std::to_string(broker.value());
    }
    return out + "]";
}

// Reads the JSON that stands above, left to right; `good` goes false at the first surprise.
struct Scan {
    std::string_view rest;
    bool good = true;

    bool take(std::string_view expected) {
        if (!rest.starts_with(expected)) return false;
        rest.remove_prefix(expected.size());
        return true;
    }
    void expect(std::string_view expected) { good = take(expected) && good; }
    std::int64_t number() {
        std::int64_t result = 0;
        const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), result);
        if (parsed.ec != std::errc()) {
            good = false;
            return 0;
        }
        rest.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest.data()));
        return result;
    }
    std::int32_t small() { return static_cast<std::int32_t>(number()); }
    std::string text() {
        std::string result;
        expect("\"");
        while (good && !rest.empty() && rest.front() != '"') {
            if (rest.front() == '\\') rest.remove_prefix(1);
            if (rest.empty()) break;
            result += rest.front();
            rest.remove_prefix(1);
        }
        expect("\"");
        return result;
    }
    std::vector<BrokerId> brokers() {
        std::vector<BrokerId> result;
        expect("[");
        while (good && !take("]")) {
            if (!result.empty()) expect(",");
            result.push_back(BrokerId(small()));
        }
        return result;
    }
};

template <class T>
std::optional<T> checked(const Scan& in, T value) {
    if (!in.good) return std::nullopt;
    return value;
}

}  // namespace

const std::vector<std::string>& persistent_zk_paths() {
    static const std::vector<std::string> paths{"/consumers",
                                                "/brokers",
                                                "/brokers/ids",
                                                "/brokers/topics",
                                                "/config",
                                                "/config/changes",
                                                "/admin",
                                                "/admin/delete_topics",
                                                "/brokers/seqid",
                                                "/isr_change_notification",
                                                "/latest_producer_id_block",
                                                "/log_dir_event_notification",
                                                "/config/topics",
                                                "/config/clients",
                                                "/config/users",
                                                "/config/brokers",
                                                "/config/ips"};
    return paths;
}

std::string ControllerZNode::encode(BrokerId broker) {
    return R"({"version":2,"brokerid":)" + std::to_string(broker.value()) + "}";
}
std::optional<BrokerId> ControllerZNode::decode(const std::string& data) {
    Scan in{data};
    in.expect(R"({"version":2,"brokerid":)");
    const BrokerId broker(in.small());
    return checked(in, broker);
}

std::string ControllerEpochZNode::encode(ControllerEpoch epoch) {
    return std::to_string(epoch.value());
}
std::optional<ControllerEpoch> ControllerEpochZNode::decode(const std::string& data) {
    Scan in{data};
    const ControllerEpoch epoch(in.small());
    return checked(in, epoch);
}

std::string BrokerIdZNode::path(BrokerId broker) {
    return std::string(BrokerIdsZNode::path) + "/" + std::to_string(broker.value());
}
std::string BrokerIdZNode::encode(const BrokerIdZNode& info) {
    return R"({"version":5,"node":)" + std::to_string(info.endpoint.node.value()) + R"(,"rack":)" +
           quoted(info.rack) + "}";
}
std::optional<BrokerIdZNode> BrokerIdZNode::decode(BrokerId broker, const std::string& data) {
    Scan in{data};
    BrokerIdZNode info;
    in.expect(R"({"version":5,"node":)");
    info.endpoint = {broker, NodeId(in.small())};
    in.expect(R"(,"rack":)");
    info.rack = in.text();
    return checked(in, info);
}
ZkCreate BrokerIdZNode::registration(const BrokerEndpoint& endpoint, const std::string& rack) {
    ZkCreate create;
    create.path = path(endpoint.broker);
    create.data = encode({endpoint, rack});
    create.ephemeral = true;
    return create;
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

void read_by_partition(Scan& in, std::vector<ReplicaAssignment>& assignments,
                       std::vector<BrokerId> ReplicaAssignment::*part) {
    in.expect("{");
    for (bool first = true; in.good && !in.take("}"); first = false) {
        if (!first) in.expect(",");
        in.expect("\"");
        const auto p = static_cast<std::size_t>(in.number());
        in.expect("\":");
        const std::vector<BrokerId> brokers = in.brokers();
        if (part == &ReplicaAssignment::replicas && p == assignments.size()) {
            assignments.emplace_back();
        }
        if (p >= assignments.size()) {
            in.good = false;
        } else {
            assignments[p].*part = brokers;
        }
    }
}

}  // namespace

std::string TopicZNode::encode(const std::vector<ReplicaAssignment>& assignments) {
    return R"({"version":3,"partitions":)" +
           by_partition(assignments, &ReplicaAssignment::replicas) + R"(,"adding_replicas":)" +
           by_partition(assignments, &ReplicaAssignment::adding) + R"(,"removing_replicas":)" +
           by_partition(assignments, &ReplicaAssignment::removing) + "}";
}
std::optional<std::vector<ReplicaAssignment>> TopicZNode::decode(const std::string& data) {
    Scan in{data};
    std::vector<ReplicaAssignment> assignments;
    in.expect(R"({"version":3,"partitions":)");
    read_by_partition(in, assignments, &ReplicaAssignment::replicas);
    in.expect(R"(,"adding_replicas":)");
    read_by_partition(in, assignments, &ReplicaAssignment::adding);
    in.expect(R"(,"removing_replicas":)");
    read_by_partition(in, assignments, &ReplicaAssignment::removing);
    in.expect("}");
    return checked(in, std::move(assignments));
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
    Scan in{data};
    PartitionState state;
    in.expect(R"({"controller_epoch":)");
    state.controller_epoch = ControllerEpoch(in.small());
    in.expect(R"(,"leader":)");
    state.leader = BrokerId(in.small());
    in.expect(R"(,"version":1,"leader_epoch":)");
    state.leader_epoch = LeaderEpoch(in.small());
    in.expect(R"(,"isr":)");
    state.isr = in.brokers();
    state.partition_epoch = stat.version;
    return checked(in, std::move(state));
}

std::string TopicConfigZNode::path(const std::string& topic) { return "/config/topics/" + topic; }
std::string TopicConfigZNode::encode(const ConfigEntries& entries) {
    std::string out = R"({"version":1,"config":{)";
    bool first = true;
    for (const auto& [key, value] : entries) {
        if (!first) out += ',';
        first = false;
        out += quoted(key) + ':' + quoted(value);
    }
    return out + "}}";
}
std::optional<ConfigEntries> TopicConfigZNode::decode(const std::string& data) {
    Scan in{data};
    in.expect(R"({"version":1,"config":{)");
    ConfigEntries entries;
    while (in.good && !in.take("}")) {
        if (!entries.empty()) in.expect(",");
        std::string key = in.text();
        in.expect(":");
        entries.emplace_back(std::move(key), in.text());
    }
    return checked(in, std::move(entries));
}

std::string BrokerConfigZNode::entity(const std::string& broker) {
    return "brokers/" + (broker.empty() ? "<default>" : broker);
}
std::string BrokerConfigZNode::path(const std::string& broker) {
    return "/config/" + entity(broker);
}

std::string ConfigChangeNotificationZNode::encode(const std::string& entity) {
    return R"({"version":2,"entity_path":)" + quoted(entity) + "}";
}
std::optional<std::string> ConfigChangeNotificationZNode::decode(const std::string& data) {
    Scan in{data};
    in.expect(R"({"version":2,"entity_path":)");
    std::string entity = in.text();
    in.expect("}");
    return checked(in, std::move(entity));
}
std::optional<std::int64_t> ConfigChangeNotificationZNode::number_of(const std::string& child) {
    constexpr std::string_view name = "config_change_";
    if (!child.starts_with(name)) return std::nullopt;
    const std::string digits = child.substr(name.size());
    Scan in{digits};
    const std::int64_t number = in.number();
    return checked(in, number);
}

std::string IsrChangeNotificationZNode::encode(const std::vector<TopicPartition>& partitions) {
    std::string out = R"({"version":1,"partitions":[)";
    bool first = true;
    for (const TopicPartition& tp : partitions) {
        if (!first) out += ',';
        first = false;
        out += R"({"topic":)" + quoted(tp.topic) + R"(,"partition":)" +
               std::to_string(tp.partition.value()) + "}";
    }
    return out + "]}";
}
std::optional<std::vector<TopicPartition>> IsrChangeNotificationZNode::decode(
    const std::string& data) {
    Scan in{data};
    in.expect(R"({"version":1,"partitions":[)");
    std::vector<TopicPartition> partitions;
    while (in.good && !in.take("]}")) {
        if (!partitions.empty()) in.expect(",");
        in.expect(R"({"topic":)");
        std::string topic = in.text();
        in.expect(R"(,"partition":)");
        partitions.push_back({std::move(topic), PartitionIndex(in.small())});
        in.expect("}");
    }
    return checked(in, std::move(partitions));
}

std::string ProducerIdBlockZNode::encode(const ProducerIdBlockZNode& block) {
    return R"({"version":1,"broker":)" + std::to_string(block.broker.value()) +
           R"(,"block_start":)" + quoted(std::to_string(block.first.value())) + R"(,"block_end":)" +
           quoted(std::to_string(block.last.value())) + "}";
}
std::optional<ProducerIdBlockZNode> ProducerIdBlockZNode::decode(const std::string& data) {
    Scan in{data};
    ProducerIdBlockZNode block;
    in.expect(R"({"version":1,"broker":)");
    block.broker = BrokerId(in.small());
    in.expect(R"(,"block_start":")");
    block.first = ProducerId(in.number());
    in.expect(R"(","block_end":")");
    block.last = ProducerId(in.number());
    in.expect("\"}");
    return checked(in, block);
}

}  // namespace kscope
