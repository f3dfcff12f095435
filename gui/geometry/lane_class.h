// How much of a replica can be drawn in the room it has (gui.md, "Scale"). Never a matter of how
// many brokers there are: only of pixels.
#pragma once

#include <cstdint>

namespace kscope::gui {

enum class LaneClass : std::uint8_t {
    full,    // cells, marks, epochs
    medium,  // role, log end, high watermark
    tile,    // one mark for the state
    bins     // several replicas share a pixel, which shows the worst of them
};

constexpr LaneClass lane_class(double width, double height) {
    if (width >= 136 && height >= 88) {
        return LaneClass::full;
    }
    if (width >= 56 && height >= 32) {
        return LaneClass::medium;
    }
    return width >= 8 && height >= 5 ? LaneClass::tile : LaneClass::bins;
}

}  // namespace kscope::gui
