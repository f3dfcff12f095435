#include "sim/scenario/overrides.h"

#include <span>

#include "core/config/config_value.h"
#include "sim/scenario/yaml_reader.h"

namespace kscope::sim {

namespace {

using Words = std::span<const std::string>;

std::vector<std::string> split(const std::string& path, const Place& place) {
    std::vector<std::string> words(1);
    for (const char c : path) {
        if (c == '.') {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    for (const std::string& word : words) {
        if (word.empty()) {
            throw BadInput(place, "a word of the path is empty",
                           "write --set producers.web.config.acks=all");
        }
    }
    return words;
}

std::string join(Words words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ".") + word;
    return text;
}

void move_to(Tree& tree, const Place& place) {
    tree.place = place;
    for (Tree& item : tree.items) move_to(item, place);
    for (Tree::Entry& entry : tree.entries) {
        entry.place = place;
        move_to(entry.value, place);
    }
}

// The item that has the word as its id, else the one at that place; null if there is none.
Tree* item_of(Tree& list, const std::string& word) {
    const bool by_id = !list.items.empty() && list.items.front().find("id") != nullptr;
    for (Tree& item : list.items) {
        const Tree* id = item.find("id");
        if (id != nullptr && (id->text == word || "b" + id->text == word)) return &item;
    }
    const auto index = parse_integer(word);
    if (by_id || !index || *index < 0 || *index >= std::ssize(list.items)) return nullptr;
    return &list.items[static_cast<std::size_t>(*index)];
}

class Override {
public:
    Override(Tree& root, Place place, Tree value)
        : root_(root), place_(std::move(place)), value_(std::move(value)) {}

    void put(Words words) { put(root_, words, "the scenario"); }

private:
    void put(Tree& at, Words words, const std::string& parent) {
        if (words.empty()) {
            at = std::move(value_);
            return;
        }
        if (at.kind == Tree::Kind::nothing) {
            at.kind = Tree::Kind::map;
            at.place = place_;
        }
        if (at.kind == Tree::Kind::list) {
            Tree* item = item_of(at, words.front());
            if (item == nullptr) {
                throw BadInput(place_, parent + " has no item " + quoted(words.front()),
                               "it has " + std::to_string(at.items.size()) +
                                   ", counted from 0, or known by `id`");
            }
            put(*item, words.subspan(1), words.front());
        } else if (at.kind == Tree::Kind::map) {
            put_in_map(at, words, parent);
        } else {
            throw BadInput(place_, quoted(parent) + " is a single value there",
                           "set it as a whole, or write it as a map or list in the file");
        }
    }

    // In these sections the scenario chooses the names, so a slip would be a node more.
    void refuse_new_name(const Tree& map, Words words, const std::string& parent) const {
        const bool has_names = parent == "topics" || parent == "producers" || parent == "groups" ||
                               parent == "consumers";
        if (!has_names || root_.find(parent) != &map || words.size() < 2) return;
        std::vector<std::string> known;
        for (const Tree::Entry& entry : map.entries) known.push_back(entry.key);
        throw BadInput(place_, "there is no " + quoted(words.front()) + " below " + quoted(parent),
                       suggest(words.front(), known) + "; a new one is set as a whole, " + parent +
                           ".NAME={...}");
    }

    void put_in_map(Tree& map, Words words, const std::string& parent) {
        for (std::size_t length = words.size(); length > 0; --length) {
            if (Tree* found = map.find(join(words.first(length)))) {
                put(*found, words.subspan(length), words[length - 1]);
                return;
            }
        }
        refuse_new_name(map, words, parent);
        const std::size_t length = parent == "config" ? words.size() : 1;
        map.entries.push_back({join(words.first(length)), place_, {}});
        put(map.entries.back().value, words.subspan(length), words[length - 1]);
    }

    Tree& root_;
    Place place_;
    Tree value_;
};

}  // namespace

void apply_override(Tree& root, const std::string& path_and_value) {
    const Place place{"--set " + path_and_value, 0, 0};
    const std::size_t equals = path_and_value.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw BadInput(place, "this names no value", "write --set PATH=VALUE");
    }
    const std::string text = path_and_value.substr(equals + 1);
    Tree value;
    if (!text.empty()) {
        try {
            value = read_yaml(text, "");
        } catch (const BadInput& error) {
            throw BadInput(place, error.problem(), error.remedy());
        }
    }
    move_to(value, place);
    const std::vector<std::string> words = split(path_and_value.substr(0, equals), place);
    Override(root, place, std::move(value)).put(words);
}

}  // namespace kscope::sim
