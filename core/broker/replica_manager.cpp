#include "core/broker/replica_manager.h"

#include "core/broker/broker_state.h"
#include "core/config/config_keys.h"

namespace kscope {

namespace {

TopicConfig config_of(const BrokerStep& step, const ConfigEntries& of_topic) {
    TopicConfig config = step.state.config.topic_defaults;
    for (const auto& [key, value] : of_topic) {
        // The controller has refused bad ones.
        set_config(config, key, value, step.state.config.features);
    }
    return config;
}

}  // namespace

ErrorCode missing_replica_error(const BrokerStep& step, const TopicPartition& tp) {
    return step.state.image.partition_state(tp) != nullptr ? ErrorCode::not_leader_or_follower
                                                           : ErrorCode::unknown_topic_or_partition;
}

Ref<LogSpec> make_log_spec(const BrokerStep& step, const TopicPartition& tp,
                           const ConfigEntries& topic_config) {
    auto spec = make_ref<LogSpec>();
    spec->tp = tp;
    spec->broker = step.state.config.broker_id;
    spec->log_id = step.state.replicas.next_slot();
    spec->config = config_of(step, topic_config);
    spec->check_sequences = step.state.config.features.mutant != Mutant::no_deduplication;
    spec->keep_latest = step.state.config.features.mutant != Mutant::compact_away_latest;
    spec->oldest_format = step.state.config.features.oldest_log_format;
    spec->newest_format = step.state.config.features.newest_format;
    spec->keyless_in_compacted = step.state.config.features.keyless_in_compacted;
    spec->appends_correct_epochs = step.state.config.features.appends_correct_epochs;
    spec->producer_id_expiration = step.state.config.producer_id_expiration;
    spec->codecs = step.state.codecs;
    spec->rng = step.state.rng.fork("segments/" + to_string(tp));
    return spec;
}

ReplicaSlot find_or_create_replica(BrokerStep& step, const TopicPartition& tp,
                                   const ConfigEntries& topic_config) {
    step.state.dynamic_config.know_topic(tp.topic, topic_config);
    if (const auto slot = step.state.replicas.find(tp)) {
        const TopicConfig config = config_of(step, topic_config);
        const LogSpec& known = step.state.replicas.replica(*slot).log().spec();
        update_throttled_replicas(step, tp, known.config, config);
        if (known.config != config || !known.config_known) {
            step.state.replicas.edit(*slot, step.out).set_topic_config(config);
        }
        return *slot;
    }
    const Ref<LogSpec> spec = make_log_spec(step, tp, topic_config);
    update_throttled_replicas(step, tp, TopicConfig(), spec->config);
    PartitionLog log(spec);
    return step.state.replicas.add(Replica(step.state.replica_spec, std::move(log), Offset(0)),
                                   step.out);
}

void on_log_start_moved(BrokerStep& step, ReplicaSlot slot) {
    step.state.fetchers.on_log_start_moved(slot);
    step.state.changed.mark(slot, ReplicaChange::log_start);
}

void submit_isr_change(BrokerStep& step, ReplicaSlot slot, AlterPartitionData proposal) {
    if (step.state.config.features.isr_change == IsrChange::zookeeper_write) {
        step.state.zk().isr_change_writer.submit(step, slot, std::move(proposal));
    } else {
        step.state.alter_partition.submit(step, slot, std::move(proposal));
    }
}

std::optional<AlterPartitionData> resolve_isr_change(BrokerStep& step, ReplicaSlot slot,
                                                     const AlterPartitionData& sent,
                                                     ErrorCode error,
                                                     const AlteredPartition& answer) {
    if (step.state.replicas.deleted(slot)) return std::nullopt;
    ReplicaStep replica_step = step.replica_step();
    AlterPartitionOutcome outcome =
        step.state.replicas.edit(slot, step.out)
            .on_alter_partition_response(sent, error, answer, replica_step);
    if (outcome.high_watermark_advanced || outcome.isr_changed) {
        step.state.changed.mark(slot, ReplicaChange::high_watermark);
    }
    return std::move(outcome.retry);
}

void arm_isr_shrink_timer(BrokerStep& step) {
    const BrokerConfig& config = step.state.config;
    const std::int64_t checks = config.features.isr_checked_twice_per_lag ? 2 : 1;
    step.state.timers.arm(step.now.monotonic + config.replica_lag_time_max / checks,
                          {BrokerTimerKind::isr_shrink, 0});
}

void on_isr_shrink_timer(BrokerStep& step) {
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const Leader* leader = step.state.replicas.replica(slot).leader_state();
        if (leader == nullptr || leader->isr.committed.size() < 2) continue;
        ReplicaStep replica_step = step.replica_step();
        Replica& replica = step.state.replicas.edit(slot, step.out);
        if (auto proposal = replica.maybe_shrink_isr(replica_step)) {
            submit_isr_change(step, slot, std::move(*proposal));
        }
    }
    arm_isr_shrink_timer(step);
}

void settle_changes(BrokerStep& step) {
    while (!step.state.changed.empty()) {
        const ChangedReplicas::Entry changed = step.state.changed.take();
        const bool more_than_appended =
            changed.has(ReplicaChange::high_watermark) || changed.has(ReplicaChange::role);
        if (more_than_appended) complete_produces(step, changed.slot);
        const bool more_may_be_deleted =
            changed.has(ReplicaChange::log_start) || changed.has(ReplicaChange::high_watermark);
        if (more_may_be_deleted) complete_delete_records(step, changed.slot);
        complete_fetches(step, changed.slot);
    }
    watch_disturbed_fetches(step);
}

}  // namespace kscope
