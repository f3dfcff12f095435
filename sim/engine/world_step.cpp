// A process takes an input; its effects take their way.
#include "sim/engine/world.h"

#include <algorithm>

namespace kscope::sim {

bool World::must_wait(const Host& h, Instant time) const {
    return h.state == NodeStatus::State::paused || h.busy_until > time || !h.waiting.empty();
}

// Gives the input to the process, or lets it wait in the socket. True if that made an event.
bool World::offer(NodeId node, Input&& input, EventRecord&& record) {
    Host& h = host(node);
    const Instant time = std::max(now_, record.time);
    if (must_wait(h, time)) {
        h.waiting.push_back(Waiting{std::move(input), std::move(record)});
        if (h.state == NodeStatus::State::running) serve_later(node, time);
        return false;
    }
    begin_event(std::move(record));
    step_process(node, input);
    end_event();
    return true;
}

void World::serve_later(NodeId node, Instant time) {
    Host& h = host(node);
    if (h.serving || h.waiting.empty()) return;
    h.serving = true;
    push(EventClass::message, EventKind::serve, std::max(time, h.busy_until), node,
         h.waiting.front().record.cause, h.incarnation);
}

bool World::run_serve(const QueueEntry& entry) {
    Host& h = host(entry.target);
    if (h.incarnation != entry.payload) return false;  // of an earlier life
    h.serving = false;
    if (h.state != NodeStatus::State::running || h.waiting.empty()) return false;
    if (h.busy_until > entry.time) {
        serve_later(entry.target, entry.time);
        return false;
    }
    Waiting next = std::move(h.waiting.front());
    h.waiting.erase(h.waiting.begin());
    next.record.time = entry.time;
    begin_event(std::move(next.record));
    step_process(entry.target, next.input);
    end_event();
    serve_later(entry.target, now_);
    return true;
}

// A message reaches a process that is ready for it: what nearly every event is. Writes the event
// and its input where they are read.
void World::deliver(const QueueEntry& entry, Packet& packet) {
    last_.event_class = EventClass::message;
    last_.kind = EventKind::received;
    last_.detail = static_cast<std::uint8_t>(packet.message->body().index());
    last_.fate = Fate::delivered;
    last_.place = LossPlace::none;
    last_.node = entry.target;
    last_.source = packet.from;
    last_.cause = entry.cause;
    last_.sent_at = packet.sent_at;
    last_.conn = packet.conn;
    last_.correlation = packet.correlation;
    last_.message = packet.message;
    begin_event(entry.time);
    const Input input(std::in_place_type<Received>,
                      Received{packet.conn, packet.correlation, std::move(packet.message)});
    step_process(entry.target, input);
    end_event();
}

bool World::run_arrival(const QueueEntry& entry) {
    const Host& h = host(entry.target);
    const bool direct = !must_wait(h, entry.time);
    if (direct) {
        const auto slot = static_cast<std::uint32_t>(entry.payload);
        if (Packet* packet = network_.arrive_open(slot, entry.generation)) {
            deliver(entry, *packet);
            return true;
        }
    }
    const EventId by = direct ? EventId(counters_.events + 1) : entry.cause;
    Arrival a = network_.arrive(static_cast<std::uint32_t>(entry.payload), entry.generation,
                                entry.time, by);
    if (a.outcome == Arrival::Outcome::nothing) return false;
    EventRecord record;
    record.time = entry.time;
    record.event_class = EventClass::message;
    record.node = entry.target;
    record.source = a.packet.from;
    record.cause = entry.cause;
    record.sent_at = a.packet.sent_at;
    record.conn = a.packet.conn;
    record.correlation = a.packet.correlation;
    record.message = a.packet.message;
    if (a.packet.message) {
        record.detail = static_cast<std::uint8_t>(a.packet.message->body().index());
    }
    switch (a.outcome) {
        case Arrival::Outcome::received:
            record.kind = EventKind::received;
            return offer(entry.target,
                         Received{a.packet.conn, a.packet.correlation, std::move(a.packet.message)},
                         std::move(record));
        case Arrival::Outcome::accepted:
        case Arrival::Outcome::connected: {
            record.kind = EventKind::connected;
            const bool inbound = a.outcome == Arrival::Outcome::accepted;
            const bool made = offer(entry.target, Connected{a.packet.conn, a.packet.from, inbound},
                                    std::move(record));
            if (!made) schedule_transfers();  // the kernel answers for a process that waits
            return made;
        }
        case Arrival::Outcome::peer_lost:
            record.kind = EventKind::peer_lost;
            return offer(entry.target, PeerLost{a.packet.conn}, std::move(record));
        default: break;
    }
    record.kind = a.packet.kind == PacketKind::data ? EventKind::received : EventKind::connected;
    record.fate = Fate::dropped;
    const NodeStatus::State state = h.state;
    record.place = LossPlace::closed_end;
    if (a.on_link) {
        record.place = LossPlace::link;
    } else if (a.at_dead_host) {
        record.place = state == NodeStatus::State::powered_off ? LossPlace::powered_off
                                                               : LossPlace::no_process;
    }
    begin_event(std::move(record));
    end_event();
    return true;
}

void World::step_process(NodeId node, const Input& input) {
    Host& h = host(node);
    const Now now{now_, wall(), last_.id};
    h.process.edit().step(now, input, out_);
    if (last_.kind == EventKind::received) serve_message(node);
    const Exit* end = nullptr;
    for (Effect& effect : out_.effects) {
        if (const auto* one = std::get_if<Exit>(&effect)) end = one;
        apply_effect(node, effect);
    }
    if (end != nullptr) exit_process(node, std::string(end->why.view()));
    if (!wait_for_topics_.empty()) start_who_waited(node);
    rekey(node);
}

// What the request costs; its effects leave when it has been served.
void World::serve_message(NodeId node) {
    Host& h = host(node);
    if (h.service.base == Duration{} && h.service.per_kilobyte == Duration{}) return;
    const MessageBody& body = last_.message->body();
    if (is_response(body)) return;
    const Duration bytes = h.service.per_kilobyte * wire_size(body) / 1024;
    h.busy_until = now_ + h.service.base + bytes;
}

void World::rekey(NodeId node) {
    Host& h = host(node);
    Instant deadline = Instant::never();
    if (h.state == NodeStatus::State::running) deadline = h.process->next_deadline();
    if (!deadline.is_never()) deadline = std::max({deadline, h.busy_until, now_});
    if (wakeups_.deadline(node) == deadline) return;
    wakeups_.set(node, deadline);
    h.deadline_set_by = last_.id;
}

void World::apply_effect(NodeId node, Effect& effect) {
    Host& h = host(node);
    const Instant leaves = std::max(now_, h.busy_until);
    if (auto* send = std::get_if<Send>(&effect)) {
        network_.send(node, send->conn, send->correlation, std::move(send->message), leaves,
                      last_.id);
    } else if (auto* write = std::get_if<DiskWrite>(&effect)) {
        h.disk.edit().write(write->file, std::move(write->extent), now_);
    } else if (const auto* flush = std::get_if<DiskFlush>(&effect)) {
        flush_disk(node, *flush);
    } else if (const auto* connect = std::get_if<Connect>(&effect)) {
        network_.connect(node, connect->peer, connect->conn, leaves, last_.id);
    } else if (const auto* disconnect = std::get_if<Disconnect>(&effect)) {
        network_.disconnect(node, disconnect->conn, leaves, last_.id);
        if (!h.waiting.empty()) forget_connection(node, disconnect->conn);
    } else if (const auto* truncate = std::get_if<DiskTruncate>(&effect)) {
        h.disk.edit().truncate(truncate->file, truncate->extents, now_);
    } else if (const auto* rename = std::get_if<DiskRename>(&effect)) {
        h.disk.edit().rename(rename->from, rename->to, now_);
    } else if (const auto* remove = std::get_if<DiskDelete>(&effect)) {
        h.disk.edit().remove(remove->file);
    }
}

void World::flush_disk(NodeId node, const DiskFlush& flush) {
    Host& h = host(node);
    FlushTask task{flush.file, h.disk->begin_flush(flush.file), flush.token, h.incarnation, node};
    std::uint32_t slot = 0;
    if (free_flushes_.empty()) {
        slot = static_cast<std::uint32_t>(flushes_.size());
        flushes_.push_back(std::move(task));
    } else {
        slot = free_flushes_.back();
        free_flushes_.pop_back();
        flushes_[slot] = std::move(task);
    }
    const Duration takes = spec_->nodes[static_cast<std::size_t>(node.value())].disk_flush;
    const Instant done = std::max(now_, h.busy_until) + takes;
    push(EventClass::disk, EventKind::disk_done, done, node, last_.id, slot);
    if (flush.blocks) h.busy_until = done;
}

// A process hears nothing of a connection that it has closed, not even what waits in its socket.
void World::forget_connection(NodeId node, const ConnId& conn) {
    Host& h = host(node);
    for (Waiting& w : h.waiting) {
        if (w.record.conn == conn && w.record.kind == EventKind::received) {
            lose(std::move(w.record));
            w.record.conn = conn;
        }
    }
    std::erase_if(h.waiting, [&conn](const Waiting& w) { return w.record.conn == conn; });
}

// Each lost message has an event of its own, at this instant.
void World::lose(EventRecord record) {
    record.fate = Fate::dropped;
    record.place = LossPlace::socket;
    record.time = now_;
    push(EventClass::message, EventKind::received, now_, record.node, record.cause,
         dropped_.size());
    dropped_.push_back(std::move(record));
}

void World::run_drop(const QueueEntry& entry) {
    begin_event(std::move(dropped_[entry.payload]));
    end_event();
    if (entry.payload + 1 == dropped_.size()) dropped_.clear();
}

}  // namespace kscope::sim
