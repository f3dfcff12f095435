// Telling: what the last event of a stage is worth saying in a story's output, at one of four
// levels of detail. The words are those of sim/story. It leaves out internal topics, and what
// repeats without news (pings, heartbeats, empty fetches, the same metadata again); one thing told
// many times in a row is told once, with its number.
#pragma once

#include "tests/interaction/stage.h"
#include "tests/interaction/story_file.h"

namespace kscope::interaction {

enum class Detail : std::uint8_t {
    nothing,
    turning_points,  // elections, ISRs, truncations, generations, errors, faults
    steps,           // and records: sent, appended, committed, acknowledged, read
    messages,        // and the messages that carry them
};

class Telling {
public:
    explicit Telling(Detail detail) : detail_(detail) {}
    // All messages from and to one node, pings and empty fetches too.
    static Telling messages_of(NodeId node) {
        Telling telling(Detail::messages);
        telling.of_ = node;
        return telling;
    }

    void tell(const Stage& stage, Lines& out);
    // After the last tell().
    void finish(Lines& out);

private:
    [[nodiscard]] bool wants(const sim::EventRecord& event) const;
    void say(Instant now, const std::string& text, Lines& out);

    Detail detail_;
    NodeId of_ = no_node;
    std::string said_;  // last
    std::vector<Instant> repeated_at_;
};

}  // namespace kscope::interaction
