// What a story's cluster looks like now, read from the processes themselves.
#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/delayed_fetch.h"
#include "core/broker/delayed_produce.h"
#include "core/metadata/cluster_image.h"
#include "core/metadata/controller/controller.h"
#include "sim/engine/roles.h"
#include "sim/story/why.h"
#include "tests/interaction/commands.h"
#include "tests/interaction/print.h"
#include "tests/interaction/print_replica.h"

namespace kscope::interaction {

namespace {

std::vector<NodeId> broker_nodes(const Stage& stage) {
    std::vector<NodeId> nodes;
    for (const sim::BrokerPlan& plan : stage.scenario().brokers) {
        nodes.push_back(stage.names().node_of(plan.config.broker_id));
    }
    return nodes;
}

const Replica* replica_at(const Stage& stage, NodeId node, const TopicPartition& tp) {
    const Broker* broker = sim::broker_at(stage.world(), node);
    const auto slot = broker != nullptr ? broker->replicas().find(tp) : std::nullopt;
    return slot ? &broker->replicas().replica(*slot) : nullptr;
}

const char* state_name(sim::NodeStatus::State state) {
    switch (state) {
        case sim::NodeStatus::State::not_started: return "not started";
        case sim::NodeStatus::State::running: return "has no replica";
        case sim::NodeStatus::State::paused: return "paused";
        case sim::NodeStatus::State::stopped: return "stopped";
        case sim::NodeStatus::State::killed: return "killed";
        case sim::NodeStatus::State::powered_off: return "without power";
    }
    return "";
}

std::string who(const Stage& stage, NodeId node) { return stage.names().short_name(node); }

}  // namespace

// Each broker's own view: they may differ, and that is the point.
void show_partition(Turn& turn) {
    const TopicPartition tp = turn.arguments.partition(turn.stage->scenario());
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    for (const NodeId node : broker_nodes(stage)) {
        const Replica* replica = replica_at(stage, node, tp);
        const sim::NodeStatus::State state = stage.world().status(node).state;
        std::string text = replica != nullptr ? replica_text(*replica) : state_name(state);
        if (replica != nullptr && state == sim::NodeStatus::State::paused) text += "  (paused)";
        turn.out.push_back(who(stage, node) + "  " + text);
        const std::string change = replica != nullptr ? isr_change_text(*replica) : "";
        if (!change.empty()) turn.out.push_back("    " + change);
    }
}

void show_log(Turn& turn) {
    const TopicPartition tp = turn.arguments.partition(turn.stage->scenario());
    const NodeId node = turn.arguments.broker(turn.stage->scenario());
    turn.arguments.end();
    const Replica* replica = replica_at(*turn.stage, node, tp);
    if (replica == nullptr) turn.arguments.refuse("it has no replica now", "name another broker");
    const Lines lines = log_lines(replica->log());
    turn.out.insert(turn.out.end(), lines.begin(), lines.end());
    if (lines.empty()) turn.out.emplace_back("empty");
}

void show_controller(Turn& turn) {
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    for (const NodeId node : broker_nodes(stage)) {
        const Broker* broker = sim::broker_at(stage.world(), node);
        if (broker == nullptr) {
            turn.out.push_back(who(stage, node) + "  " +
                               state_name(stage.world().status(node).state));
            continue;
        }
        const Controller* controller = broker->controller();
        const bool active = controller != nullptr && controller->active();
        const ControllerEpoch epoch =
            active ? controller->epoch() : broker->image().controller_epoch();
        turn.out.push_back(who(stage, node) +
                           (active ? "  is controller in epoch " : "  knows controller epoch ") +
                           std::to_string(epoch.value()));
    }
}

// As kafka-metadata-quorum describes it, with nodes for ids.
void show_quorum(Turn& turn) {
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    const auto told = sim::describe_quorum(stage.world());
    if (!told) {
        turn.out.emplace_back("no controller is active");
        return;
    }
    turn.out.push_back(stage.names().controller(told->leader) + " leads in epoch " +
                       std::to_string(told->epoch.value()) + ", high watermark " +
                       std::to_string(told->high_watermark.value()));
    Offset end{0};
    for (const QuorumReplicaState& voter : told->voters) end = std::max(end, voter.log_end_offset);
    const auto show = [&](const char* kind, const QuorumReplicaState& replica) {
        const std::int64_t lag = end - std::max(replica.log_end_offset, Offset(0));
        turn.out.push_back(std::string(kind) + stage.names().controller(replica.replica.id) +
                           "  log end " + number(replica.log_end_offset) + "  lag " +
                           std::to_string(lag));
    };
    for (const QuorumReplicaState& voter : told->voters) show("  voter    ", voter);
    for (const QuorumReplicaState& one : told->observers) show("  observer ", one);
}

void show_parked(Turn& turn) {
    const NodeId node = turn.arguments.broker(turn.stage->scenario());
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    const Broker* broker = sim::broker_at(stage.world(), node);
    if (broker == nullptr) turn.arguments.refuse("it is down", "restart it first");
    const std::size_t before = turn.out.size();
    const ReplicaTable& replicas = broker->replicas();
    broker->parked_produces().for_each([&](const ProduceOperation& parked) {
        for (const ProduceOperation::Part& part : parked.parts) {
            if (!part.pending || part.slot == no_slot || parked.coordinator_token != 0) continue;
            turn.out.push_back("Produce of " + who(stage, parked.to.client) + " to " +
                               to_string(replicas.name(part.slot)) + ": waits for high watermark " +
                               number(part.required_offset));
        }
    });
    broker->parked_fetches().for_each([&](const FetchOperation& parked) {
        for (const FetchItem& item : parked.all_items()) {
            if (item.asked.tp.topic == offsets_topic_name) continue;
            turn.out.push_back(
                "Fetch of " + who(stage, parked.to.client) + " from " + to_string(item.asked.tp) +
                " at offset " + number(item.asked.fetch_offset) + ": waits for " +
                std::to_string(parked.min_bytes) + " byte" + (parked.min_bytes == 1 ? "" : "s"));
        }
    });
    if (turn.out.size() == before) turn.out.emplace_back("nothing");
}

// Stops the story if one is broken (tell_story), so here it can only say so, and what was lost with
// a licence.
void show_laws(Turn& turn) {
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    turn.out.emplace_back("no law is broken");
    for (const sim::LostRecords& lost : stage.checker().lost()) {
        turn.out.push_back("lost although acknowledged (acks=" + std::to_string(lost.acks) +
                           "): " + to_string(lost.tp) + " " + offset_range(lost.from, lost.to - 1) +
                           " of " + who(stage, lost.producer));
    }
    for (const sim::LicensedLoss& loss : stage.checker().licensed()) {
        turn.out.push_back("lost although committed: " + loss.sentence);
    }
}

void show_why(Turn& turn) {
    const std::string text = turn.arguments.word("a thing");
    turn.arguments.end();
    const Stage& stage = *turn.stage;
    const auto thing = sim::parse_thing(text);
    if (!thing) turn.arguments.refuse("this cannot be asked about", sim::kinds_of_things);
    const auto chain = sim::why(stage.causes(), stage.names(), *thing, stage.causes().last());
    if (!chain) turn.arguments.refuse("nothing has happened to it", "ask about something else");
    for (const sim::WhyStep& step : chain->steps) {
        add_timed(turn.out, step.time, step.sentence);
    }
}

}  // namespace kscope::interaction
