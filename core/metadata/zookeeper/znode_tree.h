// ZnodeTree: the data of a ZooKeeper server, and what one transaction does to it. A transaction is
// all or nothing: after an error the tree is as before. It knows no clients and no time.
// Rules: org.apache.zookeeper.server.DataTree and PrepRequestProcessor, 3.8.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/base/digest.h"
#include "core/protocol/zookeeper_messages.h"

namespace kscope {

// What happened to one znode, for watches.
struct ZnodeChange {
    ZkEventType type = ZkEventType::created;
    std::string path;
};

struct Znode {
    std::string data;
    ZkStat stat;
    std::vector<std::string> children;  // names, not paths; sorted: they are often listed
    std::int32_t next_sequence = 0;     // for sequential children
};

class ZnodeTree {
public:
    struct Outcome {
        ZkError error = ZkError::ok;
        std::vector<ZkStat> stats;         // one per write, if ok
        std::vector<std::string> paths;    // one per write, with sequence numbers
        std::vector<ZnodeChange> changes;  // in order
    };

    ZnodeTree();  // just "/"
    // From a snapshot: each znode but its children, which are found by their paths.
    explicit ZnodeTree(std::map<std::string, Znode> nodes);

    // All writes, or none and the first failure's error.
    Outcome apply(const std::vector<ZkWrite>& writes, SessionId session, Zxid zxid);

    [[nodiscard]] const Znode* find(const std::string& path) const;
    [[nodiscard]] const std::map<std::string, Znode>& nodes() const { return nodes_; }
    // The ephemeral znodes of a session, longest paths' order reversed: safe to delete in order.
    [[nodiscard]] std::vector<std::string> ephemerals_of(SessionId session) const;
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    // A znode as it was, without its children: of these a write adds or removes one at most, and a
    // parent may have ten thousand.
    struct Former {
        std::string path;
        bool existed = false;
        std::string data;
        ZkStat stat;
        std::int32_t next_sequence = 0;
        std::string child;  // the one that is about to come or to go; empty: none
        bool had_child = false;
    };
    using Undo = std::vector<Former>;
    ZkError apply_one(const ZkWrite& write, SessionId session, Zxid zxid, Outcome& outcome,
                      Undo& undo);
    ZkError create(const ZkCreate& write, SessionId session, Zxid zxid, Outcome& outcome,
                   Undo& undo);
    ZkError remove(const ZkDelete& write, Zxid zxid, Outcome& outcome, Undo& undo);
    ZkError set_data(const ZkSetData& write, Zxid zxid, Outcome& outcome, Undo& undo);
    void keep(const std::string& path, const std::string& child, Undo& undo) const;
    void roll_back(Undo& undo);

    std::map<std::string, Znode> nodes_;
    std::map<SessionId, std::set<std::string>> ephemerals_;
};

// "/brokers/ids/1" -> "/brokers/ids"; "/a" -> "/".
std::string parent_path(const std::string& path);

}  // namespace kscope
