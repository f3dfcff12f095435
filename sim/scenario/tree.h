// Tree: a YAML document as plain values, each with its place. It is what the loader reads and what
// --set changes; nothing of the YAML library shows through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/input_error.h"

namespace kscope::sim {

struct Tree {
    struct Entry;
    enum class Kind : std::uint8_t { nothing, text, list, map };

    Kind kind = Kind::nothing;
    Place place;
    std::string text;
    std::vector<Tree> items;     // of a list
    std::vector<Entry> entries;  // of a map, in the order of the file; keys are unique

    [[nodiscard]] const Tree* find(std::string_view key) const;
    [[nodiscard]] Tree* find(std::string_view key);
};

struct Tree::Entry {
    std::string key;
    Place place;  // of the key
    Tree value;
};

inline const Tree* Tree::find(std::string_view key) const {
    for (const Entry& entry : entries) {
        if (entry.key == key) return &entry.value;
    }
    return nullptr;
}

inline Tree* Tree::find(std::string_view key) {
    return const_cast<Tree*>(static_cast<const Tree*>(this)->find(key));
}

}  // namespace kscope::sim
