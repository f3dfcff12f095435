// Narrator: the story of a run as lines for a terminal: turning points and what the scenario says.
// Notes of internal topics are left out, and equal notes of one event are told once with their
// number.
#pragma once

#include <string>
#include <vector>

#include "sim/engine/world.h"
#include "sim/story/names.h"

namespace kscope::sim {

struct StoryLine {
    Instant time;
    EventId event;
    std::string sign;
    std::string text;
    bool narration = false;  // said by the scenario
};

class Narrator {
public:
    explicit Narrator(const WorldSpec& spec) : names_(spec) {}

    static NoteFilter needed_notes();
    // What the last step of the world is worth telling; often nothing.
    [[nodiscard]] std::vector<StoryLine> tell(const World& world) const;

private:
    Names names_;
};

// "  12.000 s  ▲ Broker 2 leads click-0 ..."
std::string to_text(const StoryLine& line);

}  // namespace kscope::sim
