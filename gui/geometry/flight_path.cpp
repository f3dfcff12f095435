#include "gui/geometry/flight_path.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

namespace {

// The corners between a port and its row's track, ending on the track.
void to_track(const ClusterLayout& l, const Port& port, double side, std::vector<Point>& out) {
    out.push_back(port.at);
    const double y = l.track_y(port.broker) + side;
    const double x =
        port.kind == Port::Kind::lane ? l.gutter(port.column) + side : l.broker_channel() + side;
    out.push_back({x, port.at.y});
    out.push_back({x, y});
}

double outer_channel(const ClusterLayout& l, const Port& port, double side) {
    if (port.kind == Port::Kind::member) {
        return l.group_channel() + side;
    }
    if (port.kind == Port::Kind::producer) {
        return l.producer_channel() + side;
    }
    return l.broker_channel() + side;
}

bool in_matrix(const Port& port) {
    return port.kind == Port::Kind::lane || port.kind == Port::Kind::broker;
}

// Both ends are rows: in the gutter of the one partition that the packet is about, else beside the
// broker boxes.
std::vector<Point> between_rows(const ClusterLayout& l, const Port& from, const Port& to,
                                double side) {
    const Port& about = from.kind == Port::Kind::lane ? from : to;
    const double x =
        about.kind == Port::Kind::lane ? l.gutter(about.column) + side : l.broker_channel() + side;
    const bool same = from.kind == to.kind && from.column == to.column;
    if (same || (from.kind == Port::Kind::broker && to.kind == Port::Kind::broker)) {
        return {from.at, {x, from.at.y}, {x, to.at.y}, to.at};
    }
    std::vector<Point> first;
    std::vector<Point> second;
    to_track(l, from, side, first);
    to_track(l, to, side, second);
    first.push_back({second.back().x, first.back().y});
    first.insert(first.end(), second.rbegin(), second.rend());
    return first;
}

}  // namespace

FlightPath::FlightPath(std::vector<Point> corners) {
    for (const Point& corner : corners) {
        if (corners_.empty() || corners_.back() != corner) {
            corners_.push_back(corner);
        }
    }
    for (std::size_t i = 0; i < corners_.size(); ++i) {
        if (i > 0) {
            length_ +=
                std::hypot(corners_[i].x - corners_[i - 1].x, corners_[i].y - corners_[i - 1].y);
        }
        reached_.push_back(length_);
    }
}

PathPoint FlightPath::at(double fraction) const {
    if (corners_.empty()) {
        return {};
    }
    if (corners_.size() == 1) {
        return {corners_.front(), 0};
    }
    const double gone = std::clamp(fraction, 0.0, 1.0) * length_;
    const auto after = std::upper_bound(reached_.begin() + 1, reached_.end() - 1, gone);
    const auto i = static_cast<std::size_t>(after - reached_.begin());
    const Point& a = corners_[i - 1];
    const Point& b = corners_[i];
    const double part = (gone - reached_[i - 1]) / (reached_[i] - reached_[i - 1]);
    return {{a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part}, std::atan2(b.y - a.y, b.x - a.x)};
}

FlightPath route(const ClusterLayout& l, const Port& from, const Port& to, double side) {
    if (in_matrix(from) && in_matrix(to)) {
        return FlightPath(between_rows(l, from, to, side));
    }
    if (!in_matrix(from) && !in_matrix(to)) {
        return FlightPath({from.at, to.at});
    }
    const bool outward = in_matrix(from);
    const Port& inner = outward ? from : to;
    const Port& outer = outward ? to : from;
    std::vector<Point> way;
    const double channel = outer_channel(l, outer, side);
    if (outer.kind == Port::Kind::zookeeper) {
        // Up beside the broker boxes, along the lower edge of the ZooKeeper row, to the session.
        const double y = l.zookeeper.bottom() - 4 + side;
        way = {inner.at, {channel, inner.at.y}, {channel, y}, {outer.at.x, y}, outer.at};
    } else if (inner.kind == Port::Kind::broker && outer.kind == Port::Kind::producer) {
        way = {{l.broker_box(inner.broker).x, inner.at.y},
               {channel, inner.at.y},
               {channel, outer.at.y},
               outer.at};
    } else {
        to_track(l, inner, side, way);
        way.push_back({channel, way.back().y});
        way.push_back({channel, outer.at.y});
        way.push_back(outer.at);
    }
    if (!outward) {
        std::reverse(way.begin(), way.end());
    }
    return FlightPath(std::move(way));
}

double flight_fraction(Instant sent, Instant arrives, Instant now) {
    const auto whole = static_cast<double>((arrives - sent).count());
    if (whole <= 0) {
        return now < sent ? 0 : 1;
    }
    return std::clamp(static_cast<double>((now - sent).count()) / whole, 0.0, 1.0);
}

}  // namespace kscope::gui
