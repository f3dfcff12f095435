#include "core/broker/boot.h"

#include "core/broker/broker_state.h"
#include "core/broker/log_cleaner.h"
#include "core/broker/log_manager.h"
#include "core/broker/replica_manager.h"
#include "core/log/checkpoint_file.h"
#include "core/log/format/text_files.h"
#include "core/log/log_recovery.h"

namespace kscope {

namespace {

constexpr const char* meta_properties = "meta.properties";

OffsetCheckpoint read_checkpoint(const Boot& boot, const char* name) {
    const StoredFile* file = find_file(boot.files, name);
    if (file == nullptr) return {};
    return offsets_from_checkpoint(text_of(*file)).value_or(OffsetCheckpoint{});
}

Offset at_or_zero(const OffsetCheckpoint& offsets, const TopicPartition& tp) {
    const Offset* found = offsets.find(tp);
    return found == nullptr ? Offset(0) : *found;
}

void recover_logs(BrokerStep& step, const Boot& boot, bool clean) {
    const OffsetCheckpoint high_watermarks = read_checkpoint(boot, replication_offset_checkpoint);
    const OffsetCheckpoint recovery_points = read_checkpoint(boot, recovery_point_checkpoint);
    const OffsetCheckpoint starts = read_checkpoint(boot, log_start_offset_checkpoint);
    const OffsetCheckpoint cleaned = read_checkpoint(boot, cleaner_offset_checkpoint);
    for (const LogDirectory& directory : log_directories(boot.files)) {
        // The quorum's log; with ZooKeeper it may be a topic's, up to 2.8.
        if (step.state.has_kraft() && directory.tp.topic == cluster_metadata_topic_name) continue;
        RecoveryInput input{clean, at_or_zero(recovery_points, directory.tp),
                            at_or_zero(starts, directory.tp), std::nullopt, step.now.wall};
        if (const Offset* offset = cleaned.find(directory.tp)) input.cleaned = *offset;
        Ref<LogSpec> spec = make_log_spec(step, directory.tp, {});
        spec->config_known = false;
        PartitionLog log = recover_log(std::move(spec), directory.files, input, step.out);
        Replica replica(step.state.replica_spec, std::move(log),
                        at_or_zero(high_watermarks, directory.tp));
        step.state.replicas.add(std::move(replica), step.out);
    }
}

BrokerEpoch epoch_at_shutdown(const Boot& boot) {
    const StoredFile* file = find_file(boot.files, clean_shutdown_file);
    return file == nullptr ? BrokerEpoch(-1) : read_clean_shutdown(text_of(*file));
}

void write_meta_properties(BrokerStep& step) {
    const MetaProperties properties{0, step.state.config.broker_id.value(), "", ""};
    step.out.effects.emplace_back(
        DiskWrite{meta_properties, Bytes(meta_properties_text(properties, step.now.wall))});
}

}  // namespace

void boot_broker(BrokerStep& step, const Boot& boot) {
    BrokerState& state = step.state;
    state.connection_ids = {boot.self, boot.incarnation, 0};
    state.rng = boot.rng.fork("broker");
    state.codecs = boot.codecs;
    const bool clean = find_file(boot.files, clean_shutdown_file) != nullptr;
    if (step.out.wants<BrokerStarted>()) {
        step.out.note(BrokerStarted{state.config.broker_id, clean});
    }
    if (clean) step.out.effects.emplace_back(DiskDelete{clean_shutdown_file});
    // With KRaft the replica of the quorum writes it.
    if (!state.has_kraft() && find_file(boot.files, meta_properties) == nullptr) {
        write_meta_properties(step);
    }
    recover_logs(step, boot, clean);

    state.fetch_sessions.configure(state.config.max_incremental_fetch_session_cache_slots);
    state.client_throttling.configure(state.config);
    state.replication_throttle.configure(state.config);
    state.groups = GroupCoordinator(state.config, boot.rng.fork("group"));
    state.groups.start(step.now);
    state.checkpoints.start(step);
    start_log_manager(step);
    start_log_cleaner(step);
    arm_isr_shrink_timer(step);
    boot_plane(step, boot, clean ? epoch_at_shutdown(boot) : BrokerEpoch(-1));
}

}  // namespace kscope
