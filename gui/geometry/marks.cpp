#include "gui/geometry/marks.h"

#include <algorithm>

#include "gui/geometry/offset_axis.h"

namespace kscope::gui {

namespace {

constexpr double gap = 6;

Flag make_flag(std::string text, double anchor, double digit_width, bool high_watermark) {
    Flag flag;
    flag.width = static_cast<double>(text.size()) * digit_width;
    flag.text = std::move(text);
    flag.anchor = anchor;
    flag.left = anchor - flag.width / 2;
    flag.high_watermark = high_watermark;
    return flag;
}

}  // namespace

bool spread(std::vector<Flag>& flags, double left, double right, double space) {
    double floor = left;
    for (Flag& flag : flags) {
        flag.left = std::max(flag.left, floor);
        floor = flag.left + flag.width + space;
    }
    double ceiling = right;
    for (auto flag = flags.rbegin(); flag != flags.rend(); ++flag) {
        flag->left = std::min(flag->left, ceiling - flag->width);
        ceiling = flag->left - space;
    }
    return flags.empty() || flags.front().left >= left - 0.01;
}

std::vector<Flag> place_flags(const FlagInput& in) {
    const std::int64_t hw = in.high_watermark.value();
    const std::int64_t leo = in.log_end.value();
    const bool merged = hw == leo;
    // From the most to the least wordy.
    const std::string long_hw = "HW " + grouped(hw);
    const std::string short_hw = "HW " + std::to_string(hw);
    const std::vector<std::vector<std::string>> wordings =
        merged
            ? std::vector<std::vector<std::string>>{{"HW = LEO " + grouped(leo)},
                                                    {"HW=LEO " + std::to_string(leo)}}
            : std::vector<std::vector<std::string>>{{long_hw, "LEO " + grouped(leo)},
                                                    {short_hw, "LEO " + std::to_string(leo)},
                                                    {short_hw, "LEO +" + std::to_string(leo - hw)}};
    std::vector<Flag> flags;
    for (const auto& wording : wordings) {
        flags.clear();
        flags.push_back(make_flag(wording.front(), in.high_watermark_x, in.digit_width, true));
        if (!merged) {
            flags.push_back(make_flag(wording.back(), in.log_end_x, in.digit_width, false));
        }
        if (spread(flags, in.left, in.right, gap)) {
            break;
        }
    }
    return flags;
}

}  // namespace kscope::gui
