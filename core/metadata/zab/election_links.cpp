#include "core/metadata/zab/election_links.h"

namespace kscope {

void ElectionLinks::send(const ZabNotification& notification, NodeId to, ConnectionIds& ids,
                         Output& out) {
    Link& link = links_[to];
    link.latest = make_message(notification);
    if (link.open) {
        out.send(link.conn, CorrelationId{0}, link.latest);
    } else if (link.conn == no_connection) {
        link.conn = ids.next();
        out.effects.emplace_back(Connect{to, link.conn});
    }
}

bool ElectionLinks::on_connected(const ConnId& conn, Output& out) {
    for (auto& [node, link] : links_) {
        if (link.conn != conn) continue;
        link.open = true;
        out.send(conn, CorrelationId{0}, link.latest);
        return true;
    }
    return false;
}

bool ElectionLinks::on_lost(const ConnId& conn, ConnectionIds& ids, Output& out) {
    for (auto& [node, link] : links_) {
        if (link.conn != conn) continue;
        // What was said last may have gone down with it.
        const bool again = link.open;
        link.open = false;
        link.conn = no_connection;
        if (again) {
            link.conn = ids.next();
            out.effects.emplace_back(Connect{node, link.conn});
        }
        return true;
    }
    return false;
}

void ElectionLinks::digest(Digest& d) const {
    d.add(links_.size());
    for (const auto& [node, link] : links_) {
        digest_into(d, node);
        digest_into(d, link.conn);
        d.add(link.open);
        digest_into(d, link.latest->digest());
    }
}

}  // namespace kscope
