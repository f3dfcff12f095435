// What was different about configuration keys in earlier versions: when a key came or went, the
// defaults it had, and how small a value could be. A key without a history was always as its row in
// the table says. Where a version did not know a key, the default here is what it did instead.
// Sources: KafkaConfig, LogConfig, ProducerConfig and ConsumerConfig of each version.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_keys.h"

namespace kscope {

struct EarlierDefault {
    const char* up_to;  // this version, included
    const char* value;
};

struct KeyHistory {
    ConfigOwner owner;
    const char* name;
    const char* since;                    // the first version here that knows the key; empty: all
    const char* until;                    // the last; empty: it is still there
    std::vector<EarlierDefault> earlier;  // the oldest first
    const char* came = "";                // the release that brought it, if it lies before `since`

    [[nodiscard]] const char* first_release() const { return *came == '\0' ? since : came; }
};

const std::vector<KeyHistory>& key_histories();
const KeyHistory* find_history(ConfigOwner owner, std::string_view name);  // null: none

// For a null history: known, and the newest default.
bool known_as_of(const KeyHistory* history, std::string_view version);
const char* default_as_of(const KeyHistory* history, const char* newest, std::string_view version);
// The least value that the version takes.
std::int64_t least_as_of(ConfigOwner owner, std::string_view name, std::int64_t newest,
                         std::string_view version);
// "6000 up to 2.0; since 0.11"
std::string text_of(const KeyHistory* history, const char* newest);

}  // namespace kscope
