// Laws over leaders: ElectionSafety, LeaderCompleteness, LeaderInIsr, LeaderHighWatermarkMonotone,
// ReplicationQuorumSuperset; and the committed log, scanned once as it grows: EpochOrder,
// ProducerSequence.
#include <algorithm>

#include "core/broker/broker.h"
#include "core/log/log_content.h"
#include "core/log/log_matching.h"
#include "core/log/prefix_sum.h"
#include "core/metadata/controller/controller.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/check/law_text.h"

namespace kscope::sim {

namespace {

std::string text(BrokerId broker) { return "broker " + std::to_string(broker.value()); }
std::string text(LeaderEpoch epoch) { return "epoch " + std::to_string(epoch.value()); }

std::string text(const std::vector<BrokerId>& brokers) {
    std::string list = "[";
    for (const BrokerId broker : brokers) {
        list += (list.size() > 1 ? ", " : "") + std::to_string(broker.value());
    }
    return list + "]";
}

constexpr std::size_t marks_to_keep = 64;
constexpr std::ptrdiff_t acked_to_keep = 64;  // batches

// All that is committed, as far as the replica's log still has it as it was written: from where
// retention and cleaner have left it on. What has no mark to compare from is taken on trust.
bool holds_committed(const PartitionRecord& record, const Replica& replica) {
    const PartitionLog& log = replica.log();
    if (replica.log_end_offset() < record.committed) return false;
    CommittedMark from{record.committed_from, {}};
    if (log.prefix_origin() > from.offset) {
        const auto mark =
            std::lower_bound(record.marks.begin(), record.marks.end(), log.prefix_origin(),
                             [](const CommittedMark& m, Offset o) { return m.offset < o; });
        if (mark == record.marks.end()) return true;
        from = *mark;
    }
    if (from.offset > record.committed) return true;  // a cleaner went beyond what is committed
    const auto own_from = log.prefix_digest_at(from.offset);
    if (!own_from) return true;
    const auto own_end = log.prefix_digest_at(record.committed);
    if (!own_end) return false;  // inside a batch, and what was committed ends there
    return minus(*own_end, *own_from) == minus(record.committed_sum, from.sum);
}

// A log that was read back, or emptied to begin where the leader's does, knows the producers of
// which it has batches; from any other it takes what comes (ProducerAppendInfo.checkSequence),
// also a batch that was written before but never answered. Who leads on forgets nothing.
void forget_producers(PartitionRecord& record, const Replica& leader) {
    record.producers.erase_if([&](ProducerId, const CommittedSequence& committed) {
        return committed.end <= leader.log_start_offset();
    });
}

// A leader forgets who was silent for producer.id.expiration.ms, too, when it looks for such
// (ProducerStateManager.removeExpiredProducers). Of whom it knows it keeps the latest batches: one
// from before this batch says that it had not forgotten.
bool may_have_expired(const CommittedSequence& last, const RecordBatch& batch,
                      const Replica& leader, WallTime now) {
    const PartitionLog& log = leader.log();
    if (now - last.timestamp < log.spec().producer_id_expiration) return false;
    if (batch.partition_leader_epoch != leader.leader_epoch()) return true;  // another's append
    const ProducerStateEntry* known = log.producers().producers().find(batch.producer_id);
    return known == nullptr || known->count == 0 ||
           known->batches[0].first_offset() >= batch.base_offset;
}

}  // namespace

void Checker::on_new_leader(const World& world, PartitionRecord& record, const Replica& replica) {
    const LeaderEpoch epoch = replica.leader_epoch();
    if (epoch == record.leader_epoch && record.leader != replica.broker()) {
        breaks(world, Law::election_safety,
               to_string(record.tp) + ": " + text(record.leader) + " and " +
                   text(replica.broker()) + " both lead in " + text(epoch));
        return;
    }
    // In the same epoch: it has rebooted, and nobody noticed, or not soon enough.
    const LeaderEpoch before = record.leader_epoch;
    record.forked = record.forked || (epoch <= before && epoch == record.torn_epoch);
    if (epoch < before) return;  // an old leader, come late: no authority
    const bool licensed = licensed_election(record, replica);
    if (licensed) record.licensed_epoch = epoch;
    record.leader_epoch = epoch;
    record.leader = replica.broker();
    const bool complete = holds_committed(record, replica);
    if (!complete && !licensed && record.licensed_epoch <= before && !record.forked) {
        breaks(world, Law::leader_completeness,
               to_string(record.tp) + ": " + text(replica.broker()) + " leads in " + text(epoch) +
                   " with log end " + text(replica.log_end_offset()) +
                   ", but not with all that is committed up to " + text(record.committed));
        return;
    }
    lose_in_gaps(world, record, replica);
    if (!complete) {
        rebase(world, record, replica);
        lose_kept(world, record, replica);
    }
    forget_producers(record, replica);
    lose_acked(world, record, replica);
}

void Checker::check_leader(const World& world, PartitionRecord& record, const ReplicaSight& before,
                           const Replica& replica) {
    const bool legitimate = replica.leader_epoch() == record.leader_epoch;
    if (before.leads && before.leader_epoch == replica.leader_epoch() &&
        replica.high_watermark() < before.high_watermark) {
        breaks(world, Law::leader_high_watermark_monotone,
               to_string(record.tp) + ": " + text(replica.broker()) + " leads in " +
                   text(replica.leader_epoch()) + " and its high watermark falls from " +
                   text(before.high_watermark) + " to " + text(replica.high_watermark()));
        return;
    }
    if (replica.high_watermark() > record.committed) {
        advance_committed(world, record, replica);
    } else if (!legitimate && replica.high_watermark() > before.high_watermark) {
        commit_deposed(world, record, replica);
    }
    const IsrState& isr = replica.leader_state()->isr;
    const bool isr_moved = !before.leads || before.leader_epoch != replica.leader_epoch() ||
                           before.partition_epoch != replica.partition_epoch() ||
                           before.isr_change_in_flight != isr.in_flight();
    if (!legitimate || !isr_moved) return;
    if (!isr.in_committed(replica.broker())) {
        breaks(world, Law::leader_in_isr,
               to_string(record.tp) + ": " + text(replica.broker()) + " leads, but the ISR is " +
                   text(isr.committed));
        return;
    }
    record.isr = isr.committed;
    for (ReplicaSight& sight : record.replicas) {
        // Who is out comes back in only with all that is committed; but a fetch from before its
        // power loss may bring it back.
        if (!isr.in_maximal(sight.broker)) sight.mend();
    }
    check_quorum(world, replica);
    check_candidates(world, record);
}

void Checker::check_quorum(const World& world, const Replica& replica) {
    if (controller_node_ == no_node) return;
    const Node* node = world.find_node(controller_node_);
    if (const auto* server = node != nullptr ? node->get_if<ControllerServer>() : nullptr) {
        check_quorum(world, replica, *server);
        return;
    }
    const Broker* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
    const Controller* controller = broker != nullptr ? broker->controller() : nullptr;
    if (controller == nullptr || !controller->active()) return;
    const ControlledPartition* known = controller->context().find(replica.tp());
    if (known == nullptr || !known->has_state) return;
    if (known->state.leader != replica.broker()) return;
    if (known->state.leader_epoch != replica.leader_epoch()) return;
    // A leader that writes /state itself knows first.
    if (known->state.partition_epoch < replica.partition_epoch()) return;
    compare_isr(world, replica, known->state.isr);
}

// With KRaft: what the quorum has committed.
void Checker::check_quorum(const World& world, const Replica& replica,
                           const ControllerServer& server) {
    const PartitionRegistration* known = server.image().partition(replica.tp());
    if (known == nullptr || known->leader != replica.broker() ||
        known->leader_epoch != replica.leader_epoch() ||
        known->partition_epoch < replica.partition_epoch()) {
        return;
    }
    compare_isr(world, replica, known->isr);
}

void Checker::compare_isr(const World& world, const Replica& replica,
                          const std::vector<BrokerId>& of_controller) {
    for (const BrokerId member : of_controller) {
        if (replica.leader_state()->isr.in_maximal(member)) continue;
        breaks(world, Law::replication_quorum_superset,
               to_string(replica.tp()) + ": the controller's ISR " + text(of_controller) + " has " +
                   text(member) + ", for which the leader, " + text(replica.broker()) +
                   ", does not wait");
        return;
    }
}

void Checker::advance_committed(const World& world, PartitionRecord& record,
                                const Replica& replica) {
    const Offset end = replica.high_watermark();
    if (replica.leader_epoch() < record.loss_epoch) {
        // It does not know of the loss yet, and commits what is lost as well.
        record.committed_once = std::max(record.committed_once, end);
        return;
    }
    if (replica.leader_epoch() != record.leader_epoch) {
        // A deposed leader that does not know it yet may still see its followers catch up. That
        // is sound only if the new leader has those records too. After an unclean election it may
        // be an ISR of its own, cut off from the others; or it counts on what the new leader had
        // before a power loss. Either is lost under the licence of that election.
        // Where epochs were led twice nothing binds a deposed leader any more.
        if (record.forked) {
            record.committed_once = std::max(record.committed_once, end);
            return;
        }
        const Replica* leader = legitimate_leader(world, record);
        const bool licensed = record.licensed_epoch > replica.leader_epoch();
        // Where nobody leads, or the end lies inside a batch of the leader's, nothing can be said.
        const bool held =
            leader == nullptr
                ? !licensed
                : leader->log_end_offset() >= end &&
                      logs_match(replica.log(), leader->log(), end).value_or(!licensed);
        if (!held && licensed) {
            record.committed_once = std::max(record.committed_once, end);
            record.loss_epoch = record.leader_epoch;
            return;
        }
        if (!held) {
            breaks(world, Law::leader_completeness,
                   to_string(record.tp) + ": " + text(replica.broker()) +
                       ", deposed, commits up to " + text(end) + " what " + text(leader->broker()) +
                       " does not hold");
            return;
        }
    }
    if (replica.log().batch_boundary_from(end) != end) return;  // inside a batch
    if (replica.log().prefix_origin() > record.committed) {
        // Gone, or thinned out, before anybody could see it committed (after a licensed loss, or
        // by a cleaner that goes beyond the high watermark).
        record.committed_from = replica.log().prefix_origin();
        record.committed_sum = {};
        record.marks.clear();
    }
    scan_committed(world, record, replica, end);
    record.committed = end;
    record.committed_once = std::max(record.committed_once, end);
    std::erase_if(record.acked, [&](const AckedRange& range) {
        if (range.to > end) return false;
        if (stands_in(replica.log(), range)) {
            keep(record, range);
        } else {
            lose(world, record, replica, range, LostRecords::How::replaced);
        }
        return true;
    });
}

// A deposed leader commits what lies below the end that the new one has committed. After an unclean
// election that may be other records: lost under its licence.
void Checker::commit_deposed(const World& world, PartitionRecord& record, const Replica& replica) {
    if (record.forked || record.licensed_epoch <= replica.leader_epoch()) return;
    const Replica* leader = legitimate_leader(world, record);
    const Offset end = replica.high_watermark();
    if (leader != nullptr && logs_match(replica.log(), leader->log(), end).value_or(true)) return;
    record.loss_epoch = record.leader_epoch;
}

void Checker::scan_committed(const World& world, PartitionRecord& record, const Replica& replica,
                             Offset to) {
    Offset next = record.committed;
    const Offset origin = replica.log().prefix_origin();
    const Offset active = replica.log().segments().back()->base_offset();
    replica.log().for_each_batch(record.committed, to, [&](const RecordBatch& batch) {
        if (batch.next_offset() <= record.committed || violation_) return;
        // A message of v0 or v1 that was read from a disk does not say who wrote it.
        const bool tells_epoch = batch.partition_leader_epoch != no_leader_epoch;
        // The cleaner's; or a fork's, whose truncation took the whole batch in which it fell and
        // ends where it was told to (LocalLog.truncateTo).
        const bool gap = batch.base_offset > next && (next < origin || record.forked);
        if ((batch.base_offset != next && !gap) ||
            (tells_epoch && batch.partition_leader_epoch < record.last_batch_epoch)) {
            breaks(world, Law::epoch_order,
                   to_string(record.tp) + ": after offset " + text(next) + " in " +
                       text(record.last_batch_epoch) + " comes offset " + text(batch.base_offset) +
                       " in " + text(batch.partition_leader_epoch));
            return;
        }
        if (batch.base_offset == active && active > record.committed_from &&
            (record.marks.empty() || record.marks.back().offset < active)) {
            if (record.marks.size() == marks_to_keep) record.marks.erase(record.marks.begin());
            record.marks.push_back({active, record.committed_sum});
        }
        if (batch.base_offset >= record.committed_from) {
            record.committed_sum = plus(record.committed_sum, digest_of(batch));
        }
        if (gap) record.producers.clear();
        if (replica.log().spec().config.cleanup_compact) remember_latest(record, batch);
        next = batch.next_offset();
        if (tells_epoch) record.last_batch_epoch = batch.partition_leader_epoch;
        if (!batch.has_producer_id()) return;
        CommittedSequence* last = record.producers.find(batch.producer_id);
        if (last != nullptr && last->epoch == batch.producer_epoch &&
            batch.base_sequence != advance(last->last, 1) &&
            !may_have_expired(*last, batch, replica, world.wall())) {
            breaks(world, Law::producer_sequence,
                   to_string(record.tp) + ": producer id " +
                       std::to_string(batch.producer_id.value()) + " has sequence " +
                       std::to_string(batch.base_sequence.value()) + " at offset " +
                       text(batch.base_offset) + ", but " +
                       std::to_string(advance(last->last, 1).value()) + " comes next");
            return;
        }
        if (last == nullptr) last = &record.producers[batch.producer_id];
        last->epoch = batch.producer_epoch;
        last->last = batch.last_sequence();
        last->end = batch.next_offset();
        last->timestamp = batch.max_timestamp;
    });
}

// What a producer was told, as far as the log still has it as it was written.
bool Checker::stands_in(const PartitionLog& log, const AckedRange& range) {
    if (range.from < std::max(log.log_start_offset(), log.prefix_origin())) return true;
    return range.from > log.log_end_offset() || holds(log, range.from, range.to, range.content);
}

void Checker::lose(const World& world, const PartitionRecord& record, const Replica& leader,
                   const AckedRange& range, LostRecords::How how) {
    const bool behind =
        how == LostRecords::How::not_in_new_leader && range.to > leader.log_end_offset();
    const Offset from = behind ? std::max(range.from, leader.log_end_offset()) : range.from;
    lost_.push_back({record.tp, std::min(from, range.to), range.to, range.acks, range.producer,
                     leader.broker(), world.last_event(), world.now(), how});
}

void Checker::keep(PartitionRecord& record, const AckedRange& range) {
    if (std::ssize(record.kept) == 2 * acked_to_keep) {
        record.kept.erase(record.kept.begin(), record.kept.begin() + acked_to_keep);
    }
    record.kept.push_back(range);
}

void Checker::lose_kept(const World& world, PartitionRecord& record, const Replica& leader) {
    std::erase_if(record.kept, [&](const AckedRange& range) {
        const bool behind = range.to > leader.log_end_offset();
        if (!behind && stands_in(leader.log(), range)) return false;
        lose(world, record, leader, range,
             behind ? LostRecords::How::not_in_new_leader : LostRecords::How::replaced);
        return true;
    });
}

void Checker::lose_acked(const World& world, PartitionRecord& record, const Replica& leader) {
    const Offset end = leader.log_end_offset();
    for (const AckedRange& range : record.acked) {
        if (range.to <= end) continue;
        lose(world, record, leader, range, LostRecords::How::not_in_new_leader);
    }
    std::erase_if(record.acked, [end](const AckedRange& range) { return range.to > end; });
}

// What Kafka does not promise: that a replica which lost its power and came back before anybody
// took it out of the ISR still has all that was committed (KIP-966 tells of it); and what an
// unclean election costs, of which the controller tells, unless it dies in between.
bool Checker::licensed_election(const PartitionRecord& record, const Replica& leader) {
    const std::vector<BrokerId>& isr = record.isr;
    const bool untold = leader.log().spec().config.unclean_leader_election_enable &&
                        std::find(isr.begin(), isr.end(), leader.broker()) == isr.end();
    return untold ||
           std::any_of(record.replicas.begin(), record.replicas.end(), [&](const ReplicaSight& s) {
               return s.broker == leader.broker() && s.torn;
           });
}

void Checker::rebase(const World& world, PartitionRecord& record, const Replica& leader) {
    Offset end = std::min(leader.high_watermark(), record.committed);
    // Where its own log has a boundary: what is in the batch across it is not committed yet.
    leader.log().for_each_batch(end, [&end](const RecordBatch& batch) {
        if (batch.base_offset < end) end = batch.base_offset;
    });
    licensed_.push_back({record.tp, leader.log_end_offset(), record.committed, world.last_event(),
                         to_string(record.tp) +
                             " lost committed records: " + text(leader.broker()) +
                             " leads, which lost its power or was elected uncleanly"});
    record.loss_epoch = record.leader_epoch;
    record.committed = end;
    const Offset origin = leader.log().prefix_origin();
    const auto origin_sum = leader.log().prefix_digest_at(origin);
    const auto sum = end < origin ? std::nullopt : leader.log().prefix_digest_at(end);
    record.committed_from = sum ? origin : end;
    record.committed_sum = sum ? minus(*sum, *origin_sum) : Hash128{};
    record.marks.clear();
    record.latest = Cow<LatestByKey>();
    std::erase_if(record.lost_in_gaps, [&](const OffsetRange& range) {
        return range.to > leader.log_end_offset();  // others may come to stand there
    });
    record.producers.clear();
    if (record.tp.topic == offsets_topic_name) groups_.forget();
    record.last_batch_epoch = no_leader_epoch;
}

}  // namespace kscope::sim
