// Picture: all that the session hands to the window at once: the frame of the canvas, where
// playback is, the branches for the scrubber and the rows of the event log. Plain values, shared
// immutably.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "gui/session/frame.h"
#include "gui/session/recording.h"

namespace kscope::gui {

// A turning point of a branch, for the scrubber.
struct TimelineMark {
    EventId event;
    Instant at;
    MarkKind kind = MarkKind::none;
    std::string text;  // "kill b1"
};

struct TimelineBranch {
    std::string name;
    BranchId parent = -1;
    EventId fork = no_event;
    Instant fork_at;
    EventId front = no_event;  // the furthest that was shown
    Instant front_at;
    std::vector<TimelineMark> marks;  // after the fork, up to the front
};

struct TimelineView {
    std::vector<TimelineBranch> branches;
    Instant first;  // the scrubber's left end
    EventId first_event = no_event;
};

// One line of the event log.
struct LogRow {
    EventId event;
    Instant at;
    MarkKind mark = MarkKind::none;
    bool turning_point = false;
    std::string text;  // "b2 leads click-0 in epoch 1"
    std::string kind;  // "BecameLeader": for the filter
};

// The rows of the shown branch, in order. Chunks are shared between pictures, only the last one is
// ever made anew, so that a long log costs nothing per frame.
struct LogRows {
    static constexpr std::size_t chunk_size = 256;
    std::vector<std::shared_ptr<const std::vector<LogRow>>> chunks;
    std::size_t count = 0;
    BranchId branch = 0;

    [[nodiscard]] const LogRow& at(std::size_t i) const {
        return (*chunks[i / chunk_size])[i % chunk_size];
    }
};

// What became of the last "run until".
struct UntilResult {
    std::uint64_t number = 0;  // of the request; 0: none yet
    std::string wrong;         // why the cursor did not move; empty: it did
};

struct Status {
    std::uint64_t answered = 0;  // number of the last request that this picture knows of
    bool loaded = false;
    bool busy = false;  // a long search goes on; the picture is the old one
    bool playing = false;
    bool at_front = true;
    bool at_end = false;
    bool holding = false;
    bool background = false;  // empty fetches and pings are shown as dots
    double rate = 1;          // virtual seconds per second
    bool automatic = true;
    bool fast = false;
    std::string speed;  // "Auto: 1 s shows 2 ms"
    Duration skipping;  // a gap that is being shortened
    BranchId branch = 0;
    EventId front = no_event;
    EventId floor = no_event;
    Hash128 hash;      // the run hash at the cursor
    bool why = false;  // the story's chain is being looked at
    LookAt look;       // as asked for: what is shown may be farther away
    UntilResult until;
    std::string toast;  // to be told once, with toast_number
    std::uint64_t toast_number = 0;
    std::string error;  // a file that did not load: file:line:column: what; remedy
    std::string file;
    std::string follow;                   // "station 3 of 8: HW 42"
    std::vector<std::uint64_t> followed;  // FrameRecord::record
};

struct Picture {
    Frame frame;
    Frame before;  // the state of the stop before, for "was 41"; may be empty
    Status status;
    std::shared_ptr<const TimelineView> timeline;
    LogRows log;
};

}  // namespace kscope::gui
