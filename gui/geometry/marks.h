// The flags under a lane: which marks merge ("HW = LEO 42"), how their words shorten until they
// fit, and where they stand so that none covers another.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"

namespace kscope::gui {

struct Flag {
    std::string text;
    double anchor = 0;  // x of the mark it belongs to
    double left = 0;    // where its text begins
    double width = 0;
    bool high_watermark = false;  // the strong mark; the other one is the log end
};

struct FlagInput {
    Offset high_watermark;
    Offset log_end;
    double high_watermark_x = 0;  // clamped into the lane by the caller
    double log_end_x = 0;
    double left = 0;  // room for the texts
    double right = 0;
    double digit_width = 7.2;  // of the mono face
};

// One flag when the marks coincide, else two in the order of the axis.
std::vector<Flag> place_flags(const FlagInput& input);

// Moves intervals as little as needed to keep them `gap` apart and inside [left, right], keeping
// their order. False: they do not fit.
bool spread(std::vector<Flag>& flags, double left, double right, double gap);

}  // namespace kscope::gui
