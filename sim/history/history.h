// History: everything that has happened in a scenario, on all branches. It keeps the scenario, the
// seed, the journal of the user's actions, an index of 32 bytes an event, and copies of the world
// now and then; any state is made again from the nearest copy by replay, bit for bit.
//
// A state is named by (branch, event): the world after that event; event 0 is the beginning. seek()
// never changes what happened. No threads in here: whoever owns it polls `cancelled` through it.
// Law: run hash at (branch, event) is the same whichever way one came there.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/world.h"
#include "sim/history/checkpoints.h"
#include "sim/history/event_index.h"

namespace kscope::sim {

// Places of branches in History::branches(); 0 is "main".
using BranchId = std::size_t;

struct JournalEntry {
    std::uint64_t after = 0;  // the action is the event after this one
    Action action;
};

struct BranchInfo {
    std::string name;  // "main", "kill b2 @5.0 s"
    BranchId parent = 0;
    std::uint64_t fork_event = 0;  // the last event shared with the parent
    std::uint64_t end_event = 0;   // the last event known
    Instant end_time;
    bool complete = false;  // nothing is left to happen
};

class History {
public:
    using Cancelled = std::function<bool()>;  // asked every 256 events
    static constexpr std::size_t bytes_max_default = std::size_t{512} << 20;

    History(std::shared_ptr<const WorldSpec> spec, std::uint64_t seed,
            std::size_t bytes_max = bytes_max_default);

    [[nodiscard]] std::size_t branch_count() const { return branches_.size(); }
    [[nodiscard]] BranchInfo branch(BranchId branch) const;

    // The world after the last known event, with the notes of that event: for laws and causes that
    // look at each event once, as it is added.
    [[nodiscard]] const World& front(BranchId branch) const { return *branches_[branch].front; }

    // ---- the cursor
    [[nodiscard]] const World& world() const { return *cursor_; }
    [[nodiscard]] BranchId cursor_branch() const { return cursor_branch_; }
    [[nodiscard]] std::uint64_t cursor_event() const { return cursor_->last_event().value(); }
    // Moves the cursor; plays on where the event is not known yet. False: cancelled (the cursor
    // stays where it was) or the run ended before.
    bool seek(BranchId branch, std::uint64_t event, const Cancelled& cancelled = {});
    // To the last event not later than t; plays on up to there.
    bool seek_time(BranchId branch, Instant t, const Cancelled& cancelled = {});

    // ---- playing on: lengthens the branch; the cursor stays. Returns how many events were added.
    std::uint64_t extend(BranchId branch, std::uint64_t max_events,
                         Instant until = Instant::never(), const Cancelled& cancelled = {});

    // ---- acting, at the cursor
    // A new branch whose next event is the action; the cursor goes to just after it.
    BranchId fork(const Action& action, std::string name = {});
    // A new branch at the cursor that goes on without what the user did next; the cursor goes to
    // it.
    BranchId fork(std::string name);
    void rename(BranchId branch, std::string name) { branches_[branch].name = std::move(name); }
    // The same branch: what it knew beyond the cursor (lookahead that nobody has seen) is
    // forgotten.
    void act(const Action& action);

    // ---- look-ups; events of the parent before the fork are the branch's own
    [[nodiscard]] const IndexEntry& entry(BranchId branch, std::uint64_t event) const;
    [[nodiscard]] std::optional<std::uint64_t> stop_before(BranchId branch, std::uint64_t event,
                                                           StopClass c) const;
    [[nodiscard]] std::optional<std::uint64_t> stop_after(BranchId branch, std::uint64_t event,
                                                          StopClass c) const;
    [[nodiscard]] std::uint64_t last_event_until(BranchId branch, Instant t) const;
    // In (after, until], up to `max` of them, for the timeline and the list of events.
    [[nodiscard]] std::vector<std::uint64_t> stops_between(BranchId branch, std::uint64_t after,
                                                           std::uint64_t until, StopClass c,
                                                           std::size_t max) const;
    [[nodiscard]] std::vector<JournalEntry> journal(BranchId branch) const;

    // The world after an event that is known, made again by replay; the cursor stays.
    [[nodiscard]] std::unique_ptr<World> copy_at(BranchId branch, std::uint64_t event);

    // Made again by replay.
    struct EventNotes {
        EventRecord record;
        std::vector<Note> notes;
        std::vector<WorldNote> world_notes;
    };
    // Plays a copy of the branch one event on.
    void step_copy(World& world, BranchId branch) const;
    [[nodiscard]] EventNotes notes_at(BranchId branch, std::uint64_t event);
    // Of a stretch of events (first..last), in order; one replay.
    [[nodiscard]] std::vector<EventNotes> notes_between(BranchId branch, std::uint64_t first,
                                                        std::uint64_t last,
                                                        const Cancelled& cancelled = {});

    [[nodiscard]] std::size_t bytes() const;

private:
    struct Branch {
        std::string name;
        BranchId parent = 0;
        std::uint64_t fork_event = 0;
        EventIndex index;
        std::vector<JournalEntry> journal;  // its own, ascending
        Checkpoints checkpoints;
        std::unique_ptr<World> front;  // after the last known event
        bool complete = false;
    };

    [[nodiscard]] BranchId owner(BranchId branch, std::uint64_t event) const;
    [[nodiscard]] std::unique_ptr<World> start_near(BranchId branch, std::uint64_t event) const;
    [[nodiscard]] const World* nearest(BranchId branch, std::uint64_t event) const;
    bool replay(World& world, BranchId branch, std::uint64_t event, bool keep_near,
                const Cancelled& cancelled);
    void apply_journal(World& world, BranchId branch) const;
    void begin_with(Branch& b, const Action& action);

    std::shared_ptr<const WorldSpec> spec_;
    std::uint64_t seed_;
    std::size_t bytes_max_;
    std::vector<Branch> branches_;
    std::unique_ptr<World> cursor_;
    BranchId cursor_branch_ = 0;
};

// "kill b2", "cut b1-b2": an action in the words of the scenario's names.
std::string describe(const Action& action, const WorldSpec& spec);
// "kill b2 @5.0 s"
std::string describe_at(const Action& action, const WorldSpec& spec, Instant t);

}  // namespace kscope::sim
