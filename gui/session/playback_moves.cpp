// Playback: stepping, seeking, acting.
#include <algorithm>

#include "gui/session/playback.h"

namespace kscope::gui {

namespace {

constexpr std::uint64_t events_between_looks = 64;  // at the cancel flag
// Brokers ping each other for ever: what has not come after this long does not come.
constexpr Duration search_most = Duration::seconds(600);

}  // namespace

Moved Playback::seek(BranchId branch, EventId event, const Cancelled& cancelled) {
    if (!recording_.seek(branch, event, cancelled)) return Moved::cancelled;
    pause();
    holding_ = false;
    pace_.jumped();
    land(branch, event);
    return Moved::yes;
}

Moved Playback::to_front(const Cancelled& cancelled) {
    return seek(cursor_.branch, front(cursor_.branch), cancelled);
}

Moved Playback::run_until(const std::function<bool(EventId)>& condition, Direction direction,
                          const Cancelled& cancelled) {
    EventId at = cursor_.event;
    const Instant last = cursor_.time + search_most;
    while (true) {
        if (at.value() % events_between_looks == 0 && cancelled()) return Moved::cancelled;
        if (direction == Direction::forward) {
            if (!extend_to(at.next()) || row(at.next()).at > last) return Moved::not_found;
            ++at;
        } else {
            if (at <= EventId(1)) return Moved::not_found;
            at = at - 1;
        }
        if (condition(at)) return seek(cursor_.branch, at, cancelled);
    }
}

Moved Playback::step(StopClass wanted, Direction direction, const Cancelled& cancelled) {
    return run_until([&](EventId at) { return row(at).stops(wanted); }, direction, cancelled);
}

Moved Playback::seek_time(BranchId branch, Instant time, const Cancelled& cancelled) {
    std::uint64_t low = 0;  // after low: at or before time
    std::uint64_t high = front(branch).value();
    while (low < high) {
        const std::uint64_t middle = (low + high + 1) / 2;
        if (recording_.row(branch, EventId(middle)).at <= time) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return seek(branch, EventId(std::max<std::uint64_t>(low, 1)), cancelled);
}

Moved Playback::run_to_time(Instant time, const Cancelled& cancelled) {
    EventId at = cursor_.event;
    while (extend_to(at.next()) && row(at.next()).at <= time) {
        ++at;
        if (at.value() % events_between_looks == 0 && cancelled()) return Moved::cancelled;
    }
    return seek(cursor_.branch, at, cancelled);
}

std::string Playback::branch_name(const std::string& action) const {
    const std::int64_t tenths = cursor_.time.nanos() / 100'000'000;
    const std::string name =
        action + " @" + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
    const auto taken = [&](const std::string& wanted) {
        const auto& all = recording_.branches();
        return std::any_of(all.begin(), all.end(),
                           [&](const BranchInfo& b) { return b.name == wanted; });
    };
    if (!taken(name)) return name;
    int number = 2;
    while (taken(name + " #" + std::to_string(number))) ++number;
    return name + " #" + std::to_string(number);
}

void Playback::act(const UserAction& action) {
    const std::string name = text_of(action);
    if (at_front()) {
        recording_.act(action);
        toast_ = name;
    } else {
        const std::string branch = branch_name(name);
        recording_.fork_with(action, branch);
        toast_ = "New branch: " + branch;
    }
    pace_.jumped();
    holding_ = false;
    dwell_left_ = 0;
    land(recording_.branch(), recording_.position());
    fronts_[static_cast<std::size_t>(cursor_.branch)] = cursor_.event;
}

bool Playback::undo() {
    const BranchId acted = cursor_.branch;
    const BranchInfo info = recording_.branches()[static_cast<std::size_t>(acted)];
    const Cancelled never = [] { return false; };
    const auto after = std::find_if(info.actions.begin(), info.actions.end(),
                                    [&](const BranchAction& a) { return a.event > cursor_.event; });
    if (after == info.actions.begin()) return false;
    const BranchAction last = *(after - 1);
    const EventId before = last.event - 1;
    if (info.parent >= 0 && before == info.fork) {
        toast_ = "Back before it; its future stays as \u201c" + info.name + "\u201d";
        seek(info.parent, before, never);
        return true;
    }
    // The action went on with this branch: its future gets the action's name, and the branch goes
    // on without it.
    seek(acted, before, never);
    const std::string name = branch_name(last.text);
    const BranchId clean = recording_.fork(name);
    recording_.rename(acted, name);
    recording_.rename(clean, info.name);
    land(clean, before);
    toast_ = "Back before it; its future stays as \u201c" + name + "\u201d";
    return true;
}

}  // namespace kscope::gui
