// The picture of a large cluster (gui.md, "Scale"): each broker a strip that packs its replicas as
// tiles, strips in as many columns as give the largest tiles.
#pragma once

#include "gui/geometry/lane_class.h"
#include "gui/geometry/rect.h"

namespace kscope::gui {

struct StripLayout {
    int columns = 1;       // of strips
    int rows = 0;          // of strips
    int tiles_across = 0;  // in one strip
    int tiles_down = 0;
    double label_width = 44;
    double strip_width = 0;   // label included
    double strip_height = 0;  // gap included
    double tile_width = 0;
    double tile_height = 0;
    Rect area;

    [[nodiscard]] LaneClass tiles() const { return lane_class(tile_width, tile_height); }
    [[nodiscard]] Rect strip(int broker) const;
    [[nodiscard]] Rect label(int broker) const;
    [[nodiscard]] Rect tile(int broker, int index) const;
    // Which tile is under a point; -1: none. `broker` is set with it.
    [[nodiscard]] int tile_at(Point p, int brokers, int tiles, int& broker) const;
};

StripLayout layout_strips(const Rect& area, int brokers, int tiles_most);

}  // namespace kscope::gui
