// What a story's ZooKeeper ensemble looks like now.
#include "core/node/zookeeper_view.h"
#include "tests/interaction/commands.h"
#include "tests/interaction/print.h"

namespace kscope::interaction {

namespace {

std::string name_of_member(const Stage& stage, ServerId id) {
    return sim::zookeeper_node_name(stage.scenario(), id.value());
}

std::string member_text(const Stage& stage, const ZooKeeperView& view) {
    const ZooKeeperView::Member& member = *view.member;
    std::string text = name_of(member.state);
    if (member.state == ServerState::following) {
        text = "follows " + name_of_member(stage, member.leader);
    } else if (member.state == ServerState::leading) {
        text = "leads with " + std::to_string(member.synced) + " in sync";
    }
    return text + " in epoch " + std::to_string(member.epoch.value()) + "  zxid " +
           to_hex(view.zxid.value()) + "  clients " + std::to_string(member.clients);
}

}  // namespace

// The servers, and as the leader knows them the sessions.
void show_ensemble(Turn& turn) {
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    std::optional<ZooKeeperView> best;
    for (std::int32_t id = 1; id <= stage.scenario().zookeeper_servers; ++id) {
        const Node* node = stage.world().find_node(NodeId(id - 1));
        auto view = node != nullptr ? zookeeper_view(*node) : std::nullopt;
        const bool member = view && view->member;
        turn.out.push_back(name_of_member(stage, ServerId(id)) + "  " +
                           (member ? member_text(stage, *view)
                            : view ? "stands alone"
                                   : "down"));
        if (member && (!best || knows_more(*view, *best))) best = std::move(view);
    }
    if (!best) return;
    std::string sessions;
    for (const ZooKeeperView::Session& session : best->sessions) {
        sessions += (sessions.empty() ? "" : ", ") + stage.names().short_name(session.client);
        if (session.server != ServerId{0}) {
            sessions += " at " + name_of_member(stage, session.server);
        }
    }
    turn.out.push_back("sessions  " + (sessions.empty() ? "none" : sessions));
}

}  // namespace kscope::interaction
