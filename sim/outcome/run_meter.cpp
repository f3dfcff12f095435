#include "sim/outcome/run_meter.h"

#include <algorithm>

namespace kscope::sim {

namespace {

bool internal(const TopicPartition& tp) { return tp.topic == offsets_topic_name; }

}  // namespace

RunMeter::RunMeter(const WorldSpec& spec) : waiting_(spec.nodes.size()) {
    for (std::size_t n = 0; n < spec.nodes.size(); ++n) {
        const NodeSpec& node = spec.nodes[n].spec;
        const bool client = std::holds_alternative<ProducerSpec>(node) ||
                            std::holds_alternative<ConsumerSpec>(node) ||
                            std::holds_alternative<AdminSpec>(node);
        const auto* broker = std::get_if<BrokerSpec>(&node);
        sides_.push_back(client ? Side::client : broker != nullptr ? Side::broker : Side::metadata);
        if (broker == nullptr) continue;
        broker_nodes_[broker->config.broker_id] = NodeId(static_cast<std::int32_t>(n));
    }
}

NoteFilter RunMeter::needed_notes() {
    NoteFilter filter;
    for (const std::size_t kind :
         {note_kind<RecordSent>, note_kind<RecordsAcked>, note_kind<SendFailed>,
          note_kind<RecordsConsumed>, note_kind<BecameLeader>, note_kind<LeaderElected>,
          note_kind<ControllerElected>}) {
        filter.bits |= std::uint64_t{1} << kind;
    }
    return filter;
}

void RunMeter::after_step(const World& world) {
    count_message(world.last());
    for (const WorldNote& note : world.last_world_notes()) take(note, world.now());
    for (const Note& note : world.last_notes()) take(note, world.now());
}

void RunMeter::count_message(const EventRecord& event) {
    if (event.kind != EventKind::received || event.source == no_node) return;
    const Side to = sides_[static_cast<std::size_t>(event.node.value())];
    const Side from = sides_[static_cast<std::size_t>(event.source.value())];
    if (to == Side::client || from == Side::client) {
        ++traffic_.clients;
    } else if (to == Side::metadata || from == Side::metadata) {
        ++traffic_.metadata;
    } else {
        ++traffic_.brokers;
    }
}

void RunMeter::take(const WorldNote& note, Instant now) {
    if (const auto* killed = std::get_if<NodeKilled>(&note)) {
        leaders_gone(killed->node, now);
        nobody_waits(killed->node);
    } else if (const auto* stopped = std::get_if<NodeStopped>(&note)) {
        leaders_gone(stopped->node, now);
    } else if (const auto* paused = std::get_if<NodePaused>(&note)) {
        leaders_gone(paused->node, now);
    } else if (const auto* resumed = std::get_if<NodeResumed>(&note)) {
        leaders_back(resumed->node, now);
    }
}

void RunMeter::take(const Note& note, Instant now) {
    if (const auto* sent = std::get_if<RecordSent>(&note.body)) {
        on_sent(*sent, now);
    } else if (const auto* acked = std::get_if<RecordsAcked>(&note.body)) {
        on_acked(*acked, now);
    } else if (const auto* failed = std::get_if<SendFailed>(&note.body)) {
        on_failed(*failed, now);
    } else if (const auto* consumed = std::get_if<RecordsConsumed>(&note.body)) {
        on_consumed(*consumed);
    } else if (const auto* leader = std::get_if<BecameLeader>(&note.body)) {
        on_leader(*leader, now);
    } else if (const auto* elected = std::get_if<LeaderElected>(&note.body)) {
        if (!internal(elected->tp) && elected->leader_epoch > LeaderEpoch(0)) ++leader_elections_;
    } else if (std::holds_alternative<ControllerElected>(note.body)) {
        ++controllers_elected_;
    }
}

// ---- producers

void RunMeter::on_sent(const RecordSent& note, Instant now) {
    Waiting& w = waiting(note.client);
    ++w.unanswered;
    if (!w.silent_since) w.silent_since = now;
}

void RunMeter::on_acked(const RecordsAcked& note, Instant now) {
    Waiting& w = waiting(note.client);
    if (note.base_offset != no_offset) {
        acked_.push_back({note.tp, note.base_offset, note.records, note.content, note.client});
    }
    w.unanswered -= note.records;
    if (w.silent_since) w.longest = std::max(w.longest, now - *w.silent_since);
    w.silent_since.reset();
    if (w.unanswered > 0) w.silent_since = now;
}

// A failure is no service: the silence goes on, up to the last record that waits for its end.
void RunMeter::on_failed(const SendFailed& note, Instant now) {
    Waiting& w = waiting(note.client);
    w.unanswered -= note.records;
    if (w.silent_since) w.longest = std::max(w.longest, now - *w.silent_since);
}

void RunMeter::nobody_waits(NodeId node) {
    waiting(node).unanswered = 0;
    waiting(node).silent_since.reset();
}

Duration RunMeter::longest_wait(NodeId producer, Instant now) const {
    const Waiting& w = waiting_[static_cast<std::size_t>(producer.value())];
    if (w.unanswered <= 0 || !w.silent_since) return w.longest;
    return std::max(w.longest, now - *w.silent_since);
}

// ---- groups

void RunMeter::on_consumed(const RecordsConsumed& note) {
    if (note.group.empty()) return;
    Reading& reading = groups_[note.group];
    const auto [at, first] = reading.positions.try_emplace(note.tp, note.base_offset);
    const Offset known_up_to = std::min(at->second, note.position);
    if (!first && note.base_offset < known_up_to) {
        reading.again += static_cast<std::uint64_t>(known_up_to - note.base_offset);
    }
    at->second = std::max(at->second, note.position);
}

std::uint64_t RunMeter::read_again(const std::string& group) const {
    const auto at = groups_.find(group);
    return at == groups_.end() ? 0 : at->second.again;
}

// ---- leaders

void RunMeter::on_leader(const BecameLeader& note, Instant now) {
    if (internal(note.tp)) return;
    Lead& lead = leads_[note.tp];
    if (note.leader_epoch < lead.epoch) return;  // an old leader, come late
    if (lead.gone_since) lead.longest = std::max(lead.longest, now - *lead.gone_since);
    lead.gone_since.reset();
    lead.node = broker_nodes_.at(note.broker);
    lead.epoch = note.leader_epoch;
}

void RunMeter::leaders_gone(NodeId node, Instant now) {
    for (auto& [tp, lead] : leads_) {
        if (lead.node == node && !lead.gone_since) lead.gone_since = now;
    }
}

void RunMeter::leaders_back(NodeId node, Instant now) {
    for (auto& [tp, lead] : leads_) {
        if (lead.node != node || !lead.gone_since) continue;
        lead.longest = std::max(lead.longest, now - *lead.gone_since);
        lead.gone_since.reset();
    }
}

Duration RunMeter::longest_without_leader(Instant now) const {
    Duration longest;
    for (const auto& [tp, lead] : leads_) {
        longest = std::max(longest, lead.longest);
        if (lead.gone_since) longest = std::max(longest, now - *lead.gone_since);
    }
    return longest;
}

}  // namespace kscope::sim
