#include "core/metadata/zookeeper/zookeeper_session.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {
namespace {

constexpr std::uint32_t reconnect_backoff_bound_ms = 1000;

// A connection is given up after two thirds of the timeout in silence; a ping goes at half of that.
Duration read_timeout(Duration session) { return session * 2 / 3; }
Duration ping_interval(Duration session) { return read_timeout(session) / 2; }

}  // namespace

void ZooKeeperSession::open(const Now& now, ConnectionIds& ids, const Rng& rng, Output& out) {
    KSCOPE_CHECK(state_ == State::closed);
    rng_ = rng;
    timeout_ = requested_timeout_;
    gives_up_at_ = now.monotonic + connection_timeout_;
    // StaticHostProvider shuffles the servers once.
    for (std::size_t left = servers_.size(); left > 1; --left) {
        const std::uint32_t pick = rng_.below(static_cast<std::uint32_t>(left));
        std::swap(servers_[left - 1], servers_[pick]);
    }
    connect(now, ids, out);
}

void ZooKeeperSession::close(Output& out) {
    if (state_ == State::established) {
        // The server drops the connection after it has dropped the session.
        out.send(conn_, CorrelationId{0}, make_message(ZkCloseSession{}));
    } else if (open_) {
        out.effects.emplace_back(Disconnect{conn_});
        open_ = false;
    }
    state_ = State::closed;
    deadline_ = gives_up_at_ = Instant::never();
    pending_.clear();
    watched_.clear();
}

void ZooKeeperSession::connect(const Now& now, ConnectionIds& ids, Output& out) {
    conn_ = ids.next();
    open_ = true;
    state_ = State::connecting;
    deadline_ = now.monotonic + timeout_ / static_cast<std::int64_t>(servers_.size());
    out.effects.emplace_back(Connect{server(), conn_});
}

void ZooKeeperSession::submit(const Now& now, ZkToken token, Ref<const Message> request,
                              Output& out) {
    pending_.push_back({token, std::move(request), CorrelationId{0}, false});
    if (state_ == State::established) send(now, pending_.back(), out);
}

void ZooKeeperSession::send(const Now& now, Pending& pending, Output& out) {
    last_correlation_ = last_correlation_.next();
    pending.correlation = last_correlation_;
    out.send(conn_, pending.correlation, pending.request);
    last_sent_ = now.monotonic;
}

bool ZooKeeperSession::handle(const Now& now, const Input& input, ConnectionIds& ids, Output& out,
                              std::vector<ZkEvent>& events) {
    if (std::holds_alternative<Wakeup>(input)) {
        on_wakeup(now, ids, out, events);
        return false;
    }
    if (const auto* received = std::get_if<Received>(&input)) {
        if (!owns(received->conn)) return false;
        on_message(now, *received, ids, out, events);
        return true;
    }
    if (const auto* connected = std::get_if<Connected>(&input)) {
        if (!owns(connected->conn)) return false;
        if (state_ != State::connecting) return true;
        state_ = State::handshaking;
        out.send(conn_, CorrelationId{0},
                 make_message(
                     ZkConnectRequest{session_, requested_timeout_, password_, last_zxid_seen_}));
        return true;
    }
    if (const auto* lost = std::get_if<PeerLost>(&input)) {
        if (!owns(lost->conn)) return false;
        drop_connection(now, false, out, events);
        return true;
    }
    return false;
}

void ZooKeeperSession::drop_connection(const Now& now, bool tell_driver, Output& out,
                                       std::vector<ZkEvent>& events) {
    if (tell_driver) out.effects.emplace_back(Disconnect{conn_});
    open_ = false;
    if (state_ == State::closed) return;
    if (state_ == State::established) events.emplace_back(ZkDisconnected{});
    state_ = State::backing_off;
    next_server_ = (next_server_ + 1) % servers_.size();
    const std::uint32_t wait = rng_.below(reconnect_backoff_bound_ms);
    deadline_ = now.monotonic + Duration::millis(wait);
    // Checks of watches are made anew; the owner's requests wait for the next connection.
    std::erase_if(pending_, [](const Pending& p) { return p.internal; });
}

void ZooKeeperSession::on_message(const Now& now, const Received& received, ConnectionIds& ids,
                                  Output& out, std::vector<ZkEvent>& events) {
    if (state_ == State::closed) return;
    last_heard_ = now.monotonic;
    const Message& message = *received.message;
    if (const auto* handshake = message.get_if<ZkConnectResponse>()) {
        on_handshake(now, *handshake, ids, out, events);
    } else if (const auto* watch = message.get_if<ZkWatchEvent>()) {
        if (take_watch(watch->type, watch->path)) {
            events.emplace_back(ZkWatch{watch->type, watch->path, now.event});
        }
    } else if (const auto* ping = message.get_if<ZkPingResponse>()) {
        see(ping->zxid);
    } else {
        KSCOPE_CHECK(!pending_.empty() && pending_.front().correlation == received.correlation,
                     "ZooKeeper answers in the order of the requests");
        Pending pending = std::move(pending_.front());
        pending_.pop_front();
        complete(now, std::move(pending), received.message, events);
    }
}

void ZooKeeperSession::on_handshake(const Now& now, const ZkConnectResponse& response,
                                    ConnectionIds& ids, Output& out, std::vector<ZkEvent>& events) {
    if (state_ != State::handshaking) return;
    if (response.error != ZkError::ok) {
        out.effects.emplace_back(Disconnect{conn_});
        open_ = false;
        session_ = SessionId{0};
        password_ = 0;
        last_zxid_seen_ = Zxid{0};
        timeout_ = requested_timeout_;
        pending_.clear();
        watched_.clear();
        events.emplace_back(ZkExpired{});
        connect(now, ids, out);
        return;
    }
    const bool resumed = session_ == response.session;
    session_ = response.session;
    password_ = response.password;
    timeout_ = response.timeout;
    state_ = State::established;
    deadline_ = gives_up_at_ = Instant::never();
    last_sent_ = now.monotonic;
    resume(now, out);
    events.emplace_back(ZkEstablished{session_, resumed});
}

// Watches first: what they missed must come up before any answer that shows it.
void ZooKeeperSession::resume(const Now& now, Output& out) {
    if (of_ensemble()) {
        if (!watched_.empty()) {
            pending_.push_front({ZkToken{}, old_watches(), CorrelationId{0}, true});
        }
        for (Pending& pending : pending_) send(now, pending, out);
        return;
    }
    for (auto at = watched_.rbegin(); at != watched_.rend(); ++at) {
        Ref<const Message> check;
        if (at->kind == ZkEventType::children_changed) {
            check = make_message(ZkGetChildren{at->path, true});
        } else {
            check = make_message(ZkExists{at->path, true});
        }
        pending_.push_front({ZkToken{}, std::move(check), CorrelationId{0}, true});
    }
    for (Pending& pending : pending_) send(now, pending, out);
}

Ref<const Message> ZooKeeperSession::old_watches() const {
    ZkSetWatches old;
    old.relative_zxid = last_zxid_seen_;
    for (const Watched& w : watched_) {
        auto& kind = w.kind == ZkEventType::children_changed ? old.child
                     : w.present                             ? old.data
                                                             : old.exist;
        kind.push_back(w.path);
    }
    return make_message(std::move(old));
}

namespace {

// What an answer of an ensemble's server says of its zxid.
Zxid zxid_in(const Message& message) {
    return std::visit(
        [](const auto& body) {
            if constexpr (requires { Zxid(body.zxid); }) {
                return body.zxid;
            } else {
                return Zxid{0};
            }
        },
        message.body());
}

}  // namespace

void ZooKeeperSession::see(Zxid zxid) { last_zxid_seen_ = std::max(last_zxid_seen_, zxid); }

void ZooKeeperSession::complete(const Now& now, Pending pending, Ref<const Message> response,
                                std::vector<ZkEvent>& events) {
    see(zxid_in(*response));
    if (response->get_if<ZkSetWatchesResponse>() != nullptr) return;
    if (!pending.internal) {
        remember_watch(*pending.request, *response);
        events.emplace_back(ZkCompleted{pending.token, std::move(response)});
        return;
    }
    const auto* list = pending.request->get_if<ZkGetChildren>();
    const std::string& path =
        list != nullptr ? list->path : pending.request->get_if<ZkExists>()->path;
    const auto at = std::find_if(watched_.begin(), watched_.end(), [&](const Watched& w) {
        return w.path == path && (w.kind == ZkEventType::children_changed) == (list != nullptr);
    });
    if (at == watched_.end()) return;  // fired meanwhile
    ZkEventType fired{};
    if (list != nullptr) {
        const auto* now_there = response->get_if<ZkChildrenResponse>();
        if (now_there->error == ZkError::ok && now_there->stat.pzxid == at->zxid) return;
        fired =
            now_there->error == ZkError::ok ? ZkEventType::children_changed : ZkEventType::deleted;
    } else {
        const auto* now_there = response->get_if<ZkStatResponse>();
        const bool present = now_there->error == ZkError::ok;
        if (present == at->present && (!present || now_there->stat.mzxid == at->zxid)) return;
        fired = !present       ? ZkEventType::deleted
                : !at->present ? ZkEventType::created
                               : ZkEventType::data_changed;
    }
    const std::string fired_path = at->path;
    watched_.erase(at);
    events.emplace_back(ZkWatch{fired, fired_path, now.event});
}

void ZooKeeperSession::remember_watch(const Message& request, const Message& response) {
    Watched watched;
    if (const auto* exists = request.get_if<ZkExists>(); exists != nullptr && exists->watch) {
        const auto* stat = response.get_if<ZkStatResponse>();
        watched.path = exists->path;
        watched.present = stat->error == ZkError::ok;
        watched.zxid = stat->stat.mzxid;
    } else if (const auto* get = request.get_if<ZkGetData>(); get != nullptr && get->watch) {
        const auto* data = response.get_if<ZkDataResponse>();
        if (data->error != ZkError::ok) return;
        watched.path = get->path;
        watched.present = true;
        watched.zxid = data->stat.mzxid;
    } else if (const auto* list = request.get_if<ZkGetChildren>(); list != nullptr && list->watch) {
        const auto* children = response.get_if<ZkChildrenResponse>();
        if (children->error != ZkError::ok) return;
        watched.kind = ZkEventType::children_changed;
        watched.path = list->path;
        watched.present = true;
        watched.zxid = children->stat.pzxid;
    } else {
        return;
    }
    std::erase_if(watched_, [&](const Watched& w) {
        return w.path == watched.path && w.kind == watched.kind;
    });
    watched_.push_back(std::move(watched));
}

bool ZooKeeperSession::take_watch(ZkEventType type, const std::string& path) {
    return std::erase_if(watched_, [&](const Watched& w) {
               const bool of_children = w.kind == ZkEventType::children_changed;
               const bool meant = type == ZkEventType::deleted ||
                                  of_children == (type == ZkEventType::children_changed);
               return meant && w.path == path;
           }) > 0;
}

void ZooKeeperSession::on_wakeup(const Now& now, ConnectionIds& ids, Output& out,
                                 std::vector<ZkEvent>& events) {
    if (now.monotonic < next_deadline()) return;
    if (now.monotonic >= gives_up_at_) {
        give_up(out, events);
        return;
    }
    switch (state_) {
        case State::closed: return;
        case State::backing_off: connect(now, ids, out); return;
        case State::connecting:
        case State::handshaking: drop_connection(now, true, out, events); return;
        case State::established: break;
    }
    if (now.monotonic >= last_heard_ + read_timeout(timeout_)) {
        drop_connection(now, true, out, events);
    } else if (now.monotonic >= last_sent_ + ping_interval(timeout_)) {
        out.send(conn_, CorrelationId{0}, make_message(ZkPing{}));
        last_sent_ = now.monotonic;
    }
}

void ZooKeeperSession::give_up(Output& out, std::vector<ZkEvent>& events) {
    close(out);
    events.emplace_back(ZkConnectionTimedOut{});
}

Instant ZooKeeperSession::next_deadline() const {
    if (state_ != State::established) return std::min(deadline_, gives_up_at_);
    return std::min(last_sent_ + ping_interval(timeout_), last_heard_ + read_timeout(timeout_));
}

void ZooKeeperSession::digest(Digest& d) const {
    digest_into(d, state_);
    d.add(open_);
    digest_into(d, conn_);
    digest_into(d, session_);
    digest_into(d, timeout_);
    digest_into(d, last_correlation_);
    digest_into(d, deadline_);
    if (!gives_up_at_.is_never()) digest_into(d, gives_up_at_);
    digest_into(d, last_sent_);
    digest_into(d, last_heard_);
    if (of_ensemble()) {
        for (const NodeId server : servers_) digest_into(d, server);
        d.add(next_server_);
        digest_into(d, last_zxid_seen_);
    }
    for (const std::uint64_t word : rng_.state()) d.add(word);
    d.add(pending_.size());
    for (const Pending& pending : pending_) {
        digest_into(d, pending.token);
        digest_into(d, pending.request->digest());
        d.add(pending.internal);
    }
    d.add(watched_.size());
    for (const Watched& w : watched_) {
        digest_into(d, w.kind);
        digest_into(d, w.path);
        d.add(w.present);
        digest_into(d, w.zxid);
    }
}

void ZooKeeperSession::check_invariants() const {
    KSCOPE_CHECK(state_ != State::established || (open_ && session_ != SessionId{0}));
    KSCOPE_CHECK(state_ != State::backing_off || !open_);
    KSCOPE_CHECK(state_ != State::closed || pending_.empty());
}

}  // namespace kscope
