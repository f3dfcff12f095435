// MapReader: reads one map of a scenario by the registry of keys. A key that the registry does not
// have is bad input at once; a key that the loader asks for and the registry does not have is a
// fault of kscope (CheckFailure). So neither the documentation nor the loader can run ahead.
#pragma once

#include <set>
#include <string>

#include "sim/scenario/tree.h"

namespace kscope::sim {

class MapReader {
public:
    // `path` in the registry: "topics.*". `seen` collects the registry's rows that were met, for
    // the test that the loader reads each one. The tree must outlive the reader.
    MapReader(const Tree& tree, std::string path, std::set<std::string>& seen);

    // Null if it is not there. A key with nothing behind it counts as not there.
    const Tree* optional(const char* key);
    const Tree& required(const char* key);
    // Entries under names of their own ("*"), in the order of the file.
    std::vector<const Tree::Entry*> named();
    // A map below: required keys in it are only required if it is there.
    MapReader map(const char* key, const Tree& tree);
    MapReader named_map(const Tree::Entry& entry);
    // An item of the list at `key`.
    MapReader item(const char* key, const Tree& tree);

    [[nodiscard]] const Place& place() const { return tree_->place; }
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    void refuse_unknown(const Tree::Entry& entry) const;
    void meet(const char* key) const;
    [[nodiscard]] std::string below(const char* key) const;

    const Tree* tree_;
    std::string path_;
    std::set<std::string>* seen_;
};

}  // namespace kscope::sim
