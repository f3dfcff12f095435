#include "tests/zab/zab_invariants.h"

#include <algorithm>

namespace kscope::test {

namespace {

// No message of these tests' networks takes longer.
constexpr Duration latency_max = Duration::millis(60);

std::string who(const QuorumPeer& server) {
    return "server " + std::to_string(server.my_id().value());
}

std::string hex(Zxid zxid) { return to_hex(zxid.value()); }

Zxid zxid_of(const Ref<const Message>& proposal) { return transaction_of(proposal).zxid; }

}  // namespace

std::string ZabInvariants::after_step(std::size_t node, const ZabWorld& world) {
    const ZabClient* client = world.client(node);
    if (client != nullptr) return client->wrong();
    const QuorumPeer* server = world.server(node);
    if (server == nullptr) return "";
    std::string wrong = monotonic_epoch(node, *server);
    if (wrong.empty()) wrong = single_leader(*server);
    if (wrong.empty()) wrong = sessions_kept(*server, world);
    Seen& seen = seen_[node];
    const bool begins = server->serving() && !seen.serving;
    const bool moved = server->serving() && server->last_zxid() != seen.last;
    seen = {server->serving(), server->last_zxid()};
    if (wrong.empty() && begins) wrong = committed_kept(*server, world);
    if (wrong.empty() && moved && !begins) wrong = follows_history(*server, world);
    if (wrong.empty() && moved) wrong = equal_trees(*server);
    return wrong;
}

void ZabInvariants::on_down(std::size_t server, const sim::NodeDisk& disk) {
    TxnStore store;
    Output out;
    store.recover(disk.contents(), out);
    down_[server] = store.last_logged();
    seen_[server] = {};
}

std::size_t ZabInvariants::applied(const QuorumPeer& server) const {
    const auto after = std::upper_bound(
        history_.begin(), history_.end(), server.last_zxid(),
        [](Zxid zxid, const Committed& committed) { return zxid < committed.zxid; });
    return static_cast<std::size_t>(after - history_.begin());
}

// An epoch that was accepted is never forgotten.
std::string ZabInvariants::monotonic_epoch(std::size_t node, const QuorumPeer& server) {
    auto& [accepted, current] = epochs_[node];
    if (server.accepted_epoch() < accepted || server.current_epoch() < current) {
        return "MonotonicEpoch: " + who(server) + " goes back from epoch " +
               std::to_string(accepted.value()) + " to " +
               std::to_string(server.accepted_epoch().value());
    }
    accepted = server.accepted_epoch();
    current = server.current_epoch();
    return "";
}

// SingleLeader: an epoch that a majority has accepted is one server's.
std::string ZabInvariants::single_leader(const QuorumPeer& server) {
    const ZabLeader* leader = server.as_leader();
    if (leader == nullptr || leader->phase() == ZabLeader::Phase::discovery) return "";
    const auto [at, added] = leaders_.try_emplace(leader->epoch(), server.my_id());
    if (at->second == server.my_id()) return "";
    return "SingleLeader: " + who(server) + " and server " + std::to_string(at->second.value()) +
           " both lead epoch " + std::to_string(leader->epoch().value());
}

// A server that begins to serve has what was committed, in its order; a leader has all of it, and
// commits with it what only it and its followers had.
std::string ZabInvariants::committed_kept(const QuorumPeer& server, const ZabWorld& world) {
    const auto& log = server.database().committed_log();
    std::size_t at = history_.size();
    if (!log.empty()) {
        const auto first = std::lower_bound(
            history_.begin(), history_.end(), zxid_of(log.front()),
            [](const Committed& committed, Zxid zxid) { return committed.zxid < zxid; });
        at = static_cast<std::size_t>(first - history_.begin());
    }
    for (const auto& proposal : log) {
        if (at == history_.size()) break;
        if (history_[at].zxid != zxid_of(proposal) || history_[at].digest != proposal->digest()) {
            return "CommittedKept: " + who(server) + " begins to serve with " +
                   hex(zxid_of(proposal)) + " where " + hex(history_[at].zxid) + " was committed";
        }
        ++at;
    }
    if (server.as_leader() != nullptr && server.last_zxid() >= Zxid(0) && at < history_.size()) {
        return "CommittedKept: " + who(server) + " leads and lacks " + hex(history_[at].zxid);
    }
    return server.as_leader() != nullptr ? follows_history(server, world) : "";
}

// What was applied since is what was committed next, here or by another server before.
std::string ZabInvariants::follows_history(const QuorumPeer& server, const ZabWorld& world) {
    const auto& log = server.database().committed_log();
    std::size_t fresh = 0;
    const Zxid known = history_.empty() ? Zxid(0) : history_.back().zxid;
    while (fresh < log.size() && zxid_of(log[log.size() - 1 - fresh]) > known) ++fresh;
    for (std::size_t n = log.size() - fresh; n < log.size(); ++n) {
        history_.push_back({zxid_of(log[n]), log[n]->digest()});
        std::string wrong = majority_has(zxid_of(log[n]), world);
        if (!wrong.empty()) return wrong;
    }
    if (log.empty() || zxid_of(log.back()) != server.last_zxid()) return "";
    const std::size_t at = applied(server);
    if (at == 0 || history_[at - 1].zxid != server.last_zxid() ||
        history_[at - 1].digest != log.back()->digest()) {
        return "CommittedKept: " + who(server) + " applies another " + hex(server.last_zxid()) +
               " than was committed";
    }
    return "";
}

std::string ZabInvariants::majority_has(Zxid zxid, const ZabWorld& world) const {
    std::size_t have = 0;
    for (std::size_t n = 0; n < servers_; ++n) {
        const QuorumPeer* server = world.server(n);
        if ((server != nullptr ? server->store().flushed() : down_[n]) >= zxid) ++have;
    }
    if (have * 2 > servers_ || lost_disk_) return "";
    return "MajorityHasCommitted: " + hex(zxid) + " is committed and on " + std::to_string(have) +
           " of " + std::to_string(servers_) + " disks";
}

std::string ZabInvariants::equal_trees(const QuorumPeer& server) {
    Digest d;
    server.database().digest(d);
    const auto [at, added] = trees_.try_emplace(server.last_zxid(), d.value());
    if (at->second == d.value()) return "";
    return "EqualTrees: " + who(server) + " has another tree at " + hex(server.last_zxid());
}

// A session expires only if, for its timeout, no server that the leader hears has heard of it.
std::string ZabInvariants::sessions_kept(const QuorumPeer& server, const ZabWorld& world) const {
    const ZabLeader* leader = server.as_leader();
    if (leader == nullptr) return "";
    for (const Note& note : world.notes()) {
        const auto* expired = std::get_if<SessionExpired>(&note.body);
        if (expired == nullptr) continue;
        const ZabClient* client = world.client(static_cast<std::size_t>(expired->client.value()));
        if (client == nullptr || client->session().session() != expired->session) continue;
        for (const auto& [node, answered] : client->answered()) {
            if (answered.sent_at < world.healed_at()) continue;
            const ServerId at(node.value() + 1);
            const auto heard = leader->heard_from(at);
            const bool knows = at == server.my_id()
                                   ? answered.sent_at > leader->serving_since()
                                   : heard && answered.sent_at > heard->since + latency_max &&
                                         heard->last_ping > answered.at + latency_max;
            if (knows && world.now() < answered.sent_at + expired->timeout) {
                return "SessionsKept: a session that server " + std::to_string(at.value()) +
                       " answered at " + to_seconds_text(answered.at) + " expires at " +
                       to_seconds_text(world.now());
            }
        }
    }
    return "";
}

}  // namespace kscope::test
