// The loop: which event is next, and what kind of event it is.
#include "sim/engine/world.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope::sim {

namespace {

std::uint64_t action_payload(std::size_t entry, std::size_t action) {
    return static_cast<std::uint64_t>(entry) << 32 | action;
}

}  // namespace

World::World(std::shared_ptr<const WorldSpec> spec, std::uint64_t seed)
    : spec_(std::move(spec)),
      seed_(seed),
      rng_(seed),
      wakeups_(spec_->nodes.size()),
      hosts_(spec_->nodes.size()),
      network_(spec_->nodes.size(), spec_->default_link, spec_->links, rng_.fork("net")),
      sources_(*spec_, rng_),
      timeline_(*spec_) {
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
        const NodePlan& plan = spec_->nodes[i];
        const NodeId node(static_cast<std::int32_t>(i));
        hosts_[i].disk = Cow<NodeDisk>(NodeDisk(plan.disk_writeback));
        hosts_[i].service = plan.service;
        if (plan.partner != no_node) share_process(node, plan.partner);
        if (plan.starts_at.is_never()) continue;
        push(EventClass::command, EventKind::boot, plan.starts_at, node, no_event, 0);
    }
    for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (const auto at = sources_.next_time(i)) {
            push(EventClass::command, EventKind::command, *at, sources_.producer(i), no_event, i);
        }
    }
    for (std::size_t i = 0; i < spec_->timeline.size(); ++i) {
        const TimelineEntry& entry = spec_->timeline[i];
        const auto* at = std::get_if<Instant>(&entry.trigger);
        if (at == nullptr) continue;
        for (std::size_t k = 0; k < entry.actions.size(); ++k) {
            push(EventClass::command, EventKind::action, *at + entry.delay, no_node, no_event,
                 action_payload(i, k));
        }
    }
    out_.filter = timeline_.filter();
}

void World::push(EventClass event_class, EventKind kind, Instant time, NodeId target, EventId cause,
                 std::uint64_t payload, std::uint8_t detail, std::uint16_t generation) {
    QueueEntry& entry = queue_.push(event_class, time);
    entry.cause = cause;
    entry.payload = payload;
    entry.target = target;
    entry.kind = static_cast<std::uint8_t>(kind);
    entry.detail = detail;
    entry.generation = generation;
}

void World::listen(NoteFilter filter) {
    listened_ = filter;
    out_.filter.bits = filter.bits | timeline_.filter().bits;
}

void World::apply(const Action& action) { user_actions_.push_back(action); }

void World::pass_until(Instant time) {
    KSCOPE_CHECK(time <= now_ || next_time() >= time, "something is due before");
    now_ = std::max(now_, time);
}

Instant World::next_time() const {
    if (!user_actions_.empty()) return now_;
    return std::min(queue_.next_time(), wakeups_.next_deadline());
}

bool World::step_until(Instant limit) {
    if (!user_actions_.empty()) {
        const Action action = std::move(user_actions_.front());
        user_actions_.erase(user_actions_.begin());
        EventRecord record;
        record.time = now_;
        record.detail = static_cast<std::uint8_t>(action.index());
        begin_event(std::move(record));
        act(action);
        end_event();
        return true;
    }
    for (;;) {
        const Instant wakeup = wakeups_.next_deadline();
        const Instant entry = queue_.next_time();
        const bool queued = entry <= wakeup;
        const Instant next = queued ? entry : wakeup;
        if (next.is_never() || next > limit) return false;
        if (!queued) {
            wake(wakeups_.next_node(), wakeup);
            return true;
        }
        if (run(queue_.pop())) return true;
    }
}

bool World::run(const QueueEntry& entry) {
    switch (static_cast<EventKind>(entry.kind)) {
        case EventKind::arrival: return run_arrival(entry);
        case EventKind::disk_done: return run_flush(entry);
        case EventKind::serve: return run_serve(entry);
        case EventKind::command: return run_source(entry);
        case EventKind::boot: return boot(entry);
        case EventKind::received: run_drop(entry); return true;
        default: run_actions(entry); return true;
    }
}

void World::begin_event(EventRecord&& record) {
    const Instant time = record.time;
    last_ = std::move(record);
    begin_event(time);
}

void World::begin_event(Instant time) {
    now_ = std::max(now_, time);
    last_.time = now_;
    last_.id = EventId(++counters_.events);
    out_.clear();
    world_notes_.clear();
}

void World::end_event() {
    const std::uint64_t who = static_cast<std::uint64_t>(last_.node.value()) << 32 |
                              static_cast<std::uint32_t>(last_.source.value());
    const std::uint64_t what = static_cast<std::uint64_t>(last_.event_class) << 32 |
                               static_cast<std::uint64_t>(last_.kind) << 24 |
                               static_cast<std::uint64_t>(last_.fate) << 16 |
                               static_cast<std::uint64_t>(last_.place) << 8 | last_.detail;
    const Hash128 content = last_.message ? last_.message->digest() : Hash128{};
    hash_.add(static_cast<std::uint64_t>(now_.nanos()), last_.cause.value(), who, what, content);
    counters_.drops += last_.fate == Fate::dropped ? 1 : 0;
    counters_.messages += last_.kind == EventKind::received ? 1 : 0;
    counters_.protocol_events += last_.event_class >= EventClass::message ? 1 : 0;
    if (!network_.scheduled().empty()) schedule_transfers();
    if (!out_.notes.empty()) match_timeline();
    if (hash_.wants_state(counters_.events)) hash_.add_state(counters_.events, state_digest());
}

void World::schedule_transfers() {
    for (const Transfer& t : network_.scheduled()) {
        push(EventClass::message, EventKind::arrival, t.at, t.to, t.cause, t.packet, 0,
             t.generation);
    }
    network_.scheduled().clear();
}

void World::match_timeline() {
    if (timeline_.filter().bits == 0) return;
    std::vector<std::uint32_t> triggered;
    for (const Note& note : out_.notes) {
        if (timeline_.filter().wants(note.body.index())) timeline_.match(note.body, triggered);
    }
    for (const std::uint32_t entry : triggered) {
        const TimelineEntry& e = spec_->timeline[entry];
        for (std::size_t k = 0; k < e.actions.size(); ++k) {
            push(EventClass::command, EventKind::action, now_ + e.delay, no_node, last_.id,
                 action_payload(entry, k));
        }
    }
    if (!triggered.empty()) listen(listened_);
}

void World::run_actions(const QueueEntry& entry) {
    const auto place = static_cast<std::uint32_t>(entry.payload >> 32);
    const TimelineEntry& e = spec_->timeline[place];
    const std::size_t action = entry.payload & 0xffffffffU;
    EventRecord record;
    record.time = entry.time;
    record.cause = entry.cause;
    record.detail = static_cast<std::uint8_t>(e.actions[action].index());
    begin_event(std::move(record));
    if (action + 1 == e.actions.size()) timeline_.mark_fired(place);
    act(e.actions[action]);
    end_event();
}

void World::wake(NodeId node, Instant deadline) {
    EventRecord record;
    record.time = deadline;
    record.event_class = EventClass::wakeup;
    record.kind = EventKind::wakeup;
    record.node = node;
    record.cause = host(node).deadline_set_by;
    begin_event(std::move(record));
    step_process(node, Wakeup{});
    end_event();
}

bool World::run_source(const QueueEntry& entry) {
    const std::size_t source = entry.payload;
    const NodeStatus::State state = host(entry.target).state;
    if (state != NodeStatus::State::running && state != NodeStatus::State::paused) {
        sources_.wait(source);
        return false;
    }
    if (const auto at = sources_.next_time(source); at && *at > entry.time) {  // it was put off
        push(EventClass::command, EventKind::command, *at, entry.target, no_event, source);
        return false;
    }
    EventRecord record;
    record.time = entry.time;
    record.kind = EventKind::command;
    record.node = entry.target;
    Command command(sources_.take(source));
    if (const auto at = sources_.next_time(source)) {
        push(EventClass::command, EventKind::command, std::max(*at, entry.time), entry.target,
             no_event, source);
    }
    return offer(entry.target, std::move(command), std::move(record));
}

bool World::run_flush(const QueueEntry& entry) {
    FlushTask task = std::move(flushes_[entry.payload]);
    flushes_[entry.payload] = FlushTask{};
    free_flushes_.push_back(static_cast<std::uint32_t>(entry.payload));
    if (task.node == no_node) return false;
    Host& h = host(task.node);
    h.disk.edit().finish_flush(task.file, task.ticket, entry.time);
    const bool alive =
        h.state == NodeStatus::State::running || h.state == NodeStatus::State::paused;
    if (!alive || h.incarnation != task.incarnation) return false;
    EventRecord record;
    record.time = entry.time;
    record.event_class = EventClass::disk;
    record.kind = EventKind::disk_done;
    record.node = task.node;
    record.cause = entry.cause;
    return offer(task.node, DiskDone{task.token}, std::move(record));
}

}  // namespace kscope::sim
