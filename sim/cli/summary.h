// What a run came to, for people and for programs. The JSON's keys are a contract (the manual page
// of `kscope run`); the text may change.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <vector>

#include "sim/cli/play.h"
#include "sim/cli/wire_check.h"
#include "sim/outcome/outcome.h"
#include "sim/outcome/verdict.h"

namespace kscope::sim {

struct Summary {
    const Play& play;
    Outcome outcome;
    std::vector<Verdict> verdicts;
    std::int64_t wall_ns = 0;
    std::optional<WireTotals> wire;  // with --wire
    // Entries of the timeline that never came true, as places there. A run that was ended early, by
    // `until` or by a broken law, has nothing to say about them.
    [[nodiscard]] std::vector<std::size_t> never_came_true() const;
    // Every law and expectation held, and every entry of the timeline came true.
    [[nodiscard]] bool all_held() const;
};

Summary summarize(const Play& play, std::int64_t wall_ns);
void write_json(std::ostream& out, const Summary& summary);
void write_text(std::ostream& out, const Summary& summary, bool color);
// The command that plays the same run again.
std::string replay_command(const Play& play);

}  // namespace kscope::sim
