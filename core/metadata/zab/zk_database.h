// ZkDatabase: what every server of an ensemble has the same of: the znodes and the sessions, as of
// a zxid. It changes by transactions only, each applied in the order of their zxids, and equal
// transactions give equal databases. It knows no clients, no time and no disk; it can be written as
// a snapshot and read again.
// Rule: org.apache.zookeeper.server.ZKDatabase and DataTree.processTxn, 3.8.
#pragma once

#include <deque>
#include <optional>

#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "core/protocol/message.h"

namespace kscope {

class ZkDatabase {
public:
    struct Session {
        Duration timeout;
        NodeId client = no_node;
    };
    // Transactions that are kept in memory for learners that missed little.
    static constexpr std::size_t committed_log_max = 500;

    // A ZabProposal. For a session's end and for writes, what it did to the tree.
    ZnodeTree::Outcome apply(const Ref<const Message>& proposal);

    [[nodiscard]] const ZnodeTree& tree() const { return *tree_; }
    [[nodiscard]] const Cow<ZnodeTree>& shared_tree() const { return tree_; }
    [[nodiscard]] const FlatMap<SessionId, Session>& sessions() const { return sessions_; }
    [[nodiscard]] Zxid last_processed() const { return last_processed_; }
    // A leader's first zxid has no transaction.
    void set_last_processed(Zxid zxid) { last_processed_ = zxid; }
    [[nodiscard]] const std::deque<Ref<const Message>>& committed_log() const {
        return committed_log_;
    }

    // As a snapshot's text, without the committed log.
    [[nodiscard]] std::string encode() const;
    static std::optional<ZkDatabase> decode(std::string_view text);

    // Of the znodes and sessions alone, whatever else the server knows.
    void digest(Digest& d) const;
    void check_invariants() const;

private:
    Cow<ZnodeTree> tree_;
    FlatMap<SessionId, Session> sessions_;
    Zxid last_processed_{0};
    std::deque<Ref<const Message>> committed_log_;
};

inline const ZabTransaction& transaction_of(const Ref<const Message>& proposal) {
    return proposal->get_if<ZabProposal>()->transaction;
}

}  // namespace kscope
