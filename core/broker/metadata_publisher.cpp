#include "core/broker/metadata_publisher.h"

#include <algorithm>

#include "core/broker/broker_state.h"
#include "core/broker/replica_manager.h"
#include "core/broker/replica_roles.h"
#include "core/log/checkpoint_file.h"
#include "core/log/format/text_files.h"
#include "core/log/log_recovery.h"
#include "core/metadata/deletion_marks.h"

namespace kscope {

namespace {

constexpr std::string_view partition_metadata = "partition.metadata";

std::string partition_metadata_file(const TopicPartition& tp) {
    return to_string(tp) + "/" + std::string(partition_metadata);
}

std::string id_text(const TopicId& id) { return uuid_text(id.high, id.low); }

PartitionState state_of(const TopicPartition& tp, const PartitionRegistration& partition,
                        ControllerEpoch epoch) {
    PartitionState state;
    state.tp = tp;
    state.controller_epoch = epoch;
    state.leader = partition.leader;
    state.leader_epoch = partition.leader_epoch;
    state.isr = partition.isr;
    state.partition_epoch = partition.partition_epoch;
    state.replicas = partition.replicas;
    return state;
}

bool holds(const ReplicaIds& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

bool is_replica(const PartitionRegistration& partition, BrokerId broker) {
    return holds(partition.replicas, broker);
}

// ReplicaManager.applyLocalFollowersDelta: who is about to stop, and not in sync any more, leaves
// its log as it is.
bool stops_fetching(const BrokerStep& step, const PartitionRegistration& partition) {
    const BrokerId self = step.state.config.broker_id;
    const bool leaving = step.state.kraft().lifecycle.state() ==
                         BrokerLifecycleManager::State::pending_controlled_shutdown;
    return leaving && partition.leader != self &&
           (partition.leader == no_broker || !holds(partition.isr, self));
}

ControllerEpoch epoch_of(const BrokerStep& step) {
    return ControllerEpoch(std::max(step.state.kraft().loader.last_applied_epoch().value(), 0));
}

std::vector<TopicPartition> all_partitions(const MetadataImage& image) {
    std::vector<TopicPartition> all;
    for (const auto& [name, topic] : image.topics()) {
        for (std::size_t i = 0; i < topic->partitions.size(); ++i) {
            all.push_back({name, PartitionIndex(static_cast<std::int32_t>(i))});
        }
    }
    return all;
}

// What the picture has of a topic from that partition on.
void add_known(const ClusterImage& known, const std::string& topic, std::size_t from,
               std::vector<TopicPartition>& partitions) {
    const auto count = static_cast<std::size_t>(known.partition_count(topic));
    for (std::size_t i = from; i < count; ++i) {
        partitions.push_back({topic, PartitionIndex(static_cast<std::int32_t>(i))});
    }
}

// What the picture has and the image has not: a snapshot does not tell what was removed.
std::vector<TopicPartition> stale_partitions(const ClusterImage& known,
                                             const MetadataImage& image) {
    std::vector<TopicPartition> stale;
    for (const std::string& name : known.topic_names()) {
        const TopicImage* topic = image.topic(name);
        add_known(known, name, topic == nullptr ? 0 : topic->partitions.size(), stale);
    }
    return stale;
}

}  // namespace

void MetadataPublisher::load(const std::vector<StoredFile>& files) {
    for (const LogDirectory& directory : log_directories(files)) {
        const StoredFile* file = find_file(files, partition_metadata_file(directory.tp));
        if (file == nullptr) continue;
        for (const auto& [key, value] : read_partition_metadata(text_of(*file)).values) {
            if (key == "topic_id") topic_ids_.set(directory.tp, value);
        }
    }
}

void MetadataPublisher::publish(BrokerStep& step, const MetadataImage& image,
                                const MetadataDelta& delta) {
    std::vector<TopicPartition> changed = delta.partitions;
    std::vector<TopicPartition> gone;
    if (delta.everything) {
        changed = all_partitions(image);
        gone = stale_partitions(step.state.image, image);
    } else {
        for (const std::string& name : delta.removed_topics) {
            add_known(step.state.image, name, 0, gone);
        }
    }
    if (delta.everything || delta.broker_configs) {
        const std::string own = std::to_string(step.state.config.broker_id.value());
        step.state.dynamic_config.update(step, {image.broker_config(""), image.broker_config(own)});
    }
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    update_image(step, image, changed, gone);
    if (delta.everything) drop_foreign(step, image);
    for (const std::string& topic : delta.removed_topics) {
        for (const ReplicaSlot slot : std::vector<ReplicaSlot>(step.state.replicas.by_name())) {
            const TopicPartition tp = step.state.replicas.name(slot);
            if (tp.topic == topic) drop(step, tp);
        }
    }
    const BrokerId self = step.state.config.broker_id;
    for (const bool leaders : {true, false}) {
        for (const TopicPartition& tp : changed) {
            const PartitionRegistration* partition = image.partition(tp);
            if (partition != nullptr && (partition->leader == self) == leaders) {
                assign(step, image, tp);
            }
        }
    }
    take_configs(step, image, delta);
    step.state.fetchers.pump(step);
}

// DynamicConfigPublisher: the replicas that are here get what their topics say now.
void MetadataPublisher::take_configs(BrokerStep& step, const MetadataImage& image,
                                     const MetadataDelta& delta) {
    if (!delta.everything && delta.changed_configs.empty()) return;
    for (const ReplicaSlot slot : std::vector<ReplicaSlot>(step.state.replicas.by_name())) {
        const TopicPartition tp = step.state.replicas.name(slot);
        const auto& changed = delta.changed_configs;
        const bool told = std::find(changed.begin(), changed.end(), tp.topic) != changed.end();
        if (!delta.everything && !told) continue;
        find_or_create_replica(step, tp, image.topic_config(tp.topic));
    }
}

// KRaftMetadataCache: who is not fenced is alive.
void MetadataPublisher::update_image(BrokerStep& step, const MetadataImage& image,
                                     const std::vector<TopicPartition>& changed,
                                     const std::vector<TopicPartition>& gone) {
    BrokerState& state = step.state;
    UpdateMetadataRequest update;
    update.controller = state.kraft().raft.quorum().leader();
    update.controller_epoch = epoch_of(step);
    std::vector<SharedPartitionState> partitions;
    for (const TopicPartition& tp : gone) {
        PartitionState last;
        last.tp = tp;
        last.leader = leader_during_delete;
        partitions.emplace_back(std::move(last));
    }
    for (const TopicPartition& tp : changed) {
        if (const PartitionRegistration* partition = image.partition(tp)) {
            partitions.emplace_back(state_of(tp, *partition, update.controller_epoch));
        }
    }
    update.partitions = std::move(partitions);
    state.alive_brokers.clear();
    for (const auto& [id, broker] : image.brokers()) {
        if (!broker.fenced) {
            update.live_brokers.push_back({id, broker.node});
            if (!broker.rack.empty()) update.racks.push_back({id, broker.rack});
        }
        if (image.is_active(id)) state.alive_brokers.push_back(id);
    }
    state.image.apply(update);
}

// Logs that are of no partition of this broker, or of a topic that had the same name.
void MetadataPublisher::drop_foreign(BrokerStep& step, const MetadataImage& image) {
    const BrokerId self = step.state.config.broker_id;
    for (const ReplicaSlot slot : std::vector<ReplicaSlot>(step.state.replicas.by_name())) {
        const TopicPartition tp = step.state.replicas.name(slot);
        const PartitionRegistration* partition = image.partition(tp);
        const std::string* id = topic_ids_.find(tp);
        const bool mine = partition != nullptr && is_replica(*partition, self);
        if (!mine || (id != nullptr && *id != id_text(image.topic(tp.topic)->id))) drop(step, tp);
    }
}

void MetadataPublisher::drop(BrokerStep& step, const TopicPartition& tp) {
    const auto slot = step.state.replicas.find(tp);
    if (!slot) return;
    stop_partition(step, *slot, StoppedLog::deleted);
    if (topic_ids_.erase(tp)) {
        step.out.effects.emplace_back(DiskDelete{partition_metadata_file(tp)});
    }
}

void MetadataPublisher::assign(BrokerStep& step, const MetadataImage& image,
                               const TopicPartition& tp) {
    const PartitionRegistration& partition = *image.partition(tp);
    const BrokerId self = step.state.config.broker_id;
    if (!is_replica(partition, self)) {
        drop(step, tp);
        return;
    }
    know_topic(step, tp, image.topic(tp.topic)->id);
    const PartitionState state = state_of(tp, partition, epoch_of(step));
    const ConfigEntries config = image.topic_config(tp.topic);
    const auto known = step.state.replicas.find(tp);
    const bool same_epoch =
        known && step.state.replicas.replica(*known).leader_epoch() == partition.leader_epoch;
    if (same_epoch) {
        update_partition(step, *known, state);
        if (stops_fetching(step, partition)) step.state.fetchers.remove(step, *known);
    } else if (partition.leader == self) {
        lead_partition(step, state, config);
    } else {
        std::optional<BrokerEndpoint> leader;
        const BrokerRegistration* broker = image.broker(partition.leader);
        if (broker != nullptr && !stops_fetching(step, partition)) {
            leader = BrokerEndpoint{broker->broker, broker->node};
        }
        follow_partition(step, state, config, leader);
    }
}

void MetadataPublisher::know_topic(BrokerStep& step, const TopicPartition& tp, const TopicId& id) {
    const std::string text = id_text(id);
    if (const std::string* known = topic_ids_.find(tp)) {
        if (*known == text) return;
        drop(step, tp);
    }
    topic_ids_.set(tp, text);
    step.state.checkpoints.write_whole(step, partition_metadata_file(tp),
                                       partition_metadata_text(text));
}

void MetadataPublisher::digest(Digest& d) const {
    d.add(topic_ids_.size());
    for (const auto& [tp, id] : topic_ids_) digest_into(d, id);
}

}  // namespace kscope
