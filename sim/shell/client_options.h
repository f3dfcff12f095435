// Options that set keys of a client: --producer-property and --consumer-property key=value, and
// property files of clients (--producer.config).
#pragma once

#include <string>

#include "core/config/config_keys.h"
#include "sim/scenario/java_properties.h"
#include "sim/shell/options.h"

namespace kscope::sim {

// Keys that every client has and that the session sets itself, or that have no meaning here
// (serializers, bootstrap.servers).
bool is_without_effect(const std::string& client_key);

// Throws BadInput with what core says of the key or the value.
template <class Config>
void set_client_key(Config& config, const std::string& key, const std::string& value,
                    const Place& place) {
    if (is_without_effect(key)) return;
    const auto wrong = set_config(config, key, value);
    if (!wrong) return;
    const std::size_t semicolon = wrong->rfind("; ");
    const std::string remedy =
        semicolon == std::string::npos ? "see kscope list configs" : wrong->substr(semicolon + 2);
    throw BadInput(place, "ConfigException: " + wrong->substr(0, semicolon), remedy);
}

// A file of keys: --producer.config, --consumer.config.
template <class Config>
void set_client_file(Config& config, const std::string& text, const std::string& file) {
    for (const Property& property : read_properties(text, file)) {
        set_client_key(config, property.key, property.value, property.value_place);
    }
}

template <class Config>
void set_client_keys(Config& config, const std::vector<Word>& pairs) {
    for (const Word& word : pairs) {
        const KeyValue pair = key_value_of(word);
        set_client_key(config, pair.key, pair.value, pair.place);
    }
}

// Rules over several keys.
template <class Config>
void require_valid(const Config& config, const Place& place) {
    const auto wrong = validate(config);
    if (!wrong) return;
    const std::size_t semicolon = wrong->find("; ");
    throw BadInput(
        place, "ConfigException: " + wrong->substr(0, semicolon),
        semicolon == std::string::npos ? "see kscope list configs" : wrong->substr(semicolon + 2));
}

}  // namespace kscope::sim
