#include "gui/geometry/strip_layout.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

namespace {

constexpr double label_height_min = 14;  // one line of 12 px text
constexpr double widest_tile = 24;
constexpr double tallest_tile = 16;
constexpr double column_gap = 16;

StripLayout with_columns(const Rect& area, int brokers, int tiles, int columns, int down) {
    StripLayout l;
    l.area = area;
    l.columns = columns;
    l.rows = (brokers + columns - 1) / columns;
    l.tiles_down = down;
    l.tiles_across = (tiles + down - 1) / down;
    l.strip_width = (area.w - column_gap * (columns - 1)) / columns;
    l.strip_height = std::floor(area.h / l.rows);
    const double gap = l.strip_height >= 24 ? 4 : 1;
    l.tile_width = std::min(
        widest_tile, std::floor((l.strip_width - l.label_width) / std::max(1, l.tiles_across)));
    l.tile_height = std::min(tallest_tile, std::floor((l.strip_height - gap) / down));
    l.strip_height =
        std::min(l.strip_height, std::max(label_height_min, l.tile_height * down + gap));
    return l;
}

double worth(const StripLayout& l) {
    if (l.strip_height < label_height_min) {
        return -1;  // labels would overlap
    }
    // A tile is as readable as its smaller side; at equal readability fewer rows are calmer.
    return std::min(l.tile_width, l.tile_height * 1.6) - 0.01 * l.tiles_down;
}

}  // namespace

StripLayout layout_strips(const Rect& area, int brokers, int tiles_most) {
    const int tiles = std::max(1, tiles_most);
    StripLayout best;
    double best_worth = -2;
    for (int columns = 1; columns <= std::min(8, std::max(1, brokers)); ++columns) {
        for (int down = 1; down <= 6; ++down) {
            const StripLayout next = with_columns(area, std::max(1, brokers), tiles, columns, down);
            if (worth(next) > best_worth) {
                best_worth = worth(next);
                best = next;
            }
        }
    }
    return best;
}

Rect StripLayout::strip(int broker) const {
    const int column = broker / rows;
    return {area.x + column * (strip_width + column_gap), area.y + (broker % rows) * strip_height,
            strip_width, strip_height};
}

Rect StripLayout::label(int broker) const {
    const Rect s = strip(broker);
    return {s.x, s.y, label_width, std::min(s.h, tile_height * tiles_down + 1)};
}

Rect StripLayout::tile(int broker, int index) const {
    const Rect s = strip(broker);
    return {s.x + label_width + (index % tiles_across) * tile_width,
            s.y + (index / tiles_across) * tile_height, tile_width, tile_height};
}

int StripLayout::tile_at(Point p, int brokers, int tiles, int& broker) const {
    for (int b = 0; b < brokers; ++b) {
        const Rect s = strip(b);
        if (!s.contains(p) || p.x < s.x + label_width || tile_width <= 0 || tile_height <= 0) {
            continue;
        }
        const int across = static_cast<int>((p.x - s.x - label_width) / tile_width);
        const int down = static_cast<int>((p.y - s.y) / tile_height);
        const int index = down * tiles_across + across;
        if (across < tiles_across && down < tiles_down && index < tiles) {
            broker = b;
            return index;
        }
    }
    return -1;
}

}  // namespace kscope::gui
