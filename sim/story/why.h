// "Why?": the minimal chain from a thing back to a fault or to somebody's action. It follows the
// trigger of each note, the event that scheduled an event where a note has none, and where
// something failed to come, what prevented it: a session expiry leads to the kill, not to the last
// ping.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/story/cause_graph.h"
#include "sim/story/names.h"

namespace kscope::sim {

// What can be asked about: "leader/click-0", "isr/click-0", "controller", "ensemble", "broker/1",
// "group/monitoring", "log/click-0" (truncations).
struct Thing {
    enum class Kind : std::uint8_t { leader, isr, log, controller, broker, group, ensemble };
    Kind kind = Kind::leader;
    std::string name;  // "click-0", "1", "monitoring"
};
// None: not a thing; `kinds_of_things` says what would be.
std::optional<Thing> parse_thing(const std::string& text);
inline constexpr const char* kinds_of_things =
    "leader/click-0, isr/click-0, log/click-0, controller, broker/1, group/NAME or ensemble";

struct WhyStep {
    EventId event;
    Instant time;
    NodeId node = no_node;  // where it happened
    std::string subject;    // the partition or group that it is about; empty: none
    std::string sentence;
    std::string short_text;  // "b2 leads"
    const char* sign = "·";
    std::optional<Rule> rule;
};

struct WhyChain {
    std::vector<WhyStep> steps;  // the root first; at most max_steps
    std::size_t left_out = 0;    // between the first and the second
};
inline constexpr std::size_t max_why_steps = 7;

// The last event at or before `at` that made the thing what it is; none if there is no such.
std::optional<EventId> last_event_about(const CauseGraph& graph, const Names& names,
                                        const Thing& thing, EventId at);
// Why the thing is as it is at that event.
std::optional<WhyChain> why(const CauseGraph& graph, const Names& names, const Thing& thing,
                            EventId at);
// Why the event's most telling note happened; the nearest one at or before it that tells something.
std::optional<WhyChain> why(const CauseGraph& graph, const Names& names, EventId at);

}  // namespace kscope::sim
