// Request: what the window asks of the session. Values that cross to its thread; each gets a
// number, and pictures say up to which number they have been answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gui/session/frame_overview.h"
#include "gui/session/playback.h"
#include "gui/session/user_action.h"

namespace kscope::gui {

struct LoadRequest {
    std::string file;
    std::optional<std::uint64_t> seed;
    std::string at;  // time, event number, or "violation"; empty: open-at
};
struct PlayRequest {
    enum class What : std::uint8_t { toggle, play, pause, go_on };
    What what = What::toggle;
};
struct StepRequest {
    StopClass stop = StopClass::milestone;
    Direction direction = Direction::forward;
};
struct SeekRequest {
    BranchId branch = 0;
    EventId event = no_event;  // or, if none, the time
    Instant time;
};
struct JumpRequest {
    enum class Where : std::uint8_t { start, front };
    Where where = Where::start;
};
struct SpeedRequest {
    enum class What : std::uint8_t { faster, slower, automatic, fast };
    What what = What::automatic;
};
struct ActRequest {
    UserAction action;
};
struct UndoRequest {};
struct UntilRequest {
    std::string when;
    Direction direction = Direction::forward;
};
struct BackgroundRequest {};
struct WhyRequest {
    bool on = true;
    std::string of;  // an item's id; empty: the story's event
};
struct FollowRequest {
    std::string partition;     // "click-0"; empty: stop following
    std::uint64_t record = 0;  // 0: the newest of the partition
    std::uint64_t number = 0;  // of this following, by the director
};
// What of the cluster is shown, and from how near.
struct LookRequest {
    LookAt look;
};
// Ends a search that goes on; the cursor stays.
struct CancelRequest {};

using Request = std::variant<LoadRequest, PlayRequest, StepRequest, SeekRequest, JumpRequest,
                             SpeedRequest, ActRequest, UndoRequest, UntilRequest, BackgroundRequest,
                             WhyRequest, FollowRequest, LookRequest, CancelRequest>;

}  // namespace kscope::gui
