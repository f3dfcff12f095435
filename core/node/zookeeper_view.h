// ZooKeeperView: what a ZooKeeper server, standalone or of an ensemble, shows to a window or a
// story. Only a leader knows when sessions expire. It points into the node and lives as long as
// that.
#pragma once

#include <optional>
#include <vector>

#include "core/node/node.h"
#include "core/protocol/zab_messages.h"

namespace kscope {

class WatchTable;
class ZnodeTree;

struct ZooKeeperView {
    struct Session {
        SessionId id;
        NodeId client = no_node;
        Duration timeout;
        Instant expires;  // never() if this server does not know
        Instant last_heard;
        ServerId server{0};  // that it is connected to; 0: standalone, or not known
    };
    // A server's place in its ensemble.
    struct Member {
        ServerId id;
        ServerState state = ServerState::looking;
        ServerId leader;  // 0: it looks for one
        ZabEpoch epoch;
        bool serving = false;
        std::int32_t synced = 0;  // of a leader: followers in sync
        std::size_t clients = 0;
    };

    const ZnodeTree* tree = nullptr;
    const WatchTable* watches = nullptr;
    Zxid zxid;  // the last that it has processed
    std::vector<Session> sessions;
    std::optional<Member> member;  // none: it stands alone
};

// None if the node is another kind.
std::optional<ZooKeeperView> zookeeper_view(const Node& node);

// Whether `a` knows more of the ensemble than `b`: who leads, before who serves, before the rest.
bool knows_more(const ZooKeeperView& a, const ZooKeeperView& b);

}  // namespace kscope
