#include "core/metadata/image/metadata_image.h"

#include <algorithm>

#include "core/base/check.h"

namespace kscope {

struct MetadataImage::Replay {
    Content& content;
    MetadataDelta& delta;

    TopicImage* edit(const TopicId& id) const {
        const std::string* name = content.names.find(id);
        KSCOPE_CHECK(name != nullptr, "a record of a topic that is not there");
        return &content.topics.find(*name)->edit();
    }
    void touch(const TopicImage& topic, PartitionIndex partition) const {
        delta.partitions.push_back({topic.name, partition});
    }

    void operator()(const RegisterBrokerRecord& record) const {
        content.brokers.set(record.broker, record);
        delta.brokers = true;
    }
    void operator()(const BrokerRegistrationChangeRecord& record) const {
        BrokerRegistration* broker = content.brokers.find(record.broker);
        KSCOPE_CHECK(broker != nullptr && broker->broker_epoch == record.broker_epoch,
                     "a change of a registration that is not there");
        using Fencing = BrokerRegistrationChangeRecord::Fencing;
        if (record.fencing != Fencing::unchanged) {
            broker->fenced = record.fencing == Fencing::fence;
        }
        if (record.enters_controlled_shutdown) broker->in_controlled_shutdown = true;
        delta.brokers = true;
    }
    void operator()(const TopicRecord& record) const {
        content.topics.set(record.name, Cow<TopicImage>(TopicImage{record.name, record.id, {}}));
        content.names.set(record.id, record.name);
    }
    void operator()(const RemoveTopicRecord& record) const {
        const std::string name = edit(record.id)->name;
        content.topics.erase(name);
        content.names.erase(record.id);
        content.configs.erase(name);
        delta.removed_topics.push_back(name);
        std::erase_if(delta.partitions,
                      [&name](const TopicPartition& tp) { return tp.topic == name; });
    }
    void operator()(const PartitionRecord& record) const {
        TopicImage& topic = *edit(record.topic);
        const auto place = static_cast<std::size_t>(record.partition.value());
        if (topic.partitions.size() <= place) topic.partitions.resize(place + 1);
        topic.partitions[place] = record.state;
        touch(topic, record.partition);
    }
    void operator()(const PartitionChangeRecord& record) const {
        TopicImage& topic = *edit(record.topic);
        PartitionRegistration& partition =
            topic.partitions.at(static_cast<std::size_t>(record.partition.value()));
        partition = partition.merged(record.change);
        touch(topic, record.partition);
    }
    void operator()(const ConfigRecord& record) const {
        const bool broker = record.resource_type == ConfigRecord::broker_resource;
        if (!broker && record.resource_type != ConfigRecord::topic_resource) return;
        auto& configs = broker ? content.broker_configs : content.configs;
        FlatMap<std::string, std::string>& keys = configs[record.resource];
        if (record.value) {
            keys.set(record.key, *record.value);
        } else {
            keys.erase(record.key);
            if (keys.empty()) configs.erase(record.resource);
        }
        if (broker) {
            delta.broker_configs = true;
        } else {
            delta.changed_configs.push_back(record.resource);
        }
    }
    void operator()(const FeatureLevelRecord& record) const {
        content.features.set(record.name, record.level);
    }
    void operator()(const ProducerIdsRecord& record) const {
        content.next_producer_id = record.next;
    }
    void operator()(const NoOpRecord&) const {}
};

void MetadataImage::replay(const MetadataRecord& record, MetadataDelta& delta) {
    if (std::holds_alternative<NoOpRecord>(record)) return;
    std::visit(Replay{content_.edit(), delta}, record);
}

std::vector<MetadataRecord> MetadataImage::to_records() const {
    std::vector<MetadataRecord> records;
    for (const auto& [name, level] : content_->features) {
        records.emplace_back(FeatureLevelRecord{name, level});
    }
    for (const auto& [id, broker] : content_->brokers) records.emplace_back(broker);
    for (const auto& [name, topic] : content_->topics) {
        records.emplace_back(TopicRecord{name, topic->id});
        std::int32_t partition = 0;
        for (const PartitionRegistration& state : topic->partitions) {
            records.emplace_back(PartitionRecord{topic->id, PartitionIndex(partition++), state});
        }
    }
    const auto add_configs = [&records](std::int8_t type, const auto& configs) {
        for (const auto& [name, keys] : configs) {
            for (const auto& [key, value] : keys) {
                records.emplace_back(ConfigRecord{type, name, key, value});
            }
        }
    };
    add_configs(ConfigRecord::topic_resource, content_->configs);
    add_configs(ConfigRecord::broker_resource, content_->broker_configs);
    if (content_->next_producer_id != ProducerId(0)) {
        records.emplace_back(
            ProducerIdsRecord{no_broker, BrokerEpoch(-1), content_->next_producer_id});
    }
    return records;
}

bool MetadataImage::is_active(BrokerId id) const {
    const BrokerRegistration* known = broker(id);
    return known != nullptr && !known->fenced && !known->in_controlled_shutdown;
}

const TopicImage* MetadataImage::topic(std::string_view name) const {
    const Cow<TopicImage>* found = content_->topics.find(name);
    return found == nullptr ? nullptr : &**found;
}

const TopicImage* MetadataImage::topic(const TopicId& id) const {
    const std::string* name = content_->names.find(id);
    return name == nullptr ? nullptr : topic(*name);
}

const PartitionRegistration* MetadataImage::partition(const TopicPartition& tp) const {
    const TopicImage* known = topic(tp.topic);
    const auto place = static_cast<std::size_t>(tp.partition.value());
    if (known == nullptr || tp.partition.value() < 0 || place >= known->partitions.size()) {
        return nullptr;
    }
    return &known->partitions[place];
}

namespace {

ConfigEntries entries_of(const FlatMap<std::string, std::string>* keys) {
    ConfigEntries entries;
    if (keys == nullptr) return entries;
    for (const auto& [key, value] : *keys) entries.emplace_back(key, value);
    return entries;
}

void digest_configs(Digest& d,
                    const FlatMap<std::string, FlatMap<std::string, std::string>>& configs) {
    d.add(configs.size());
    for (const auto& [name, keys] : configs) {
        digest_into(d, name);
        d.add(keys.size());
        for (const auto& [key, value] : keys) {
            digest_into(d, key);
            digest_into(d, value);
        }
    }
}

}  // namespace

ConfigEntries MetadataImage::topic_config(std::string_view topic) const {
    return entries_of(content_->configs.find(topic));
}

ConfigEntries MetadataImage::broker_config(std::string_view broker) const {
    return entries_of(content_->broker_configs.find(broker));
}

std::int16_t MetadataImage::feature(std::string_view name) const {
    const std::int16_t* level = content_->features.find(name);
    return level == nullptr ? std::int16_t{0} : *level;
}

void MetadataImage::digest(Digest& d) const {
    const Content& content = *content_;
    d.add(content.brokers.size());
    for (const auto& [id, broker] : content.brokers) {
        digest_into(d, id);
        digest_into(d, broker.incarnation);
        digest_into(d, broker.broker_epoch);
        digest_into(d, broker.rack);
        d.add(broker.fenced);
        d.add(broker.in_controlled_shutdown);
    }
    d.add(content.topics.size());
    for (const auto& [name, topic] : content.topics) {
        digest_into(d, topic->id);
        for (const PartitionRegistration& state : topic->partitions) {
            digest_into(d, state.leader);
            digest_into(d, state.leader_epoch);
            d.add(state.partition_epoch);
            digest_into(d, state.replicas);
            digest_into(d, state.isr);
            digest_into(d, state.removing);
            digest_into(d, state.adding);
            digest_into(d, state.elr);
            digest_into(d, state.last_known_elr);
            d.add(state.recovering);
        }
    }
    digest_configs(d, content.configs);
    if (!content.broker_configs.empty()) digest_configs(d, content.broker_configs);
    d.add(content.features.size());
    for (const auto& [name, level] : content.features) {
        digest_into(d, name);
        d.add(level);
    }
    digest_into(d, content.next_producer_id);
}

}  // namespace kscope
