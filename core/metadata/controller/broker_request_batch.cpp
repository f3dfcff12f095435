#include "core/metadata/controller/broker_request_batch.h"

#include <utility>

#include "core/metadata/deletion_marks.h"

namespace kscope {

void BrokerRequestBatch::add_leader_and_isr(const std::vector<BrokerId>& brokers,
                                            const TopicPartition& tp, bool is_new) {
    for (const BrokerId broker : brokers) {
        bool& known_new = leader_and_isr_[broker][tp];
        known_new = known_new || is_new;
    }
    update_all_.wanted = true;
    update_all_.partitions.insert(tp);
}

void BrokerRequestBatch::add_update_metadata(const std::vector<TopicPartition>& partitions) {
    update_all_.wanted = true;
    update_all_.partitions.insert(partitions.begin(), partitions.end());
}

void BrokerRequestBatch::add_update_metadata(const std::vector<BrokerId>& brokers, Extent extent) {
    for (const BrokerId broker : brokers) {
        const auto [at, fresh] = update_metadata_.emplace(broker, extent);
        if (!fresh && extent == Extent::everything) at->second = extent;
    }
}

namespace {

LeaderAndIsrRequest leader_and_isr_for(BrokerId self, const LiveBroker& broker,
                                       const std::map<TopicPartition, bool>& partitions,
                                       const ControllerContext& context) {
    LeaderAndIsrRequest request;
    request.controller = self;
    request.controller_epoch = context.epoch;
    request.broker_epoch = broker.epoch;
    std::set<BrokerId> leaders;
    for (const auto& [tp, is_new] : partitions) {
        const ControlledPartition* partition = context.find(tp);
        if (partition == nullptr || !partition->has_state) continue;
        LeaderAndIsrPartition told{partition->state, context.topics.at(tp.topic).config};
        told.state.is_new = is_new;
        leaders.insert(told.state.leader);
        request.partitions.push_back(std::move(told));
    }
    for (const BrokerId leader : leaders) {
        if (const LiveBroker* live = context.live_brokers.find(leader)) {
            request.live_leaders.push_back(live->endpoint);
        }
    }
    return request;
}

void add_state(ControlledPartition& partition, bool deleting,
               std::vector<SharedPartitionState>& states) {
    if (!partition.has_state) return;
    if (deleting) {
        PartitionState going = partition.state;
        going.leader = leader_during_delete;
        states.emplace_back(std::move(going));
    } else {
        states.push_back(partition.shared_state());
    }
}

PartitionStates states_of(const std::set<TopicPartition>& partitions, ControllerContext& context) {
    std::vector<SharedPartitionState> states;
    states.reserve(partitions.size());
    for (const TopicPartition& tp : partitions) {
        ControlledPartition* partition = context.find(tp);
        if (partition == nullptr) continue;
        add_state(*partition, context.is_queued_for_deletion(tp.topic), states);
    }
    return states;
}

PartitionStates all_states(ControllerContext& context) {
    std::vector<SharedPartitionState> states;
    for (auto& [name, topic] : context.topics) {
        const bool deleting = context.is_queued_for_deletion(name);
        for (ControlledPartition& partition : topic.partitions) {
            add_state(partition, deleting, states);
        }
    }
    return states;
}

}  // namespace

void BrokerRequestBatch::send_update_metadata(BrokerId self, ControllerContext& context,
                                              ControllerChannels& channels) {
    if (!update_all_.wanted && update_metadata_.empty()) return;
    UpdateMetadataRequest to_all;
    to_all.controller = self;
    to_all.controller_epoch = context.epoch;
    to_all.live_brokers = context.live_endpoints();
    to_all.racks = context.racks();
    to_all.partitions = states_of(update_all_.partitions, context);
    {
        const PartitionStates many = to_all.partitions;  // so that what comes of it is remembered
        told_.apply(to_all);
    }
    std::optional<PartitionStates> everything;
    for (const auto& [broker, live] : context.live_brokers) {
        const auto own = update_metadata_.find(broker);
        if (!update_all_.wanted && own == update_metadata_.end()) continue;
        UpdateMetadataRequest request = to_all;
        request.broker_epoch = live.epoch;
        if (own != update_metadata_.end() && own->second == Extent::everything) {
            if (!everything) {
                everything = all_states(context);
                told_.lend_to(*everything);
            }
            request.partitions = *everything;
        }
        channels.enqueue(broker, make_message(std::move(request)));
    }
}

void BrokerRequestBatch::send(BrokerId self, ControllerContext& context,
                              ControllerChannels& channels) {
    for (const auto& [broker, partitions] : leader_and_isr_) {
        const LiveBroker* live = context.live_brokers.find(broker);
        if (live == nullptr) continue;
        LeaderAndIsrRequest request = leader_and_isr_for(self, *live, partitions, context);
        if (request.partitions.empty()) continue;
        request.full = full_.erase(broker) > 0;
        channels.enqueue(broker, make_message(std::move(request)));
    }
    send_update_metadata(self, context, channels);
    for (const auto& [broker, partitions] : stop_replica_) {
        const LiveBroker* live = context.live_brokers.find(broker);
        if (live == nullptr) continue;
        StopReplicaRequest request{self, context.epoch, live->epoch, {}};
        for (const auto& [tp, stopped] : partitions) request.partitions.push_back(stopped);
        channels.enqueue(broker, make_message(std::move(request)));
    }
    leader_and_isr_.clear();
    update_metadata_.clear();
    update_all_ = {};
    stop_replica_.clear();
}

void BrokerRequestBatch::add_stop_replica(BrokerId broker, const ControlledPartition& partition,
                                          bool remove, std::optional<LeaderEpoch> epoch) {
    const PartitionState& state = partition.state;
    const LeaderEpoch now = partition.has_state ? state.leader_epoch : no_leader_epoch;
    StopReplicaPartition& stopped = stop_replica_[broker][state.tp];
    stopped = {state.tp, epoch.value_or(now), stopped.delete_partition || remove};
}

void BrokerRequestBatch::clear() { *this = {}; }

void BrokerRequestBatch::digest(Digest& d) const {
    d.add(leader_and_isr_.size());
    for (const auto& [broker, partitions] : leader_and_isr_) {
        digest_into(d, broker);
        for (const auto& [tp, is_new] : partitions) {
            digest_into(d, tp);
            d.add(is_new);
        }
    }
    d.add(update_metadata_.size());
    for (const auto& [broker, extent] : update_metadata_) {
        digest_into(d, broker);
        digest_into(d, extent);
    }
    d.add(update_all_.wanted);
    for (const TopicPartition& tp : update_all_.partitions) digest_into(d, tp);
    for (const BrokerId broker : full_) digest_into(d, broker);
    d.add(stop_replica_.size());
    for (const auto& [broker, partitions] : stop_replica_) {
        digest_into(d, broker);
        for (const auto& [tp, stopped] : partitions) digest_into(d, stopped);
    }
}

}  // namespace kscope
