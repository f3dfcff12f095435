// What the parts of the loader share while one scenario is read: the scenario as far as it is, the
// topics that it may speak of, and the look-ups of names. Each part reads one section of the file,
// in this order: cluster, quotas, topics, producers, groups, consumers, links, timeline,
// expectations.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/config/config_keys.h"
#include "sim/scenario/map_reader.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/server_properties.h"

namespace kscope::sim {

inline constexpr std::int64_t partitions_max = 100'000;  // of a topic

struct Loading {
    Scenario scenario;
    std::string directory;       // of the scenario file, with a slash, or empty
    std::set<std::string> seen;  // rows of the registry that were met
    // Every topic that is or will be, with its partitions, in order of appearance.
    std::vector<std::pair<std::string, std::int32_t>> topics;
};

// As if the scenario had just been read: for text that comes later (a condition, an action).
Loading loading_of(const Scenario& scenario);

// One section each, given the tree behind its key.
void load_cluster(Loading& loading, MapReader& top);
void load_quotas(Loading& loading, MapReader& top);
void load_topics(Loading& loading, MapReader& top);
void load_producers(Loading& loading, MapReader& top);
void load_groups(Loading& loading, MapReader& top);
void load_consumers(Loading& loading, MapReader& top);
void load_links(Loading& loading, MapReader& top);
void load_timeline(Loading& loading, MapReader& top);
void load_expectations(Loading& loading, MapReader& top);

std::vector<RecordSource> load_sources(const Loading& loading, MapReader& producer,
                                       const Tree& source);
// `name:` stands elsewhere for each; the rest of a topic is the same for both ways to make one.
NewTopic load_topic(const Loading& loading, MapReader& reader, const std::string& name);
void load_named_nodes(Loading& loading);

// In the order of the list; no two want the same.
std::vector<ServerProperties> load_server_files(const Loading& loading, const Tree& names);

// ---- names (names.cpp)

// All of these throw BadInput with what is known instead.
NodeId find_node(const Loading& loading, const std::string& name, const Place& place);
// The members of a group, or the one node.
std::vector<NodeId> find_nodes(const Loading& loading, const std::string& name, const Place& place);
// The same, and each of them is such a client.
enum class ClientKind : std::uint8_t { any, consumer };
std::vector<NodeId> find_clients(const Loading& loading, const Tree& tree, ClientKind kind);
BrokerId find_broker(const Loading& loading, std::int64_t id, const Place& place);
// "click", and "click-0" as topic and partition
void require_topic(const Loading& loading, const std::string& topic, const Place& place);
std::int32_t partitions_of(const Loading& loading, const std::string& topic);
TopicPartition find_partition(const Loading& loading, const std::string& text, const Place& place);
PartitionIndex read_partition_of(const Loading& loading, const std::string& topic,
                                 const Tree& tree);
// "b1 and b2", "b1 from b2, b3", "b1 to b2": the first and the others.
struct LinkEnds {
    NodeId from;
    std::vector<NodeId> to;
};
LinkEnds find_link(const Loading& loading, const std::string& text, const Place& place);
void require_name(const std::string& name, const Place& place);
// One that Kafka lets a topic have, in Kafka's words.
void require_topic_name(const Loading& loading, const std::string& name, const Place& place);
inline constexpr const char* topic_name_remedy =
    "take another name: letters, digits, '.', '_' and '-', 249 at most";

// ---- Kafka's own keys

// One key's value as Kafka would read it: a list becomes words with commas between, a time or size
// with a unit the key's plain number.
std::string config_value(ConfigOwner owner, const Tree::Entry& entry);
// Throws what core says of a configuration: "problem; remedy".
void refuse_config(const std::string& message, const Place& place);
// What validate() says of a broker, where its map has the key that the message begins with.
void refuse_rule(const std::string& message, const Tree& config);
// What set_config() says of one entry: units count here.
void refuse_entry(const std::string& message, ConfigOwner owner, const Tree::Entry& entry);

// The version that the cluster runs as must know the key.
void require_key(ConfigOwner owner, const Tree::Entry& entry, const std::string& version);

// `features`: of a topic's configuration, which does not know them itself.
template <class Config, class... Rules>
void read_config(Config& config, ConfigOwner owner, const Tree& tree, const std::string& version,
                 const Rules&... features) {
    if (tree.kind != Tree::Kind::map) {
        throw BadInput(tree.place, "`config` holds Kafka's keys, one a line",
                       "write for example `linger.ms: 5`");
    }
    for (const Tree::Entry& entry : tree.entries) {
        require_key(owner, entry, version);
        const std::string value = config_value(owner, entry);
        const auto wrong = set_config(config, entry.key, value, features...);
        if (wrong) refuse_entry(*wrong, owner, entry);
    }
}

}  // namespace kscope::sim
