// Partitions: new -> online (first leader), offline or online -> online (election). A partition
// without an eligible leader stays offline. Rule: kafka.controller.ZkPartitionStateMachine, 3.9.
#include "core/config/config_value.h"
#include "core/metadata/controller/controller_task.h"
#include "core/metadata/controller/election.h"
#include "core/metadata/zookeeper/zk_data.h"

namespace kscope {
namespace {

constexpr const char* unclean_key = "unclean.leader.election.enable";

EventId gone_at(const TaskRun& run, BrokerId broker) {
    const EventId* at = run.context.gone_at.find(broker);
    return at == nullptr ? no_event : *at;
}

// What an election that nothing forced follows, and because of what.
struct Reason {
    Rule rule;
    std::string because;
};

Reason reason_for(const Features& features, const ElectLeaders& election,
                  const ElectLeaders::Change& change) {
    const char* rate = "LeaderElectionRateAndTimeMs +1";
    if (election.strategy == ElectionStrategy::controlled_shutdown) {
        return {{features.leaves_by_assignment
                     ? "first replica of the assignment that is alive, in the ISR and not shutting "
                       "down"
                     : "first of the ISR that is not shutting down",
                 "controlled.shutdown.enable", "true", rate},
                "broker " + std::to_string(change.old_leader.value()) + " is about to stop"};
    }
    if (election.strategy == ElectionStrategy::reassign) {
        return {{"first target replica that is alive and in the ISR", "", "", rate},
                "the old leader is not among the target replicas"};
    }
    if (election.strategy == ElectionStrategy::preferred) {
        const bool automatic = !election.asked_for;
        return {{"the first replica of the assignment leads where it is in the ISR",
                 automatic ? "auto.leader.rebalance.enable" : "", automatic ? "true" : "", rate},
                automatic ? "the preferred replica is alive and in the ISR"
                          : "an operator asked for the preferred leader"};
    }
    const bool unclean = change.unclean;
    return {{unclean ? "an operator allowed it; no replica of the ISR is alive: the first that is "
                       "alive"
                     : "first replica of the assignment that is alive and in the ISR",
             "", "", unclean ? "UncleanLeaderElectionsPerSec +1" : rate},
            "an operator asked for an unclean election"};
}

void tell_elected(TaskRun& run, const ElectLeaders& election, const ElectLeaders::Change& change) {
    if (!run.out.wants<LeaderElected>()) return;
    const PartitionState& state = change.state;
    const bool allowed = unclean_allowed(run, state.tp.topic);
    Note& note =
        run.out.note(LeaderElected{run.config.broker_id, state.tp, change.old_leader, state.leader,
                                   state.leader_epoch, state.isr, change.unclean});
    if (election.asked_for || election.strategy != ElectionStrategy::offline) {
        Reason reason = reason_for(run.config.features, election, change);
        note.rule = std::move(reason.rule);
        note.because.push_back({std::move(reason.because), run.trigger});
        return;
    }
    note.rule =
        Rule{change.unclean ? "no replica of the ISR is alive: the first that is alive"
                            : "first replica of the assignment that is alive and in the "
                              "ISR",
             unclean_key, allowed ? "true" : "false",
             change.unclean ? "UncleanLeaderElectionsPerSec +1" : "LeaderElectionRateAndTimeMs +1"};
    note.because.push_back(
        {"broker " + std::to_string(state.leader.value()) + " is alive", no_event});
    if (change.old_leader != no_broker && !run.context.is_live(change.old_leader)) {
        const EventId gone = gone_at(run, change.old_leader);
        note.because.push_back({"leader " + std::to_string(change.old_leader.value()) + " is gone",
                                gone == no_event ? run.trigger : gone});
    } else {
        note.because.push_back({"the partition had no leader", run.trigger});
    }
}

void tell_none_eligible(TaskRun& run, const PartitionState& state) {
    if (!run.out.wants<NoLeaderEligible>()) return;
    Note& note = run.out.note(NoLeaderEligible{run.config.broker_id, state.tp, state.isr});
    const bool anyone = unclean_allowed(run, state.tp.topic);
    note.rule = Rule{anyone ? "only a live replica may lead, and none of any kind is"
                            : "only a live replica of the ISR may lead",
                     unclean_key, anyone ? "true" : "false", "OfflinePartitionsCount +1"};
    for (const BrokerId member : state.isr) {
        note.because.push_back({"broker " + std::to_string(member.value()) + " of the ISR is gone",
                                gone_at(run, member)});
    }
}

// A refused write: whose fault, and what does the znode say now?
void retry(TaskRun& run, std::vector<TopicPartition> refused, ControllerTask again) {
    run.next.emplace_back(CheckEpoch{});
    run.next.emplace_back(ReadStates{std::move(refused)});
    run.next.push_back(std::move(again));
}

}  // namespace

bool unclean_allowed(const TaskRun& run, const std::string& topic) {
    const std::string* own = run.context.topic_config(topic, unclean_key);
    return own != nullptr ? parse_boolean(*own).value_or(false)
                          : run.config.topic_defaults.unclean_leader_election_enable;
}

void TriggerOnline::begin(TaskRun& run) {
    InitializePartitions fresh;
    ElectLeaders offline;
    for (const auto& [name, all] : run.context.topics) {
        if (!topic.empty() && name != topic) continue;
        if (run.context.is_queued_for_deletion(name)) continue;
        for (const ControlledPartition& partition : all.partitions) {
            if (partition.phase == PartitionPhase::new_partition) {
                fresh.partitions.push_back(partition.state.tp);
            } else if (partition.phase == PartitionPhase::offline) {
                offline.partitions.push_back(partition.state.tp);
            }
        }
    }
    if (!fresh.partitions.empty()) run.next.emplace_back(std::move(fresh));
    if (!offline.partitions.empty()) run.next.emplace_back(std::move(offline));
    run.next.emplace_back(SendBatch{});
}

void TriggerOnline::finish(TaskRun&) {}

namespace {

std::optional<Election> elect(const TaskRun& run, const ElectLeaders& task,
                              const PartitionState& state, const BrokerIds& live) {
    switch (task.strategy) {
        case ElectionStrategy::preferred: return leader_for_preferred(state, live);
        case ElectionStrategy::controlled_shutdown: {
            const Features& features = run.config.features;
            const auto& leaving = run.context.shutting_down;
            return leader_for_controlled_shutdown(
                state,
                features.tells_leader_that_leaves ? run.context.live_or_shutting_down_ids() : live,
                BrokerIds(leaving.begin(), leaving.end()),
                features.leaves_by_assignment ? Successor::first_assigned : Successor::head_of_isr);
        }
        case ElectionStrategy::reassign: return leader_for_reassign(state, live);
        case ElectionStrategy::offline: break;
    }
    return leader_for_offline(state, live, task.asked_for || unclean_allowed(run, state.tp.topic));
}

}  // namespace

void ElectLeaders::begin(TaskRun& run) {
    const std::vector<BrokerId> live = run.context.live_ids();
    changes.clear();
    for (const TopicPartition& tp : partitions) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition == nullptr || !partition->has_state) continue;
        auto election = elect(run, *this, partition->state, live);
        if (!election) {
            if (strategy == ElectionStrategy::offline && !asked_for)
                tell_none_eligible(run, partition->state);
            continue;
        }
        apply_mutant(run.config.features.mutant, partition->state, *election);
        election->state.controller_epoch = run.context.epoch;
        run.ask_guarded({ZkSetData{TopicPartitionStateZNode::path(tp),
                                   TopicPartitionStateZNode::encode(election->state),
                                   partition->state.partition_epoch}});
        changes.push_back({std::move(election->state), partition->state.leader, election->unclean,
                           std::move(election->recipients)});
    }
}

void ElectLeaders::finish(TaskRun& run) {
    std::vector<TopicPartition> refused;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& answer = run.answer<ZkMultiResponse>(i);
        Change& change = changes[i];
        if (answer.error != ZkError::ok) {
            refused.push_back(change.state.tp);
            continue;
        }
        change.state.partition_epoch = answer.stats.at(1).version;
        tell_elected(run, *this, change);
        ControlledPartition& partition = *run.context.find(change.state.tp);
        partition.state = change.state;
        partition.phase = PartitionPhase::online;
        run.batch.add_leader_and_isr(change.recipients, change.state.tp, false);
    }
    if (refused.empty()) return;
    ElectLeaders again;
    again.strategy = strategy;
    again.asked_for = asked_for;
    again.partitions = refused;
    retry(run, std::move(refused), std::move(again));
}

void InitializePartitions::begin(TaskRun& run) {
    states.clear();
    std::string topic;
    for (const TopicPartition& tp : partitions) {
        const ControlledPartition* partition = run.context.find(tp);
        if (partition == nullptr) continue;
        if (partition->has_state) {
            // Found after a refusal: written by us, over a connection that broke.
            run.batch.add_leader_and_isr(partition->state.isr, tp, true);
            continue;
        }
        PartitionState state = partition->state;
        state.isr.clear();
        for (const BrokerId replica : state.replicas) {
            if (run.context.is_live(replica)) state.isr.push_back(replica);
        }
        if (state.isr.empty()) {
            tell_none_eligible(run, state);
            continue;
        }
        state.leader = state.isr.front();
        state.leader_epoch = LeaderEpoch(0);
        state.controller_epoch = run.context.epoch;
        if (tp.topic != topic) {
            topic = tp.topic;
            ZkCreate parent;
            parent.path = topic_partitions_path(topic);
            run.ask_guarded({std::move(parent)});  // NODEEXISTS is no error
        }
        states.push_back(std::move(state));
    }
    for (const PartitionState& state : states) {
        ZkCreate partition_node;
        partition_node.path = topic_partition_path(state.tp);
        ZkCreate state_node;
        state_node.path = TopicPartitionStateZNode::path(state.tp);
        state_node.data = TopicPartitionStateZNode::encode(state);
        run.ask_guarded({std::move(partition_node), std::move(state_node)});
    }
}

void InitializePartitions::finish(TaskRun& run) {
    std::vector<TopicPartition> refused;
    const std::size_t first = run.answers.size() - states.size();
    for (std::size_t i = 0; i < states.size(); ++i) {
        PartitionState& state = states[i];
        const auto& answer = run.answer<ZkMultiResponse>(first + i);
        if (answer.error != ZkError::ok) {
            refused.push_back(state.tp);
            continue;
        }
        ControlledPartition& partition = *run.context.find(state.tp);
        state.partition_epoch = answer.stats.at(2).version;
        partition.state = state;
        partition.has_state = true;
        partition.phase = PartitionPhase::online;
        run.batch.add_leader_and_isr(state.isr, state.tp, true);
        if (run.out.wants<LeaderElected>()) {
            Note& note =
                run.out.note(LeaderElected{run.config.broker_id, state.tp, no_broker, state.leader,
                                           state.leader_epoch, state.isr, false});
            note.rule = Rule{
                "new partition: the first live replica leads, all live ones are the "
                "ISR",
                "", "", "LeaderElectionRateAndTimeMs +1"};
            note.because.push_back({"the partition is new", run.trigger});
        }
    }
    if (refused.empty()) return;
    InitializePartitions again{refused, {}};
    retry(run, std::move(refused), std::move(again));
}

void SendBatch::begin(TaskRun& run) {
    run.batch.send(run.config.broker_id, run.context, run.channels);
}

void SendBatch::finish(TaskRun&) {}

}  // namespace kscope
