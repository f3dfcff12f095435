// Flights, speed, and the scrubber.
#include <array>

#include "gui/geometry/auto_speed.h"
#include "gui/geometry/flight_path.h"
#include "gui/geometry/time_scale.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

namespace {

Instant ms(std::int64_t n) { return Instant::at(Duration::millis(n)); }

Port lane_port(const ClusterLayout& l, int broker, int column) {
    const Rect r = l.lane(broker, column);
    return {Port::Kind::lane, broker, column, {r.right(), r.center().y}};
}

}  // namespace

TEST_CASE("a path is run through at even speed") {
    const FlightPath path({{0, 0}, {10, 0}, {10, 0}, {10, 30}});
    CHECK(path.length() == 40);
    CHECK(path.corners().size() == 3);
    CHECK(path.at(0).at == Point{0, 0});
    CHECK(path.at(0.25).at == Point{10, 0});
    CHECK(path.at(0.5).at == Point{10, 10});
    CHECK(path.at(1).at == Point{10, 30});
    CHECK(path.at(7).at == Point{10, 30});
    CHECK(path.at(0.1).angle == Approx(0));
    CHECK(path.at(0.9).angle == Approx(1.5708).margin(1e-3));
}

TEST_CASE("replication travels in the gutter of its partition") {
    const ClusterLayout l = layout_cluster({960, 572, 3, 4, 1});
    const FlightPath path = route(l, lane_port(l, 0, 1), lane_port(l, 2, 1), 0);
    CHECK(path.at(0.5).at.x == l.gutter(1));
}

TEST_CASE("no packet ever covers a lane, a header or a broker box") {
    const ClusterLayout l = layout_cluster({960, 572, 3, 4, 1});
    const Port web{Port::Kind::producer, 0, 0, {l.producers.right() - 12, 200}};
    const Port reader{Port::Kind::member, 0, 0, {l.groups.x + 8, 300}};
    const Port box{Port::Kind::broker, 1, 0, {l.broker_box(1).right(), l.broker_box(1).center().y}};
    std::vector<FlightPath> paths;
    for (int b = 0; b < 3; ++b) {
        for (int c = 0; c < 4; ++c) {
            paths.push_back(route(l, web, lane_port(l, b, c), 2));
            paths.push_back(route(l, lane_port(l, b, c), reader, -2));
            paths.push_back(route(l, box, lane_port(l, b, c), 2));
        }
    }
    paths.push_back(route(l, reader, box, 2));
    paths.push_back(route(l, web, box, 2));
    for (const FlightPath& path : paths) {
        for (int step = 0; step <= 100; ++step) {
            const Point p = path.at(step / 100.0).at;
            for (int b = 0; b < 3; ++b) {
                CHECK_FALSE(l.broker_box(b).inset(1, 1).contains(p));
                for (int c = 0; c < 4; ++c) {
                    CHECK_FALSE(l.lane(b, c).inset(1, 1).contains(p));
                }
            }
        }
    }
}

TEST_CASE("a flight is where virtual time says") {
    CHECK(flight_fraction(ms(10), ms(20), ms(15)) == Approx(0.5));
    CHECK(flight_fraction(ms(10), ms(20), ms(5)) == 0);
    CHECK(flight_fraction(ms(10), ms(10), ms(10)) == 1);
}

TEST_CASE("auto speed: the median flight takes 0.7 s, the longest at most 4 s") {
    const std::array even{Duration::millis(2), Duration::millis(2), Duration::millis(2)};
    CHECK(auto_rate({even, {}, 1}) == Approx(0.002 / 0.7));
    const std::array one_slow{Duration::millis(1), Duration::millis(1), Duration::millis(400)};
    CHECK(0.4 / auto_rate({one_slow, {}, 1}) == Approx(4.0));
}

TEST_CASE("auto speed: gaps shrink by their logarithm") {
    CHECK(gap_seconds(Duration::seconds(18)) == Approx(1.2766).margin(1e-3));
    CHECK(gap_seconds(Duration::micros(1)) == 0.1);
    CHECK(gap_seconds(Duration::seconds(1'000'000)) == 1.5);
    CHECK(gap_is_skipped(Duration::seconds(18)));
    CHECK_FALSE(gap_is_skipped(Duration::millis(200)));
    CHECK(auto_rate({{}, Duration::seconds(18), 1}) == Approx(18 / 1.2766).margin(0.01));
}

TEST_CASE("auto speed: the third identical cycle is quicker, with a floor") {
    const std::array latencies{Duration::millis(7)};
    const auto hop = [&](int cycles) { return 0.007 / auto_rate({latencies, {}, cycles}); };
    CHECK(hop(2) == Approx(0.7));
    CHECK(hop(3) == Approx(0.42));
    CHECK(hop(4) == Approx(0.252));
    CHECK(hop(50) == Approx(0.2));
}

TEST_CASE("dwell and arrows") {
    CHECK(dwell_seconds(Pause::turning_point, 0) == 1.2);
    CHECK(dwell_seconds(Pause::narration, 3) == 2.5);
    CHECK(dwell_seconds(Pause::narration, 20) == 8);
    CHECK(leaves_arrow(Duration::millis(1), 0.01));
    CHECK_FALSE(leaves_arrow(Duration::millis(2), 0.01));
}

TEST_CASE("speeds by hand climb 1, 2, 5, 10") {
    CHECK(faster(1) == Approx(2));
    CHECK(faster(2) == Approx(5));
    CHECK(faster(5) == Approx(10));
    CHECK(faster(10'000) == 10'000);
    CHECK(slower(1) == Approx(0.5));
    CHECK(slower(5) == Approx(2));
    CHECK(slower(0.001) == 0.001);
}

TEST_CASE("the scrubber maps time to pixels and back") {
    const TimeScale scale(ms(0), ms(1'000), 16, 1016);
    CHECK(scale.x(ms(500)) == 516);
    CHECK(scale.time(516) == ms(500));
    CHECK(scale.time(-5) == ms(0));
    const TimeScale near = scale.zoomed(516, 10, scale);
    CHECK(near.time(516) == ms(500));
    CHECK(near.last() - near.first() == Duration::millis(100));
    const TimeScale far = near.zoomed(516, 0.001, scale);
    CHECK(far.first() == ms(0));
    CHECK(far.last() == ms(1'000));
}

TEST_CASE("ticks are round and not crowded") {
    const TimeScale scale(ms(0), ms(47'000), 0, 900);
    const auto ticks = scale.ticks(80);
    REQUIRE(ticks.size() == 10);
    CHECK(ticks[1] == ms(5'000));
}
