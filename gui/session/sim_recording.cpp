#include "gui/session/sim_recording.h"

#include <algorithm>
#include <stdexcept>

#include "sim/engine/note_match.h"
#include "sim/history/weights.h"
#include "sim/scenario/when.h"

namespace kscope::gui {

sim::Action to_action(const UserAction& a) {
    using Kind = UserAction::Kind;
    switch (a.kind) {
        case Kind::kill: return sim::Kill{a.node, sim::CrashKind::process};
        case Kind::power_loss: return sim::Kill{a.node, sim::CrashKind::power_loss};
        case Kind::restart: return sim::Restart{a.node};
        case Kind::pause: return sim::Pause{a.node};
        case Kind::resume: return sim::Resume{a.node};
        case Kind::cut: return sim::CutLink{a.node, a.other, false};
        case Kind::heal: return sim::HealLink{a.node, a.other};
        case Kind::heal_all: return sim::HealAll{};
    }
    return sim::HealAll{};
}

SimRecording::SimRecording(std::shared_ptr<const sim::WorldSpec> spec, std::uint64_t seed,
                           std::shared_ptr<const sim::Scenario> scenario)
    : scenario_(std::move(scenario)), names_(*spec), history_(std::move(spec), seed) {
    infos_.push_back({"main", -1, no_event, no_event, false, {}});
    tracks_.emplace_back();
}

EventRow SimRecording::row(BranchId branch, EventId event) const {
    return track(branch).rows[event.value() - 1];
}

// The newest event of the branch is looked at, once.
void SimRecording::observe(BranchId branch) {
    const sim::World& world = history_.front(static_cast<sim::BranchId>(branch));
    Track& t = track(branch);
    t.causes.observe(world);
    const bool held = !t.checker.violation();
    t.checker.after_step(world);
    keep_checker(t, world.last_event());
    JudgedEvent judged = judge(world, names_);
    if (held && t.checker.violation()) {
        judged.row.mark = MarkKind::law;
        judged.row.turning_point = judged.row.milestone = judged.row.foreground = true;
        LogRow line;
        line.event = world.last_event();
        line.at = world.now();
        line.mark = MarkKind::law;
        line.turning_point = true;
        line.text = t.checker.violation()->sentence;
        line.kind = sim::text_of(t.checker.violation()->law).name;
        judged.lines.push_back(std::move(line));
    }
    if (!judged.say.empty() || !judged.hold.empty()) {
        t.words.push_back({world.last_event(), judged.say, judged.hold});
    }
    for (LogRow& line : judged.lines) t.lines.push_back(std::move(line));
    t.rows.push_back(judged.row);
    infos_[static_cast<std::size_t>(branch)].end = world.last_event();
}

bool SimRecording::extend(BranchId branch) {
    // A broken law stops the run at that event.
    if (track(branch).checker.violation() ||
        history_.extend(static_cast<sim::BranchId>(branch), 1) == 0) {
        infos_[static_cast<std::size_t>(branch)].over = true;
        return false;
    }
    observe(branch);
    return true;
}

BranchId SimRecording::branch() const { return static_cast<BranchId>(history_.cursor_branch()); }
EventId SimRecording::position() const { return EventId(history_.cursor_event()); }

bool SimRecording::seek(BranchId branch, EventId event, const Cancelled& cancelled) {
    return history_.seek(static_cast<sim::BranchId>(branch), event.value(), cancelled);
}

std::vector<Duration> SimRecording::foreground_latencies() const {
    std::vector<Duration> all;
    for (const sim::Packet& p : history_.world().network().packets()) {
        if (!p.live || p.held || p.lost || !p.message) continue;
        if (!sim::is_foreground(p.message->body())) continue;
        all.push_back(p.arrives_at - p.sent_at);
    }
    return all;
}

void SimRecording::keep_checker(Track& t, EventId at) {
    constexpr std::size_t kept_most = 16;
    if (at.value() % t.checkers_apart != 0) return;
    t.checkers.emplace_back(at, t.checker);
    if (t.checkers.size() <= kept_most) return;
    t.checkers_apart *= 2;
    std::erase_if(t.checkers,
                  [&](const auto& kept) { return kept.first.value() % t.checkers_apart != 0; });
}

void SimRecording::cut(Track& t, EventId after) const {
    t.rows.resize(after.value());
    std::erase_if(t.lines, [&](const LogRow& l) { return l.event > after; });
    std::erase_if(t.words, [&](const Words& w) { return w.event > after; });
    std::erase_if(t.checkers, [&](const auto& kept) { return kept.first > after; });
    t.causes.rewind(after);
}

// The checker cannot go back: it goes on from the last of its copies that lies before, up to the
// branch's last event but one, which observe() brings.
void SimRecording::recheck(BranchId branch) {
    Track& t = track(branch);
    const std::uint64_t until = t.rows.size();
    std::uint64_t from = 0;
    t.checker = sim::Checker();
    if (!t.checkers.empty()) {
        from = t.checkers.back().first.value();
        t.checker = t.checkers.back().second;
    }
    const auto b = static_cast<sim::BranchId>(branch);
    const std::unique_ptr<sim::World> world = history_.copy_at(b, from);
    world->listen(sim::Checker::needed_notes());
    for (std::uint64_t n = from; n < until; ++n) {
        history_.step_copy(*world, b);
        t.checker.after_step(*world);
        keep_checker(t, world->last_event());
    }
}

// A branch that the history has made since: its past is its parent's.
void SimRecording::sync() {
    for (std::size_t b = infos_.size(); b < history_.branch_count(); ++b) {
        const sim::BranchInfo made = history_.branch(b);
        const auto parent = static_cast<BranchId>(made.parent);
        const EventId fork{made.fork_event};
        BranchInfo info{made.name, parent, fork, fork, false, {}};
        for (const BranchAction& a : infos_[made.parent].actions) {
            if (a.event <= fork) info.actions.push_back(a);
        }
        infos_.push_back(std::move(info));
        tracks_.push_back(track(parent));
        cut(tracks_.back(), fork);
        recheck(static_cast<BranchId>(b));
    }
}

BranchId SimRecording::fork(const std::string& name) {
    history_.fork(name);
    sync();
    return branch();
}

BranchId SimRecording::fork_with(const UserAction& action, const std::string& name) {
    history_.fork(to_action(action), name);
    sync();
    observe(branch());
    infos_.back().actions.push_back({infos_.back().end, text_of(action)});
    return branch();
}

void SimRecording::rename(BranchId branch, const std::string& name) {
    history_.rename(static_cast<sim::BranchId>(branch), name);
    infos_[static_cast<std::size_t>(branch)].name = name;
}

void SimRecording::act(const UserAction& action) {
    const EventId here = position();
    const BranchId before = branch();
    const bool lookahead = infos_[static_cast<std::size_t>(before)].end > here;
    history_.act(to_action(action));
    sync();
    const BranchId now = branch();
    BranchInfo& info = infos_[static_cast<std::size_t>(now)];
    if (now == before && lookahead) {
        cut(track(now), here);
        recheck(now);
    }
    info.over = false;
    std::erase_if(info.actions, [&](const BranchAction& a) { return a.event > here; });
    observe(now);
    info.actions.push_back({info.end, text_of(action)});
}

const sim::CauseGraph& SimRecording::causes(BranchId branch) const { return track(branch).causes; }
const sim::Checker& SimRecording::checker(BranchId branch) const { return track(branch).checker; }
const std::vector<LogRow>& SimRecording::lines(BranchId branch) const {
    return track(branch).lines;
}

const SimRecording::Words* SimRecording::words_at(BranchId branch, EventId event) const {
    const auto& words = track(branch).words;
    const auto after = std::upper_bound(words.begin(), words.end(), event,
                                        [](EventId e, const Words& w) { return e < w.event; });
    return after == words.begin() ? nullptr : &*(after - 1);
}

// Forwards from the shown state the `count`-th such note counts, and the time after it; backwards
// each one.
std::function<bool(EventId)> SimRecording::condition(const std::string& when) {
    if (scenario_ == nullptr) throw std::invalid_argument("there is no scenario to speak of");
    sim::When wanted;
    try {
        wanted = sim::parse_when(*scenario_, when);
    } catch (const sim::BadInput& wrong) {
        throw std::invalid_argument(wrong.problem() + "; " + wrong.remedy());
    }
    auto found = std::make_shared<Found>();
    return [this, wanted, found, here = position()](EventId event) {
        const bool told = tells(event, wanted.pattern, *found);
        if (event <= here) return told;
        if (told && ++found->count == wanted.pattern.count) {
            found->due = row(branch(), event).at + wanted.delay;
        }
        return found->due && row(branch(), event).at >= *found->due;
    };
}

// Whether a note of the event fits. The newest event's notes are at hand; those of the past are
// made again, a block of events at a time.
bool SimRecording::tells(EventId event, const sim::NotePattern& pattern, Found& found) {
    const auto b = static_cast<sim::BranchId>(branch());
    const auto fits = [&](const std::vector<Note>& notes) {
        return std::any_of(notes.begin(), notes.end(),
                           [&](const Note& note) { return sim::matches(pattern, note.body); });
    };
    const sim::World& front = history_.front(b);
    if (front.last_event() == event) return fits(front.last_notes());
    constexpr std::uint64_t block = 512;
    const std::uint64_t first = (event.value() - 1) / block * block + 1;
    if (found.first != first || event.value() > found.last) {
        found.events.clear();
        found.first = first;
        std::uint64_t at = first;
        for (const auto& one : history_.notes_between(b, first, first + block - 1)) {
            if (fits(one.notes)) found.events.push_back(EventId(at));
            found.last = at++;
        }
    }
    return std::binary_search(found.events.begin(), found.events.end(), event);
}

}  // namespace kscope::gui
