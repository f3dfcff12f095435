// Recording: a run with its branches, as playback sees it: events with their stops, one state that
// is shown, and futures that can be forked. Playback is written against this interface so that it
// can be tested on a toy; SimRecording is the real one. It never runs by itself and knows no wall
// clock.
//
// Law: the state after event n of a branch is always the same, however it was reached.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "gui/session/frame.h"
#include "gui/session/user_action.h"

namespace kscope::gui {

using BranchId = int;

// Where the viewer can stop. Each class contains the rarer ones.
enum class StopClass : std::uint8_t { event, message, milestone, turning_point };

// What kind of thing a turning point is: its sign on the scrubber.
enum class MarkKind : std::uint8_t {
    none,
    fault,
    heal,
    session,
    controller,
    election,
    isr,
    truncation,
    generation,
    error,
    hold,
    say,
    law
};

struct EventRow {
    Instant at;
    bool message = false;  // a foreground message is delivered or lost
    bool milestone = false;
    bool turning_point = false;
    bool foreground = false;  // sends a foreground message, or any of the above
    bool narration = false;   // say: words below
    bool hold = false;
    Instant sent_at;  // of the message; else `at`
    MarkKind mark = MarkKind::none;
    std::uint16_t words = 0;      // of narration
    std::uint32_t signature = 0;  // equal for equal kinds of message between the same ends

    [[nodiscard]] bool stops(StopClass wanted) const {
        switch (wanted) {
            case StopClass::event: return true;
            case StopClass::message: return message || turning_point;
            case StopClass::milestone: return milestone || turning_point;
            case StopClass::turning_point: return turning_point;
        }
        return true;
    }
};

struct BranchAction {
    EventId event;
    std::string text;  // "kill b2"
};

struct BranchInfo {
    std::string name;  // "main", "kill b2 @5.0 s"
    BranchId parent = -1;
    EventId fork = no_event;            // the last event that it shares with its parent
    EventId end = no_event;             // the furthest event simulated
    bool over = false;                  // nothing comes after `end`
    std::vector<BranchAction> actions;  // of the user on this branch, ascending
};

using Cancelled = std::function<bool()>;

class Recording {
public:
    virtual ~Recording() = default;

    [[nodiscard]] virtual const std::vector<BranchInfo>& branches() const = 0;
    [[nodiscard]] virtual EventRow row(BranchId branch, EventId event) const = 0;
    // Simulates one more event at the branch's end. False: the run is over, or a law broke.
    virtual bool extend(BranchId branch) = 0;

    // ---- the shown state
    [[nodiscard]] virtual BranchId branch() const = 0;
    [[nodiscard]] virtual EventId position() const = 0;
    // The event must be simulated. False: cancelled, and nothing has changed.
    virtual bool seek(BranchId branch, EventId event, const Cancelled& cancelled) = 0;
    [[nodiscard]] virtual Hash128 hash() const = 0;
    // Latencies of the foreground messages in flight.
    [[nodiscard]] virtual std::vector<Duration> foreground_latencies() const = 0;

    // ---- changes, at the shown state
    // A branch without what came next here; it becomes the shown one.
    virtual BranchId fork(const std::string& name) = 0;
    // A branch whose next event is the action; the shown state is that after it.
    virtual BranchId fork_with(const UserAction& action, const std::string& name) = 0;
    virtual void rename(BranchId branch, const std::string& name) = 0;
    // Becomes the next event; what the branch had beyond the shown state is forgotten.
    virtual void act(const UserAction& action) = 0;

    // The condition in the scenario's `when` language. no_event: not there; throws
    // std::invalid_argument with a sentence if it does not parse.
    virtual std::function<bool(EventId)> condition(const std::string& when) = 0;
};

}  // namespace kscope::gui
