#include "sim/check/checker.h"

#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/config/known_defects.h"
#include "core/node/node.h"
#include "core/replication/replica.h"

namespace kscope::sim {

namespace {

bool concerns_logs(Law law) {
    return *text_of(law).licence != '\0' || law == Law::epoch_order ||
           law == Law::producer_sequence;
}

// What an earlier version is known for, if it concerns what logs hold.
std::string explanation(Law law, const Features& features) {
    if (!concerns_logs(law) || features.mutant != Mutant::none) return "";
    const KnownDefect* known = nullptr;
    for (const KnownDefect& defect : known_defects()) {
        if (!has_defect(features, defect)) continue;
        const bool of_cleaner = law == Law::compaction_keeps_latest && defect.of_cleaner;
        if (known == nullptr || of_cleaner) known = &defect;
    }
    if (known == nullptr) return "";
    return std::string(". This version is known for it, ") + known->name + ": " + known->what +
           "; mended in " + known->mended_in;
}

}  // namespace

NoteFilter Checker::needed_notes() {
    NoteFilter filter;
    for (const std::size_t kind :
         {note_kind<RecordsAcked>, note_kind<RecordsConsumed>, note_kind<AssignmentStored>,
          note_kind<OffsetCommitted>, note_kind<ControllerElected>, note_kind<LeaderElected>,
          note_kind<TopicDeleted>, note_kind<TopicCreated>}) {
        filter.bits |= std::uint64_t{1} << kind;
    }
    return filter;
}

Offset Checker::committed_end(const TopicPartition& tp) const {
    const std::uint32_t place = record_index_.find(tp);
    return place != no_place ? records_[place].committed : Offset(0);
}

bool Checker::forked(const TopicPartition& tp) const {
    const std::uint32_t place = record_index_.find(tp);
    return place != no_place && records_[place].forked;
}

Features features_of(const World& world) {
    for (const NodePlan& plan : world.spec().nodes) {
        if (const auto* broker = std::get_if<BrokerSpec>(&plan.spec)) {
            return broker->config.features;
        }
    }
    return {};
}

void Checker::breaks(const World& world, Law law, std::string sentence) {
    if (violation_) return;
    sentence += explanation(law, features_of(world));
    violation_ = Violation{law, world.last_event(), world.now(), std::move(sentence)};
}

void Checker::take_world_notes(const World& world) {
    for (const WorldNote& note : world.last_world_notes()) {
        if (const auto* killed = std::get_if<NodeKilled>(&note)) {
            if (killed->kind == CrashKind::power_loss) tear_replicas(killed->node);
        } else if (const auto* started = std::get_if<NodeStarted>(&note)) {
            forget_replicas(started->node);
        } else if (const auto* again = std::get_if<NodeRestarted>(&note)) {
            forget_replicas(again->node);
        }
    }
}

// A new life has a new replica table.
void Checker::forget_replicas(NodeId node) {
    const auto n = static_cast<std::size_t>(node.value());
    if (n >= places_.size()) return;
    for (const Place& place : places_[n]) {
        if (place.record != no_place) records_[place.record].replicas[place.sight].seen = false;
    }
    places_[n].clear();
}

void Checker::tear_replicas(NodeId node) {
    for (PartitionRecord& record : records_) {
        for (ReplicaSight& sight : record.replicas) {
            if (sight.node != node) continue;
            sight.torn = sight.lost_power = true;
            sight.torn_end = std::max(sight.torn_end, sight.log_end);
            // Also in a life in which it has not heard yet that it leads.
            if (sight.broker == record.leader) record.torn_epoch = record.leader_epoch;
            if (sight.leads) record.torn_epoch = std::max(record.torn_epoch, sight.leader_epoch);
        }
    }
}

Checker::Place& Checker::place_of(NodeId node, std::uint32_t slot) {
    const auto n = static_cast<std::size_t>(node.value());
    if (n >= places_.size()) places_.resize(n + 1);
    if (slot >= places_[n].size()) places_[n].resize(slot + 1);
    return places_[n][slot];
}

PartitionRecord& Checker::record_of(const TopicPartition& tp) {
    const std::uint32_t known = record_index_.find(tp);
    if (known != no_place) return records_[known];
    record_index_.set(tp, static_cast<std::uint32_t>(records_.size()));
    records_.emplace_back().tp = tp;
    return records_.back();
}

Checker::Place Checker::find_place(NodeId node, std::uint32_t slot, const TopicPartition& tp,
                                   BrokerId broker) {
    PartitionRecord& record = record_of(tp);
    Place place;
    place.record = record_index_.find(tp);
    for (std::uint32_t i = 0; i < record.replicas.size(); ++i) {
        if (record.replicas[i].node == node) place.sight = i;
    }
    if (place.sight == no_place) {
        place.sight = static_cast<std::uint32_t>(record.replicas.size());
        record.replicas.emplace_back();
    }
    ReplicaSight& sight = record.replicas[place.sight];
    const ReplicaSight former = sight;
    sight = ReplicaSight{};
    sight.torn = former.torn;
    sight.torn_end = former.torn_end;
    sight.lost_power = former.lost_power;
    sight.gaps = former.gaps;
    sight.node = node;
    sight.slot = slot;
    sight.broker = broker;
    return place;
}

void Checker::look_at(const World& world, const Touched& touched) {
    const Node* node = world.find_node(touched.node);
    const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
    if (broker == nullptr) return;
    for (const std::uint32_t slot : *touched.replicas) {
        if (violation_ || broker->replicas().deleted(slot)) continue;
        look_at_replica(world, touched.node, slot, broker->replicas().replica(slot), broker->id());
    }
}

void Checker::look_at_replica(const World& world, NodeId node, std::uint32_t slot,
                              const Replica& replica, BrokerId broker) {
    Place& place = place_of(node, slot);
    if (place.record == no_place) place = find_place(node, slot, replica.tp(), broker);
    PartitionRecord& record = records_[place.record];
    if (is_stranger(record, *world.find_node(node)->get_if<Broker>())) {
        record.stranger_until = world.now() + stranger_patience;
        record.replicas[place.sight].seen = record.replicas[place.sight].leads = false;
        return;
    }
    if (record.replicas[place.sight].lost_power) {
        record.replicas[place.sight].lost_power = false;
        remember_gaps(record.replicas[place.sight], replica);
    }
    const ReplicaSight before = record.replicas[place.sight];

    check_offsets(world, replica);
    const bool leads = replica.is_leader();
    if (leads && (!before.leads || before.leader_epoch != replica.leader_epoch())) {
        on_new_leader(world, record, replica);
    }
    if (leads) check_leader(world, record, before, replica);

    ReplicaSight& sight = record.replicas[place.sight];
    const bool truncated = replica.log_end_offset() < before.log_end;
    const bool watermark_moved = replica.high_watermark() != before.high_watermark;
    sight.high_watermark = replica.high_watermark();
    sight.log_end = replica.log_end_offset();
    sight.leader_epoch = replica.leader_epoch();
    sight.partition_epoch = replica.partition_epoch();
    sight.leads = leads;
    sight.isr_change_in_flight = leads && replica.leader_state()->isr.in_flight();
    sight.seen = true;
    if (sight.log_end >= std::max(record.committed, sight.torn_end)) sight.mend();
    // What a leader holds below the others' watermarks does not change by appending.
    if (!before.seen || truncated || (watermark_moved && !leads)) {
        check_matching(world, record, replica, node);
    }
    if (truncated) {
        check_candidates(world, record);
        std::erase_if(sight.gaps, [&](OffsetRange gap) { return gap.from >= sight.log_end; });
        for (OffsetRange& gap : sight.gaps) gap.to = std::min(gap.to, sight.log_end);
    }
    if (sight.cleaned != replica.log().cleaner_checkpoint()) {
        sight.cleaned = replica.log().cleaner_checkpoint();
        check_compaction(world, record, sight, replica);
    }
}

bool Checker::is_stranger(const PartitionRecord& record, const Broker& broker) {
    if (!record.topic_id) return false;
    const std::string* id = broker.topic_id(record.tp);
    return id != nullptr && *id != *record.topic_id;
}

bool Checker::told_by_stranger(const World& world, PartitionRecord& record) {
    if (!record.topic_id) return false;
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(n)));
        const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
        if (broker == nullptr || !is_stranger(record, *broker)) continue;
        record.stranger_until = world.now() + stranger_patience;
    }
    return world.now() <= record.stranger_until;
}

const Replica* Checker::replica_at(const World& world, const ReplicaSight& sight) const {
    const Node* node = sight.seen ? world.find_node(sight.node) : nullptr;
    const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
    if (broker == nullptr || sight.slot >= broker->replicas().replica_count()) return nullptr;
    return broker->replicas().deleted(sight.slot) ? nullptr
                                                  : &broker->replicas().replica(sight.slot);
}

const Replica* Checker::legitimate_leader(const World& world, const PartitionRecord& record) const {
    for (const ReplicaSight& sight : record.replicas) {
        if (sight.leads && sight.leader_epoch == record.leader_epoch) {
            return replica_at(world, sight);
        }
    }
    return nullptr;
}

void Checker::check_everything(const World& world) {
    for (PartitionRecord& record : records_) {
        for (const ReplicaSight& sight : record.replicas) {
            const Replica* replica = replica_at(world, sight);
            if (replica == nullptr || violation_) continue;
            check_offsets(world, *replica);
            for (const ReplicaSight& other : record.replicas) {
                const Replica* theirs = replica_at(world, other);
                if (theirs != nullptr) compare(world, record, *replica, *theirs);
            }
            if (replica->is_leader() && replica->leader_epoch() == record.leader_epoch) {
                check_leader(world, record, ReplicaSight{}, *replica);
            }
            if (!replica->log().cleaner_checkpoint()) continue;
            check_compaction(world, record, sight, *replica);
        }
        check_candidates(world, record);
    }
}

}  // namespace kscope::sim
