// The commands of a story, one function each, by name. Each appends what it prints.
#pragma once

#include <memory>
#include <vector>

#include "tests/interaction/arguments.h"
#include "tests/interaction/stage.h"

namespace kscope::interaction {

// What a command works on. There is no stage before `cluster`.
struct Turn {
    Arguments& arguments;
    std::unique_ptr<Stage>& stage;
    Lines& out;
};

struct CommandRow {
    const char* name;
    const char* usage;  // for people: "kill NODE"
    void (*run)(Turn&);
};
const std::vector<CommandRow>& command_rows();

// commands_play.cpp
void make_cluster(Turn& turn);
void play(Turn& turn);
// commands_act.cpp: what happens to the cluster
void send(Turn& turn);
void kill(Turn& turn);
void power_loss(Turn& turn);
void restart(Turn& turn);
void pause(Turn& turn);
void resume(Turn& turn);
void cut(Turn& turn);
void heal(Turn& turn);
void close(Turn& turn);
void stop_polling(Turn& turn);
void resume_polling(Turn& turn);
void do_action(Turn& turn);
// commands_show.cpp: what it looks like now
void show_partition(Turn& turn);
void show_log(Turn& turn);
void show_group(Turn& turn);
void show_controller(Turn& turn);
void show_ensemble(Turn& turn);
void show_quorum(Turn& turn);
void show_parked(Turn& turn);
void show_laws(Turn& turn);
void show_why(Turn& turn);

}  // namespace kscope::interaction
