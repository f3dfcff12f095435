// WatchTable: one-shot watches of connections on paths: on data (and existence) and on children.
// A watch dies when it fires or when its connection goes; the client's session sets it again.
// Rule: org.apache.zookeeper.server.WatchManager, and DataTree on which change triggers which.
#pragma once

#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/border/connection.h"
#include "core/metadata/zookeeper/znode_tree.h"

namespace kscope {

enum class WatchKind : std::uint8_t { data, children };

class WatchTable {
public:
    struct Fired {
        ConnId conn;
        ZkWatchEvent event;
    };

    void add(WatchKind kind, const std::string& path, const ConnId& conn);
    void drop(const ConnId& conn);
    // Takes off all watches that the change triggers; in the order of connections.
    std::vector<Fired> fire(const ZnodeChange& change);
    [[nodiscard]] bool empty() const { return data_.empty() && children_.empty(); }
    void digest(Digest& d) const;
    // visit(kind, path, connection), by kind, path and connection: for the window.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const auto& [path, conns] : data_) {
            for (const ConnId& conn : conns) visit(WatchKind::data, path, conn);
        }
        for (const auto& [path, conns] : children_) {
            for (const ConnId& conn : conns) visit(WatchKind::children, path, conn);
        }
    }

private:
    using Watchers = FlatMap<std::string, std::vector<ConnId>>;  // sorted, each once
    static std::vector<ConnId> take(Watchers& watchers, const std::string& path);
    Watchers data_;
    Watchers children_;
};

}  // namespace kscope
