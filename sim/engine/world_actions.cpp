// What the engine itself does: faults, lives of processes, narration.
#include "core/metadata/kraft/meta_properties.h"
#include "sim/codec/codecs.h"
#include "sim/engine/node_process.h"
#include "sim/engine/roles.h"
#include "sim/engine/world.h"

namespace kscope::sim {

using State = NodeStatus::State;

namespace {

// The partition or topic that a command names.
std::string subject_of(const Command& command) {
    if (const auto* seek = std::get_if<SeekTo>(&command)) return to_string(seek->tp);
    if (const auto* send = std::get_if<SendRecord>(&command)) return send->topic;
    if (const auto* create = std::get_if<CreateTopic>(&command)) return create->topic.name;
    if (const auto* asked = std::get_if<AskController>(&command)) return asked->about;
    if (const auto* asked = std::get_if<AskBroker>(&command)) return asked->about;
    if (const auto* quotas = std::get_if<AlterClientQuotas>(&command)) {
        const QuotaEntity& entity = quotas->alterations.front().entity;
        return entity.client_id ? *entity.client_id : "user " + *entity.user;
    }
    if (const auto* throttle = std::get_if<AlterReplicationThrottle>(&command)) {
        return to_string(throttle->tp);
    }
    return {};
}

std::string request_of(const Command& command) {
    if (const auto* asked = std::get_if<AskController>(&command)) {
        return name_of(asked->request->body());
    }
    const auto* asked = std::get_if<AskBroker>(&command);
    return asked == nullptr ? std::string() : std::string(name_of(asked->request->body()));
}

// Quotas of mutations are the controllers' to count.
bool is_told(const NodeSpec& spec, const Command& command) {
    return std::holds_alternative<BrokerSpec>(spec) ||
           (std::holds_alternative<ControllerSpec>(spec) &&
            std::holds_alternative<AlterClientQuotas>(command));
}

}  // namespace

void World::act(const Action& action) {
    std::visit([this](const auto& a) { perform(a); }, action);
}

// Nothing to do: already so, or nobody holds that role.
void World::idle(NodeId node) {
    world_notes_.emplace_back(ActionIdle{last_.detail, node, last_.cause});
}

void World::perform(const Kill& a) {
    Host& h = host(a.node);
    const bool alive = h.state == State::running || h.state == State::paused;
    const bool down = h.state == State::killed || h.state == State::stopped;
    const bool unplug = a.kind == CrashKind::power_loss && down;
    if (!alive && !unplug) return idle(a.node);
    last_.node = a.node;
    world_notes_.emplace_back(NodeKilled{a.node, a.kind, last_.cause});
    const bool keeps_power = a.kind == CrashKind::process;
    end_process(a.node, keeps_power ? State::killed : State::powered_off);
    if (keeps_power) {
        network_.kill_process(a.node, now_, last_.id);
    } else {
        network_.power_off(a.node);
        Rng fate = rng_.fork("power/" + std::to_string(last_.id.value()));
        h.disk.edit().lose_power(fate, now_);
        for (FlushTask& task : flushes_) {
            if (task.node == a.node) task.node = no_node;
        }
    }
    rekey(a.node);
}

void World::end_process(NodeId node, State state) {
    lose_waiting(node);
    Host& h = host(node);
    h.process = ProcessValue();
    h.state = state;
    h.since = now_;
    h.busy_until = now_;
}

// The kernel closes what the process had open, as after a kill.
void World::exit_process(NodeId node) {
    world_notes_.emplace_back(NodeStopped{node, last_.id});
    end_process(node, State::stopped);
    network_.kill_process(node, now_, last_.id);
}

void World::lose_waiting(NodeId node) {
    Host& h = host(node);
    for (Waiting& w : h.waiting) {
        if (w.record.kind == EventKind::received) lose(std::move(w.record));
    }
    h.waiting.clear();
    h.serving = false;
}

void World::boot_later(NodeId node, EventId cause) {
    push(EventClass::command, EventKind::boot, now_, node, cause, 0);
}

void World::perform(const Restart& a) {
    const State state = host(a.node).state;
    if (state == State::paused) return perform(Resume{a.node});
    if (state == State::running) return idle(a.node);
    last_.node = a.node;
    world_notes_.emplace_back(NodeRestarted{a.node, host(a.node).incarnation + 1, last_.cause});
    boot_later(a.node, last_.id);
}

void World::perform(const Launch& a) {
    Host& h = host(a.node);
    last_.node = a.node;
    if (h.state == State::running || h.state == State::paused) {
        world_notes_.emplace_back(NodeKilled{a.node, CrashKind::process, last_.cause});
        end_process(a.node, State::killed);
        network_.kill_process(a.node, now_, last_.id);
        rekey(a.node);
    }
    h.launched = a.spec;
    if (h.incarnation > 0) {
        world_notes_.emplace_back(NodeRestarted{a.node, h.incarnation + 1, last_.cause});
    }
    boot_later(a.node, last_.id);
}

bool World::boot(const QueueEntry& entry) {
    const NodeId node = entry.target;
    Host& h = host(node);
    if (h.state == State::running || h.state == State::paused) return false;
    if (must_wait_for_topics(entry)) return false;
    EventRecord record;
    record.time = entry.time;
    record.kind = EventKind::boot;
    record.node = node;
    record.cause = entry.cause;
    begin_event(std::move(record));
    NodePlan plan = spec_->nodes[static_cast<std::size_t>(node.value())];
    if (h.launched) plan.spec = *h.launched;
    const ProcessFactory make = spec_->make_process ? spec_->make_process : make_node_process;
    h.process = ProcessValue(make(plan));
    h.state = State::running;
    h.since = now_;
    h.busy_until = now_;
    ++h.incarnation;
    if (h.incarnation == 1) world_notes_.emplace_back(NodeStarted{node, 1, last_.cause});
    network_.boot(node, now_, last_.id);
    const std::string label =
        "node/" + std::to_string(node.value()) + "/" + std::to_string(h.incarnation);
    step_process(node, Boot{node, h.incarnation, rng_.fork(label), h.disk->contents(), &codecs()});
    for (const Command& command : told_brokers_) {
        if (is_told(plan.spec, command)) give(node, command);
    }
    start_sources(node);
    end_event();
    return true;
}

void World::perform(const Pause& a) {
    Host& h = host(a.node);
    if (h.state != State::running) return idle(a.node);
    last_.node = a.node;
    h.state = State::paused;
    h.since = now_;
    world_notes_.emplace_back(NodePaused{a.node, last_.cause});
    rekey(a.node);
}

void World::perform(const Resume& a) {
    Host& h = host(a.node);
    if (h.state != State::paused) return idle(a.node);
    last_.node = a.node;
    h.state = State::running;
    h.since = now_;
    world_notes_.emplace_back(NodeResumed{a.node, last_.cause});
    serve_later(a.node, now_);
    rekey(a.node);
}

void World::perform(const CutLink& a) {
    network_.cut(a.a, a.b);
    if (!a.one_way) network_.cut(a.b, a.a);
    world_notes_.emplace_back(LinkCut{a.a, a.b, a.one_way, last_.cause});
}

void World::perform(const HealLink& a) {
    network_.heal(a.a, a.b, now_, last_.id);
    network_.heal(a.b, a.a, now_, last_.id);
    world_notes_.emplace_back(LinkHealed{a.a, a.b, last_.cause});
}

void World::perform(const HealAll&) {
    network_.heal_all(now_, last_.id);
    world_notes_.emplace_back(LinkHealed{no_node, no_node, last_.cause});
}

void World::perform(const SetLatency& a) {
    network_.set_latency(a.a, a.b, a.latency);
    world_notes_.emplace_back(LatencySet{a.a, a.b, last_.cause});
}

// The command is the process's next input, an event of its own.
void World::perform(const GiveCommand& a) {
    Host& h = host(a.node);
    if (h.state != State::running && h.state != State::paused) return idle(a.node);
    world_notes_.emplace_back(CommandGiven{a.node, a.command.index(), subject_of(a.command),
                                           request_of(a.command), last_.cause});
    give(a.node, a.command);
}

void World::give(NodeId node, const Command& command) {
    Host& h = host(node);
    EventRecord record;
    record.kind = EventKind::command;
    record.detail = static_cast<std::uint8_t>(command.index());
    record.node = node;
    record.cause = last_.id;
    h.waiting.push_back(Waiting{command, std::move(record)});
    if (h.state == State::running) serve_later(node, now_);
}

void World::perform(const TellBrokers& a) {
    world_notes_.emplace_back(CommandGiven{no_node, a.command.index(), subject_of(a.command),
                                           request_of(a.command), last_.cause});
    told_brokers_.push_back(a.command);
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        const State state = hosts_[i].state;
        if (!is_told(spec_->nodes[i].spec, a.command)) continue;
        if (state != State::running && state != State::paused) continue;
        give(NodeId(static_cast<std::int32_t>(i)), a.command);
    }
}

void World::perform(const ChangeVoter& a) {
    const auto place = static_cast<std::size_t>(a.controller.value());
    const auto& controller = std::get<ControllerSpec>(spec_->nodes[place].spec);
    const auto directory = stored_directory(host(a.controller).disk->contents());
    if (!directory) return idle(a.controller);
    const ReplicaKey voter{controller.raft.node_id, *directory};
    const Duration timeout = Duration::seconds(30);  // of an admin client's request
    const Ref<const Message> request =
        a.add ? make_message(AddRaftVoterRequest{"", timeout, voter, a.controller})
              : make_message(RemoveRaftVoterRequest{"", voter});
    perform(GiveCommand{a.admin, AskController{request, spec_->nodes[place].name}});
}

void World::perform(const AskLeader& a) {
    const std::string about = to_string(a.tp);
    const NodeId leader = node_in_role(*this, NodeByRole{NodeByRole::Role::leader, about});
    if (leader == no_node) return idle(a.admin);
    perform(GiveCommand{a.admin, AskBroker{a.request, about, leader}});
}

void World::perform(const Say& a) { world_notes_.emplace_back(NarrationSaid{a.text, last_.cause}); }

void World::perform(const Hold& a) { world_notes_.emplace_back(HoldReached{a.text, last_.cause}); }

void World::perform(const Ask& a) {
    world_notes_.emplace_back(QuestionAsked{a.question, last_.cause});
}

void World::perform(const KillRole& a) {
    const NodeId node = node_in_role(*this, a.who);
    if (node == no_node) return idle(node);
    perform(Kill{node, a.kind});
}

void World::perform(const PauseRole& a) {
    const NodeId node = node_in_role(*this, a.who);
    if (node == no_node) return idle(node);
    perform(Pause{node});
}

void World::perform(const RestartAll&) {
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        const NodeId node(static_cast<std::int32_t>(i));
        const State state = hosts_[i].state;
        if (state == State::paused) perform(Resume{node});
        if (state == State::killed || state == State::powered_off || state == State::stopped) {
            perform(Restart{node});
        }
    }
    last_.node = no_node;
}

}  // namespace kscope::sim
