// SimRecording: the real recording: a History whose events are judged, checked against the laws and
// put into the graph of causes as they are added. It lives on the session's thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gui/session/event_rows.h"
#include "gui/session/recording.h"
#include "sim/check/checker.h"
#include "sim/history/history.h"
#include "sim/scenario/scenario.h"
#include "sim/story/cause_graph.h"

namespace kscope::gui {

class SimRecording : public Recording {
public:
    // `scenario`: whose names conditions may use; without it there are no conditions.
    SimRecording(std::shared_ptr<const sim::WorldSpec> spec, std::uint64_t seed,
                 std::shared_ptr<const sim::Scenario> scenario = nullptr);

    [[nodiscard]] const std::vector<BranchInfo>& branches() const override { return infos_; }
    [[nodiscard]] EventRow row(BranchId branch, EventId event) const override;
    bool extend(BranchId branch) override;
    [[nodiscard]] BranchId branch() const override;
    [[nodiscard]] EventId position() const override;
    bool seek(BranchId branch, EventId event, const Cancelled& cancelled) override;
    [[nodiscard]] Hash128 hash() const override { return history_.world().run_hash(); }
    [[nodiscard]] std::vector<Duration> foreground_latencies() const override;
    BranchId fork(const std::string& name) override;
    BranchId fork_with(const UserAction& action, const std::string& name) override;
    void rename(BranchId branch, const std::string& name) override;
    void act(const UserAction& action) override;
    std::function<bool(EventId)> condition(const std::string& when) override;

    // ---- for the stage, at the shown state
    [[nodiscard]] const sim::World& world() const { return history_.world(); }
    [[nodiscard]] const sim::Names& names() const { return names_; }
    [[nodiscard]] const sim::CauseGraph& causes(BranchId branch) const;
    [[nodiscard]] const sim::Checker& checker(BranchId branch) const;
    [[nodiscard]] const std::vector<LogRow>& lines(BranchId branch) const;
    // The last narration and hold at or before the event: their events and words.
    struct Words {
        EventId event;
        std::string say;
        std::string hold;
    };
    [[nodiscard]] const Words* words_at(BranchId branch, EventId event) const;

private:
    struct Track {
        std::vector<EventRow> rows;  // event n at n - 1, the parent's past included
        std::vector<LogRow> lines;
        std::vector<Words> words;
        sim::CauseGraph causes;
        sim::Checker checker;
        // As it was after some events, ascending: a fork goes on from the last one before it.
        std::vector<std::pair<EventId, sim::Checker>> checkers;
        std::uint64_t checkers_apart = 4'096;
    };
    // What a condition remembers while a search goes on.
    struct Found {
        std::uint32_t count = 0;
        std::optional<Instant> due;
        std::uint64_t first = 0;  // a block of events whose notes were looked at: first..last
        std::uint64_t last = 0;
        std::vector<EventId> events;  // of the block: those that fit
    };
    bool tells(EventId event, const sim::NotePattern& pattern, Found& found);
    void observe(BranchId branch);
    static void keep_checker(Track& track, EventId at);
    void cut(Track& track, EventId after) const;
    void recheck(BranchId branch);
    void sync();
    [[nodiscard]] Track& track(BranchId branch) {
        return tracks_[static_cast<std::size_t>(branch)];
    }
    [[nodiscard]] const Track& track(BranchId branch) const {
        return tracks_[static_cast<std::size_t>(branch)];
    }

    std::shared_ptr<const sim::Scenario> scenario_;
    sim::Names names_;
    sim::History history_;
    std::vector<BranchInfo> infos_;
    std::vector<Track> tracks_;
};

sim::Action to_action(const UserAction& action);

}  // namespace kscope::gui
