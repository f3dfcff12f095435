#include "core/metadata/kraft/quorum_peers.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

namespace {

constexpr Duration reconnect_backoff = Duration::millis(50);
constexpr std::uint32_t reconnect_doublings_max = 3;  // to 400 ms, Kafka's limit is 500

}  // namespace

QuorumPeers::Peer* QuorumPeers::find(const ConnId& conn) {
    for (auto& [node, peer] : peers_) {
        if (peer.link != Link::closed && peer.conn == conn) return &peer;
    }
    return nullptr;
}

const QuorumPeers::Peer* QuorumPeers::find(const ConnId& conn) const {
    for (const auto& [node, peer] : peers_) {
        if (peer.link != Link::closed && peer.conn == conn) return &peer;
    }
    return nullptr;
}

bool QuorumPeers::has_timed_out(NodeId peer) const {
    const Peer* found = peers_.find(peer);
    return found != nullptr && found->timed_out;
}

bool QuorumPeers::any_awaited() const {
    return std::any_of(peers_.begin(), peers_.end(),
                       [](const auto& entry) { return entry.second.state == State::awaiting; });
}

void QuorumPeers::send(Instant now, NodeId node, Ref<const Message> request,
                       std::vector<Send>& sends, Output& out) {
    Peer& peer = peers_[node];
    KSCOPE_CHECK(peer.state == State::ready, "one request at a time");
    ++last_correlation_;
    peer.state = State::awaiting;
    peer.timed_out = false;
    peer.expected = last_correlation_;
    peer.sent_at = now;
    peer.unsent = Send{peer.conn, last_correlation_, std::move(request)};
    if (peer.link == Link::closed) open(now, node, peer, out);
    if (peer.link == Link::open && !peer.busy) transmit(now, peer, sends);
}

void QuorumPeers::open(Instant now, NodeId node, Peer& peer, Output& out) {
    peer.link = Link::connecting;
    peer.conn = ids_.next();
    peer.busy_since = now;
    out.effects.emplace_back(Connect{node, peer.conn});
}

void QuorumPeers::transmit(Instant now, Peer& peer, std::vector<Send>& sends) {
    peer.unsent->conn = peer.conn;
    sends.push_back(std::move(*peer.unsent));
    peer.unsent.reset();
    peer.busy = true;
    peer.busy_since = now;
}

void QuorumPeers::reset_all() {
    for (auto& [node, peer] : peers_) {
        peer.state = State::ready;
        peer.timed_out = false;
        peer.unsent.reset();
    }
}

void QuorumPeers::fail(Instant now, Peer& peer, Duration backoff) const {
    peer.state = State::backing_off;
    peer.backoff_until = now + std::max(backoff, retry_backoff_);
}

void QuorumPeers::on_connected(const ConnId& conn, std::vector<Send>& sends) {
    Peer* peer = find(conn);
    if (peer == nullptr || peer->link != Link::connecting) return;
    peer->link = Link::open;
    peer->failures = 0;
    if (peer->unsent) transmit(peer->busy_since, *peer, sends);
}

void QuorumPeers::on_lost(Instant now, const ConnId& conn) {
    Peer* peer = find(conn);
    if (peer == nullptr) return;
    const Duration backoff =
        reconnect_backoff * (std::int64_t{1} << std::min(peer->failures, reconnect_doublings_max));
    ++peer->failures;
    peer->link = Link::closed;
    peer->busy = false;
    peer->unsent.reset();
    if (peer->state == State::awaiting) fail(now, *peer, backoff);
}

std::optional<NodeId> QuorumPeers::on_response(Instant now, const Received& received,
                                               std::vector<Send>& sends) {
    for (auto& [node, peer] : peers_) {
        if (peer.link != Link::open || peer.conn != received.conn) continue;
        peer.busy = false;
        const bool awaited = peer.state == State::awaiting && peer.expected == received.correlation;
        if (peer.unsent) transmit(now, peer, sends);
        return awaited ? std::optional(node) : std::nullopt;
    }
    return std::nullopt;
}

void QuorumPeers::done(Instant now, NodeId node, Handled handled) {
    Peer* peer = peers_.find(node);
    if (peer == nullptr || peer->state != State::awaiting || peer->unsent) return;
    if (handled == Handled::yes) {
        peer->state = State::ready;
    } else {
        fail(now, *peer, retry_backoff_);
    }
}

void QuorumPeers::expire(Instant now, Output& out) {
    for (auto& [node, peer] : peers_) {
        const bool waits = peer.link == Link::connecting || peer.busy;
        if (waits && now >= peer.busy_since + request_timeout_) {
            out.effects.emplace_back(Disconnect{peer.conn});
            peer.link = Link::closed;
            peer.busy = false;
            if (peer.unsent) open(now, node, peer, out);
        }
        if (peer.state == State::awaiting && now >= peer.sent_at + request_timeout_) {
            peer.state = State::ready;
            peer.timed_out = true;
            peer.unsent.reset();
        }
        if (peer.state == State::backing_off && now >= peer.backoff_until) {
            peer.state = State::ready;
        }
    }
}

Instant QuorumPeers::next_deadline() const {
    Instant next = Instant::never();
    for (const auto& [node, peer] : peers_) {
        if (peer.link == Link::connecting || peer.busy) {
            next = std::min(next, peer.busy_since + request_timeout_);
        }
        if (peer.state == State::awaiting) next = std::min(next, peer.sent_at + request_timeout_);
        if (peer.state == State::backing_off) next = std::min(next, peer.backoff_until);
    }
    return next;
}

void QuorumPeers::digest(Digest& d) const {
    digest_into(d, last_correlation_);
    d.add(ids_.last);
    d.add(peers_.size());
    for (const auto& [node, peer] : peers_) {
        digest_into(d, node);
        digest_into(d, peer.state);
        digest_into(d, peer.expected);
        digest_into(d, peer.sent_at);
        digest_into(d, peer.backoff_until);
        d.add(peer.timed_out);
        digest_into(d, peer.link);
        digest_into(d, peer.conn);
        d.add(peer.busy);
        digest_into(d, peer.busy_since);
        d.add(peer.failures);
        d.add(peer.unsent.has_value());
        if (peer.unsent) digest_into(d, peer.unsent->message->digest());
    }
}

}  // namespace kscope
