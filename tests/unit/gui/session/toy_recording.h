// ToyRecording: a run of made-up events with everything that playback needs, without a simulation.
// The state after n is a hash over the branch's events up to n, so that a test can compare states.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "gui/session/recording.h"

namespace kscope::gui {

class ToyRecording : public Recording {
public:
    explicit ToyRecording(std::uint64_t length = 400) : length_(length) {
        branches_.push_back({"main", -1, no_event, no_event, false, {}});
        events_.emplace_back();
    }

    const std::vector<BranchInfo>& branches() const override { return branches_; }

    EventRow row(BranchId branch, EventId event) const override {
        return events_[at(branch)][event.value() - 1].row;
    }

    bool extend(BranchId branch) override {
        BranchInfo& info = branches_[at(branch)];
        const std::uint64_t n = info.end.value() + 1;
        if (n > length_) {
            info.over = true;
            return false;
        }
        EventRow row;
        row.at = Instant::at(Duration::millis(static_cast<std::int64_t>(2 * n)));
        row.sent_at = row.at;
        row.message = n % 3 == 0;
        row.milestone = n % 10 == 0;
        row.turning_point = n % 50 == 0;
        row.hold = n == 150;
        row.mark = row.turning_point ? MarkKind::election : MarkKind::none;
        row.foreground = row.message || row.milestone;
        row.signature = static_cast<std::uint32_t>(n % 12);
        append(branch, row, n * 7919);
        return true;
    }

    BranchId branch() const override { return branch_; }
    EventId position() const override { return position_; }
    bool seek(BranchId branch, EventId event, const Cancelled& cancelled) override {
        if (cancelled()) return false;
        if (event > branches_[at(branch)].end) throw std::logic_error("not simulated");
        branch_ = branch;
        position_ = event;
        return true;
    }
    Hash128 hash() const override {
        Digest d;
        for (std::uint64_t i = 0; i < position_.value(); ++i)
            d.add(events_[at(branch_)][i].content);
        return d.value();
    }
    std::vector<Duration> foreground_latencies() const override {
        if (position_.value() % 40 < 20) return {};
        return {Duration::millis(1), Duration::millis(2)};
    }

    BranchId fork(const std::string& name) override {
        const BranchId parent = branch_;
        branches_.push_back({name, parent, position_, position_, false, {}});
        const auto& past = events_[at(parent)];
        events_.emplace_back(past.begin(),
                             past.begin() + static_cast<std::ptrdiff_t>(position_.value()));
        for (const BranchAction& a : branches_[at(parent)].actions) {
            if (a.event <= position_) branches_.back().actions.push_back(a);
        }
        branch_ = static_cast<BranchId>(branches_.size() - 1);
        return branch_;
    }
    BranchId fork_with(const UserAction& action, const std::string& name) override {
        fork(name);
        act(action);
        return branch_;
    }
    void rename(BranchId branch, const std::string& name) override {
        branches_[at(branch)].name = name;
    }
    void act(const UserAction& action) override {
        BranchInfo& info = branches_[at(branch_)];
        events_[at(branch_)].resize(position_.value());
        info.end = position_;
        info.over = false;
        EventRow row;
        row.at = position_ == no_event ? Instant() : this->row(branch_, position_).at;
        row.milestone = row.turning_point = row.foreground = true;
        row.mark = MarkKind::fault;
        append(branch_, row, 1'000'003 + static_cast<std::uint64_t>(action.node.value()));
        info.actions.push_back({info.end, text_of(action)});
        position_ = info.end;
    }
    std::function<bool(EventId)> condition(const std::string& when) override {
        if (when != "hold") throw std::invalid_argument("unknown: " + when);
        return [this](EventId e) { return row(branch_, e).hold; };
    }

private:
    struct Event {
        EventRow row;
        std::uint64_t content = 0;
    };
    static std::size_t at(BranchId branch) { return static_cast<std::size_t>(branch); }
    void append(BranchId branch, const EventRow& row, std::uint64_t content) {
        events_[at(branch)].push_back({row, content});
        ++branches_[at(branch)].end;
    }

    std::uint64_t length_;
    std::vector<BranchInfo> branches_;
    std::vector<std::vector<Event>> events_;
    BranchId branch_ = 0;
    EventId position_ = no_event;
};

}  // namespace kscope::gui
