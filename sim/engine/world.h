// World: a cluster in virtual time, as a value. Each step() is exactly one event of the total
// order: one step of one process, or one action of the engine. A copy is a checkpoint: it shares
// with the original whatever neither changes later, and plays on to the same run hash.
//
// It never reads a clock, never knows a protocol, and nothing that listens to it (notes, views,
// laws) can change a run. Law: same spec, same seed, same actions at the same events: same run, bit
// for bit.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/border/border.h"
#include "sim/disk/node_disk.h"
#include "sim/engine/engine_notes.h"
#include "sim/engine/event_queue.h"
#include "sim/engine/event_record.h"
#include "sim/engine/run_hash.h"
#include "sim/engine/sources.h"
#include "sim/engine/timeline.h"
#include "sim/engine/wakeup_tree.h"
#include "sim/engine/world_spec.h"
#include "sim/net/network.h"

namespace kscope::sim {

struct NodeStatus {
    enum class State : std::uint8_t { not_started, running, paused, killed, powered_off, stopped };
    State state = State::not_started;
    Instant since;
    std::uint32_t incarnation = 0;
    Instant busy_until;
    std::size_t waiting_inputs = 0;  // in the socket: of a paused or busy process

    [[nodiscard]] bool alive() const { return state == State::running || state == State::paused; }
};

// A message on its way, or held on it; for the window.
struct Flight {
    PacketKind kind = PacketKind::data;
    ConnId conn;
    CorrelationId correlation;
    NodeId from;
    NodeId to;
    Instant sent_at;
    Instant arrives_at;  // never(): held
    EventId sent_by;
    bool held = false;
    const Message* message = nullptr;
};

// The replicas that the last step may have changed: of which node, as places in its replica table.
struct Touched {
    NodeId node = no_node;
    const std::vector<std::uint32_t>* replicas = nullptr;
};

struct Counters {
    std::uint64_t events = 0;
    std::uint64_t protocol_events = 0;  // messages and connections delivered, wakeups
    std::uint64_t messages = 0;
    std::uint64_t drops = 0;
};

class World {
public:
    World(std::shared_ptr<const WorldSpec> spec, std::uint64_t seed);

    // One event. False: nothing is left to happen (step_until: not by that instant).
    bool step() { return step_until(Instant::never()); }
    bool step_until(Instant limit);
    // Nothing happens until then: nothing may be due before (step_until has said so), and nobody
    // may act at an earlier instant any more.
    void pass_until(Instant time);
    // The user acts: this is the next event, at the present instant.
    void apply(const Action& action);
    // Which kinds of notes to build, besides those the timeline waits for.
    void listen(NoteFilter filter);

    [[nodiscard]] Instant now() const { return now_; }
    // Not before this; never(): nothing is left.
    [[nodiscard]] Instant next_time() const;
    [[nodiscard]] EventId last_event() const { return EventId(counters_.events); }
    [[nodiscard]] const EventRecord& last() const { return last_; }
    [[nodiscard]] const std::vector<Note>& last_notes() const { return out_.notes; }
    [[nodiscard]] const std::vector<WorldNote>& last_world_notes() const { return world_notes_; }
    [[nodiscard]] Touched touched() const;
    [[nodiscard]] Hash128 run_hash() const { return hash_.value(); }
    [[nodiscard]] std::uint64_t hash_chain() const { return hash_.chain(); }
    [[nodiscard]] const Counters& counters() const { return counters_; }

    // ---- views
    [[nodiscard]] const WorldSpec& spec() const { return *spec_; }
    [[nodiscard]] std::uint64_t seed() const { return seed_; }
    [[nodiscard]] std::size_t node_count() const { return hosts_.size(); }
    // Null while the node is down, or if it is a toy.
    [[nodiscard]] const Node* find_node(NodeId node) const;
    [[nodiscard]] const Node& node(NodeId node) const;  // it must be alive
    [[nodiscard]] const Process* process(NodeId node) const;
    [[nodiscard]] NodeStatus status(NodeId node) const;
    // The other role of its process; no_node: it is alone there.
    [[nodiscard]] NodeId partner(NodeId node) const { return host(node).partner; }
    [[nodiscard]] const Network& network() const { return network_; }
    [[nodiscard]] const NodeDisk& disk(NodeId node) const;
    [[nodiscard]] std::vector<Flight> flights() const;
    [[nodiscard]] WallTime wall() const { return spec_->epoch + now_.since_start(); }

    // ---- what is still to come, for the end of a run
    [[nodiscard]] bool sources_exhausted() const { return sources_.exhausted(); }
    [[nodiscard]] bool timeline_done() const;
    [[nodiscard]] const Timeline& timeline() const { return timeline_; }

    // All of the state that can change a run.
    [[nodiscard]] Digest state_digest() const;
    void check_invariants() const;
    // What a copy costs at once, roughly; what is shared until somebody edits it does not count.
    [[nodiscard]] std::size_t bytes() const;

private:
    // An input that has reached the host and waits for the process.
    struct Waiting {
        Input input;
        EventRecord record;
    };
    struct Host {
        ProcessValue process;
        std::shared_ptr<const NodeSpec> launched;  // instead of the plan's; null: none
        Cow<NodeDisk> disk;
        NodeStatus::State state = NodeStatus::State::not_started;
        Instant since;
        std::uint32_t incarnation = 0;
        Instant busy_until;
        ServiceTime service;
        EventId deadline_set_by;    // the cause of its next wakeup
        bool serving = false;       // a serve entry is pending
        NodeId partner = no_node;   // see NodePlan; Invariant: mutual
        bool starts_again = false;  // once its partner is down too
        std::vector<Waiting> waiting;
    };
    // A flush under way.
    struct FlushTask {
        std::string file;
        FlushTicket ticket;
        std::uint64_t token = 0;
        std::uint32_t incarnation = 0;
        NodeId node = no_node;  // no_node: a free place, or the host lost its power
    };

    Host& host(NodeId node) { return hosts_[static_cast<std::size_t>(node.value())]; }
    [[nodiscard]] const Host& host(NodeId node) const {
        return hosts_[static_cast<std::size_t>(node.value())];
    }
    void push(EventClass event_class, EventKind kind, Instant time, NodeId target, EventId cause,
              std::uint64_t payload, std::uint8_t detail = 0, std::uint16_t generation = 0);

    // world.cpp: the loop. run() says whether the entry made an event.
    bool run(const QueueEntry& entry);
    void begin_event(EventRecord&& record);
    void begin_event(Instant time);  // the caller sets the rest of last_
    void end_event();
    void wake(NodeId node, Instant deadline);
    bool run_source(const QueueEntry& entry);
    bool run_flush(const QueueEntry& entry);
    bool run_arrival(const QueueEntry& entry);
    bool run_serve(const QueueEntry& entry);
    void run_actions(const QueueEntry& entry);
    void run_drop(const QueueEntry& entry);

    // world_step.cpp: a process takes an input, and its effects.
    bool offer(NodeId node, Input&& input, EventRecord&& record);
    void deliver(const QueueEntry& entry, Packet& packet);
    [[nodiscard]] bool must_wait(const Host& h, Instant time) const;
    void step_process(NodeId node, const Input& input);
    void apply_effect(NodeId node, Effect& effect);
    void flush_disk(NodeId node, const DiskFlush& flush);
    void forget_connection(NodeId node, const ConnId& conn);
    void lose(EventRecord record);
    void serve_later(NodeId node, Instant time);
    void rekey(NodeId node);
    void serve_message(NodeId node);
    void schedule_transfers();
    void match_timeline();

    // world_actions.cpp
    void act(const Action& action);
    void perform(const Kill& a);
    void perform(const Restart& a);
    void perform(const Launch& a);
    void perform(const Pause& a);
    void perform(const Resume& a);
    void perform(const CutLink& a);
    void perform(const HealLink& a);
    void perform(const HealAll& a);
    void perform(const SetLatency& a);
    void perform(const GiveCommand& a);
    void perform(const Say& a);
    void perform(const Hold& a);
    void perform(const Ask& a);
    void perform(const KillRole& a);
    void perform(const PauseRole& a);
    void perform(const RestartAll& a);
    void perform(const TellBrokers& a);
    void perform(const AskLeader& a);
    void perform(const ChangeVoter& a);
    void give(NodeId node, const Command& command);
    void idle(NodeId node);
    bool kill(NodeId node, CrashKind kind);
    void start_again(NodeId node);
    void boot_later(NodeId node, EventId cause);
    bool boot(const QueueEntry& entry);
    // waiting_for_topics.cpp
    bool must_wait_for_topics(const QueueEntry& entry);
    void start_who_waited(NodeId admin);
    void start_sources(NodeId node);
    void lose_waiting(NodeId node);
    void end_process(NodeId node, NodeStatus::State state);
    void exit_process(NodeId node, const std::string& why);
    // shared_process.cpp
    void share_process(NodeId a, NodeId b);
    void leave_process(NodeId node);
    [[nodiscard]] std::vector<NodeId> process_of(NodeId node) const;
    [[nodiscard]] std::vector<std::pair<NodeId, NodeId>> links_between(NodeId a, NodeId b) const;
    [[nodiscard]] NodeId first_to_stop(NodeId node) const;
    [[nodiscard]] bool is_broker(NodeId node) const;
    void stop_partner(NodeId node);

    std::shared_ptr<const WorldSpec> spec_;
    std::uint64_t seed_;
    Rng rng_;
    Instant now_;
    EventQueue queue_;
    WakeupTree wakeups_;
    std::vector<Host> hosts_;
    Network network_;
    Sources sources_;
    Timeline timeline_;
    std::vector<FlushTask> flushes_;
    std::vector<std::uint32_t> free_flushes_;
    std::vector<EventRecord> dropped_;     // lost in a socket; each has its own event to come
    std::vector<Command> told_brokers_;    // in order: what a broker that starts is told as well
    std::vector<Action> user_actions_;     // in order; before all else
    std::vector<NodeId> wait_for_topics_;  // in the order in which they wanted to start
    RunHash hash_;
    Counters counters_;
    EventRecord last_;
    Output out_;
    NoteFilter listened_;
    std::vector<WorldNote> world_notes_;
};

}  // namespace kscope::sim
