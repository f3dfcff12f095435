#include "core/metadata/quorum_controller/replication_control.h"

#include <algorithm>

#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"

namespace kscope {

namespace {

bool contains_broker(const ReplicaIds& ids, BrokerId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

template <class Wanted>
std::vector<TopicPartition> partitions_where(const MetadataImage& image, Wanted wanted) {
    std::vector<TopicPartition> found;
    for (const auto& [name, topic] : image.topics()) {
        std::int32_t place = 0;
        for (const PartitionRegistration& partition : topic->partitions) {
            if (wanted(partition)) found.push_back({name, PartitionIndex(place)});
            ++place;
        }
    }
    return found;
}

// getTopicEffectiveMinIsr: no more than the first partition has replicas.
std::int32_t effective_min_isr(const ControllerView& view, std::string_view topic,
                               const TopicConfig& config) {
    const auto factor = view.image.topic(topic)->partitions.front().replicas.size();
    return std::min(config.min_insync_replicas, static_cast<std::int32_t>(factor));
}

void add_change(const ControllerView& view, const TopicPartition& tp, PartitionChange change,
                MetadataRecords& records) {
    records.emplace_back(
        PartitionChangeRecord{view.image.topic(tp.topic)->id, tp.partition, std::move(change)});
}

// validateAlterPartitionData
ErrorCode refusal(const ControllerView& view, BrokerId asker, const PartitionRegistration* known,
                  const AlterPartitionData& asked) {
    if (known == nullptr) return ErrorCode::unknown_topic_or_partition;
    // The asker has seen more than this controller: it must be a deposed one.
    if (asked.leader_epoch > known->leader_epoch ||
        asked.partition_epoch > known->partition_epoch) {
        return ErrorCode::not_controller;
    }
    if (asked.leader_epoch < known->leader_epoch) return ErrorCode::fenced_leader_epoch;
    if (asker != known->leader) return ErrorCode::invalid_request;
    if (asked.partition_epoch < known->partition_epoch) return ErrorCode::invalid_update_version;
    for (const BrokerId replica : asked.new_isr) {
        if (!contains_broker(known->replicas, replica)) return ErrorCode::invalid_request;
    }
    if (!contains_broker(asked.new_isr, known->leader)) return ErrorCode::invalid_request;
    for (const BrokerId replica : asked.new_isr) {
        if (!view.image.is_active(replica)) return ErrorCode::ineligible_replica;
    }
    return ErrorCode::none;
}

AlteredPartition alter_partition(const ControllerView& view, BrokerId asker,
                                 const AlterPartitionData& asked, MetadataRecords& records) {
    const PartitionRegistration* known = view.image.partition(asked.tp);
    AlteredPartition answer{asked.tp};
    answer.error = refusal(view, asker, known, asked);
    if (answer.error != ErrorCode::none) return answer;
    PartitionTarget target = target_of(view, asked.tp.topic, *known);
    target.isr = asked.new_isr;
    target.recovering = false;  // a leader that has taken office has recovered
    PartitionRegistration next = *known;
    if (auto change = partition_change(*known, target)) {
        next = known->merged(*change);
        const bool moved = change->leader && *change->leader != asker;
        add_change(view, asked.tp, std::move(*change), records);
        // It completed a reassignment, and the leader is not among the replicas any more.
        if (moved) {
            answer.error = ErrorCode::new_leader_elected;
            return answer;
        }
    }
    answer.leader = next.leader;
    answer.leader_epoch = next.leader_epoch;
    answer.isr = next.isr;
    answer.partition_epoch = next.partition_epoch;
    return answer;
}

PartitionResult elect(const ControllerView& view, const TopicPartition& tp, ElectionType type,
                      MetadataRecords& records) {
    const PartitionRegistration* known = view.image.partition(tp);
    if (known == nullptr) {
        const bool topic = view.image.topic(tp.topic) != nullptr;
        return {tp, ErrorCode::unknown_topic_or_partition,
                topic ? "No such partition as " + to_string(tp) : "No such topic as " + tp.topic};
    }
    const bool preferred = type == ElectionType::preferred;
    const bool needless =
        preferred ? known->leader == known->replicas.front() : known->leader != no_broker;
    if (needless) return {tp, ErrorCode::election_not_needed, ""};
    PartitionTarget target = target_of(view, tp.topic, *known);
    target.election = preferred ? LeaderElection::preferred : LeaderElection::unclean;
    auto change = partition_change(*known, target);
    if (!change) {
        return {tp,
                preferred ? ErrorCode::preferred_leader_not_available
                          : ErrorCode::eligible_leaders_not_available,
                ""};
    }
    add_change(view, tp, std::move(*change), records);
    return {tp, ErrorCode::none, ""};
}

}  // namespace

// ---- the view

TopicConfig ControllerView::effective_config(std::string_view topic) const {
    TopicConfig effective = topic_defaults();
    for (const auto& [key, value] : image.topic_config(topic)) {
        set_config(effective, key, value, config.features);
    }
    return effective;
}

TopicConfig ControllerView::topic_defaults() const {
    if (!image.has_broker_configs()) return config.topic_defaults;
    const std::string self = std::to_string(config.broker_id.value());
    return with_dynamic_configs(config, image.broker_config(""), image.broker_config(self))
        .topic_defaults;
}

bool ControllerView::elr_enabled() const { return image.feature(elr_version_feature) > 0; }

ErrorCode ControllerView::check_broker_epoch(BrokerId broker, BrokerEpoch epoch) const {
    const BrokerRegistration* known = image.broker(broker);
    const bool current = known != nullptr && known->broker_epoch == epoch;
    return current ? ErrorCode::none : ErrorCode::stale_broker_epoch;
}

// ---- which partitions

std::vector<TopicPartition> partitions_in_sync(const MetadataImage& image, BrokerId broker) {
    return partitions_where(image, [broker](const PartitionRegistration& partition) {
        return contains_broker(partition.isr, broker);
    });
}

std::vector<TopicPartition> partitions_eligible(const MetadataImage& image, BrokerId broker) {
    return partitions_where(image, [broker](const PartitionRegistration& partition) {
        return contains_broker(partition.elr, broker);
    });
}

std::vector<TopicPartition> partitions_without_leader(const MetadataImage& image) {
    return partitions_where(image, [](const PartitionRegistration& partition) {
        return partition.leader == no_broker;
    });
}

bool leads_any(const MetadataImage& image, BrokerId broker) {
    for (const auto& [name, topic] : image.topics()) {
        for (const PartitionRegistration& partition : topic->partitions) {
            if (partition.leader == broker) return true;
        }
    }
    return false;
}

// ---- changes

PartitionTarget target_of(const ControllerView& view, std::string_view topic,
                          const PartitionRegistration& partition, const LeadershipUpdate& update) {
    PartitionTarget target;
    const TopicConfig config = view.effective_config(topic);
    const Features& features = view.config.features;
    if (view.may_elect_uncleanly(config)) target.election = LeaderElection::unclean;
    for (const BrokerId replica : partition.replicas) {
        if (replica == update.remove || replica == update.unclean) continue;
        if (replica == update.add || view.image.is_active(replica)) {
            target.acceptable_leaders.push_back(replica);
        }
    }
    // A reassignment may bring in others.
    for (const auto& [id, broker] : view.image.brokers()) {
        if (contains_broker(partition.replicas, id) || id == update.remove) continue;
        if (view.image.is_active(id)) target.acceptable_leaders.push_back(id);
    }
    target.min_insync_replicas = effective_min_isr(view, topic, config);
    target.elr_enabled = view.elr_enabled();
    target.epoch_bump_on_isr_shrink = features.epoch_bump_on_isr_shrink;
    target.move_awaits_all_replicas = features.move_awaits_all_replicas;
    return target;
}

void update_leaders(const ControllerView& view, const LeadershipUpdate& update,
                    const std::vector<TopicPartition>& partitions, MetadataRecords& records) {
    for (const TopicPartition& tp : partitions) {
        const PartitionRegistration& known = *view.image.partition(tp);
        PartitionTarget target = target_of(view, tp.topic, known, update);
        target.isr = known.isr;
        std::erase_if(*target.isr, [&update](BrokerId replica) {
            return replica == update.remove || replica == update.unclean;
        });
        if (update.unclean != no_broker) target.unclean_shutdown = {update.unclean};
        if (auto change = partition_change(known, target)) {
            add_change(view, tp, std::move(*change), records);
        }
    }
}

AlterPartitionResponse alter_partitions(const ControllerView& view,
                                        const AlterPartitionRequest& request,
                                        MetadataRecords& records) {
    AlterPartitionResponse response;
    response.error = view.check_broker_epoch(request.broker, request.broker_epoch);
    if (response.error != ErrorCode::none) return response;
    for (const AlterPartitionData& asked : request.partitions) {
        response.partitions.push_back(alter_partition(view, request.broker, asked, records));
    }
    return response;
}

ElectLeadersResponse elect_leaders(const ControllerView& view, const ElectLeadersRequest& request,
                                   MetadataRecords& records) {
    ElectLeadersResponse response;
    const bool all = !request.partitions;
    const std::vector<TopicPartition> asked =
        all ? partitions_where(view.image, [](const PartitionRegistration&) { return true; })
            : *request.partitions;
    for (const TopicPartition& tp : asked) {
        PartitionResult result = elect(view, tp, request.type, records);
        // Of all partitions only those are told where something was to do.
        if (all && result.error == ErrorCode::election_not_needed) continue;
        response.partitions.push_back(std::move(result));
    }
    if (records.size() > records_per_batch_max) {
        records.clear();
        response = {};
        response.error = ErrorCode::policy_violation;
    }
    return response;
}

void balance_leaders(const ControllerView& view, MetadataRecords& records) {
    for (const auto& [name, topic] : view.image.topics()) {
        std::int32_t place = 0;
        for (const PartitionRegistration& known : topic->partitions) {
            const TopicPartition tp{name, PartitionIndex(place++)};
            if (records.size() >= elections_at_once_max) return;
            if (known.leader == known.replicas.front()) continue;
            PartitionTarget target = target_of(view, name, known);
            target.election = LeaderElection::preferred;
            if (elect_leader(known, target).leader != known.replicas.front()) continue;
            if (auto change = partition_change(known, target)) {
                add_change(view, tp, std::move(*change), records);
            }
        }
    }
}

void elect_where_nobody_leads(const ControllerView& view, MetadataRecords& records) {
    for (const TopicPartition& tp : partitions_without_leader(view.image)) {
        if (records.size() >= elections_at_once_max) return;
        if (!view.may_elect_uncleanly(tp.topic)) continue;
        elect(view, tp, ElectionType::unclean, records);
    }
}

}  // namespace kscope
