// Where things stand at the sizes that the window promises.
#include <cmath>

#include "gui/geometry/cluster_layout.h"
#include "gui/geometry/strip_layout.h"
#include "tests/support/catch.h"

using namespace kscope::gui;

TEST_CASE("at 1280x800 the canvas is 960x572 and has the columns of the plan") {
    const ClusterLayout l = layout_cluster({960, 572, 3, 4, 1});
    CHECK(l.producers.w == 104);
    CHECK(l.brokers.w == 80);
    CHECK(l.column_width == 152);
    CHECK(l.groups.w == 152);
    CHECK(l.groups.right() == 952);
    CHECK(l.lane(0, 0).w == 136);
    CHECK(l.lanes() == LaneClass::full);
    CHECK(l.readers.bottom() <= 572);
}

TEST_CASE("at 1024x700 lanes are still drawn in full") {
    const ClusterLayout l = layout_cluster({1024, 472, 3, 4, 1});
    CHECK(l.lanes() == LaneClass::full);
    CHECK(l.lane(0, 0).h >= 88);
    CHECK(l.readers.bottom() <= 472);
}

TEST_CASE("no two things of the layout overlap, and channels stay free") {
    for (const LayoutInput in : {LayoutInput{960, 572, 3, 4, 1}, LayoutInput{1024, 472, 3, 4, 2},
                                 LayoutInput{1600, 900, 5, 6, 1}, LayoutInput{960, 572, 1, 1, 0}}) {
        const ClusterLayout l = layout_cluster(in);
        for (int b = 0; b < in.brokers; ++b) {
            CHECK(l.broker_box(b).right() < l.broker_channel());
            CHECK(l.broker_box(b).x > l.producer_channel());
            for (int c = 0; c < in.columns; ++c) {
                const Rect lane = l.lane(b, c);
                CHECK(l.matrix.contains(lane));
                CHECK(lane.x > l.broker_channel());
                CHECK(lane.right() < l.gutter(c));
                CHECK(lane.y > l.track_y(b));
                CHECK(lane.right() < l.group_channel());
                CHECK_FALSE(lane.intersects(l.header(c)));
                if (b + 1 < in.brokers) {
                    CHECK_FALSE(lane.intersects(l.lane(b + 1, c)));
                }
                if (in.reader_lanes > 0) {
                    CHECK(l.reader(0, c).y >= lane.bottom());
                    CHECK(l.readers.contains(l.reader(0, c)));
                }
            }
        }
    }
}

TEST_CASE("everything stands on the grid of 4") {
    const ClusterLayout l = layout_cluster({960, 572, 3, 4, 1});
    for (int b = 0; b < 3; ++b) {
        for (int c = 0; c < 4; ++c) {
            const Rect r = l.lane(b, c);
            CHECK(std::fmod(r.x, 4) == 0);
            CHECK(std::fmod(r.y, 4) == 0);
            CHECK(std::fmod(r.h, 4) == 0);
        }
    }
}

TEST_CASE("detail falls with the room, by the sizes of the plan") {
    CHECK(lane_class(136, 88) == LaneClass::full);
    CHECK(lane_class(135, 88) == LaneClass::medium);
    CHECK(lane_class(56, 32) == LaneClass::medium);
    CHECK(lane_class(56, 31) == LaneClass::tile);
    CHECK(lane_class(8, 5) == LaneClass::tile);
    CHECK(lane_class(7, 5) == LaneClass::bins);
    CHECK(layout_cluster({960, 572, 3, 9, 1}).lanes() == LaneClass::medium);
    CHECK(layout_cluster({960, 572, 12, 30, 1}).lanes() == LaneClass::tile);
    CHECK(layout_cluster({960, 572, 100, 2000, 1}).lanes() == LaneClass::bins);
}

TEST_CASE("100 brokers of 60 replicas have tiles that can be told apart") {
    const Rect area{0, 0, 696, 544};
    const StripLayout l = layout_strips(area, 100, 60);
    CHECK(l.tiles() == LaneClass::tile);
    CHECK(l.strip_height >= 14);
    for (int b = 0; b < 100; ++b) {
        for (const int t : {0, 59}) {
            CHECK(area.contains(l.tile(b, t)));
            int found = -1;
            CHECK(l.tile_at(l.tile(b, t).center(), 100, 60, found) == t);
            CHECK(found == b);
        }
        CHECK_FALSE(l.tile(b, 0).intersects(l.tile(b, 1)));
        CHECK_FALSE(l.tile(b, 59).intersects(l.tile((b + 1) % 100, 0)));
    }
}

TEST_CASE("cards share their column fairly and are never taller than they want") {
    const Rect column{8, 64, 92, 400};
    CHECK(stacked_card(column, 0, 1, 160, 8).h == 160);
    CHECK(stacked_card(column, 3, 4, 160, 8).bottom() <= column.bottom());
}
