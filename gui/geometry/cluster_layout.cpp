#include "gui/geometry/cluster_layout.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

namespace {

constexpr double margin = 8;
constexpr double zookeeper_height = 64;
constexpr double header_height = 40;
constexpr double producers_width = 104;
constexpr double brokers_width = 80;
constexpr double groups_width = 152;
constexpr double tallest_row = 160;
constexpr double lane_height_full = 88;

double floor_to(double step, double value) { return std::floor(value / step) * step; }

}  // namespace

ClusterLayout layout_cluster(const LayoutInput& input) {
    ClusterLayout l;
    l.input = input;
    const int columns = std::max(1, input.columns);
    const int rows = std::max(1, input.brokers);
    const double room = input.width - 2 * margin - producers_width - brokers_width - groups_width;
    const double share = room / columns;
    l.column_width = std::clamp(share >= 8 ? floor_to(4, share) : share, 0.5, input.widest_column);

    l.reader_height = input.tight ? 32 : 48;
    l.reader_gap = input.tight ? 8 : 16;
    const double readers = input.reader_lanes > 0
                               ? l.reader_gap + l.reader_height * std::min(input.reader_lanes, 2)
                               : 0;
    const double zookeeper_end = input.top + zookeeper_height;
    const double top = zookeeper_end + header_height;
    const double height = std::max(1.0, input.height - top - readers - margin);
    const double row = height / rows;
    l.row_height = std::clamp(row >= 8 ? floor_to(4, row) : row, 0.5, tallest_row);
    // Lanes have what they need before packets get their whole track.
    l.track = l.row_height >= lane_height_full + 8 ? std::min(16.0, l.row_height - lane_height_full)
                                                   : std::min(8.0, floor_to(1, l.row_height / 8));

    const double body = l.row_height * rows;
    l.zookeeper = {margin, input.top, input.width - 2 * margin, zookeeper_height};
    l.producers = {margin, zookeeper_end, producers_width, header_height + body};
    l.brokers = {l.producers.right(), top, brokers_width, body};
    l.matrix = {l.brokers.right(), top, room, body};
    l.headers = {l.matrix.x, zookeeper_end, room, header_height};
    l.readers = {l.matrix.x, top + body, room, readers};
    l.groups = {input.width - margin - groups_width, zookeeper_end, groups_width,
                header_height + body + readers};
    return l;
}

Rect ClusterLayout::header(int column) const {
    return {matrix.x + column * column_width + 8, headers.y, column_width - 16, headers.h};
}

Rect ClusterLayout::row(int broker) const {
    return {brokers.x, brokers.y + broker * row_height, brokers.w + matrix.w, row_height};
}

Rect ClusterLayout::broker_box(int broker) const {
    return {brokers.x + 4, row(broker).y + track, brokers.w - 12, row_height - track};
}

Rect ClusterLayout::lane(int broker, int column) const {
    const double narrow = column_width >= 64 ? 4 : std::min(2.0, column_width / 8);
    const double side = column_width >= 144 ? 8 : narrow;
    return {matrix.x + column * column_width + side, row(broker).y + track, column_width - 2 * side,
            row_height - track};
}

Rect ClusterLayout::reader(int group, int column) const {
    return {matrix.x + column * column_width + 8, readers.y + reader_gap + group * reader_height,
            column_width - 16, reader_height - (input.tight ? 2 : 8)};
}

LaneClass ClusterLayout::lanes() const {
    const Rect one = lane(0, 0);
    return lane_class(one.w, one.h);
}

Rect stacked_card(const Rect& column, int index, int count, double wanted, double gap) {
    const double share = (column.h - gap * std::max(0, count - 1)) / std::max(1, count);
    const double height = std::max(0.0, std::min(wanted, floor_to(4, share)));
    return {column.x, column.y + index * (height + gap), column.w, height};
}

}  // namespace kscope::gui
