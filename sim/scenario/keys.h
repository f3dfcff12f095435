// The one registry of scenario keys: path, type, default and meaning. The loader may read only what
// stands here and refuses what does not; `kscope schema` and docs/reference/scenario.md are made
// from it. In a path `*` is a name that the scenario chooses and `[]` an item of a list.
// Kafka's own configuration keys are not here: core/config/config_keys.h is their table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kscope::sim {

enum class KeyType : std::uint8_t {
    map,
    list,
    map_or_list,
    brokers,
    text,
    whole,
    number,
    yes_no,
    words,
    time,
    rate,
    byte_rate,
    rate_or_none,
    instant,
    latency,
    node,
    link,
    partition,
    partitions,
    partitions_or_all,
    broker_list,
    replicas,
    topic_choice,
    key_choice,
    partition_choice,
    log_value,
    log_format,
    generator_partition,
    offset,
    note_fields,
    sentence,
    zookeeper_config,
    broker_config,
    topic_config,
    producer_config,
    consumer_config,
};

struct ScenarioKey {
    const char* path;
    KeyType type;
    const char* default_text;  // "required", "none" (nothing then), or a value
    const char* meaning;
};

const std::vector<ScenarioKey>& scenario_keys();
// As a reader writes it: "time (250ms, 12s, 3m)".
const char* name_of(KeyType type);

// The row for a key in the map at `parent` ("" is the top), or null. "*" matches last.
const ScenarioKey* find_key(std::string_view parent, std::string_view key);
// The fixed keys of the map at `parent`, for suggestions.
std::vector<std::string> keys_below(std::string_view parent);
// Every path that ends in this key, for "it belongs below ...".
std::vector<std::string> paths_of(std::string_view key);

// The JSON Schema (draft 2020-12) of scenario files, for editors; ends with a newline.
std::string scenario_schema();
// The tables of docs/reference/scenario.md, in Markdown.
std::string keys_as_markdown();
std::string expectations_as_markdown();

}  // namespace kscope::sim
