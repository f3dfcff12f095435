// World notes: what the engine itself did, told as core tells its notes: typed, never part of the
// run hash, made again by replay. `asked_by` is the event that asked for it: no_event for the
// scenario's clock and the user, the event of the note for `when`.
#pragma once

#include <string>
#include <variant>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope::sim {

enum class CrashKind : std::uint8_t { process, power_loss };

struct NodeStarted {
    NodeId node;
    std::uint32_t incarnation = 1;
    EventId asked_by;
};
struct NodeKilled {
    NodeId node;
    CrashKind kind = CrashKind::process;
    EventId asked_by;
};
// Of its own accord.
struct NodeStopped {
    NodeId node;
    EventId asked_by;  // the event in which it ended
    std::string why;   // it could not go on; empty: in good order
};
struct NodeRestarted {
    NodeId node;
    std::uint32_t incarnation = 1;
    EventId asked_by;
};
struct NodePaused {
    NodeId node;
    EventId asked_by;
};
struct NodeResumed {
    NodeId node;
    EventId asked_by;
};
struct LinkCut {
    NodeId a;
    NodeId b;
    bool one_way = false;
    EventId asked_by;
};
struct LinkHealed {
    NodeId a;  // no_node: all links
    NodeId b;
    EventId asked_by;
};
struct LatencySet {
    NodeId a;
    NodeId b;
    EventId asked_by;
};
struct CommandGiven {
    NodeId node;
    std::size_t command = 0;  // place in Command
    std::string about;        // "click-0", "click": what the command names; empty: nothing
    std::string request;      // AskController, AskBroker: its name; else empty
    EventId asked_by;
};
struct NarrationSaid {
    std::string text;
    EventId asked_by;
};
struct HoldReached {
    std::string text;
    EventId asked_by;
};
struct QuestionAsked {
    std::string question;
    EventId asked_by;
};
// An action that met nothing to act on (already dead, no leader at this moment).
struct ActionIdle {
    std::size_t action = 0;  // place in Action
    NodeId node = no_node;
    EventId asked_by;
};

using WorldNote = std::variant<NodeStarted, NodeKilled, NodeRestarted, NodePaused, NodeResumed,
                               LinkCut, LinkHealed, LatencySet, CommandGiven, NarrationSaid,
                               HoldReached, QuestionAsked, ActionIdle, NodeStopped>;

}  // namespace kscope::sim
