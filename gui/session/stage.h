// Stage: a loaded scenario with its recording and all that describes its shown state. It lives on
// the session's thread; only plain values leave it. Made by a StageMaker, so that the session can
// be tested without a simulation.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gui/session/picture.h"
#include "gui/session/recording.h"
#include "gui/session/request.h"

namespace kscope::gui {

class Stage {
public:
    virtual ~Stage() = default;
    virtual Recording& recording() = 0;
    // Where the window opens: LoadRequest::at resolved; never() for "violation".
    [[nodiscard]] virtual Instant open_at() const = 0;
    // The scenario's own place to open, however it was opened: Home goes there.
    [[nodiscard]] virtual Instant home() const = 0;
    // The shown state, as it is looked at; `now` is display time.
    virtual void fill(Frame& frame, Instant now, const LookAt& look, bool background) = 0;
    // The story's chain at the shown state, of an item or of the newest turning point.
    virtual void explain(FrameStory& story, const std::string& of) = 0;
    // Lines of the event log for one event; none for most.
    virtual void log(BranchId branch, EventId event, std::vector<LogRow>& rows) = 0;
    // Where the followed record is in the shown state, which `frame` has; its halo goes there.
    virtual void follow(const FollowRequest& request, Frame& frame, Status& status) = 0;
};

// Throws std::runtime_error (BadInput) with a line for the banner.
using StageMaker = std::function<std::unique_ptr<Stage>(const LoadRequest&)>;

}  // namespace kscope::gui
