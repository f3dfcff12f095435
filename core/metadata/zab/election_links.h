// ElectionLinks: the connections over which a server of an ensemble notifies the others in an
// election: one to each, which this server opens when it has something to say. Only the latest
// notification to a server matters: it waits for the connection, and is said again on the next one
// if the connection breaks. A server that refuses is left alone until there is news.
// Rule: org.apache.zookeeper.server.quorum.QuorumCnxManager (whose pairs share one connection).
#pragma once

#include "core/base/flat_map.h"
#include "core/border/border.h"

namespace kscope {

class ElectionLinks {
public:
    void send(const ZabNotification& notification, NodeId to, ConnectionIds& ids, Output& out);
    // True if the connection was one of these.
    bool on_connected(const ConnId& conn, Output& out);
    bool on_lost(const ConnId& conn, ConnectionIds& ids, Output& out);
    void digest(Digest& d) const;

private:
    struct Link {
        ConnId conn = no_connection;
        bool open = false;
        Ref<const Message> latest;
    };
    FlatMap<NodeId, Link> links_;  // without a connection: no_connection
};

}  // namespace kscope
