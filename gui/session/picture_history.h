// PictureHistory: what pictures show of the past: the rows of the event log and the branches of the
// scrubber. It reads each shown event once and keeps chunks that pictures share.
#pragma once

#include <memory>
#include <vector>

#include "gui/session/picture.h"
#include "gui/session/playback.h"
#include "gui/session/stage.h"

namespace kscope::gui {

class PictureHistory {
public:
    void clear();
    // Catches up with the front of the shown branch.
    void update(Stage& stage, const Playback& playback);
    // A branch lost what it had beyond this event.
    void forget_after(BranchId branch, EventId event);

    [[nodiscard]] const LogRows& rows(BranchId branch) const;
    [[nodiscard]] std::shared_ptr<const TimelineView> timeline() const { return timeline_; }

private:
    struct Branch {
        LogRows rows;
        EventId read = no_event;  // rows are there up to this event
        std::vector<TimelineMark> marks;
    };
    void append(Branch& branch, LogRow row);
    void refresh_timeline(Stage& stage, const Playback& playback);

    std::vector<Branch> branches_;
    std::shared_ptr<const TimelineView> timeline_ = std::make_shared<TimelineView>();
};

}  // namespace kscope::gui
