// Look-ups of nodes, topics, partitions and links by the names that a scenario uses for them.
#include <algorithm>
#include <limits>

#include "core/config/config_value.h"
#include "core/config/dynamic_configs.h"
#include "core/metadata/topic_name.h"
#include "sim/scenario/loading.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

std::vector<std::string> topic_names(const Loading& loading) {
    std::vector<std::string> names;
    for (const auto& [name, partitions] : loading.topics) names.push_back(name);
    return names;
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return "";
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

bool is_name_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

// A name as Kafka's sentences have it: on one line, and not too long to be read.
std::string shown(const std::string& name) {
    const std::string text = quoted(name);
    return text.substr(1, text.size() - 2);
}

}  // namespace

NodeId find_node(const Loading& loading, const std::string& name, const Place& place) {
    const auto& names = loading.scenario.node_names;
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
        throw BadInput(place, "there is no node " + quoted(name) + typography_hint(name),
                       suggest(name, names));
    }
    return NodeId(static_cast<std::int32_t>(at - names.begin()));
}

std::vector<NodeId> find_nodes(const Loading& loading, const std::string& name,
                               const Place& place) {
    for (const GroupPlan& group : loading.scenario.groups) {
        if (group.name != name) continue;
        std::vector<NodeId> members;
        for (std::int32_t i = 1; i <= group.members; ++i) {
            members.push_back(find_node(loading, name + "-" + std::to_string(i), place));
        }
        return members;
    }
    return {find_node(loading, name, place)};
}

std::vector<NodeId> find_clients(const Loading& loading, const Tree& tree, ClientKind kind) {
    const Scenario& scenario = loading.scenario;
    const std::vector<NodeId> nodes = find_nodes(loading, read_text(tree), tree.place);
    const NodeId admin = find_node(loading, "admin", tree.place);
    const auto producers = static_cast<std::int32_t>(scenario.producers.size());
    const std::int32_t before = admin.value() + (kind == ClientKind::any ? 0 : producers);
    if (nodes.front().value() > before) return nodes;
    std::vector<std::string> known;
    for (const ProducerPlan& plan : scenario.producers) {
        if (kind == ClientKind::any) known.push_back(plan.name);
    }
    for (const GroupPlan& plan : scenario.groups) known.push_back(plan.name);
    for (const ConsumerPlan& plan : scenario.consumers) known.push_back(plan.name);
    throw BadInput(
        tree.place,
        quoted(tree.text) + (kind == ClientKind::any ? " is no client" : " is no consumer"),
        suggest(tree.text, known));
}

Loading loading_of(const Scenario& scenario) {
    Loading loading;
    loading.scenario = scenario;
    for (const NewTopic& topic : scenario.topics) {
        loading.topics.emplace_back(topic.name, topic.partitions);
    }
    for (const TimelineEntry& entry : scenario.timeline) {
        for (const Action& action : entry.actions) {
            const auto* given = std::get_if<GiveCommand>(&action);
            const auto* made = given ? std::get_if<CreateTopic>(&given->command) : nullptr;
            if (made != nullptr) {
                loading.topics.emplace_back(made->topic.name, made->topic.partitions);
            }
        }
    }
    if (!scenario.groups.empty() && !scenario.brokers.empty()) {
        loading.topics.emplace_back(offsets_topic_name,
                                    scenario.brokers.front().config.offsets_topic_num_partitions);
    }
    return loading;
}

BrokerId find_broker(const Loading& loading, std::int64_t id, const Place& place) {
    std::vector<std::string> known;
    for (const BrokerPlan& broker : loading.scenario.brokers) {
        if (broker.config.broker_id.value() == id) return broker.config.broker_id;
        known.push_back(std::to_string(broker.config.broker_id.value()));
    }
    throw BadInput(place, "there is no broker " + std::to_string(id),
                   "the brokers are " + list_of(known));
}

void require_topic(const Loading& loading, const std::string& topic, const Place& place) {
    for (const auto& [name, partitions] : loading.topics) {
        if (name == topic) return;
    }
    throw BadInput(place, "there is no topic " + quoted(topic) + typography_hint(topic),
                   suggest(topic, topic_names(loading)));
}

std::int32_t partitions_of(const Loading& loading, const std::string& topic) {
    for (const auto& [name, partitions] : loading.topics) {
        if (name == topic) return partitions;
    }
    return 0;
}

TopicPartition find_partition(const Loading& loading, const std::string& text, const Place& place) {
    const std::size_t dash = text.rfind('-');
    const auto index =
        dash == std::string::npos ? std::nullopt : parse_integer(text.substr(dash + 1));
    if (!index || *index < 0) {
        throw BadInput(place, quoted(text) + " is no partition" + typography_hint(text),
                       "write TOPIC-NUMBER, for example click-0");
    }
    const std::string topic = text.substr(0, dash);
    require_topic(loading, topic, place);
    const std::int32_t partitions = partitions_of(loading, topic);
    if (*index >= partitions) {
        throw BadInput(place, "there is no partition " + quoted(text),
                       quoted(topic) + " has partitions 0 to " + std::to_string(partitions - 1));
    }
    return {topic, PartitionIndex(static_cast<std::int32_t>(*index))};
}

PartitionIndex read_partition_of(const Loading& loading, const std::string& topic,
                                 const Tree& tree) {
    const std::int64_t index = read_whole(tree, 0, std::numeric_limits<std::int32_t>::max());
    return find_partition(loading, topic + "-" + std::to_string(index), tree.place).partition;
}

LinkEnds find_link(const Loading& loading, const std::string& text, const Place& place) {
    std::size_t at = std::string::npos;
    std::size_t length = 0;
    for (const std::string_view word : {" and ", " from ", " to "}) {
        const std::size_t found = text.find(word);
        if (found < at) {
            at = found;
            length = word.size();
        }
    }
    if (at == std::string::npos) {
        throw BadInput(place, quoted(text) + " is no link between nodes",
                       "write `b1 and b2`, or `b1 from b2, b3`");
    }
    LinkEnds ends;
    ends.from = find_node(loading, trimmed(std::string_view(text).substr(0, at)), place);
    std::string rest = text.substr(at + length);
    for (std::size_t word = rest.find(" and "); word != std::string::npos;
         word = rest.find(" and ")) {
        rest.replace(word, 5, ",");
    }
    for (std::size_t begin = 0; begin <= rest.size();) {
        const std::size_t comma = std::min(rest.find(',', begin), rest.size());
        const std::string name = trimmed(std::string_view(rest).substr(begin, comma - begin));
        const NodeId node = find_node(loading, name, place);
        if (node == ends.from) {
            throw BadInput(place, quoted(name) + " has no link to itself", "name two nodes");
        }
        ends.to.push_back(node);
        begin = comma + 1;
    }
    return ends;
}

void require_name(const std::string& name, const Place& place) {
    const bool good = !name.empty() && name.size() <= 100 && name != "all" &&
                      name != "controller" && std::all_of(name.begin(), name.end(), is_name_letter);
    if (!good) {
        throw BadInput(place, quoted(name) + " is no name" + typography_hint(name),
                       "use letters, digits, `-`, `_` and `.`");
    }
}

void require_topic_name(const Loading& loading, const std::string& name, const Place& place) {
    const Features& features = loading.scenario.brokers.front().config.features;
    if (const auto prohibited = topic_prohibition(name, features)) {
        std::string message = prohibited->message;
        if (message.ends_with('.')) message.pop_back();
        const bool unauthorized = prohibited->error == ErrorCode::topic_authorization_failed;
        const std::string exception = unauthorized ? "TopicAuthorization" : "InvalidRequest";
        throw BadInput(place, exception + "Exception: " + message, topic_name_remedy);
    }
    std::string fault = topic_name_fault(name);
    if (fault.empty()) return;
    const std::size_t at = fault.find(name);
    if (at != std::string::npos) fault.replace(at, name.size(), shown(name));
    throw BadInput(place,
                   "InvalidTopicException: Topic name is invalid: " + fault + typography_hint(name),
                   topic_name_remedy);
}

std::string config_value(ConfigOwner owner, const Tree::Entry& entry) {
    const Tree& tree = entry.value;
    if (tree.kind == Tree::Kind::nothing) return "";
    if (tree.kind != Tree::Kind::list) return without_unit(owner, entry.key, read_text(tree));
    std::string value;
    for (const Tree& item : tree.items) value += (value.empty() ? "" : ",") + read_text(item);
    return value;
}

void refuse_config(const std::string& message, const Place& place) {
    const std::size_t cut = message.rfind("; ");
    if (cut == std::string::npos) {
        throw BadInput(place, message, "`kscope list configs` says what each key takes");
    }
    throw BadInput(place, message.substr(0, cut), message.substr(cut + 2));
}

void refuse_rule(const std::string& message, const Tree& config) {
    const Tree* at = &config;
    for (const std::string& key : broker_config_synonyms(message.substr(0, message.find(' ')))) {
        const Tree* value = config.find(key);
        if (value == nullptr) continue;
        at = value;
        break;
    }
    refuse_config(message, at->place);
}

void refuse_entry(const std::string& message, ConfigOwner owner, const Tree::Entry& entry) {
    if (message.starts_with("unknown")) refuse_config(message, entry.place);
    const std::string_view unit = unit_example(owner, entry.key);
    const std::string more = unit.empty() ? "" : ", or " + std::string(unit);
    refuse_config(message + more, entry.value.place);
}

void require_key(ConfigOwner owner, const Tree::Entry& entry, const std::string& version) {
    const auto wrong = refuse_key(owner, entry.key, version);
    if (wrong) refuse_config(*wrong, entry.place);
}

}  // namespace kscope::sim
