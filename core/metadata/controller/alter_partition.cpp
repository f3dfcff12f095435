// A leader wants another ISR (KIP-497, KIP-841). Rule:
// KafkaController.tryProcessAlterPartition, 3.9.
#include <algorithm>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {
namespace {

// None: to be written. Else the answer: an error, or `none` where it already is as wished.
std::optional<ErrorCode> verdict(const AlterPartitionData& wish, BrokerId asker,
                                 const ControlledPartition* known,
                                 const ControllerContext& context) {
    if (known == nullptr || !known->has_state) return ErrorCode::unknown_topic_or_partition;
    const PartitionState& now = known->state;
    // A leader that knows more than we do has heard of a newer controller.
    if (wish.partition_epoch > now.partition_epoch || wish.leader_epoch > now.leader_epoch) {
        return ErrorCode::not_controller;
    }
    if (wish.leader_epoch < now.leader_epoch) return ErrorCode::fenced_leader_epoch;
    // Before the fencing by partition epoch: a request that is sent again succeeds again.
    if (asker == now.leader && wish.new_isr == now.isr) return ErrorCode::none;
    if (wish.partition_epoch < now.partition_epoch) return ErrorCode::invalid_update_version;
    const bool all_live = std::all_of(wish.new_isr.begin(), wish.new_isr.end(),
                                      [&](BrokerId b) { return context.is_live(b); });
    if (!all_live) return ErrorCode::ineligible_replica;
    return std::nullopt;
}

void fill(AlteredPartition& answer, const PartitionState& state) {
    answer.leader = state.leader;
    answer.leader_epoch = state.leader_epoch;
    answer.isr = state.isr;
    answer.partition_epoch = state.partition_epoch;
}

}  // namespace

void AlterPartition::begin(TaskRun& run) {
    const auto& asked = *request->get_if<AlterPartitionRequest>();
    const LiveBroker* asker = run.context.live_brokers.find(asked.broker);
    if (asker == nullptr || asker->epoch != asked.broker_epoch) {
        response.error = ErrorCode::stale_broker_epoch;
        return;
    }
    for (const AlterPartitionData& wish : asked.partitions) {
        const ControlledPartition* known = run.context.find(wish.tp);
        const auto decided = verdict(wish, asked.broker, known, run.context);
        AlteredPartition answer;
        answer.tp = wish.tp;
        answer.error = decided.value_or(ErrorCode::none);
        if (decided == ErrorCode::none) fill(answer, known->state);
        if (!decided) {
            PartitionState state = known->state;
            state.leader = asked.broker;
            state.isr = wish.new_isr;
            state.controller_epoch = run.context.epoch;
            run.ask_guarded(
                {ZkSetData{TopicPartitionStateZNode::path(wish.tp),
                           TopicPartitionStateZNode::encode(state), wish.partition_epoch}});
            states.push_back(std::move(state));
            places.push_back(response.partitions.size());
        }
        response.partitions.push_back(std::move(answer));
    }
}

void AlterPartition::finish(TaskRun& run) {
    std::vector<TopicPartition> refused;
    std::vector<TopicPartition> asked;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const auto& answer = run.answer<ZkMultiResponse>(i);
        if (answer.error != ZkError::ok) {
            refused.push_back(states[i].tp);
            continue;
        }
        states[i].partition_epoch = answer.stats.at(1).version;
        run.context.find(states[i].tp)->state = states[i];
        fill(response.partitions[places[i]], states[i]);
    }
    for (const AlteredPartition& partition : response.partitions) asked.push_back(partition.tp);
    if (!asked.empty()) {
        run.batch.add_update_metadata(asked);
        run.batch.send(run.config.broker_id, run.context, run.channels);
    }
    if (!refused.empty()) {
        // Read again, then judge the whole request again: what was written already is as wished.
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(ReadStates{std::move(refused)});
        run.next.emplace_back(AlterPartition{key, request, {}, {}, {}});
        return;
    }
    run.replies.push_back({key, make_message(std::move(response))});
    for (const TopicPartition& tp : asked) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition != nullptr && partition->assignment().being_reassigned() &&
            partition->reassignment_complete()) {
            run.next.emplace_back(ContinueReassignment{tp});
        }
    }
}

}  // namespace kscope
