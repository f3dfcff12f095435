#include "gui/session/picture_history.h"

#include <algorithm>

namespace kscope::gui {

void PictureHistory::clear() {
    branches_.clear();
    timeline_ = std::make_shared<TimelineView>();
}

const LogRows& PictureHistory::rows(BranchId branch) const {
    static const LogRows none;
    const auto place = static_cast<std::size_t>(branch);
    return place < branches_.size() ? branches_[place].rows : none;
}

void PictureHistory::append(Branch& branch, LogRow row) {
    LogRows& rows = branch.rows;
    if (rows.count % LogRows::chunk_size == 0) {
        rows.chunks.push_back(std::make_shared<std::vector<LogRow>>());
    }
    // A picture may hold the last chunk: it is copied, never changed.
    auto chunk = std::make_shared<std::vector<LogRow>>(*rows.chunks.back());
    if (row.mark != MarkKind::none && row.turning_point) {
        branch.marks.push_back({row.event, row.at, row.mark, row.text});
    }
    chunk->push_back(std::move(row));
    rows.chunks.back() = std::move(chunk);
    ++rows.count;
}

void PictureHistory::forget_after(BranchId branch, EventId event) {
    const auto place = static_cast<std::size_t>(branch);
    if (place >= branches_.size()) return;
    Branch& b = branches_[place];
    if (b.read <= event) return;
    std::vector<LogRow> kept;
    for (std::size_t i = 0; i < b.rows.count && b.rows.at(i).event <= event; ++i) {
        kept.push_back(b.rows.at(i));
    }
    b.rows = {};
    b.rows.branch = branch;
    b.marks.clear();
    for (LogRow& row : kept) append(b, std::move(row));
    b.read = event;
}

void PictureHistory::update(Stage& stage, const Playback& playback) {
    const auto& infos = stage.recording().branches();
    for (std::size_t i = branches_.size(); i < infos.size(); ++i) {
        // A new branch has its parent's past.
        Branch fresh;
        const BranchId parent = infos[i].parent;
        if (parent >= 0) {
            const Branch& from = branches_[static_cast<std::size_t>(parent)];
            for (std::size_t r = 0; r < from.rows.count; ++r) {
                if (from.rows.at(r).event > infos[i].fork) break;
                append(fresh, from.rows.at(r));
            }
            fresh.read = std::min(from.read, infos[i].fork);
        }
        fresh.rows.branch = static_cast<BranchId>(i);
        branches_.push_back(std::move(fresh));
    }
    const BranchId shown = playback.cursor().branch;
    Branch& branch = branches_[static_cast<std::size_t>(shown)];
    std::vector<LogRow> rows;
    while (branch.read < playback.front(shown)) {
        ++branch.read;
        rows.clear();
        stage.log(shown, branch.read, rows);
        for (LogRow& row : rows) append(branch, std::move(row));
    }
    refresh_timeline(stage, playback);
}

void PictureHistory::refresh_timeline(Stage& stage, const Playback& playback) {
    const auto& infos = stage.recording().branches();
    const auto time_of = [&](BranchId branch, EventId event) {
        return event == no_event ? Instant() : stage.recording().row(branch, event).at;
    };
    TimelineView view;
    view.first_event = playback.floor();
    view.first = time_of(0, playback.floor());
    for (std::size_t i = 0; i < infos.size(); ++i) {
        const auto id = static_cast<BranchId>(i);
        TimelineBranch branch;
        branch.name = infos[i].name;
        branch.parent = infos[i].parent;
        branch.fork = infos[i].fork;
        branch.fork_at = time_of(id, infos[i].fork);
        branch.front = playback.front(id);
        branch.front_at = time_of(id, branch.front);
        for (const TimelineMark& mark : branches_[i].marks) {
            const bool own = mark.event > std::max(branch.fork, playback.floor());
            if (own && mark.event <= branch.front) branch.marks.push_back(mark);
        }
        view.branches.push_back(std::move(branch));
    }
    timeline_ = std::make_shared<const TimelineView>(std::move(view));
}

}  // namespace kscope::gui
