// The sections `producers`, `groups` and `consumers`, and the names of all nodes.
#include <algorithm>
#include <limits>

#include "sim/scenario/loading.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

constexpr std::int64_t members_max = 10'000;
constexpr std::int64_t batches_in_flight_max = 10'000;
constexpr std::int64_t records_per_batch_max = 1'000'000;
constexpr std::int64_t batch_bytes_max = 64 * 1024 * 1024;

Instant read_start(MapReader& reader) {
    const Tree* starts = reader.optional("starts");
    return Instant::at(starts != nullptr ? read_time(*starts) : Duration::seconds(1));
}

ClosedLoop read_load(const Loading& loading, MapReader reader) {
    ClosedLoop load;
    const Tree& topic = reader.required("topic");
    load.topic = read_text(topic);
    require_topic(loading, load.topic, topic.place);
    load.partitions = partitions_of(loading, load.topic);
    if (const Tree* n = reader.optional("batches-in-flight")) {
        load.batches_in_flight =
            static_cast<std::int32_t>(read_whole(*n, 1, batches_in_flight_max));
    }
    if (const Tree* n = reader.optional("records-per-batch")) {
        load.records_per_batch =
            static_cast<std::int32_t>(read_whole(*n, 1, records_per_batch_max));
    }
    if (const Tree* n = reader.optional("record-bytes")) {
        load.record_bytes = static_cast<std::int32_t>(read_whole(*n, 0, batch_bytes_max));
    }
    if (std::int64_t{load.record_bytes} * load.records_per_batch > batch_bytes_max) {
        throw BadInput(reader.place(), "a batch would be larger than 64 MiB",
                       "lower `records-per-batch` or `record-bytes`");
    }
    return load;
}

ProducerConfig read_producer_config(const Loading& loading, MapReader& reader,
                                    const std::string& name) {
    ProducerConfig config = default_producer_config(loading.scenario.version);
    config.client_id = name;
    const Tree* tree = reader.optional("config");
    if (tree == nullptr) return config;
    read_config(config, ConfigOwner::producer, *tree, loading.scenario.version);
    settle_as_of_version(config);
    settle_idempotence(config, [tree](const char* key) { return tree->find(key) != nullptr; });
    if (const auto wrong = validate(config)) refuse_config(*wrong, tree->place);
    return config;
}

// The coordinator's topic must be creatable, or the group would wait for ever in silence.
void require_offsets_topic(const Scenario& scenario, const Place& place) {
    const auto brokers = static_cast<std::int32_t>(scenario.brokers.size());
    const BrokerConfig& config = scenario.brokers.front().config;
    const std::int32_t factor = config.offsets_topic_replication_factor;
    if (factor <= brokers || !config.features.offsets_topic_waits_for_brokers) return;
    throw BadInput(
        place,
        "a group needs __consumer_offsets, whose offsets.topic.replication.factor " +
            std::to_string(factor) + " is above the number of brokers, " + std::to_string(brokers),
        "set offsets.topic.replication.factor: " + std::to_string(brokers) + " in cluster.config");
}

ConsumerConfig read_consumer_config(const Loading& loading, MapReader& reader) {
    ConsumerConfig config = default_consumer_config(loading.scenario.version);
    if (const Tree* tree = reader.optional("config")) {
        read_config(config, ConfigOwner::consumer, *tree, loading.scenario.version);
        settle_as_of_version(config);
        if (const auto wrong = validate(config)) refuse_config(*wrong, tree->place);
    }
    return config;
}

// What stands at that place of the list may not stand before it.
template <class Item>
void refuse_again(const std::vector<Item>& items, std::size_t place, const std::string& name,
                  const Place& written) {
    const auto here = items.begin() + static_cast<std::ptrdiff_t>(place);
    if (std::find(items.begin(), here, *here) == here) return;
    throw BadInput(written, quoted(name) + " stands here twice", "keep one");
}

std::vector<TopicPartition> read_assigned(const Loading& loading, const Tree& tree) {
    std::vector<TopicPartition> assigned;
    for (const Tree& item : read_list(tree, "[click-0, click-1]")) {
        assigned.push_back(find_partition(loading, read_text(item), item.place));
        refuse_again(assigned, assigned.size() - 1, item.text, item.place);
    }
    if (assigned.empty()) {
        throw BadInput(tree.place, "the list is empty", "write for example click-0");
    }
    return assigned;
}

Duration read_processing_time(MapReader& reader) {
    const Tree* tree = reader.optional("processing-time");
    return tree != nullptr ? read_work_time(*tree) : Duration();
}

}  // namespace

void load_producers(Loading& loading, MapReader& top) {
    const Tree* tree = top.optional("producers");
    if (tree == nullptr) return;
    MapReader producers = top.map("producers", *tree);
    for (const Tree::Entry* entry : producers.named()) {
        require_name(entry->key, entry->place);
        MapReader reader = producers.named_map(*entry);
        ProducerPlan plan;
        plan.name = entry->key;
        plan.config = read_producer_config(loading, reader, plan.name);
        plan.starts_at = read_start(reader);
        const Tree* source = reader.optional("source");
        if (source != nullptr) plan.sources = load_sources(loading, reader, *source);
        if (const Tree* load = reader.optional("load")) {
            if (source != nullptr) {
                throw BadInput(load->place, "a producer has a `source` or a `load`", "keep one");
            }
            plan.load = read_load(loading, reader.map("load", *load));
        }
        loading.scenario.producers.push_back(std::move(plan));
    }
}

void load_groups(Loading& loading, MapReader& top) {
    const Tree* tree = top.optional("groups");
    if (tree == nullptr) return;
    MapReader groups = top.map("groups", *tree);
    for (const Tree::Entry* entry : groups.named()) {
        require_name(entry->key, entry->place);
        require_offsets_topic(loading.scenario, entry->place);
        MapReader reader = groups.named_map(*entry);
        GroupPlan plan;
        plan.name = entry->key;
        const Tree& topics = reader.required("topics");
        plan.topics = read_words(topics);
        for (std::size_t i = 0; i < plan.topics.size(); ++i) {
            require_topic(loading, plan.topics[i], topics.place);
            refuse_again(plan.topics, i, plan.topics[i], topics.place);
        }
        if (const Tree* members = reader.optional("members")) {
            plan.members = static_cast<std::int32_t>(read_whole(*members, 1, members_max));
        }
        plan.config = read_consumer_config(loading, reader);
        if (!plan.config.group_id.empty() && plan.config.group_id != plan.name) {
            throw BadInput(reader.optional("config")->place, "group.id is not the group's name",
                           "leave group.id out; it is " + quoted(plan.name));
        }
        plan.config.group_id = plan.name;
        plan.processing_time = read_processing_time(reader);
        plan.starts_at = read_start(reader);
        loading.scenario.groups.push_back(std::move(plan));
    }
}

void load_consumers(Loading& loading, MapReader& top) {
    const Tree* tree = top.optional("consumers");
    if (tree == nullptr) return;
    MapReader consumers = top.map("consumers", *tree);
    for (const Tree::Entry* entry : consumers.named()) {
        require_name(entry->key, entry->place);
        MapReader reader = consumers.named_map(*entry);
        ConsumerPlan plan;
        plan.name = entry->key;
        plan.assignment = read_assigned(loading, reader.required("partitions"));
        plan.config = read_consumer_config(loading, reader);
        if (plan.config.client_id.empty()) plan.config.client_id = plan.name;
        plan.processing_time = read_processing_time(reader);
        plan.starts_at = read_start(reader);
        loading.scenario.consumers.push_back(std::move(plan));
    }
}

void load_named_nodes(Loading& loading) {
    Scenario& scenario = loading.scenario;
    std::vector<std::string>& names = scenario.node_names;
    for (std::int32_t id = 1; id <= scenario.zookeeper_servers; ++id) {
        names.push_back(zookeeper_node_name(scenario, id));
    }
    for (std::size_t i = 0; i < scenario.controllers.size(); ++i) {
        names.push_back(controller_node_name(scenario, i));
    }
    for (const BrokerPlan& broker : scenario.brokers) {
        names.push_back("b" + std::to_string(broker.config.broker_id.value()));
    }
    names.emplace_back("admin");
    for (const ProducerPlan& producer : scenario.producers) names.push_back(producer.name);
    for (const GroupPlan& group : scenario.groups) {
        for (std::int32_t i = 1; i <= group.members; ++i) {
            names.push_back(group.name + "-" + std::to_string(i));
        }
    }
    for (const ConsumerPlan& consumer : scenario.consumers) names.push_back(consumer.name);
    std::vector<std::string> sorted = names;
    for (const GroupPlan& group : scenario.groups) sorted.push_back(group.name);
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        throw BadInput({scenario.file, 1, 1}, "two nodes would be named " + quoted(*twice),
                       "rename the producer, group or consumer of that name");
    }
}

}  // namespace kscope::sim
