#include "core/group/group_coordinator.h"

namespace kscope {

PartitionIndex offsets_partition_of(std::string_view group, std::int32_t partitions) {
    std::uint32_t hash = 0;
    for (const char c : group) hash = hash * 31 + static_cast<unsigned char>(c);
    return PartitionIndex(static_cast<std::int32_t>(hash & 0x7fffffff) % partitions);
}

namespace {

Duration minutes(std::int32_t count) {
    constexpr std::int64_t minute = Duration::seconds(60).count();
    return count > Duration::forever().count() / minute ? Duration::forever()
                                                        : Duration::nanos(count * minute);
}

}  // namespace

GroupCoordinator::GroupCoordinator(const BrokerConfig& config, Rng rng)
    : broker_(config.broker_id),
      offsets_partitions_(config.offsets_topic_num_partitions),
      offset_metadata_max_bytes_(config.offset_metadata_max_bytes),
      initial_rebalance_delay_(config.group_initial_rebalance_delay),
      min_session_timeout_(config.group_min_session_timeout),
      max_session_timeout_(config.group_max_session_timeout),
      group_max_size_(config.group_max_size),
      member_id_required_(config.features.member_id_required),
      beats_before_sync_(config.features.beats_before_sync),
      fences_before_rebalance_(config.features.fences_before_rebalance),
      offset_expiration_(config.features.offset_expiration),
      offsets_retention_(minutes(config.offsets_retention_minutes)),
      cleanup_interval_(config.offsets_retention_check_interval),
      mutant_(config.features.mutant),
      rng_(rng) {}

PartitionIndex GroupCoordinator::partition_of(std::string_view group) const {
    return offsets_partition_of(group, offsets_partitions_);
}

// GroupCoordinator.validateGroupStatus
ErrorCode GroupCoordinator::status_of(std::string_view group) const {
    if (group.empty()) return ErrorCode::invalid_group_id;
    return leads(partition_of(group)) ? ErrorCode::none : ErrorCode::not_coordinator;
}

Group* GroupCoordinator::find(std::string_view group) {
    Shard* shard = shards_.find(partition_of(group));
    return shard != nullptr ? shard->groups.find(group) : nullptr;
}

const Group* GroupCoordinator::find_group(std::string_view name) const {
    const Shard* shard = shards_.find(partition_of(name));
    return shard != nullptr ? shard->groups.find(name) : nullptr;
}

Group& GroupCoordinator::find_or_create(const std::string& group) {
    auto& groups = shards_[partition_of(group)].groups;
    if (Group* known = groups.find(group)) return *known;
    return groups.set(group, Group(group));
}

std::vector<const Group*> GroupCoordinator::groups() const {
    std::vector<const Group*> all;
    for (const auto& [partition, shard] : shards_) {
        for (const auto& [name, group] : shard.groups) all.push_back(&group);
    }
    return all;
}

void GroupCoordinator::on_wakeup(const Now& now, CoordinatorOutput& out) {
    while (timers_.due(now.monotonic)) {
        const Timer timer = timers_.pop().second;
        Group* group = find(timer.group);
        if (group == nullptr) continue;
        switch (timer.kind) {
            case TimerKind::heartbeat: on_heartbeat_timer(now, *group, timer.member, out); break;
            case TimerKind::pending_member:
                remove_pending_member(now, *group, timer.member, out);
                break;
            case TimerKind::join: on_join_timer(now, *group, out); break;
            case TimerKind::sync: on_sync_timer(now, *group, out); break;
        }
    }
    if (cleanup_at_ <= now.monotonic) cleanup(now, out);
}

void GroupCoordinator::digest(Digest& d) const {
    for (const auto& [partition, shard] : shards_) {
        digest_into(d, partition);
        digest_into(d, shard.epoch);
        for (const auto& [name, group] : shard.groups) group.digest(d);
    }
    digest_into(d, timers_.next_deadline());
    if (!cleanup_at_.is_never()) digest_into(d, cleanup_at_);
    digest_into(d, timers_.size());
    digest_into(d, next_token_);
    for (const std::uint64_t word : rng_.state()) d.add(word);
}

void GroupCoordinator::check_invariants() const {
    for (const auto& [partition, shard] : shards_) {
        for (const auto& [name, group] : shard.groups) group.check_invariants();
    }
}

}  // namespace kscope
