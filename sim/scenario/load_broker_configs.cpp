// Configurations of brokers that change while they run (KIP-226), on the timeline.
#include <algorithm>

#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

std::vector<std::string> dynamic_keys(const std::string& version) {
    std::vector<std::string> keys;
    for (const ConfigKey& key : config_keys(ConfigOwner::broker, version)) {
        if (update_mode(key.name) != UpdateMode::read_only) keys.push_back(key.name);
    }
    return keys;
}

void require_dynamic(const std::string& key, const Place& place, const std::string& version) {
    const std::vector<std::string> known = dynamic_keys(version);
    if (std::find(known.begin(), known.end(), key) != known.end()) return;
    throw BadInput(place, "Cannot update these configs dynamically: Set(" + key + ")",
                   "`kscope list configs` says which keys are cluster-wide, which read-only");
}

void read_set_keys(const Loading& loading, const Tree& config, AlteredResource& wish) {
    const std::string& version = loading.scenario.version;
    BrokerConfig checked = loading.scenario.brokers.front().config;
    read_config(checked, ConfigOwner::broker, config, version);
    for (const Tree::Entry& one : config.entries) {
        require_dynamic(one.key, one.place, version);
        wish.alterations.push_back(
            {one.key, ConfigOperation::set, config_value(ConfigOwner::broker, one)});
    }
    if (const auto wrong = validate(checked)) refuse_rule(*wrong, config);
}

}  // namespace

// It is asked of the broker itself, that of all brokers of any.
void read_alter_broker_config(const Loading& loading, MapReader& entry, const Tree& tree,
                              Actions& actions) {
    MapReader reader = entry.map("alter-broker-config", tree);
    const std::string& version = loading.scenario.version;
    if (!loading.scenario.brokers.front().config.features.dynamic_broker_configs) {
        throw BadInput(tree.place, "dynamic configurations of brokers came with Kafka 1.1",
                       "set it in `cluster.config`, or run as that");
    }
    AlteredResource wish{ConfigResourceType::broker, "", {}};
    NodeId node = no_node;
    std::string about = "all brokers";
    if (const Tree* broker = reader.optional("broker")) {
        const BrokerId id = find_broker(loading, read_whole_32(*broker), broker->place);
        wish.name = std::to_string(id.value());
        node = find_node(loading, "b" + wish.name, broker->place);
        about = "broker " + wish.name;
    }
    if (const Tree* config = reader.optional("config")) read_set_keys(loading, *config, wish);
    if (const Tree* removed = reader.optional("remove")) {
        for (const std::string& key : read_words(*removed)) {
            require_dynamic(key, removed->place, version);
            read_removed_key(key, removed->place, wish);
        }
    }
    if (wish.alterations.empty()) {
        throw BadInput(tree.place, "nothing is altered", "add `config` or `remove`");
    }
    const NodeId admin = find_node(loading, "admin", tree.place);
    actions.emplace_back(GiveCommand{
        admin,
        AskBroker{make_message(IncrementalAlterConfigsRequest{{std::move(wish)}}), about, node}});
}

bool alters_brokers(const std::vector<TimelineEntry>& timeline) {
    const auto is_broker = [](const AlteredResource& resource) {
        return resource.type == ConfigResourceType::broker;
    };
    const auto alters = [&](const Action& action) {
        const auto* given = std::get_if<GiveCommand>(&action);
        const auto* asked = given != nullptr ? std::get_if<AskBroker>(&given->command) : nullptr;
        if (asked == nullptr) return false;
        const auto* request = asked->request->get_if<IncrementalAlterConfigsRequest>();
        return request != nullptr &&
               std::any_of(request->resources.begin(), request->resources.end(), is_broker);
    };
    return std::any_of(timeline.begin(), timeline.end(), [&](const TimelineEntry& entry) {
        return std::any_of(entry.actions.begin(), entry.actions.end(), alters);
    });
}

}  // namespace kscope::sim
