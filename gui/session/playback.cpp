#include "gui/session/playback.h"

#include <algorithm>

namespace kscope::gui {

namespace {

// How far playing looks ahead for the end of a quiet gap.
constexpr int lookahead_events = 20'000;
constexpr double tick_max = 0.1;  // a stall is not caught up with

double seconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }
Duration virtual_time(double s) { return Duration::nanos(static_cast<std::int64_t>(s * 1e9)); }

}  // namespace

Playback::Playback(Recording& recording) : recording_(recording) {
    cursor_.branch = recording_.branch();
    cursor_.event = recording_.position();
    fronts_.resize(recording_.branches().size(), no_event);
    land(cursor_.branch, cursor_.event);
}

EventId Playback::end() const {
    return recording_.branches()[static_cast<std::size_t>(cursor_.branch)].end;
}

bool Playback::extend_to(EventId event) {
    while (end() < event) {
        if (!recording_.extend(cursor_.branch)) return false;
    }
    return true;
}

EventRow Playback::row(EventId event) const { return recording_.row(cursor_.branch, event); }

EventId Playback::front(BranchId branch) const { return fronts_[static_cast<std::size_t>(branch)]; }

bool Playback::at_end() const {
    const BranchInfo& info = recording_.branches()[static_cast<std::size_t>(cursor_.branch)];
    return info.over && cursor_.event == info.end;
}

void Playback::land(BranchId branch, EventId event) {
    cursor_ = {branch, event, Instant()};
    fronts_.resize(recording_.branches().size(), no_event);
    EventId& front = fronts_[static_cast<std::size_t>(branch)];
    front = std::max(front, event);
    if (event != no_event) cursor_.time = row(event).at;
    planned_ = false;
}

void Playback::play() {
    playing_ = true;
    holding_ = false;
    dwell_left_ = 0;
}

// The rate from the cursor on: by what is in flight, or by the gap to the next thing worth seeing.
void Playback::plan() {
    if (planned_ && planned_for_ == cursor_.event) return;
    const bool crossing = cursor_.time < gap_end_ && planned_;
    planned_ = true;
    planned_for_ = cursor_.event;
    const std::vector<Duration> in_flight = recording_.foreground_latencies();
    if (in_flight.empty() && crossing) return;
    Duration gap = Duration::millis(1);
    gap_end_ = cursor_.time;
    if (in_flight.empty()) {
        EventId next = cursor_.event;
        for (int i = 0; i < lookahead_events && extend_to(next.next()); ++i) {
            ++next;
            if (row(next).foreground) break;
        }
        // A message comes into view when it is sent.
        if (next != cursor_.event) gap_end_ = std::max(cursor_.time, row(next).sent_at);
        gap = gap_end_ - cursor_.time;
    }
    pace_.update(in_flight, gap);
}

// Shows the next event. False: playing rests here.
bool Playback::pass_next(const Cancelled& cancelled) {
    const EventId next = cursor_.event.next();
    const EventRow passed = row(next);
    if (!recording_.seek(cursor_.branch, next, cancelled)) return false;
    const Instant gap_end = gap_end_;
    const bool planned = planned_;
    land(cursor_.branch, next);
    gap_end_ = gap_end;
    planned_ = planned;
    pace_.passed(passed);
    if (passed.turning_point) gap_end_ = cursor_.time;
    holding_ = passed.hold;
    if (holding_) playing_ = false;
    dwell_left_ = pace_.mode() == Pace::Mode::automatic ? Pace::dwell(passed) : 0;
    return playing_ && dwell_left_ <= 0;
}

bool Playback::tick(double wall_seconds, const Cancelled& cancelled) {
    if (!playing_) return false;
    double wall = std::clamp(wall_seconds, 0.0, tick_max);
    if (dwell_left_ > 0) {
        const double rest = std::min(dwell_left_, wall);
        dwell_left_ -= rest;
        wall -= rest;
        if (dwell_left_ > 0) return false;
    }
    const Cursor before = cursor_;
    while (wall > 0 && !cancelled()) {
        if (!extend_to(cursor_.event.next())) {
            playing_ = false;
            break;
        }
        plan();
        const Instant next_at = row(cursor_.event.next()).at;
        const double needed = seconds(next_at - cursor_.time) / pace_.rate();
        if (needed > wall) {
            cursor_.time = std::min(next_at, cursor_.time + virtual_time(wall * pace_.rate()));
            break;
        }
        wall -= needed;
        if (!pass_next(cancelled)) break;
    }
    return !(before == cursor_) || !playing_;
}

std::optional<std::string> Playback::take_toast() {
    std::optional<std::string> toast;
    toast.swap(toast_);
    return toast;
}

}  // namespace kscope::gui
