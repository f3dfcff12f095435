// Where everything of the cluster picture stands (gui.md 1): producers on the left, then a matrix
// of broker rows and partition columns, groups on the right, ZooKeeper above, readers below.
//
// Between the things run channels 16 px wide in which packets travel, so that no packet ever covers
// a label: one to the right of the producers, one between broker boxes and lanes, a gutter between
// any two columns, a track above each row, and one before the groups. All sizes are multiples of 4.
#pragma once

#include "gui/geometry/lane_class.h"
#include "gui/geometry/rect.h"

namespace kscope::gui {

struct LayoutInput {
    double width = 960;
    double height = 572;
    int brokers = 3;
    int columns = 4;
    int reader_lanes = 1;  // groups that read a visible partition
    bool tight = false;    // lanes and readers as low as they can be in full
    double top = 0;        // taken above all of it
    double widest_column = 320;
};

struct ClusterLayout {
    LayoutInput input;
    Rect zookeeper;
    Rect headers;  // above the matrix
    Rect producers;
    Rect brokers;  // the labels
    Rect matrix;
    Rect readers;
    Rect groups;
    double column_width = 152;
    double row_height = 120;
    double track = 16;  // above each lane
    double reader_height = 48;
    double reader_gap = 16;  // above the first of them

    [[nodiscard]] Rect header(int column) const;
    [[nodiscard]] Rect row(int broker) const;
    [[nodiscard]] Rect broker_box(int broker) const;
    [[nodiscard]] Rect lane(int broker, int column) const;
    [[nodiscard]] Rect reader(int group, int column) const;
    [[nodiscard]] LaneClass lanes() const;

    // The middles of the channels.
    [[nodiscard]] double producer_channel() const { return producers.right() - 4; }
    [[nodiscard]] double broker_channel() const { return matrix.x; }
    [[nodiscard]] double group_channel() const { return groups.x; }
    [[nodiscard]] double gutter(int column) const { return matrix.x + (column + 1) * column_width; }
    [[nodiscard]] double track_y(int broker) const { return row(broker).y + track / 2; }
};

ClusterLayout layout_cluster(const LayoutInput& input);

// The place of card `index` of `count` in a column of cards (producers, groups): each as tall as it
// wants, up to its share.
Rect stacked_card(const Rect& column, int index, int count, double wanted, double gap);

}  // namespace kscope::gui
