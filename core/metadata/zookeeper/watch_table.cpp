#include "core/metadata/zookeeper/watch_table.h"

#include <algorithm>
#include <iterator>

namespace kscope {

void WatchTable::add(WatchKind kind, const std::string& path, const ConnId& conn) {
    auto& watchers = (kind == WatchKind::data ? data_ : children_)[path];
    const auto at = std::lower_bound(watchers.begin(), watchers.end(), conn);
    if (at == watchers.end() || *at != conn) watchers.insert(at, conn);
}

void WatchTable::drop(const ConnId& conn) {
    for (Watchers* table : {&data_, &children_}) {
        for (auto& [path, conns] : *table) std::erase(conns, conn);
        table->erase_if([](const std::string&, const std::vector<ConnId>& conns) {
            return conns.empty();
        });
    }
}

std::vector<ConnId> WatchTable::take(Watchers& watchers, const std::string& path) {
    std::vector<ConnId> taken;
    if (auto* conns = watchers.find(path)) {
        taken = std::move(*conns);
        watchers.erase(path);
    }
    return taken;
}

std::vector<WatchTable::Fired> WatchTable::fire(const ZnodeChange& change) {
    std::vector<ConnId> conns;
    if (change.type == ZkEventType::children_changed) {
        conns = take(children_, change.path);
    } else {
        conns = take(data_, change.path);
        if (change.type == ZkEventType::deleted) {
            // One event per client, though it watches both.
            const std::vector<ConnId> of_children = take(children_, change.path);
            std::vector<ConnId> both;
            std::set_union(conns.begin(), conns.end(), of_children.begin(), of_children.end(),
                           std::back_inserter(both));
            conns = std::move(both);
        }
    }
    std::vector<Fired> fired;
    for (const ConnId& conn : conns) fired.push_back({conn, {change.type, change.path}});
    return fired;
}

void WatchTable::digest(Digest& d) const {
    for (const Watchers* table : {&data_, &children_}) {
        d.add(table->size());
        for (const auto& [path, conns] : *table) {
            digest_into(d, path);
            digest_into(d, conns);
        }
    }
}

}  // namespace kscope
