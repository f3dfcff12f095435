#include "core/node/zookeeper_view.h"

#include "core/metadata/zab/quorum_peer.h"
#include "core/metadata/zookeeper/zookeeper_server.h"

namespace kscope {

namespace {

ZooKeeperView view_of(const ZooKeeperServer& server) {
    ZooKeeperView view;
    view.tree = &server.tree();
    view.watches = &server.watches();
    view.zxid = server.last_zxid();
    for (const auto& [id, s] : server.sessions()) {
        view.sessions.push_back({id, s.client, s.timeout, s.expires, s.last_heard_at, {}});
    }
    return view;
}

ZooKeeperView view_of(const QuorumPeer& peer) {
    ZooKeeperView view;
    view.tree = &peer.database().tree();
    view.watches = &peer.clients().watches();
    view.zxid = peer.last_zxid();
    ZooKeeperView::Member member;
    member.id = peer.my_id();
    member.state = peer.state();
    member.leader = peer.leader();
    member.epoch = peer.current_epoch();
    member.serving = peer.serving();
    member.clients = peer.clients().all().size();
    const ZabLeader* leader = peer.as_leader();
    if (leader != nullptr) {
        member.synced = static_cast<std::int32_t>(leader->followers().size());
    }
    view.member = member;
    for (const auto& [id, s] : peer.database().sessions()) {
        ZooKeeperView::Session session{id, s.client, s.timeout, Instant::never(), {}, {}};
        const auto* tracked = leader != nullptr ? leader->sessions().find(id) : nullptr;
        if (tracked != nullptr) {
            session.expires = tracked->expires;
            session.last_heard = tracked->last_heard_at;
            session.server = tracked->owner;
        }
        view.sessions.push_back(session);
    }
    return view;
}

int knowledge(const ZooKeeperView& view) {
    if (!view.member) return 0;
    if (!view.member->serving) return 1;
    return view.member->state == ServerState::leading ? 3 : 2;
}

}  // namespace

std::optional<ZooKeeperView> zookeeper_view(const Node& node) {
    if (const auto* server = node.get_if<ZooKeeperServer>()) return view_of(*server);
    if (const auto* peer = node.get_if<QuorumPeer>()) return view_of(*peer);
    return std::nullopt;
}

bool knows_more(const ZooKeeperView& a, const ZooKeeperView& b) {
    const int more = knowledge(a);
    const int less = knowledge(b);
    return more != less ? more > less : a.zxid > b.zxid;
}

}  // namespace kscope
