// A leader wants another ISR (KIP-497, KIP-841). Rules:
// KafkaController.tryProcessAlterPartition, 3.9, and processAlterIsr, 2.8.
#include <algorithm>

#include "core/metadata/controller/controller_task.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {
namespace {

// Before KIP-841 (processAlterIsr): whether the version is right ZooKeeper says, and who may join
// nobody asks.
std::optional<ErrorCode> early_verdict(const AlterPartitionData& wish, BrokerId asker,
                                       const ControlledPartition* known) {
    if (known == nullptr || !known->has_state) return ErrorCode::unknown_topic_or_partition;
    const PartitionState& now = known->state;
    if (wish.leader_epoch < now.leader_epoch) return ErrorCode::fenced_leader_epoch;
    const bool already = asker == now.leader && wish.leader_epoch == now.leader_epoch;
    if (already && wish.new_isr == now.isr) return ErrorCode::none;
    return std::nullopt;
}

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
        const auto decided = run.config.features.joins_isr_if_alive
                                 ? verdict(wish, asked.broker, known, run.context)
                                 : early_verdict(wish, asked.broker, known);
        AlteredPartition answer;
        answer.tp = wish.tp;
        answer.error = decided.value_or(ErrorCode::none);
        if (decided == ErrorCode::none) fill(answer, known->state);
        if (!decided) {
            PartitionState state = known->state;
            state.leader = asked.broker;
            state.leader_epoch = wish.leader_epoch;
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
            response.partitions[places[i]].error = ErrorCode::invalid_update_version;
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
        run.next.emplace_back(CheckEpoch{});
        run.next.emplace_back(ReadStates{std::move(refused)});
        if (run.config.features.joins_isr_if_alive) {
            // Judge the whole request again: what was written already is as wished.
            run.next.emplace_back(AlterPartition{key, request, {}, {}, {}});
            return;
        }
        run.next.emplace_back(Reply{key, request, make_message(std::move(response))});
    } else {
        run.replies.push_back({key, make_message(std::move(response))});
    }
    for (const TopicPartition& tp : asked) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition != nullptr && partition->assignment().being_reassigned() &&
            partition->reassignment_complete()) {
            run.next.emplace_back(ContinueReassignment{tp});
        }
    }
}

}  // namespace kscope
