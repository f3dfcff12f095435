// The way of a packet: an orthogonal line through the channels of ClusterLayout, and the point on
// it at a fraction of the flight. Position is linear in virtual time: a packet that seems slow is
// slow.
#pragma once

#include <span>
#include <vector>

#include "core/base/time.h"
#include "gui/geometry/cluster_layout.h"

namespace kscope::gui {

// Where a packet starts or ends.
struct Port {
    enum class Kind { producer, broker, lane, member, zookeeper };
    Kind kind = Kind::broker;
    int broker = 0;  // row, for broker and lane
    int column = 0;  // for lane
    Point at;        // the port itself
};

struct PathPoint {
    Point at;
    double angle = 0;  // radians of the direction of travel, 0 = to the right
};

class FlightPath {
public:
    FlightPath() = default;
    explicit FlightPath(std::vector<Point> corners);

    [[nodiscard]] double length() const { return length_; }
    [[nodiscard]] std::span<const Point> corners() const { return corners_; }
    [[nodiscard]] PathPoint at(double fraction) const;  // clamped to [0, 1]

private:
    std::vector<Point> corners_;   // no two neighbours are equal
    std::vector<double> reached_;  // length up to each corner
    double length_ = 0;
};

// Requests keep to one side of a channel and replies to the other, `side` px from its middle.
FlightPath route(const ClusterLayout& layout, const Port& from, const Port& to, double side);

// How much of the way is done, 0 to 1.
double flight_fraction(Instant sent, Instant arrives, Instant now);

}  // namespace kscope::gui
