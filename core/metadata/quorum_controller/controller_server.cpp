#include "core/metadata/quorum_controller/controller_server.h"

#include <algorithm>

namespace kscope {

namespace {

constexpr Duration shutdown_timeout = Duration::seconds(5);  // KafkaRaftServer

// KafkaRaftManager.buildRaftClient
RaftSpec of_controller(RaftSpec raft) {
    raft.always_flushes = true;
    return raft;
}

}  // namespace

ControllerServer::ControllerServer(const ControllerSpec& spec)
    : config_(spec.config), raft_(of_controller(spec.raft)) {}

void ControllerServer::step(const Now& now, const Input& input, Output& out) {
    if (stopped_) return;
    if (const auto* boot = std::get_if<Boot>(&input)) {
        Boot mine = *boot;
        mine.rng = boot->rng.fork("raft");
        controller_ = QuorumController(config_, boot->rng.fork("controller"));
        snapshot_at_ = now.monotonic + config_.metadata_log_max_snapshot_interval;
        raft_.step(now, mine, out);
    } else if (const auto* command = std::get_if<Command>(&input)) {
        if (std::holds_alternative<ShutDown>(*command)) {
            raft_.shut_down(now.monotonic, shutdown_timeout);
        } else if (const auto* quotas = std::get_if<AlterClientQuotas>(command)) {
            for (const auto& one : quotas->alterations) controller_.alter_quota(one);
        }
        raft_.step(now, Wakeup{}, out);
    } else {
        const auto* received = std::get_if<Received>(&input);
        QuorumController::Step step{now, raft_, loader_, out};
        if (received == nullptr || !controller_.on_request(step, *received)) {
            raft_.step(now, input, out);
        }
    }
    drive(now, out);
    if (raft_.is_shut_down() && !raft_.blocked()) {
        stopped_ = true;
        out.effects.emplace_back(Exit{});
    }
}

// What was committed is replayed, what waited for it is answered, what was appended is written.
void ControllerServer::drive(const Now& now, Output& out) {
    QuorumController::Step step{now, raft_, loader_, out};
    MetadataDelta delta;
    bool moved = true;
    while (moved) {
        loader_.advance(raft_, delta);
        controller_.poll(step);
        raft_.step(now, Wakeup{}, out);
        moved = loader_.advance(raft_, delta);
    }
    maybe_snapshot(now, out);
    voter_watch_.look(now, raft_, out);
}

void ControllerServer::maybe_snapshot(const Now& now, Output& out) {
    if (now.monotonic < snapshot_at_ || !raft_.booted() || raft_.blocked()) return;
    snapshot_at_ = now.monotonic + config_.metadata_log_max_snapshot_interval;
    if (loader_.create_snapshot(now, raft_, out)) raft_.delete_before_snapshot(out);
}

Instant ControllerServer::next_deadline() const {
    if (stopped_) return Instant::never();
    const Instant own = raft_.blocked() || !raft_.halted().empty()
                            ? Instant::never()
                            : std::min(controller_.next_deadline(), snapshot_at_);
    return std::min(raft_.next_deadline(), own);
}

void ControllerServer::digest(Digest& d) const {
    raft_.digest(d);
    loader_.digest(d);
    controller_.digest(d);
    d.add(stopped_);
}

void ControllerServer::check_invariants() const { raft_.check_invariants(); }

}  // namespace kscope
