#include "sim/history/history.h"

#include <algorithm>

#include "core/base/check.h"
#include "sim/history/weights.h"

namespace kscope::sim {

namespace {

constexpr std::uint64_t cancel_interval = 256;

bool asked_to_stop(const History::Cancelled& cancelled, std::uint64_t step) {
    return cancelled && step % cancel_interval == 0 && cancelled();
}

}  // namespace

History::History(std::shared_ptr<const WorldSpec> spec, std::uint64_t seed, std::size_t bytes_max)
    : spec_(std::move(spec)), seed_(seed), bytes_max_(bytes_max) {
    cursor_ = std::make_unique<World>(spec_, seed_);
    cursor_->listen(NoteFilter::all());
    branches_.push_back(Branch{"main",
                               0,
                               0,
                               EventIndex(1),
                               {},
                               Checkpoints(bytes_max_),
                               std::make_unique<World>(*cursor_),
                               false});
}

// The branch whose own this event is.
BranchId History::owner(BranchId branch, std::uint64_t event) const {
    while (branch != 0 && event <= branches_[branch].fork_event) branch = branches_[branch].parent;
    return branch;
}

// The user's action that is the next event after the world's last one, if there is one.
void History::apply_journal(World& world, BranchId branch) const {
    const std::uint64_t event = world.last_event().value();
    // At the fork itself the child's own action counts, not what its parent went on to do.
    while (branch != 0 && event < branches_[branch].fork_event) branch = branches_[branch].parent;
    const auto& journal = branches_[branch].journal;
    const auto found =
        std::lower_bound(journal.begin(), journal.end(), event,
                         [](const JournalEntry& j, std::uint64_t e) { return j.after < e; });
    if (found != journal.end() && found->after == event) world.apply(found->action);
}

// The latest world that lies on the way to the event; null: begin at the beginning.
const World* History::nearest(BranchId branch, std::uint64_t event) const {
    const World* best = nullptr;
    const auto consider = [&best, event](const World* w) {
        if (w == nullptr || w->last_event().value() > event) return;
        if (best == nullptr || w->last_event() > best->last_event()) best = w;
    };
    const std::uint64_t here = cursor_event();
    if (here <= event && owner(branch, here) == owner(cursor_branch_, here)) {
        consider(cursor_.get());
    }
    std::uint64_t until = event;
    for (BranchId b = branch;; b = branches_[b].parent) {
        const World* copy = branches_[b].checkpoints.nearest(until);
        if (copy != nullptr && owner(b, copy->last_event().value()) == b) consider(copy);
        if (branches_[b].front->last_event().value() <= until) consider(branches_[b].front.get());
        if (b == 0 || best != nullptr) return best;
        until = std::min(until, branches_[b].fork_event);
    }
}

// Plays the world forwards along what is known. Only the last event's notes are built.
bool History::replay(World& world, BranchId branch, std::uint64_t event, bool keep_near,
                     const Cancelled& cancelled) {
    constexpr std::uint64_t near = Checkpoints::dense_distance * Checkpoints::dense_count;
    world.listen(NoteFilter{});
    for (std::uint64_t n = world.last_event().value(); n < event; ++n) {
        if (asked_to_stop(cancelled, n)) return false;
        if (n + 1 == event) world.listen(NoteFilter::all());
        apply_journal(world, branch);
        KSCOPE_CHECK(world.step(), "a replay ended before the run it repeats");
        if (keep_near && event - n <= near) {
            branches_[owner(branch, n + 1)].checkpoints.passing_near(world);
        }
    }
    world.listen(NoteFilter::all());
    return true;
}

std::unique_ptr<World> History::start_near(BranchId branch, std::uint64_t event) const {
    const World* from = nearest(branch, event);
    if (from != nullptr) return std::make_unique<World>(*from);
    return std::make_unique<World>(spec_, seed_);
}

bool History::seek(BranchId branch, std::uint64_t event, const Cancelled& cancelled) {
    const std::uint64_t end = branches_[branch].front->last_event().value();
    bool reached = true;
    if (event > end) {
        const std::uint64_t added = extend(branch, event - end, Instant::never(), cancelled);
        if (added < event - end && cancelled && cancelled()) return false;
        reached = added == event - end;
        event = end + added;
    }
    const std::uint64_t here = cursor_event();
    const bool on_the_way = here <= event && owner(branch, here) == owner(cursor_branch_, here);
    if (on_the_way && event - here < cancel_interval && nearest(branch, event) == cursor_.get()) {
        if (!replay(*cursor_, branch, event, true, {})) return false;
    } else {
        std::unique_ptr<World> world = start_near(branch, event);
        if (!replay(*world, branch, event, true, cancelled)) return false;
        cursor_ = std::move(world);
    }
    cursor_branch_ = branch;
    return reached;
}

bool History::seek_time(BranchId branch, Instant t, const Cancelled& cancelled) {
    if (branches_[branch].front->now() < t) {
        extend(branch, ~std::uint64_t{0}, t, cancelled);
        if (cancelled && cancelled()) return false;
    }
    return seek(branch, last_event_until(branch, t), cancelled);
}

std::uint64_t History::extend(BranchId branch, std::uint64_t max_events, Instant until,
                              const Cancelled& cancelled) {
    Branch& b = branches_[branch];
    std::uint64_t added = 0;
    while (added < max_events && !asked_to_stop(cancelled, added + 1)) {
        if (!b.front->step_until(until)) {
            b.complete = b.front->next_time().is_never();
            break;
        }
        b.index.add(index_entry(*b.front));
        b.checkpoints.passing(*b.front);
        ++added;
    }
    return added;
}

// The world after the action, which is its next event.
void History::begin_with(Branch& b, const Action& action) {
    b.journal.push_back(JournalEntry{cursor_event(), action});
    b.front = std::make_unique<World>(*cursor_);
    b.front->listen(NoteFilter::all());
    b.front->apply(action);
    b.front->step();
    b.index.add(index_entry(*b.front));
    b.complete = false;
    cursor_ = std::make_unique<World>(*b.front);
}

BranchId History::fork(const Action& action, std::string name) {
    const std::uint64_t event = cursor_event();
    if (name.empty()) name = describe_at(action, *spec_, cursor_->now());
    const BranchId parent = owner(cursor_branch_, event);
    Branch made{std::move(name),         parent,  event, EventIndex(event + 1), {},
                Checkpoints(bytes_max_), nullptr, false};
    begin_with(made, action);
    branches_.push_back(std::move(made));
    cursor_branch_ = branches_.size() - 1;
    return cursor_branch_;
}

BranchId History::fork(std::string name) {
    const std::uint64_t event = cursor_event();
    const BranchId parent = owner(cursor_branch_, event);
    branches_.push_back(Branch{std::move(name),
                               parent,
                               event,
                               EventIndex(event + 1),
                               {},
                               Checkpoints(bytes_max_),
                               std::make_unique<World>(*cursor_),
                               false});
    cursor_branch_ = branches_.size() - 1;
    return cursor_branch_;
}

void History::act(const Action& action) {
    const std::uint64_t event = cursor_event();
    const BranchId branch = cursor_branch_;
    // Somebody's past must not be forgotten.
    bool needed = branch != 0 && event < branches_[branch].fork_event + 1;
    for (const Branch& other : branches_) {
        needed |= &other != &branches_[0] && other.parent == branch && other.fork_event > event;
    }
    if (needed) {
        fork(action);
        return;
    }
    Branch& b = branches_[branch];
    b.index.cut(event + 1);
    b.checkpoints.cut(event);
    std::erase_if(b.journal, [event](const JournalEntry& j) { return j.after >= event; });
    begin_with(b, action);
}

std::vector<History::EventNotes> History::notes_between(BranchId branch, std::uint64_t first,
                                                        std::uint64_t last,
                                                        const Cancelled& cancelled) {
    std::vector<EventNotes> result;
    KSCOPE_CHECK(first >= 1, "events are numbered from 1");
    last = std::min(last, branches_[branch].index.end() - 1);
    if (last < first) return result;
    std::unique_ptr<World> world = start_near(branch, first - 1);
    if (!replay(*world, branch, first - 1, false, cancelled)) return result;
    for (std::uint64_t n = first; n <= last; ++n) {
        if (asked_to_stop(cancelled, n)) break;
        step_copy(*world, branch);
        result.push_back({world->last(), world->last_notes(), world->last_world_notes()});
    }
    return result;
}

std::unique_ptr<World> History::copy_at(BranchId branch, std::uint64_t event) {
    std::unique_ptr<World> world = start_near(branch, event);
    replay(*world, branch, event, false, {});
    return world;
}

void History::step_copy(World& world, BranchId branch) const {
    apply_journal(world, branch);
    KSCOPE_CHECK(world.step(), "a replay ended before the run it repeats");
}

History::EventNotes History::notes_at(BranchId branch, std::uint64_t event) {
    std::vector<EventNotes> found = notes_between(branch, event, event);
    KSCOPE_CHECK(!found.empty(), "no such event");
    return std::move(found.front());
}

}  // namespace kscope::sim
