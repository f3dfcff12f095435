// Laws over what clients, coordinators and controllers tell: AcknowledgedRecordsKept,
// ConsistentRead, CommitFencing, GroupOwnership, ControllerSafety.
#include <algorithm>

#include "core/log/format/text_files.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/check/law_text.h"
#include "sim/engine/roles.h"

namespace kscope::sim {

namespace {

NodeId node_of(const World& world, BrokerId broker) {
    for (std::size_t n = 0; n < world.spec().nodes.size(); ++n) {
        const NodeSpec& spec = world.spec().nodes[n].spec;
        const auto* of_broker = std::get_if<BrokerSpec>(&spec);
        const auto* of_controller = std::get_if<ControllerSpec>(&spec);
        const bool same = (of_broker != nullptr && of_broker->config.broker_id == broker) ||
                          (of_controller != nullptr && of_controller->config.broker_id == broker);
        if (same) return NodeId(static_cast<std::int32_t>(n));
    }
    return no_node;
}

// With KRaft: of the topic that the controller has under that name now; empty: none. None: this
// cluster's topics have no id.
std::optional<std::string> topic_id_at(const World& world, NodeId controller,
                                       const std::string& topic) {
    const ControllerServer* server = controller_at(world, controller);
    if (server == nullptr || server->controller().working_image() == nullptr) return std::nullopt;
    const TopicImage* known = server->controller().working_image()->topic(topic);
    return known == nullptr ? std::string() : uuid_text(known->id.high, known->id.low);
}

}  // namespace

void Checker::take_notes(const World& world) {
    for (const Note& note : world.last_notes()) {
        if (violation_) return;
        if (const auto* acked = std::get_if<RecordsAcked>(&note.body)) {
            on_acked(world, *acked);
        } else if (const auto* consumed = std::get_if<RecordsConsumed>(&note.body)) {
            on_consumed(world, *consumed);
        } else if (const auto* committed = std::get_if<OffsetCommitted>(&note.body)) {
            on_committed_offset(world, *committed);
        } else if (const auto* assigned = std::get_if<AssignmentStored>(&note.body)) {
            if (const auto wrong = groups_.on_assignment(*assigned)) {
                breaks(world, Law::group_ownership, *wrong);
            }
        } else if (const auto* elected = std::get_if<ControllerElected>(&note.body)) {
            on_controller(world, *elected);
        } else if (const auto* leader = std::get_if<LeaderElected>(&note.body)) {
            on_elected(*leader);
        } else if (const auto* deleted = std::get_if<TopicDeleted>(&note.body)) {
            on_renewed(world, deleted->controller, deleted->topic);
        } else if (const auto* created = std::get_if<TopicCreated>(&note.body)) {
            on_renewed(world, created->controller, created->topic);
        }
    }
}

void Checker::on_acked(const World& world, const RecordsAcked& note) {
    if (note.base_offset == no_offset) return;  // acks=0: nobody promised anything
    PartitionRecord& record = record_of(note.tp);
    const Offset end = note.base_offset + note.records;
    const AckedRange range{note.base_offset, end, note.acks, note.client, note.content};
    if (told_by_stranger(world, record) && !holds_anywhere(world, record, range)) return;
    if (end <= record.committed) {
        // What a deposed leader acknowledged is lost if another stands there.
        const Replica* leader = legitimate_leader(world, record);
        if (leader != nullptr && note.acks != -1 && !stands_in(leader->log(), range)) {
            lose(world, record, *leader, range, LostRecords::How::replaced);
        } else {
            keep(record, range);
        }
        return;
    }
    // A leader that has not heard of the fork's end may still acknowledge what the next one has.
    if (note.acks == -1 && end > record.committed_once && !record.forked) {
        breaks(world, Law::acknowledged_records_kept,
               to_string(note.tp) + ": offsets " + text(note.base_offset) + " to " + text(end - 1) +
                   " are acknowledged with acks=all, but only " + text(record.committed) +
                   " are committed");
        return;
    }
    // Acknowledged by a leader that was deposed in the meantime: gone already.
    const Replica* leader = legitimate_leader(world, record);
    if (leader != nullptr && leader->log_end_offset() < end) {
        lose(world, record, *leader, range, LostRecords::How::not_in_new_leader);
        return;
    }
    record.acked.push_back(range);
}

void Checker::on_consumed(const World& world, const RecordsConsumed& note) {
    PartitionRecord& record = record_of(note.tp);
    if (note.position <= record.committed_once || record.forked) return;
    if (told_by_stranger(world, record)) return;
    breaks(world, Law::consistent_read,
           to_string(note.tp) + ": a consumer of '" + note.group + "' was given records up to " +
               text(note.position) + ", but only " + text(record.committed) + " are committed");
}

void Checker::on_committed_offset(const World& world, const OffsetCommitted& note) {
    // An offset beyond the log's end is no breach: a consumer may seek there and commit it.
    if (const auto wrong = groups_.on_commit(note)) breaks(world, Law::commit_fencing, *wrong);
}

void Checker::on_controller(const World& world, const ControllerElected& note) {
    const BrokerId* other = controllers_.find(note.controller_epoch);
    const auto epoch = std::to_string(note.controller_epoch.value());
    if (other != nullptr && *other != note.broker) {
        breaks(world, Law::controller_safety,
               "brokers " + std::to_string(other->value()) + " and " +
                   std::to_string(note.broker.value()) + " both have controller epoch " + epoch);
        return;
    }
    // Who was paused may hear late that it had won an epoch that is over: a zombie, whom ZooKeeper
    // and the brokers refuse. But what one broker wins comes later each time.
    for (const auto& [won, broker] : controllers_) {
        if (broker != note.broker || won <= note.controller_epoch) continue;
        breaks(world, Law::controller_safety,
               "broker " + std::to_string(note.broker.value()) + " becomes controller in epoch " +
                   epoch + " after epoch " + std::to_string(won.value()));
        return;
    }
    const bool newest =
        controllers_.empty() || (controllers_.end() - 1)->first <= note.controller_epoch;
    controllers_.set(note.controller_epoch, note.broker);
    if (!newest) return;
    controller_node_ = node_of(world, note.broker);
    relearn_topics(world);
}

// Nothing that was promised of a deleted topic binds a new one of its name; nor what a broker did
// with it that had not heard of its end yet (KRaft).
void Checker::on_renewed(const World& world, BrokerId controller, const std::string& topic) {
    const auto id = topic_id_at(world, node_of(world, controller), topic);
    for (PartitionRecord& record : records_) {
        if (record.tp.topic == topic) renew(record, id);
    }
}

// What a controller told last may not have been committed: the next one knows better.
void Checker::relearn_topics(const World& world) {
    for (PartitionRecord& record : records_) {
        if (!record.topic_id) continue;
        const auto id = topic_id_at(world, controller_node_, record.tp.topic);
        if (!id || *id == *record.topic_id) continue;
        const std::vector<ReplicaSight> before = record.replicas;
        renew(record, id);
        // The logs are those of before: what a power loss did to them stays known; and what was
        // committed is known only when the leader is seen again.
        for (std::size_t i = 0; i < before.size(); ++i) {
            record.replicas[i].torn = before[i].torn;
            record.replicas[i].torn_end = before[i].torn_end;
        }
        record.stranger_until = world.now() + stranger_patience;
    }
}

void Checker::renew(PartitionRecord& record, std::optional<std::string> topic_id) {
    PartitionRecord fresh;
    fresh.tp = record.tp;
    fresh.topic_id = std::move(topic_id);
    fresh.stranger_until = record.stranger_until;
    for (const ReplicaSight& sight : record.replicas) {  // places_ points to them
        ReplicaSight& same = fresh.replicas.emplace_back();
        same.node = sight.node;
        same.broker = sight.broker;
        same.slot = sight.slot;
    }
    record = std::move(fresh);
}

bool Checker::holds_anywhere(const World& world, const PartitionRecord& record,
                             const AckedRange& range) const {
    return std::any_of(record.replicas.begin(), record.replicas.end(),
                       [&](const ReplicaSight& sight) {
                           const Replica* replica = replica_at(world, sight);
                           return replica != nullptr && replica->log_end_offset() >= range.to &&
                                  stands_in(replica->log(), range);
                       });
}

void Checker::on_elected(const LeaderElected& note) {
    if (note.unclean) record_of(note.tp).licensed_epoch = note.leader_epoch;
}

}  // namespace kscope::sim
