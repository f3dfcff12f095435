// The offset axis that all replicas of one partition share, so that divergence shows vertically.
// It follows the highest log end; older cells fold into one chip ("‹36"). Marks stand *between*
// cells, because a high watermark or a log end names the next offset, not a record.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"

namespace kscope::gui {

struct AxisInput {
    double left = 0;  // of the lane's inside
    double right = 0;
    Offset log_start{0};        // the lowest of the column
    Offset log_end{0};          // the highest, ghosts included
    Offset pinned = no_offset;  // the viewer has dragged: first visible offset
};

struct OffsetAxis {
    Offset first{0};    // first visible offset
    int cells = 0;      // how many fit
    double origin = 0;  // x of the boundary before `first`
    double pitch = 20;
    std::int64_t folded = 0;  // offsets of the column before `first`

    // x of the boundary before `offset`: where a mark that names it stands. Not clamped.
    [[nodiscard]] double boundary(Offset offset) const;
    [[nodiscard]] bool shows(Offset offset) const;
    [[nodiscard]] bool shows_boundary(Offset offset) const;
    // The offset whose cell is at x, clamped to what is visible.
    [[nodiscard]] Offset at(double x) const;
};

OffsetAxis make_offset_axis(const AxisInput& input);

// "‹36", "‹12k", "‹3M": never more than four characters after the arrow.
std::string fold_text(std::int64_t folded);
// The last three digits, as a cell shows them: "41", "041" from 1,000 on.
std::string cell_text(Offset offset);
// "12,041"
std::string grouped(std::int64_t n);

}  // namespace kscope::gui
