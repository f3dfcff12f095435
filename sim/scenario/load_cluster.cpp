// The sections `cluster` and `topics`.
#include <algorithm>
#include <limits>
#include <set>

#include "core/base/check.h"
#include "core/metadata/topic_name.h"
#include "sim/scenario/load_controllers.h"
#include "sim/scenario/loading.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

constexpr std::int64_t brokers_max = 1'000;
constexpr std::int64_t zookeeper_servers_max = 7;

void read_version(Scenario& scenario, MapReader& cluster) {
    scenario.version = default_version();
    const Tree* tree = cluster.optional("version");
    if (tree == nullptr) return;
    scenario.version = read_text(*tree);
    if (is_supported_version(scenario.version)) return;
    throw BadInput(tree->place, "this kscope does not run as Kafka " + quoted(scenario.version),
                   "it can be " + list_of(supported_versions()));
}

// The version says who keeps the metadata; where it can be either, `metadata` may.
MetadataMode read_metadata(const Scenario& scenario, MapReader& cluster) {
    const std::string& version = scenario.version;
    const Tree* tree = cluster.optional("metadata");
    const std::string mode = tree != nullptr              ? read_text(*tree)
                             : can_run_zookeeper(version) ? "zookeeper"
                                                          : "kraft";
    if (mode == "zookeeper" && can_run_zookeeper(version)) return MetadataMode::zookeeper;
    if (mode == "kraft" && can_run_kraft(version)) return MetadataMode::kraft;
    if (mode != "zookeeper" && mode != "kraft") {
        throw BadInput(tree->place, "there is no metadata mode " + quoted(mode),
                       "write `zookeeper` or `kraft`");
    }
    throw BadInput(tree->place, "Kafka " + version + " does not run with " + quoted(mode),
                   mode == "kraft" ? "it came with 3.3" : "it went with 4.0");
}

void read_service_time(BrokerPlan& plan, MapReader& above) {
    const Tree* tree = above.optional("service-time");
    if (tree == nullptr) return;
    MapReader reader = above.map("service-time", *tree);
    if (const Tree* base = reader.optional("per-request")) {
        plan.service.base = read_work_time(*base);
    }
    if (const Tree* per = reader.optional("per-kilobyte")) {
        plan.service.per_kilobyte = read_time(*per, Duration::seconds(60));
    }
}

void read_disk(BrokerPlan& plan, MapReader& above) {
    if (const Tree* tree = above.optional("disk-writeback")) plan.disk_writeback = read_time(*tree);
}

// What all brokers share; its broker.id is 0.
BrokerPlan read_common(const Scenario& scenario, MapReader& cluster) {
    BrokerPlan common;
    common.config = default_broker_config(scenario.version);
    if (read_metadata(scenario, cluster) == MetadataMode::kraft) {
        common.config.features = with_kraft(common.config.features);
    }
    common.disk_writeback = Duration::seconds(30);
    read_service_time(common, cluster);
    read_disk(common, cluster);
    const Tree* config = cluster.optional("config");
    if (config == nullptr) return common;
    if (const Tree* id = config->find("broker.id")) {
        throw BadInput(id->place, "broker.id cannot be the same for all brokers",
                       "give each broker in `brokers` its `id`");
    }
    read_config(common.config, ConfigOwner::broker, *config, scenario.version);
    if (const auto wrong = validate(common.config)) refuse_rule(*wrong, *config);
    return common;
}

// As if server.properties had the line.
void set_key(BrokerConfig& config, const char* key, const std::string& value) {
    const auto wrong = set_config(config, key, value);
    KSCOPE_CHECK(!wrong, wrong.value_or(""));
}

BrokerPlan read_broker(const Scenario& scenario, const BrokerPlan& common, MapReader& reader,
                       std::int32_t number) {
    BrokerPlan plan = common;
    const Tree* config = reader.optional("config");
    const Tree* own_id = reader.optional("id");
    const BrokerId id(own_id != nullptr ? read_whole_32(*own_id) : number);
    set_key(plan.config, "broker.id", std::to_string(id.value()));
    if (const Tree* rack = reader.optional("rack")) {
        set_key(plan.config, "broker.rack", read_text(*rack));
    }
    if (config != nullptr) {
        read_config(plan.config, ConfigOwner::broker, *config, scenario.version);
        if (const auto wrong = validate(plan.config)) refuse_rule(*wrong, *config);
        if (plan.config.broker_id != id && own_id != nullptr) {
            throw BadInput(config->place, "broker.id says another number than `id`", "keep `id`");
        }
    }
    read_service_time(plan, reader);
    read_disk(plan, reader);
    if (const Tree* starts = reader.optional("starts")) {
        plan.starts_at = Instant::at(read_time(*starts));
    }
    return plan;
}

void refuse_controller_id(const Scenario& scenario, const BrokerPlan& plan, const Place& place) {
    for (const BrokerConfig& controller : scenario.controllers) {
        if (controller.broker_id != plan.config.broker_id) continue;
        throw BadInput(
            place,
            "node.id " + std::to_string(plan.config.broker_id.value()) + " is a controller's",
            "controllers are 3000, 3001, ...; give the broker another `id`");
    }
}

void add_broker(Scenario& scenario, BrokerPlan plan, const Place& place) {
    for (const BrokerPlan& other : scenario.brokers) {
        if (other.config.broker_id == plan.config.broker_id) {
            throw BadInput(
                place,
                "broker.id " + std::to_string(plan.config.broker_id.value()) + " is given twice",
                "give each broker its own `id`");
        }
    }
    scenario.brokers.push_back(std::move(plan));
}

// brokers: {properties: [server-1.properties, server-2.properties]}
void read_broker_files(Loading& loading, MapReader& cluster, const Tree& tree,
                       const BrokerPlan& common) {
    MapReader reader = cluster.map("brokers", tree);
    const Tree& names = reader.required("properties");
    const std::vector<ServerProperties> files = load_server_files(loading, names);
    const bool combined = combine_files(loading.scenario, cluster, files, common.config.features);
    for (const ServerProperties& server : files) {
        const bool has_kraft = common.config.features.metadata == MetadataMode::kraft;
        if (server.kraft && (!has_kraft || server.kraft->role == ProcessRole::controller)) {
            throw BadInput({server.file, 1, 1},
                           has_kraft ? "this is the file of a controller"
                                     : "this is a broker of a KRaft cluster",
                           has_kraft ? "`cluster.controllers` says how many there are"
                                     : "add `metadata: kraft`");
        }
        BrokerPlan plan = common;
        plan.config = server.config;
        plan.config.features = common.config.features;  // KRaft, if `metadata` says so
        if (!combined) refuse_controller_id(loading.scenario, plan, server.id_place);
        add_broker(loading.scenario, std::move(plan), server.id_place);
    }
    if (loading.scenario.brokers.empty())
        throw BadInput(tree.place, "there is no file", "name one");
}

void read_brokers(Loading& loading, MapReader& cluster, const BrokerPlan& common) {
    Scenario& scenario = loading.scenario;
    const Tree* tree = cluster.optional("brokers");
    if (tree != nullptr && tree->kind == Tree::Kind::map) {
        read_broker_files(loading, cluster, *tree, common);
    } else if (tree != nullptr && tree->kind == Tree::Kind::list) {
        std::int32_t number = 1;
        for (const Tree& item : tree->items) {
            MapReader reader = cluster.item("brokers", item);
            const Tree* id = reader.optional("id");
            const Place& place = id != nullptr ? id->place : item.place;
            BrokerPlan plan = read_broker(scenario, common, reader, number++);
            refuse_controller_id(scenario, plan, place);
            add_broker(scenario, std::move(plan), place);
        }
        if (tree->items.empty()) throw BadInput(tree->place, "there is no broker", "add one");
    } else {
        const std::int64_t count = tree == nullptr ? 3 : read_whole(*tree, 1, brokers_max);
        for (std::int32_t id = 1; id <= count; ++id) {
            BrokerPlan plan = common;
            set_key(plan.config, "broker.id", std::to_string(id));
            scenario.brokers.push_back(std::move(plan));
        }
    }
    std::sort(scenario.brokers.begin(), scenario.brokers.end(),
              [](const auto& a, const auto& b) { return a.config.broker_id < b.config.broker_id; });
}

std::vector<std::vector<BrokerId>> read_assignment(const Loading& loading, const Tree& tree) {
    std::vector<std::vector<BrokerId>> assignment;
    for (const Tree& partition : read_list(tree, "[[1, 2, 3], [2, 3, 1]], a list per partition")) {
        std::vector<BrokerId> replicas;
        for (const Tree& replica : read_list(partition, "[1, 2, 3]")) {
            const BrokerId id =
                find_broker(loading, read_whole(replica, 0, partitions_max), replica.place);
            if (std::find(replicas.begin(), replicas.end(), id) != replicas.end()) {
                throw BadInput(replica.place,
                               "broker " + std::to_string(id.value()) + " stands here twice",
                               "a broker holds at most one replica of a partition");
            }
            replicas.push_back(id);
        }
        if (replicas.empty() ||
            (!assignment.empty() && replicas.size() != assignment.front().size())) {
            throw BadInput(partition.place, "the partitions have different numbers of replicas",
                           "give each the same, at least one");
        }
        assignment.push_back(std::move(replicas));
    }
    if (assignment.empty()) throw BadInput(tree.place, "there is no partition in it", "add one");
    return assignment;
}

void refuse_replicas(const Loading& loading, std::int64_t replicas, const Place& place) {
    const std::size_t brokers = loading.scenario.brokers.size();
    if (replicas <= static_cast<std::int64_t>(brokers)) return;
    throw BadInput(place,
                   "replication factor " + std::to_string(replicas) + " is above the number of " +
                       "brokers, " + std::to_string(brokers),
                   "write at most " + std::to_string(brokers) + ", or add brokers");
}

void require_same(std::int64_t written, std::size_t assigned, const Tree& tree) {
    if (written == static_cast<std::int64_t>(assigned)) return;
    throw BadInput(tree.place, "the assignment has " + std::to_string(assigned) + " of them",
                   "leave this key out, or write " + std::to_string(assigned));
}

}  // namespace

void load_cluster(Loading& loading, MapReader& top) {
    static const Tree nothing;
    Scenario& scenario = loading.scenario;
    const Tree* tree = top.optional("cluster");
    MapReader cluster = top.map("cluster", tree != nullptr ? *tree : nothing);
    read_version(scenario, cluster);
    scenario.zookeeper = default_zookeeper_config(scenario.version);
    const BrokerPlan common = read_common(scenario, cluster);
    const Tree* zookeeper = cluster.optional("zookeeper");
    if (zookeeper != nullptr && common.config.features.metadata == MetadataMode::kraft) {
        throw BadInput(zookeeper->place, "a cluster with KRaft has no ZooKeeper",
                       "take this key out");
    }
    if (zookeeper != nullptr) {
        MapReader reader = cluster.map("zookeeper", *zookeeper);
        if (const Tree* servers = reader.optional("servers")) {
            scenario.zookeeper_servers =
                static_cast<std::int32_t>(read_whole(*servers, 1, zookeeper_servers_max));
        }
        if (const Tree* config = reader.optional("config")) {
            read_config(scenario.zookeeper, ConfigOwner::zookeeper, *config, scenario.version);
            if (const auto wrong = validate(scenario.zookeeper)) {
                refuse_config(*wrong, config->place);
            }
        }
    }
    const Features& features = common.config.features;
    const auto roles = read_process_roles(scenario, cluster, features.metadata);
    const bool combined = roles == ProcessRolesKey::combined;
    if (!combined) read_separate_controllers(scenario, cluster, common.config);
    read_brokers(loading, cluster, common);
    if (combined) combine_roles(scenario, cluster);
    read_initial_controllers(scenario, cluster, features);
}

NewTopic load_topic(const Loading& loading, MapReader& reader, const std::string& name) {
    const BrokerConfig& broker = loading.scenario.brokers.front().config;
    NewTopic topic;
    topic.name = name;
    topic.partitions = broker.num_partitions;
    topic.replication_factor = static_cast<std::int16_t>(broker.default_replication_factor);
    const Tree* assignment = reader.optional("assignment");
    if (assignment != nullptr) {
        topic.assignments = read_assignment(loading, *assignment);
        topic.partitions = static_cast<std::int32_t>(topic.assignments.size());
        topic.replication_factor = static_cast<std::int16_t>(topic.assignments.front().size());
    }
    if (const Tree* partitions = reader.optional("partitions")) {
        const std::int64_t count = read_whole(*partitions, 1, partitions_max);
        if (assignment != nullptr) require_same(count, topic.assignments.size(), *partitions);
        topic.partitions = static_cast<std::int32_t>(count);
    }
    if (topic.partitions > partitions_max) {
        throw BadInput(reader.place(),
                       "num.partitions " + std::to_string(topic.partitions) + " is out of range",
                       "write at most " + std::to_string(partitions_max));
    }
    Place factor_place = reader.place();
    if (const Tree* factor = reader.optional("replication-factor")) {
        const std::int64_t count = read_whole(*factor, 1, std::numeric_limits<std::int16_t>::max());
        if (assignment != nullptr) require_same(count, topic.assignments.front().size(), *factor);
        topic.replication_factor = static_cast<std::int16_t>(count);
        factor_place = factor->place;
    }
    refuse_replicas(loading, topic.replication_factor, factor_place);
    if (const Tree* config = reader.optional("config")) {
        TopicConfig checked = broker.topic_defaults;
        read_config(checked, ConfigOwner::topic, *config, loading.scenario.version,
                    broker.features);
        for (const Tree::Entry& entry : config->entries) {
            topic.configs.emplace_back(entry.key, config_value(ConfigOwner::topic, entry));
        }
        std::sort(topic.configs.begin(), topic.configs.end());
    }
    return topic;
}

namespace {

// Topics that the timeline has deleted so far.
using Deleted = std::set<std::string>;

void refuse_collision(const Loading& loading, const NewTopic& topic, const Deleted& deleted,
                      const Place& place) {
    const Features& features = loading.scenario.brokers.front().config.features;
    const bool has_kraft = features.metadata == MetadataMode::kraft;
    for (const auto& [name, partitions] : loading.topics) {
        if (name == topic.name || deleted.contains(name)) continue;
        if (!topic_names_collide(name, topic.name)) continue;
        // ReplicationControlManager.validateNewTopicNames, AdminZkClient.validateTopicCreate.
        throw BadInput(place,
                       "InvalidTopicException: Topic '" + topic.name + "' collides with existing " +
                           (has_kraft ? "topic: " : "topics: ") + name,
                       "rename one; to Kafka's metrics '.' and '_' are the same");
    }
}

// Once more is right where the timeline deletes it in between.
void know_topic(Loading& loading, const NewTopic& topic, const Deleted& deleted,
                const Place& place) {
    refuse_collision(loading, topic, deleted, place);
    for (auto& [name, partitions] : loading.topics) {
        if (name == topic.name) {
            partitions = std::max(partitions, topic.partitions);
            if (deleted.contains(name)) return;
            throw BadInput(place, quoted(name) + " is created twice", "remove one, or rename it");
        }
    }
    loading.topics.emplace_back(topic.name, topic.partitions);
}

void know_added_partitions(Loading& loading, const Tree& item) {
    const Tree* addition = item.find("add-partitions");
    const Tree* topic = addition != nullptr ? addition->find("topic") : nullptr;
    const Tree* count = addition != nullptr ? addition->find("count") : nullptr;
    if (topic == nullptr || count == nullptr) return;
    for (auto& [name, partitions] : loading.topics) {
        if (name != topic->text) continue;
        const auto more = static_cast<std::int32_t>(read_whole(*count, 1, partitions_max));
        partitions = std::max(partitions, more);
    }
}

// Topics that the timeline makes later may be named from the start.
void know_later_topics(Loading& loading, MapReader& top) {
    const Tree* timeline = top.optional("timeline");
    if (timeline == nullptr) return;
    Deleted deleted;
    for (const Tree& item : timeline->items) {
        if (const Tree* deletion = item.find("delete-topic")) deleted.insert(deletion->text);
        know_added_partitions(loading, item);
        const Tree* creation = item.find("create-topic");
        const Tree* name = creation != nullptr ? creation->find("name") : nullptr;
        if (name == nullptr) continue;
        require_topic_name(loading, read_text(*name), name->place);
        MapReader reader = top.item("timeline", item).map("create-topic", *creation);
        know_topic(loading, load_topic(loading, reader, name->text), deleted, name->place);
    }
}

// With KRaft one request makes a topic with all of its partitions, in one batch of records.
void refuse_large_batch(const Loading& loading, const NewTopic& topic, const Place& place) {
    constexpr std::int32_t records_max = 10'000;
    const auto others = static_cast<std::int32_t>(1 + topic.configs.size());
    const Features& features = loading.scenario.brokers.front().config.features;
    if (features.metadata != MetadataMode::kraft || topic.partitions <= records_max - others) {
        return;
    }
    throw BadInput(
        place,
        "a KRaft controller makes no topic of " + std::to_string(topic.partitions) +
            " partitions at once",
        std::to_string(records_max - others) + " at most; or add-partitions in the timeline");
}

}  // namespace

void load_topics(Loading& loading, MapReader& top) {
    if (const Tree* tree = top.optional("topics")) {
        MapReader topics = top.map("topics", *tree);
        for (const Tree::Entry* entry : topics.named()) {
            require_topic_name(loading, entry->key, entry->place);
            MapReader reader = topics.named_map(*entry);
            NewTopic topic = load_topic(loading, reader, entry->key);
            refuse_large_batch(loading, topic, entry->place);
            know_topic(loading, topic, {}, entry->place);
            loading.scenario.topics.push_back(std::move(topic));
        }
    }
    know_later_topics(loading, top);
}

}  // namespace kscope::sim
