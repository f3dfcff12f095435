// What a story does to its cluster. Each action is one event; it prints what the engine says of it.
#include "sim/scenario/timeline_actions.h"
#include "sim/story/sentence.h"
#include "tests/interaction/commands.h"
#include "tests/interaction/print.h"

namespace kscope::interaction {

namespace {

void act(Turn& turn, const sim::Action& action) {
    turn.arguments.end();
    turn.stage->act(action);
    for (const sim::WorldNote& note : turn.stage->world().last_world_notes()) {
        add_timed(turn.out, turn.stage->world().now(), sim::sentence(turn.stage->names(), note));
        if (std::holds_alternative<sim::ActionIdle>(note)) {
            turn.arguments.refuse("there is nothing to act on", "look at the state of the node");
        }
    }
}

NodeId node(Turn& turn) { return turn.arguments.node(turn.stage->scenario()); }

void command(Turn& turn, Command command) {
    const NodeId client = node(turn);
    act(turn, sim::GiveCommand{client, std::move(command)});
}

}  // namespace

// Partition and value are the story's; no key.
void send(Turn& turn) {
    const NodeId producer = node(turn);
    const auto place = static_cast<std::size_t>(producer.value());
    const auto& plan = turn.stage->world().spec().nodes[place];
    if (!std::holds_alternative<ProducerSpec>(plan.spec)) {
        turn.arguments.refuse(sim::quoted(plan.name) + " is no producer", "name one, as web");
    }
    const TopicPartition tp = turn.arguments.partition(turn.stage->scenario());
    do {
        SendRecord record;
        record.topic = tp.topic;
        record.partition = tp.partition;
        record.value = Bytes(turn.arguments.word("a value"));
        turn.stage->act(sim::GiveCommand{producer, record});
    } while (!turn.arguments.empty());
}

void kill(Turn& turn) { act(turn, sim::Kill{node(turn), sim::CrashKind::process}); }
void power_loss(Turn& turn) { act(turn, sim::Kill{node(turn), sim::CrashKind::power_loss}); }
void restart(Turn& turn) { act(turn, sim::Restart{node(turn)}); }
void pause(Turn& turn) { act(turn, sim::Pause{node(turn)}); }
void resume(Turn& turn) { act(turn, sim::Resume{node(turn)}); }

void cut(Turn& turn) {
    const NodeId a = node(turn);
    const NodeId b = node(turn);
    const bool one_way = turn.arguments.take("one-way");
    act(turn, sim::CutLink{a, b, one_way});
}

void heal(Turn& turn) {
    if (turn.arguments.empty()) return act(turn, sim::HealAll{});
    const NodeId a = node(turn);
    const NodeId b = node(turn);
    act(turn, sim::HealLink{a, b});
}

void close(Turn& turn) { command(turn, CloseClient{}); }
void stop_polling(Turn& turn) { command(turn, StopPolling{}); }
void resume_polling(Turn& turn) { command(turn, ResumePolling{}); }

void do_action(Turn& turn) {
    const std::string text = turn.arguments.rest();
    for (const sim::Action& action : sim::parse_actions(turn.stage->scenario(), text)) {
        act(turn, action);
    }
}

}  // namespace kscope::interaction
