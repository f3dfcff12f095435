#include "sim/scenario/map_reader.h"

#include "core/base/check.h"
#include "core/config/config_keys.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

// "producers.*.config" said for people: "below producers.NAME".
std::string spoken_parent(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string::npos) return "at the top of the file";
    std::string text = "below `";
    for (const char c : path.substr(0, dot))
        text += c == '*' ? std::string("NAME") : std::string(1, c);
    return text + "`";
}

bool is_kafka_key(std::string_view word) {
    for (const ConfigOwner owner : {ConfigOwner::broker, ConfigOwner::topic, ConfigOwner::producer,
                                    ConfigOwner::consumer, ConfigOwner::zookeeper}) {
        for (const ConfigKey& key : config_keys(owner)) {
            if (key.name == word) return true;
        }
    }
    return false;
}

}  // namespace

MapReader::MapReader(const Tree& tree, std::string path, std::set<std::string>& seen)
    : tree_(&tree), path_(std::move(path)), seen_(&seen) {
    if (tree.kind != Tree::Kind::map && tree.kind != Tree::Kind::nothing) {
        throw BadInput(tree.place, "here stands " + description_of(tree) + " instead of a map",
                       "write `key: value` lines below; keys here: " + list_of(keys_below(path_)));
    }
    for (const Tree::Entry& entry : tree.entries) {
        if (find_key(path_, entry.key) == nullptr) refuse_unknown(entry);
    }
}

void MapReader::refuse_unknown(const Tree::Entry& entry) const {
    const std::string problem = quoted(entry.key) + " is no key here";
    const std::vector<std::string> known = keys_below(path_);
    if (is_kafka_key(entry.key) && find_key(path_, "config") != nullptr) {
        throw BadInput(entry.place, problem, "Kafka's keys stand below `config`");
    }
    const std::vector<std::string> elsewhere = paths_of(entry.key);
    if (nearest_word(entry.key, known).empty() && !elsewhere.empty()) {
        throw BadInput(entry.place, problem, "it belongs " + spoken_parent(elsewhere.front()));
    }
    throw BadInput(entry.place, problem + typography_hint(entry.key), suggest(entry.key, known));
}

std::string MapReader::below(const char* key) const {
    return path_.empty() ? std::string(key) : path_ + "." + key;
}

void MapReader::meet(const char* key) const {
    const ScenarioKey* row = find_key(path_, key);
    KSCOPE_CHECK(row != nullptr, "the loader reads an unregistered key: " + below(key));
    if (tree_->find(key) != nullptr) seen_->insert(row->path);
}

const Tree* MapReader::optional(const char* key) {
    meet(key);
    const Tree* found = tree_->find(key);
    return found != nullptr && found->kind != Tree::Kind::nothing ? found : nullptr;
}

const Tree& MapReader::required(const char* key) {
    const Tree* found = optional(key);
    if (found != nullptr) return *found;
    const ScenarioKey* row = find_key(path_, key);
    throw BadInput(tree_->place, quoted(key) + " is missing here",
                   "add `" + std::string(key) + ":`, " + row->meaning);
}

std::vector<const Tree::Entry*> MapReader::named() {
    std::vector<const Tree::Entry*> entries;
    for (const Tree::Entry& entry : tree_->entries) {
        const ScenarioKey* row = find_key(path_, entry.key);
        if (!std::string_view(row->path).ends_with("*")) continue;
        seen_->insert(row->path);
        entries.push_back(&entry);
    }
    return entries;
}

MapReader MapReader::map(const char* key, const Tree& tree) { return {tree, below(key), *seen_}; }

MapReader MapReader::named_map(const Tree::Entry& entry) {
    return {entry.value, below("*"), *seen_};
}

MapReader MapReader::item(const char* key, const Tree& tree) {
    return {tree, below(key) + "[]", *seen_};
}

}  // namespace kscope::sim
