#include "gui/geometry/offset_axis.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

namespace {

constexpr double open_end = 6;  // room for the open end after the last cell
constexpr double bracket = 6;   // room for the bracket of the log start
constexpr double digit = 7.2;   // of the 12 px mono face

// "‹38" is three characters, "‹999" and "‹12k" are four.
double fold_chip(std::int64_t folded) { return folded < 100 ? 3 * digit : 4 * digit + 1; }
constexpr double chip_gap = 4;  // before the first cell, if no cell is lost by it

}  // namespace

OffsetAxis make_offset_axis(const AxisInput& input) {
    OffsetAxis axis;
    // Three digits of the 12 px mono face need 22 px; two fit into the 20 px cell.
    axis.pitch = input.log_end.value() > 100 ? 23 : 20;
    const std::int64_t start = input.log_start.value();
    const std::int64_t end = std::max(start, input.log_end.value());
    const double room = input.right - input.left - open_end;
    const auto whole = static_cast<int>(std::floor((room - bracket) / axis.pitch));
    if (input.pinned == no_offset && end - start <= whole) {
        axis.cells = std::max(0, whole);
        axis.first = input.log_start;
        axis.origin = input.left + bracket;
        return axis;
    }
    const auto cells_beside = [&](double chip) {
        return std::max(0, static_cast<int>(std::floor((room - chip) / axis.pitch)));
    };
    // The chip takes cells' room, which may make its number longer.
    double chip = fold_chip(end - start - whole);
    chip = fold_chip(end - start - cells_beside(chip));
    axis.cells = cells_beside(chip);
    const std::int64_t last_first = std::max(start, end - axis.cells);
    std::int64_t first = last_first;
    if (input.pinned != no_offset) {
        first = std::clamp(input.pinned.value(), start, last_first);
    }
    axis.first = Offset{first};
    axis.folded = first - start;
    const double spare = room - chip - axis.cells * axis.pitch;
    axis.origin = input.left + chip + std::clamp(spare, 0.0, chip_gap);
    return axis;
}

double OffsetAxis::boundary(Offset offset) const {
    return origin + static_cast<double>(offset.value() - first.value()) * pitch;
}

bool OffsetAxis::shows(Offset offset) const {
    return offset >= first && offset.value() < first.value() + cells;
}

bool OffsetAxis::shows_boundary(Offset offset) const {
    return offset >= first && offset.value() <= first.value() + cells;
}

Offset OffsetAxis::at(double x) const {
    const auto place = static_cast<std::int64_t>(std::floor((x - origin) / pitch));
    const std::int64_t last = std::max(0, cells - 1);
    return Offset{first.value() + std::clamp<std::int64_t>(place, 0, last)};
}

std::string fold_text(std::int64_t folded) {
    std::string number = std::to_string(folded);
    if (folded >= 1'000'000) {
        number = std::to_string(folded / 1'000'000) + "M";
    } else if (folded >= 1'000) {
        number = std::to_string(folded / 1'000) + "k";
    }
    return "\u2039" + number;
}

std::string cell_text(Offset offset) {
    const std::int64_t value = offset.value();
    if (value < 1'000) {
        return std::to_string(value);
    }
    std::string digits = std::to_string(value % 1'000);
    return std::string(3 - digits.size(), '0') + digits;
}

std::string grouped(std::int64_t n) {
    std::string digits = std::to_string(n);
    const std::size_t sign = n < 0 ? 1 : 0;
    for (std::size_t place = digits.size(); place > sign + 3;) {
        place -= 3;
        digits.insert(place, ",");
    }
    return digits;
}

}  // namespace kscope::gui
