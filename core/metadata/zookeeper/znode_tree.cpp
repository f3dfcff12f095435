#include "core/metadata/zookeeper/znode_tree.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {
namespace {

std::string name_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// ZooKeeper's "%010d".
std::string sequence_suffix(std::int32_t sequence) {
    const std::string digits = std::to_string(sequence);
    return std::string(digits.size() < 10 ? 10 - digits.size() : 0, '0') + digits;
}

bool has_child(const Znode& node, const std::string& name) {
    return std::binary_search(node.children.begin(), node.children.end(), name);
}

void add_child(Znode& node, const std::string& name) {
    const auto at = std::lower_bound(node.children.begin(), node.children.end(), name);
    if (at == node.children.end() || *at != name) node.children.insert(at, name);
}

void drop_child(Znode& node, const std::string& name) {
    const auto at = std::lower_bound(node.children.begin(), node.children.end(), name);
    if (at != node.children.end() && *at == name) node.children.erase(at);
}

bool version_matches(std::int32_t expected, const Znode& node) {
    return expected == any_version || expected == node.stat.version;
}

}  // namespace

std::string parent_path(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

ZnodeTree::ZnodeTree() { nodes_["/"]; }

ZnodeTree::ZnodeTree(std::map<std::string, Znode> nodes) : nodes_(std::move(nodes)) {
    nodes_["/"];
    for (const auto& [path, node] : nodes_) {
        if (path == "/") continue;
        add_child(nodes_[parent_path(path)], name_in(path));
        const SessionId owner = node.stat.ephemeral_owner;
        if (owner != SessionId{0}) ephemerals_[owner].insert(path);
    }
}

const Znode* ZnodeTree::find(const std::string& path) const {
    const auto at = nodes_.find(path);
    return at == nodes_.end() ? nullptr : &at->second;
}

std::vector<std::string> ZnodeTree::ephemerals_of(SessionId session) const {
    const auto at = ephemerals_.find(session);
    if (at == ephemerals_.end()) return {};
    return {at->second.begin(), at->second.end()};
}

ZnodeTree::Outcome ZnodeTree::apply(const std::vector<ZkWrite>& writes, SessionId session,
                                    Zxid zxid) {
    Outcome outcome;
    Undo undo;
    for (const ZkWrite& write : writes) {
        outcome.error = apply_one(write, session, zxid, outcome, undo);
        if (outcome.error != ZkError::ok) {
            roll_back(undo);
            outcome.stats.clear();
            outcome.paths.clear();
            outcome.changes.clear();
            break;
        }
    }
    return outcome;
}

ZkError ZnodeTree::apply_one(const ZkWrite& write, SessionId session, Zxid zxid, Outcome& outcome,
                             Undo& undo) {
    if (const auto* c = std::get_if<ZkCreate>(&write)) {
        return create(*c, session, zxid, outcome, undo);
    }
    if (const auto* r = std::get_if<ZkDelete>(&write)) return remove(*r, zxid, outcome, undo);
    if (const auto* s = std::get_if<ZkSetData>(&write)) return set_data(*s, zxid, outcome, undo);
    const auto& check = std::get<ZkCheck>(write);
    const Znode* node = find(check.path);
    if (node == nullptr) return ZkError::no_such_node;
    if (!version_matches(check.version, *node)) return ZkError::bad_version;
    outcome.stats.push_back(node->stat);
    outcome.paths.push_back(check.path);
    return ZkError::ok;
}

ZkError ZnodeTree::create(const ZkCreate& write, SessionId session, Zxid zxid, Outcome& outcome,
                          Undo& undo) {
    const std::string parent = parent_path(write.path);
    const auto above = nodes_.find(parent);
    if (above == nodes_.end()) return ZkError::no_such_node;
    std::string path = write.path;
    if (write.sequential) path += sequence_suffix(above->second.next_sequence);
    if (nodes_.contains(path)) return ZkError::node_exists;
    if (above->second.stat.ephemeral_owner != SessionId{0}) {
        return ZkError::no_children_for_ephemerals;
    }
    keep(parent, name_in(path), undo);
    keep(path, {}, undo);
    add_child(above->second, name_in(path));
    above->second.stat.pzxid = zxid;
    ++above->second.next_sequence;
    Znode& node = nodes_[path];
    node.data = write.data;
    node.stat.czxid = zxid;
    node.stat.mzxid = zxid;
    node.stat.pzxid = zxid;
    if (write.ephemeral) {
        node.stat.ephemeral_owner = session;
        ephemerals_[session].insert(path);
    }
    outcome.stats.push_back(node.stat);
    outcome.changes.push_back({ZkEventType::created, path});
    outcome.changes.push_back({ZkEventType::children_changed, parent});
    outcome.paths.push_back(std::move(path));
    return ZkError::ok;
}

ZkError ZnodeTree::remove(const ZkDelete& write, Zxid zxid, Outcome& outcome, Undo& undo) {
    const auto at = nodes_.find(write.path);
    if (at == nodes_.end() || write.path == "/") return ZkError::no_such_node;
    if (!version_matches(write.version, at->second)) return ZkError::bad_version;
    if (!at->second.children.empty()) return ZkError::not_empty;
    const std::string parent = parent_path(write.path);
    keep(parent, name_in(write.path), undo);
    keep(write.path, {}, undo);
    Znode& above = nodes_.at(parent);
    drop_child(above, name_in(write.path));
    above.stat.pzxid = zxid;
    const SessionId owner = at->second.stat.ephemeral_owner;
    if (owner != SessionId{0}) {
        ephemerals_[owner].erase(write.path);
        if (ephemerals_[owner].empty()) ephemerals_.erase(owner);
    }
    outcome.stats.push_back(at->second.stat);
    outcome.paths.push_back(write.path);
    outcome.changes.push_back({ZkEventType::deleted, write.path});
    outcome.changes.push_back({ZkEventType::children_changed, parent});
    nodes_.erase(at);
    return ZkError::ok;
}

ZkError ZnodeTree::set_data(const ZkSetData& write, Zxid zxid, Outcome& outcome, Undo& undo) {
    const auto at = nodes_.find(write.path);
    if (at == nodes_.end()) return ZkError::no_such_node;
    if (!version_matches(write.version, at->second)) return ZkError::bad_version;
    keep(write.path, {}, undo);
    at->second.data = write.data;
    at->second.stat.mzxid = zxid;
    ++at->second.stat.version;
    outcome.stats.push_back(at->second.stat);
    outcome.paths.push_back(write.path);
    outcome.changes.push_back({ZkEventType::data_changed, write.path});
    return ZkError::ok;
}

void ZnodeTree::keep(const std::string& path, const std::string& child, Undo& undo) const {
    Former& former = undo.emplace_back();
    former.path = path;
    const Znode* node = find(path);
    if (node == nullptr) return;
    former.existed = true;
    former.data = node->data;
    former.stat = node->stat;
    former.next_sequence = node->next_sequence;
    former.child = child;
    former.had_child = has_child(*node, child);
}

void ZnodeTree::roll_back(Undo& undo) {
    for (; !undo.empty(); undo.pop_back()) {
        Former& former = undo.back();
        if (const Znode* now = find(former.path); now != nullptr) {
            const auto owned = ephemerals_.find(now->stat.ephemeral_owner);
            if (owned != ephemerals_.end()) {
                owned->second.erase(former.path);
                if (owned->second.empty()) ephemerals_.erase(owned);
            }
        }
        if (!former.existed) {
            nodes_.erase(former.path);
            continue;
        }
        const SessionId owner = former.stat.ephemeral_owner;
        if (owner != SessionId{0}) ephemerals_[owner].insert(former.path);
        Znode& node = nodes_[former.path];
        node.data = std::move(former.data);
        node.stat = former.stat;
        node.next_sequence = former.next_sequence;
        if (former.child.empty()) continue;
        if (former.had_child) {
            add_child(node, former.child);
        } else {
            drop_child(node, former.child);
        }
    }
}

void ZnodeTree::digest(Digest& d) const {
    d.add(nodes_.size());
    for (const auto& [path, node] : nodes_) {
        digest_into(d, path);
        digest_into(d, node.data);
        digest_into(d, node.stat);
        digest_into(d, node.next_sequence);
    }
}

void ZnodeTree::check_invariants() const {
    std::size_t children = 0;
    for (const auto& [path, node] : nodes_) {
        children += node.children.size();
        if (path != "/") {
            const Znode* parent = find(parent_path(path));
            KSCOPE_CHECK(parent != nullptr && has_child(*parent, name_in(path)), path);
        }
        if (node.stat.ephemeral_owner != SessionId{0}) {
            KSCOPE_CHECK(node.children.empty(), path);
            KSCOPE_CHECK(ephemerals_.at(node.stat.ephemeral_owner).contains(path), path);
        }
    }
    for (const auto& [session, paths] : ephemerals_) {
        for (const std::string& path : paths) {
            KSCOPE_CHECK(find(path) != nullptr && find(path)->stat.ephemeral_owner == session);
        }
    }
    KSCOPE_CHECK(children + 1 == nodes_.size(), "each znode but / is a child of its parent");
}

}  // namespace kscope
