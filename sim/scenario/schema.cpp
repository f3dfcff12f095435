// `kscope schema` and the tables of docs/reference/scenario.md, both made from the registry of
// keys.
#include <nlohmann/json.hpp>

#include "core/config/config_keys.h"
#include "core/note/note.h"
#include "sim/scenario/expectation.h"
#include "sim/scenario/keys.h"

namespace kscope::sim {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* time_pattern = "^[0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d)$";

Json pattern(const char* text) { return {{"type", "string"}, {"pattern", text}}; }

Json whole_number() { return {{"type", "integer"}, {"minimum", 0}}; }

Json list_of_schema(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json latency_schema() {
    const Json time = pattern(time_pattern);
    Json pair = list_of_schema(time);
    pair["minItems"] = 2;
    pair["maxItems"] = 2;
    Json uniform{{"type", "object"}, {"required", {"uniform"}}, {"additionalProperties", false}};
    uniform["properties"]["uniform"] = pair;
    Json law{{"type", "object"}, {"required", {"mean"}}, {"additionalProperties", false}};
    law["properties"]["at-least"] = time;
    law["properties"]["mean"] = time;
    Json exponential{
        {"type", "object"}, {"required", {"exponential"}}, {"additionalProperties", false}};
    exponential["properties"]["exponential"] = law;
    return {{"anyOf", Json::array({time, uniform, exponential})}};
}

Json config_schema(ConfigOwner owner) {
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    for (const ConfigKey& key : config_keys(owner)) {
        Json& property = schema["properties"][key.name];
        property["description"] = key.meaning + "; default: " + key.default_value;
        property["type"] = {"string", "number", "boolean", "array"};
    }
    return schema;
}

Json map_schema(const std::string& path);

Json notes_schema() {
    Json schema = map_schema("timeline[].when");
    schema.erase("additionalProperties");
    for (std::size_t kind = 0; kind < note_kinds; ++kind) {
        schema["properties"][note_name(kind)] = {{"type", {"object", "null"}},
                                                 {"description", note_meaning(kind)}};
    }
    schema["additionalProperties"] = false;
    return schema;
}

Json value_schema(const ScenarioKey& key) {
    using enum KeyType;
    const std::string path = key.path;
    switch (key.type) {
        case map: return path == "timeline[].when" ? notes_schema() : map_schema(path);
        case list:
            return list_of_schema(path == "expect" ? Json{{"type", "string"}}
                                                   : map_schema(path + "[]"));
        case map_or_list:
            return {{"anyOf", Json::array({map_schema(path), list_of_schema(map_schema(path))})}};
        case brokers:
            return {
                {"anyOf", Json::array({map_schema(path), list_of_schema(map_schema(path + "[]")),
                                       whole_number()})}};
        case whole: return whole_number();
        case number: return {{"type", "number"}, {"exclusiveMinimum", 0}};
        case yes_no: return {{"type", "boolean"}};
        case time: return pattern(time_pattern);
        case rate: return pattern("^[0-9]+(\\.[0-9]+)?(B|KiB|MiB|GiB)/s$");
        case instant: return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(\\.[0-9]+)?Z$");
        case latency: return latency_schema();
        case words:
            return {{"anyOf", Json::array({Json{{"type", {"string", "integer"}}},
                                           list_of_schema({{"type", {"string", "integer"}}})})}};
        case partition: return pattern("^.+-[0-9]+$");
        case partitions_or_all:
            return {{"anyOf", Json::array({pattern("^(all|.+-[0-9]+)$"),
                                           list_of_schema(pattern("^.+-[0-9]+$"))})}};
        case partitions: return list_of_schema(pattern("^.+-[0-9]+$"));
        case broker_list: return list_of_schema(whole_number());
        case replicas: return list_of_schema(list_of_schema(whole_number()));
        case byte_rate:
        case partition_choice:
        case offset: return {{"type", {"string", "integer"}}};
        case rate_or_none: return {{"type", {"string", "number"}}};
        case log_value: return {{"enum", {"line", "request"}}};
        case log_format: return {{"enum", {"either", "common", "combined"}}};
        case generator_partition: return {{"enum", {"by key", "key number"}}};
        case note_fields: return {{"type", {"object", "null"}}};
        case zookeeper_config: return config_schema(ConfigOwner::zookeeper);
        case broker_config: return config_schema(ConfigOwner::broker);
        case topic_config: return config_schema(ConfigOwner::topic);
        case producer_config: return config_schema(ConfigOwner::producer);
        case consumer_config: return config_schema(ConfigOwner::consumer);
        case text: return {{"type", {"string", "number"}}};
        case node:
        case link:
        case topic_choice:
        case key_choice:
        case sentence: return {{"type", "string"}};
    }
    return Json::object();
}

Json map_schema(const std::string& path) {
    Json schema{{"type", "object"}, {"additionalProperties", false}};
    Json required = Json::array();
    for (const ScenarioKey& key : scenario_keys()) {
        const std::string_view full = key.path;
        const std::size_t dot = full.rfind('.');
        const std::string_view above = dot == full.npos ? "" : full.substr(0, dot);
        const std::string name(dot == full.npos ? full : full.substr(dot + 1));
        if (above != path || name.ends_with("[]")) continue;
        Json value = value_schema(key);
        value["description"] = std::string(key.meaning) + "; default: " + key.default_text;
        if (name == "*") {
            schema["additionalProperties"] = std::move(value);
        } else {
            schema["properties"][name] = std::move(value);
            if (std::string_view(key.default_text) == "required") required.push_back(name);
        }
    }
    if (!required.empty()) schema["required"] = required;
    return schema;
}

// A table's cells may hold no bar.
std::string cell(std::string text) {
    for (std::size_t bar = text.find('|'); bar != text.npos; bar = text.find('|', bar + 2)) {
        text.insert(bar, "\\");
    }
    return text;
}

}  // namespace

std::string scenario_schema() {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"title", "kscope scenario"}};
    schema.update(map_schema(""));
    return schema.dump(2) + "\n";
}

std::string keys_as_markdown() {
    std::string text = "| key | value | default | meaning |\n|---|---|---|---|\n";
    for (const ScenarioKey& key : scenario_keys()) {
        text += "| `" + std::string(key.path) + "` | " + cell(name_of(key.type)) + " | " +
                cell(key.default_text) + " | " + cell(key.meaning) + " |\n";
    }
    return text;
}

std::string expectations_as_markdown() {
    std::string text = "| sentence | meaning |\n|---|---|\n";
    for (const ExpectationForm& form : expectation_forms()) {
        text += std::string("| `") + form.words;
        if (*form.of != '\0') text += std::string(" of ") + form.of + " is " + form.value;
        text += std::string("` | ") + form.meaning + " |\n";
    }
    return text;
}

}  // namespace kscope::sim
