#include "core/broker/checkpoints.h"

#include "core/broker/broker_state.h"
#include "core/log/checkpoint_file.h"
#include "core/log/format/text_files.h"

namespace kscope {

std::uint64_t Checkpoints::next_token() { return broker_flush_token | ++tokens_; }

void Checkpoints::start(BrokerStep& step) {
    const BrokerConfig& config = step.state.config;
    BrokerTimers& timers = step.state.timers;
    timers.arm(step.now.monotonic + config.replica_high_watermark_checkpoint_interval,
               {BrokerTimerKind::high_watermark_checkpoint, 0});
    timers.arm(step.now.monotonic + config.log_initial_task_delay +
                   config.log_flush_offset_checkpoint_interval,
               {BrokerTimerKind::recovery_point_checkpoint, 0});
}

void Checkpoints::write_high_watermarks(BrokerStep& step) {
    OffsetCheckpoint offsets;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const Replica& replica = step.state.replicas.replica(slot);
        offsets.set(replica.tp(), replica.high_watermark());
    }
    write_checkpoint_file(replication_offset_checkpoint, to_checkpoint_text(offsets), next_token(),
                          step.out);
}

void Checkpoints::write_recovery_points(BrokerStep& step) {
    OffsetCheckpoint recovery_points;
    OffsetCheckpoint starts;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const Replica& replica = step.state.replicas.replica(slot);
        recovery_points.set(replica.tp(), replica.log().recovery_point());
        // Only starts that the first segment does not tell by itself.
        if (replica.log_start_offset() > replica.log().segments().front()->base_offset()) {
            starts.set(replica.tp(), replica.log_start_offset());
        }
    }
    write_checkpoint_file(recovery_point_checkpoint, to_checkpoint_text(recovery_points),
                          next_token(), step.out);
    write_checkpoint_file(log_start_offset_checkpoint, to_checkpoint_text(starts), next_token(),
                          step.out);
}

void Checkpoints::write_cleaner_offsets(BrokerStep& step) {
    OffsetCheckpoint offsets;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const Replica& replica = step.state.replicas.replica(slot);
        if (const auto cleaned = replica.log().cleaner_checkpoint()) {
            offsets.set(replica.tp(), *cleaned);
        }
    }
    write_checkpoint_file(cleaner_offset_checkpoint, to_checkpoint_text(offsets), next_token(),
                          step.out);
}

void Checkpoints::write_whole(BrokerStep& step, const std::string& file, std::string_view text) {
    write_checkpoint_file(file, text, next_token(), step.out);
}

void Checkpoints::on_high_watermark_timer(BrokerStep& step) {
    write_high_watermarks(step);
    step.state.timers.arm(
        step.now.monotonic + step.state.config.replica_high_watermark_checkpoint_interval,
        {BrokerTimerKind::high_watermark_checkpoint, 0});
}

void Checkpoints::on_recovery_point_timer(BrokerStep& step) {
    write_recovery_points(step);
    step.state.timers.arm(
        step.now.monotonic + step.state.config.log_flush_offset_checkpoint_interval,
        {BrokerTimerKind::recovery_point_checkpoint, 0});
}

void Checkpoints::begin_shutdown(BrokerStep& step) {
    shutting_down_ = true;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        step.state.replicas.edit(slot, step.out).flush(step.out);
    }
    on_disk(step);
}

void Checkpoints::on_disk(BrokerStep& step) {
    if (!shutting_down_) return;
    for (const ReplicaSlot slot : step.state.replicas.by_name()) {
        const PartitionLog& log = step.state.replicas.replica(slot).log();
        if (log.recovery_point() < log.log_end_offset()) return;
    }
    finish_shutdown(step);
}

void Checkpoints::write_clean_shutdown(BrokerStep& step, std::string_view text) {
    step.out.effects.emplace_back(DiskWrite{clean_shutdown_file, Bytes(text)});
    step.out.effects.emplace_back(DiskFlush{clean_shutdown_file, next_token()});
}

void Checkpoints::finish_shutdown(BrokerStep& step) {
    shutting_down_ = false;
    write_high_watermarks(step);
    write_recovery_points(step);
    write_clean_shutdown(step, clean_shutdown_text(step.state.broker_epoch));
    close_plane(step);
    step.state.phase = BrokerPhase::stopped;
    step.out.effects.emplace_back(Exit{});
}

void Checkpoints::digest(Digest& d) const {
    d.add(tokens_);
    d.add(shutting_down_);
}

}  // namespace kscope
