// What a broker writes when it comes: the paths that are always there, its registration, and what a
// new cluster gets once.
#include "core/metadata/zookeeper/json_text.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

std::vector<std::string> persistent_zk_paths(const Features& features) {
    const auto has = [&features](PersistentZnodes what) {
        return features.persistent_znodes >= what;
    };
    std::vector<std::string> paths{
        "/consumers", "/brokers",        "/brokers/ids", "/brokers/topics",
        "/config",    "/config/changes", "/admin",       "/admin/delete_topics"};
    if (has(PersistentZnodes::isr_changes)) {
        paths.insert(paths.end(), {"/brokers/seqid", IsrChangeNotificationZNode::path});
    }
    if (has(PersistentZnodes::producer_ids)) paths.emplace_back(ProducerIdBlockZNode::path);
    if (has(PersistentZnodes::log_dir_events)) paths.emplace_back("/log_dir_event_notification");
    paths.emplace_back("/config/topics");
    if (has(PersistentZnodes::isr_changes)) paths.emplace_back("/config/clients");
    if (has(PersistentZnodes::log_dir_events)) {
        paths.insert(paths.end(), {"/config/users", "/config/brokers"});
    }
    if (has(PersistentZnodes::ip_configs)) paths.emplace_back("/config/ips");
    return paths;
}

std::string BrokerIdZNode::path(BrokerId broker) {
    return std::string(BrokerIdsZNode::path) + "/" + std::to_string(broker.value());
}

// The order of the fields is that of Scala's hash maps of the time (BrokerIdZNode.encode,
// Broker.toJson, ZkUtils.registerBrokerInZk).
std::string BrokerIdZNode::encode(const BrokerIdZNode& info, const Features& features) {
    const std::int32_t version = features.broker_znode_version;
    const std::string port = std::to_string(info.port);
    const std::string number = R"("version":)" + std::to_string(version);
    const std::string when = R"("timestamp":")" + std::to_string(info.timestamp.millis()) + '"';
    const std::string where = R"("host":)" + json_quoted(info.host);
    const std::string endpoints =
        R"("endpoints":[)" + json_quoted("PLAINTEXT://" + info.host + ":" + port) + "]";
    const std::string jmx = R"("jmx_port":-1)";
    const std::string at_port = R"("port":)" + port;
    const std::string protocols = R"("listener_security_protocol_map":{"PLAINTEXT":"PLAINTEXT"})";
    const std::string rack = info.rack.empty() ? "" : R"("rack":)" + json_quoted(info.rack);
    std::vector<std::string> fields;
    if (version >= 5) {
        fields = {
            R"("features":{})", protocols, endpoints, rack, jmx, at_port, where, number, when};
    } else if (version >= 4) {
        fields = {protocols, endpoints, rack, jmx, where, when, at_port, number};
    } else if (version >= 2) {
        fields = {jmx, when, endpoints, where, number, at_port};
    } else {
        fields = {jmx, when, where, number, at_port};
    }
    std::string out;
    for (const std::string& field : fields) {
        if (!field.empty()) out += (out.empty() ? "{" : ",") + field;
    }
    return out + "}";
}

std::optional<BrokerIdZNode> BrokerIdZNode::decode(const std::string& data) {
    JsonReader in{data};
    std::optional<std::string> host;
    std::optional<std::int32_t> port;
    std::string rack;
    in.object([&](const std::string& name) {
        if (name == "host") host = in.text();
        if (name == "port") port = in.integer<std::int32_t>();
        if (name == "rack" && !in.take_null()) rack = in.text();
    });
    if (!in.finished() || !host || !port) return std::nullopt;
    return BrokerIdZNode{*host, *port, rack, {}};
}

ZkCreate BrokerIdZNode::registration(BrokerId broker, const BrokerIdZNode& info,
                                     const Features& features) {
    ZkCreate create;
    create.path = path(broker);
    create.data = encode(info, features);
    create.ephemeral = true;
    return create;
}

std::string ClusterIdZNode::encode(const std::string& id) {
    return R"({"version":"1","id":)" + json_quoted(id) + "}";
}

std::string FeatureZNode::encode(const Features& features) {
    return R"({"features":{},"version":)" + std::to_string(features.feature_znode_version) +
           R"(,"status":1})";
}

}  // namespace kscope
