// Brokers that come, go, or came back before anyone noticed (bounced: another epoch). Rules:
// KafkaController.processBrokerChange, onBrokerStartup, onBrokerFailure, 3.9.
#include <algorithm>
#include <charconv>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {

namespace {

// The simulator's address is a process: which one listens at the host and port of a registration is
// known by the broker's id. None: it is of no broker of this world.
const BrokerEndpoint* endpoint_of(const TaskRun& run, BrokerId id) {
    const auto at = std::find_if(run.processes.begin(), run.processes.end(),
                                 [id](const BrokerEndpoint& one) { return one.broker == id; });
    return at == run.processes.end() ? nullptr : &*at;
}

}  // namespace

void ListBrokers::begin(TaskRun& run) {
    run.ask(ZkGetChildren{BrokerIdsZNode::path, true});
    const bool has_feature = run.config.features.feature_znode_version > 0;
    if (initial && has_feature) run.ask(ZkExists{FeatureZNode::path, false});
}

void ListBrokers::finish(TaskRun& run) {
    ReadBrokers read;
    read.initial = initial;
    if (run.answers.size() > 1) {
        read.makes_feature = run.answer<ZkStatResponse>(1).error == ZkError::no_such_node;
    }
    for (const std::string& name : run.answer<ZkChildrenResponse>(0).children) {
        std::int32_t id = 0;
        const char* end = name.data() + name.size();
        const auto parsed = std::from_chars(name.data(), end, id);
        if (parsed.ec == std::errc() && parsed.ptr == end) read.ids.push_back(BrokerId(id));
    }
    run.next.emplace_back(std::move(read));
}

void ReadBrokers::begin(TaskRun& run) {
    for (const BrokerId id : ids) run.ask(ZkGetData{BrokerIdZNode::path(id), false});
    if (!makes_feature) return;
    ZkCreate feature;
    feature.path = FeatureZNode::path;
    feature.data = FeatureZNode::encode(run.config.features);
    run.ask(std::move(feature));  // NODEEXISTS: ours, sent twice
}

void ReadBrokers::finish(TaskRun& run) {
    FlatMap<BrokerId, LiveBroker> current;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& data = run.answer<ZkDataResponse>(i);
        const auto info = BrokerIdZNode::decode(data.data);
        const BrokerEndpoint* endpoint = endpoint_of(run, ids[i]);
        // Gone between the two reads, or nobody's.
        if (data.error != ZkError::ok || !info || endpoint == nullptr) continue;
        current.set(ids[i], {*endpoint, BrokerEpoch(data.stat.czxid.value()), info->rack});
    }
    if (initial) {
        run.context.live_brokers = std::move(current);
        run.next.emplace_back(ListTopics{true});
        return;
    }
    BrokersStarted fresh;
    BrokersStarted bounced;
    BrokersFailed bounced_ids;
    BrokersFailed dead;
    for (const auto& [id, broker] : current) {
        const LiveBroker* known = run.context.live_brokers.find(id);
        if (known == nullptr) {
            fresh.brokers.push_back(broker);
        } else if (broker.epoch > known->epoch) {
            bounced.brokers.push_back(broker);
            bounced_ids.brokers.push_back(id);
        }
    }
    for (const BrokerId id : run.context.live_or_shutting_down_ids()) {
        if (!current.contains(id)) dead.brokers.push_back(id);
    }
    for (const LiveBroker& broker : fresh.brokers) run.channels.add(broker);
    for (const LiveBroker& broker : bounced.brokers) {
        run.channels.remove(broker.endpoint.broker, run.out);
        run.channels.add(broker);
    }
    for (const BrokerId id : dead.brokers) run.channels.remove(id, run.out);
    if (!fresh.brokers.empty()) run.next.emplace_back(std::move(fresh));
    if (!bounced.brokers.empty()) {
        run.next.emplace_back(std::move(bounced_ids));
        run.next.emplace_back(std::move(bounced));
    }
    if (!dead.brokers.empty()) run.next.emplace_back(std::move(dead));
}

void BrokersStarted::begin(TaskRun& run) {
    const std::vector<BrokerId> existing = run.context.live_or_shutting_down_ids();
    std::vector<BrokerId> fresh;
    for (const LiveBroker& broker : brokers) {
        const BrokerId id = broker.endpoint.broker;
        fresh.push_back(id);
        run.context.live_brokers.set(id, broker);
        run.context.gone_at.erase(id);
        run.batch.expect_full(id);
        if (run.out.wants<BrokerAppeared>()) {
            run.out.note(BrokerAppeared{run.config.broker_id, id})
                .because.push_back({"znode " + BrokerIdZNode::path(id) + " is new", run.trigger});
        }
    }
    run.batch.add_update_metadata(existing, BrokerRequestBatch::Extent::live_brokers);
    run.batch.add_update_metadata(fresh, BrokerRequestBatch::Extent::everything);
    run.batch.send(run.config.broker_id, run.context, run.channels);
    for (const BrokerId id : fresh) {
        for (const TopicPartition& tp : run.context.partitions_on(id)) {
            if (run.context.find(tp)->has_state) run.batch.add_leader_and_isr({id}, tp, false);
        }
    }
    run.batch.send(run.config.broker_id, run.context, run.channels);
    run.next.emplace_back(TriggerOnline{});
    resume_reassignments(run, [&fresh](const ReplicaAssignment& assignment) {
        const BrokerIds target = assignment.target();
        return std::any_of(target.begin(), target.end(),
                           [&fresh](BrokerId id) { return holds(fresh, id); });
    });
    for (auto& [topic, deletion] : run.context.deletions) {
        for (const auto& [replica, state] : deletion.replicas) {
            if (holds(fresh, replica.second)) deletion.halted = false;
        }
    }
    if (!run.context.deletions.empty()) run.next.emplace_back(ResumeDeletions{});
}

void BrokersStarted::finish(TaskRun&) {}

namespace {

// TopicDeletionManager.failReplicaDeletion: a replica that is away cannot be deleted now.
void halt_deletions(ControllerContext& context, BrokerId gone) {
    for (auto& [topic, deletion] : context.deletions) {
        for (auto& [replica, state] : deletion.replicas) {
            if (replica.second != gone || state == ReplicaDeletion::successful) continue;
            state = ReplicaDeletion::ineligible;
            deletion.halted = true;
        }
    }
}

}  // namespace

void BrokersFailed::begin(TaskRun& run) {
    bool hosted_any = false;
    for (const BrokerId id : brokers) {
        run.context.live_brokers.erase(id);
        run.context.shutting_down.erase(id);
        run.context.gone_at.set(id, run.trigger);
        if (run.out.wants<BrokerGone>()) {
            run.out.note(BrokerGone{run.config.broker_id, id})
                .because.push_back({"znode " + BrokerIdZNode::path(id) + " is gone", run.trigger});
        }
    }
    run.next.emplace_back(TriggerOnline{});
    for (const BrokerId id : brokers) {
        RemoveReplicasFromIsr removal{id, run.context.partitions_on(id), {}};
        halt_deletions(run.context, id);
        std::erase_if(removal.partitions, [&](const TopicPartition& tp) {
            return run.context.is_queued_for_deletion(tp.topic);
        });
        for (const TopicPartition& tp : removal.partitions) {
            ControlledPartition& partition = *run.context.find(tp);
            hosted_any = true;
            if (partition.phase == PartitionPhase::online &&
                !run.context.is_live(partition.state.leader)) {
                partition.phase = PartitionPhase::offline;
            }
        }
        run.next.emplace_back(std::move(removal));
    }
    // Else nobody would hear that the brokers are gone.
    if (!hosted_any) run.batch.add_update_metadata({});
    run.next.emplace_back(SendBatch{});
    if (!run.context.deletions.empty()) run.next.emplace_back(ResumeDeletions{});
}

void BrokersFailed::finish(TaskRun&) {}

}  // namespace kscope
