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
    bool any = false;
    for (const NodeId node : process_of(a.node)) {
        if (kill(node, a.kind)) any = true;
    }
    if (!any) return idle(a.node);
    last_.node = a.node;
}

// False: there is nothing to kill.
bool World::kill(NodeId node, CrashKind kind) {
    Host& h = host(node);
    h.starts_again = false;
    const bool alive = h.state == State::running || h.state == State::paused;
    const bool down = h.state == State::killed || h.state == State::stopped;
    const bool unplug = kind == CrashKind::power_loss && down;
    if (!alive && !unplug) return false;
    world_notes_.emplace_back(NodeKilled{node, kind, last_.cause});
    network_.forget_unsent(node, now_);
    const bool keeps_power = kind == CrashKind::process;
    end_process(node, keeps_power ? State::killed : State::powered_off);
    if (keeps_power) {
        network_.kill_process(node, now_, last_.id);
    } else {
        network_.power_off(node);
        // By host and life: what came before in the run does not change how the dice fall.
        Rng fate = rng_.fork("power/" + std::to_string(node.value()) + "/" +
                             std::to_string(h.incarnation));
        h.disk.edit().lose_power(fate, now_);
        for (FlushTask& task : flushes_) {
            if (task.node == node) task.node = no_node;
        }
    }
    rekey(node);
    return true;
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
void World::exit_process(NodeId node, const std::string& why) {
    world_notes_.emplace_back(NodeStopped{node, last_.id, why});
    end_process(node, State::stopped);
    network_.kill_process(node, now_, last_.id);
    stop_partner(node);
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
    const std::vector<NodeId> nodes = process_of(a.node);
    std::size_t running = 0;
    for (const NodeId node : nodes) {
        const State state = host(node).state;
        if (state == State::paused) return perform(Resume{a.node});
        running += state == State::running ? 1 : 0;
    }
    if (running == nodes.size()) return idle(a.node);
    last_.node = a.node;
    if (running > 0) {  // its process is on its way down
        host(a.node).starts_again = true;
        return;
    }
    for (const NodeId node : nodes) start_again(node);
}

void World::start_again(NodeId node) {
    world_notes_.emplace_back(NodeRestarted{node, host(node).incarnation + 1, last_.cause});
    boot_later(node, last_.id);
}

void World::perform(const Launch& a) {
    Host& h = host(a.node);
    last_.node = a.node;
    if (h.state == State::running || h.state == State::paused) {
        world_notes_.emplace_back(NodeKilled{a.node, CrashKind::process, last_.cause});
        network_.forget_unsent(a.node, now_);
        end_process(a.node, State::killed);
        network_.kill_process(a.node, now_, last_.id);
        rekey(a.node);
    }
    h.launched = a.spec;
    leave_process(a.node);
    if (a.partner != no_node) share_process(a.node, a.partner);
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
    bool any = false;
    for (const NodeId node : process_of(a.node)) {
        Host& h = host(node);
        if (h.state != State::running) continue;
        any = true;
        h.state = State::paused;
        h.since = now_;
        world_notes_.emplace_back(NodePaused{node, last_.cause});
        rekey(node);
    }
    if (!any) return idle(a.node);
    last_.node = a.node;
}

void World::perform(const Resume& a) {
    bool any = false;
    for (const NodeId node : process_of(a.node)) {
        Host& h = host(node);
        if (h.state != State::paused) continue;
        any = true;
        h.state = State::running;
        h.since = now_;
        world_notes_.emplace_back(NodeResumed{node, last_.cause});
        serve_later(node, now_);
        rekey(node);
    }
    if (!any) return idle(a.node);
    last_.node = a.node;
}

void World::perform(const CutLink& a) {
    const auto links = links_between(a.a, a.b);
    for (const auto& [from, to] : links) {
        network_.cut(from, to);
        if (!a.one_way) network_.cut(to, from);
        world_notes_.emplace_back(LinkCut{from, to, a.one_way, last_.cause});
    }
    if (links.empty()) idle(a.a);
}

void World::perform(const HealLink& a) {
    const auto links = links_between(a.a, a.b);
    for (const auto& [from, to] : links) {
        network_.heal(from, to, now_, last_.id);
        network_.heal(to, from, now_, last_.id);
        world_notes_.emplace_back(LinkHealed{from, to, last_.cause});
    }
    if (links.empty()) idle(a.a);
}

void World::perform(const HealAll&) {
    network_.heal_all(now_, last_.id);
    world_notes_.emplace_back(LinkHealed{no_node, no_node, last_.cause});
}

void World::perform(const SetLatency& a) {
    const auto links = links_between(a.a, a.b);
    for (const auto& [from, to] : links) {
        network_.set_latency(from, to, a.latency);
        world_notes_.emplace_back(LatencySet{from, to, last_.cause});
    }
    if (links.empty()) idle(a.a);
}

// The command is the process's next input, an event of its own.
void World::perform(const GiveCommand& a) {
    const bool stops = std::holds_alternative<ShutDown>(a.command);
    const NodeId node = stops ? first_to_stop(a.node) : a.node;
    const Host& h = host(node);
    if (h.state != State::running && h.state != State::paused) return idle(node);
    world_notes_.emplace_back(CommandGiven{node, a.command.index(), subject_of(a.command),
                                           request_of(a.command), last_.cause});
    give(node, a.command);
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
    perform(GiveCommand{a.admin, AskBroker{a.request, to_string(a.tp), no_node, a.tp}});
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
    const auto is_down = [this](NodeId node) {
        const State state = host(node).state;
        return state == State::killed || state == State::powered_off || state == State::stopped;
    };
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        const NodeId node(static_cast<std::int32_t>(i));
        const NodeId partner = hosts_[i].partner;
        const bool with_partner = partner != no_node && partner < node && is_down(partner);
        if (hosts_[i].state == State::paused) perform(Resume{node});
        if (is_down(node) && !with_partner) perform(Restart{node});
    }
    last_.node = no_node;
}

}  // namespace kscope::sim
