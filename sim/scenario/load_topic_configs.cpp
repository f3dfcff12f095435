// Configurations of topics that change, on the timeline.
#include <algorithm>

#include "core/config/config_keys.h"
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

// A request with a key in it twice is refused by brokers, too.
void read_removed_key(const std::string& key, const Place& place, AlteredResource& wish) {
    for (const ConfigAlteration& other : wish.alterations) {
        if (other.name != key) continue;
        const bool set = other.operation == ConfigOperation::set;
        throw BadInput(place, key + (set ? " is both set and removed" : " is removed twice"),
                       set ? "name it in `config` or in `remove`" : "name it once");
    }
    wish.alterations.push_back({key, ConfigOperation::remove, ""});
}

void read_alter_config(const Loading& loading, MapReader& entry, const Tree& tree,
                       Actions& actions) {
    MapReader reader = entry.map("alter-config", tree);
    const Tree& topic = reader.required("topic");
    require_topic(loading, read_text(topic), topic.place);
    AlteredResource wish{ConfigResourceType::topic, topic.text, {}};
    if (const Tree* config = reader.optional("config")) {
        const BrokerConfig& broker = loading.scenario.brokers.front().config;
        TopicConfig checked = broker.topic_defaults;
        read_config(checked, ConfigOwner::topic, *config, loading.scenario.version,
                    broker.features);
        for (const Tree::Entry& one : config->entries) {
            wish.alterations.push_back(
                {one.key, ConfigOperation::set, config_value(ConfigOwner::topic, one)});
        }
    }
    if (const Tree* removed = reader.optional("remove")) {
        std::vector<std::string> known;
        for (const ConfigKey& key : config_keys(ConfigOwner::topic, loading.scenario.version)) {
            known.push_back(key.name);
        }
        for (const std::string& key : read_words(*removed)) {
            if (std::find(known.begin(), known.end(), key) == known.end()) {
                throw BadInput(removed->place, "there is no topic key " + quoted(key),
                               suggest(key, known));
            }
            read_removed_key(key, removed->place, wish);
        }
    }
    if (wish.alterations.empty()) {
        throw BadInput(tree.place, "nothing is altered", "add `config` or `remove`");
    }
    ask_controller(loading, tree, IncrementalAlterConfigsRequest{{wish}}, topic.text, actions);
}

}  // namespace kscope::sim
