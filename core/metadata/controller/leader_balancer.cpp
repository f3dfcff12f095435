// Where more than leader.imbalance.per.broker.percentage of the partitions that a broker should
// lead are led by others, it gets them back. Rule:
// KafkaController.checkAndTriggerAutoLeaderRebalance, 3.9.
#include <map>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"

namespace kscope {
namespace {

struct Share {
    std::size_t preferred = 0;
    std::vector<TopicPartition> led_by_others;
};

bool any_moves(const ControllerContext& context) {
    for (const auto& [name, topic] : context.topics) {
        for (const ControlledPartition& partition : topic.partitions) {
            if (partition.assignment().being_reassigned()) return true;
        }
    }
    return false;
}

}  // namespace

void BalanceLeaders::begin(TaskRun& run) {
    if (!run.config.features.balances_while_reassigning && any_moves(run.context)) return;
    std::map<BrokerId, Share> shares;
    for (const auto& [name, topic] : run.context.topics) {
        if (run.context.is_queued_for_deletion(name)) continue;
        for (const ControlledPartition& partition : topic.partitions) {
            const BrokerId head = partition.state.replicas.front();
            Share& share = shares[head];
            ++share.preferred;
            if (partition.has_state && partition.state.leader != head) {
                share.led_by_others.push_back(partition.state.tp);
            }
        }
    }
    const auto percentage =
        static_cast<std::size_t>(run.config.leader_imbalance_per_broker_percentage);
    const BrokerIds live = run.context.live_ids();
    for (auto& [broker, share] : shares) {
        if (share.led_by_others.size() * 100 <= percentage * share.preferred) continue;
        std::erase_if(share.led_by_others, [&](const TopicPartition& tp) {
            const PartitionState& state = run.context.find(tp)->state;
            return !preferred_replica_leader(state.replicas, state.isr, live);
        });
        if (share.led_by_others.empty()) continue;
        ElectLeaders election;
        election.strategy = ElectionStrategy::preferred;
        election.partitions = std::move(share.led_by_others);
        run.next.emplace_back(std::move(election));
        run.next.emplace_back(SendBatch{});
    }
}

void BalanceLeaders::finish(TaskRun&) {}

}  // namespace kscope
