#include "sim/outcome/outcome.h"

#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/client/producer.h"
#include "core/group/group_coordinator.h"
#include "core/metadata/cluster_image.h"
#include "core/metadata/controller/controller.h"
#include "core/metadata/image/metadata_loader.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

class Measure {
public:
    Measure(const World& world, const Checker& checker) : world_(world), checker_(checker) {
        for (std::size_t i = 0; i < world.node_count(); ++i) {
            const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(i)));
            const auto* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
            if (broker != nullptr) brokers_.push_back(broker);
        }
    }

    Outcome run() {
        outcome_.features = features_of(world_);
        if (const auto& violation = checker_.violation()) {
            outcome_.broken_law = text_of(violation->law).name;
        }
        add_partitions();
        for (std::size_t i = 0; i < world_.node_count(); ++i) {
            const NodePlan& plan = world_.spec().nodes[i];
            if (std::holds_alternative<ProducerSpec>(plan.spec)) add_producer(i, plan);
            if (const auto* spec = std::get_if<ConsumerSpec>(&plan.spec)) add_group(*spec);
        }
        return std::move(outcome_);
    }

private:
    // Of a later controller; with KRaft, further in the metadata log.
    [[nodiscard]] static bool knows_more(const Broker& a, const Broker& b) {
        if (a.metadata() != nullptr && b.metadata() != nullptr) {
            return a.metadata()->next_offset() > b.metadata()->next_offset();
        }
        return a.image().controller_epoch() > b.image().controller_epoch();
    }

    // The broker whose image is the freshest: the controller's, else one that has any.
    [[nodiscard]] const Broker* informed_broker() const {
        const Broker* best = nullptr;
        for (const Broker* broker : brokers_) {
            if (broker->image().topics().empty()) continue;
            const bool better = best == nullptr || knows_more(*broker, *best);
            const Controller* here = broker->controller();
            if (better || (here != nullptr && here->active() &&
                           here->epoch() >= best->image().controller_epoch())) {
                best = broker;
            }
        }
        return best;
    }

    void add_partitions() {
        const Broker* informed = informed_broker();
        if (informed == nullptr) return;
        for (const auto& [name, topic] : informed->image().topics()) {
            for (const auto& partition : topic->partitions) {
                if (partition) add_partition(*partition, *informed);
            }
        }
    }

    void add_partition(const PartitionState& state, const Broker& informed) {
        PartitionOutcome outcome;
        outcome.tp = state.tp;
        // Up to 2.2 a dead leader may stay in /state (KAFKA-3143): nobody leads.
        const bool leads = informed.metadata() != nullptr || informed.image().alive(state.leader);
        outcome.leader = leads ? state.leader : no_broker;
        outcome.leader_epoch = state.leader_epoch;
        outcome.isr = state.isr;
        outcome.replicas = state.replicas;
        std::sort(outcome.isr.begin(), outcome.isr.end());
        for (const Broker* broker : brokers_) {
            const auto slot = broker->replicas().find(state.tp);
            if (!slot) continue;
            const Replica& replica = broker->replicas().replica(*slot);
            outcome.logs.push_back({broker->id(), replica.log_end_offset()});
            if (broker->id() != state.leader || !replica.is_leader()) continue;
            outcome.log_start = replica.log_start_offset();
            outcome.high_watermark = replica.high_watermark();
            outcome.log_end = replica.log_end_offset();
        }
        outcome_.partitions.push_back(std::move(outcome));
    }

    void add_producer(std::size_t place, const NodePlan& plan) {
        const NodeId id(static_cast<std::int32_t>(place));
        ProducerOutcome outcome;
        outcome.name = plan.name;
        const Node* node = world_.find_node(id);
        if (const auto* producer = node != nullptr ? node->get_if<Producer>() : nullptr) {
            const Producer::Counters counters = producer->counters();
            outcome.sent = counters.sent;
            outcome.acked = counters.acked;
            outcome.failed = counters.failed;
            outcome.retries = counters.retries;
            const bool answered = counters.acked + counters.failed >= counters.sent;
            outcome.idle = answered && counters.blocked == 0;
        }
        for (const LostRecords& lost : checker_.lost()) {
            if (lost.producer == id)
                outcome.lost += static_cast<std::uint64_t>(lost.to - lost.from);
        }
        outcome_.producers.push_back(std::move(outcome));
    }

    [[nodiscard]] const Group* find_group(const std::string& name) const {
        const Group* best = nullptr;
        for (const Broker* broker : brokers_) {
            const Group* group = broker->groups().find_group(name);
            // A coordinator that has not yet heard of its end may still hold an older generation.
            if (group != nullptr && (best == nullptr || group->generation() > best->generation())) {
                best = group;
            }
        }
        return best;
    }

    void add_group(const ConsumerSpec& spec) {
        const std::string& name = spec.config.group_id;
        const auto known = std::find_if(outcome_.groups.begin(), outcome_.groups.end(),
                                        [&](const GroupOutcome& g) { return g.name == name; });
        if (name.empty() || spec.topics.empty() || known != outcome_.groups.end()) return;
        GroupOutcome outcome;
        outcome.name = name;
        const Group* group = find_group(name);
        if (group != nullptr) {
            outcome.members = group->members().size();
            outcome.state = name_of(group->state());
            outcome.generation = group->generation();
        }
        for (const PartitionOutcome& partition : outcome_.partitions) {
            const auto& topics = spec.topics;
            if (std::find(topics.begin(), topics.end(), partition.tp.topic) == topics.end())
                continue;
            outcome.partitions.push_back(group_partition(group, partition));
        }
        outcome_.groups.push_back(std::move(outcome));
    }

    [[nodiscard]] GroupPartition group_partition(const Group* group,
                                                 const PartitionOutcome& partition) const {
        GroupPartition result;
        result.tp = partition.tp;
        result.end = partition.log_end == no_offset ? Offset(0) : partition.log_end;
        result.start = partition.log_start == no_offset ? Offset(0) : partition.log_start;
        if (group == nullptr) return result;
        if (const CommittedOffset* committed = group->offsets().find(partition.tp)) {
            result.committed = committed->offset;
        }
        for (const auto& [id, member] : group->members()) {
            const auto& owned = member.assignment;
            if (std::find(owned.begin(), owned.end(), partition.tp) == owned.end()) continue;
            const auto node = static_cast<std::size_t>(member.client.value());
            result.owner = member.client == no_node ? id : world_.spec().nodes[node].name;
        }
        return result;
    }

    const World& world_;
    const Checker& checker_;
    std::vector<const Broker*> brokers_;
    Outcome outcome_;
};

}  // namespace

std::int64_t GroupOutcome::lag() const {
    std::int64_t sum = 0;
    for (const GroupPartition& partition : partitions) sum += partition.lag();
    return sum;
}

const PartitionOutcome* Outcome::find(const TopicPartition& tp) const {
    for (const PartitionOutcome& partition : partitions) {
        if (partition.tp == tp) return &partition;
    }
    return nullptr;
}

Outcome measure(const World& world, const Checker& checker) {
    return Measure(world, checker).run();
}

}  // namespace kscope::sim
