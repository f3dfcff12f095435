// Playback: where the viewer is in a recording, and how the cursor moves: playing at a pace,
// stepping both ways, seeking, acting, undoing. A pure state machine: no widget, no thread, no
// clock; wall time comes in as an argument. It changes worlds only through Recording.
//
// Cursor = (branch, n, display time between t_n and t_n+1): the state is that after n; display time
// only moves flights. Front = the furthest event shown on a branch.
//   act at the front     the same branch goes on; lookahead that nobody saw is forgotten
//   act earlier          forks, named after the action
//   step back of class K the greatest K-stop before n; it never deletes or forks
// Law: prev(next(c)) = c with equal hash from any K-stop.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/session/pace.h"
#include "gui/session/recording.h"

namespace kscope::gui {

struct Cursor {
    BranchId branch = 0;
    EventId event = no_event;
    Instant time;  // display time
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

enum class Direction : std::uint8_t { back, forward };
enum class Moved : std::uint8_t { yes, not_found, cancelled };

class Playback {
public:
    explicit Playback(Recording& recording);

    // ---- playing
    void play();
    void pause() { playing_ = false; }
    void toggle() { playing_ ? pause() : play(); }
    // Wall time passes. True if the picture changed.
    bool tick(double wall_seconds, const Cancelled& cancelled);
    Pace& pace() { return pace_; }

    // ---- moving
    Moved step(StopClass wanted, Direction direction, const Cancelled& cancelled);
    Moved seek(BranchId branch, EventId event, const Cancelled& cancelled);
    // The last event at or before that time, as far as the front of the branch.
    Moved seek_time(BranchId branch, Instant time, const Cancelled& cancelled);
    // Runs ahead if it must: for --at and run-until.
    Moved run_to_time(Instant time, const Cancelled& cancelled);
    Moved run_until(const std::function<bool(EventId)>& condition, Direction direction,
                    const Cancelled& cancelled);
    Moved to_start(const Cancelled& cancelled) { return seek(cursor_.branch, floor_, cancelled); }
    Moved to_front(const Cancelled& cancelled);

    // ---- acting
    void act(const UserAction& action);
    // To just before the last action of this branch, whose future stays. False: there is none.
    bool undo();

    // The scenario opened here: Home goes no further back.
    void set_floor(EventId floor) { floor_ = floor; }

    // ---- state
    [[nodiscard]] const Cursor& cursor() const { return cursor_; }
    [[nodiscard]] EventId front(BranchId branch) const;
    [[nodiscard]] EventId floor() const { return floor_; }
    [[nodiscard]] bool playing() const { return playing_; }
    [[nodiscard]] bool at_front() const { return cursor_.event == front(cursor_.branch); }
    [[nodiscard]] bool at_end() const;
    [[nodiscard]] bool holding() const { return holding_; }
    [[nodiscard]] const Pace& pace() const { return pace_; }
    // What the viewer should be told, once: "forked: kill b2 @5.0 s".
    std::optional<std::string> take_toast();

private:
    [[nodiscard]] EventId end() const;
    bool extend_to(EventId event);
    [[nodiscard]] EventRow row(EventId event) const;
    void land(BranchId branch, EventId event);
    void plan();
    bool pass_next(const Cancelled& cancelled);
    [[nodiscard]] std::string branch_name(const std::string& action) const;

    Recording& recording_;
    Cursor cursor_;
    std::vector<EventId> fronts_;  // by branch
    EventId floor_ = no_event;
    Pace pace_;
    bool playing_ = false;
    bool holding_ = false;
    double dwell_left_ = 0;           // wall seconds
    EventId planned_for_ = no_event;  // the pace is up to date for this event
    bool planned_ = false;
    Instant gap_end_;  // while a quiet gap is crossed, its rate stands until here
    std::optional<std::string> toast_;
};

}  // namespace kscope::gui
