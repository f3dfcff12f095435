// Packets on their way, what is lost, and links that are cut or slow.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "gui/canvas/packet_atlas.h"
#include "gui/canvas/painters.h"
#include "gui/canvas/pen.h"
#include "gui/canvas/symbols.h"

namespace kscope::gui {

namespace {

constexpr int packets_before_bands = 40;
constexpr std::ptrdiff_t packets_named_alone = 4;
constexpr std::size_t named_dots = 400;

QString q(const std::string& s) { return QString::fromStdString(s); }
QPointF q(Point p) { return {p.x, p.y}; }

// Replies keep to the other side of the channel.
double side_of(PacketKind kind) {
    return kind == PacketKind::ack || kind == PacketKind::fetch_reply ? -2 : 2;
}

struct Place {
    const FrameFlight* flight = nullptr;
    const FlightPath* path = nullptr;  // in Ways
    double fraction = 0;
    int count = 1;  // of packets of this kind that stand for this one
};

// Each way through the channels is worked out once a painting: floods share few of them.
class Ways {
public:
    explicit Ways(const Scene& scene) : scene_(scene) {}

    // Null: an end is not in the picture.
    const FlightPath* find(const FrameFlight& flight) {
        // Background traffic goes between the processes, not from replica to replica.
        static const std::vector<std::string> none;
        const auto& about = flight.foreground ? flight.partitions : none;
        int column = -1;
        for (std::size_t i = 0; i < about.size() && column < 0; ++i) {
            column = scene_.column(about[i]);
        }
        const double side = side_of(flight.kind);
        const auto [way, added] =
            ways_.try_emplace({flight.from.value(), flight.to.value(), column, side > 0});
        if (added) {
            const auto from = scene_.port(flight.from, about, flight.to);
            const auto to = scene_.port(flight.to, about, flight.from);
            if (from && to) {
                way->second = route(scene_.layout, *from, *to, side);
            }
        }
        return way->second ? &*way->second : nullptr;
    }

private:
    const Scene& scene_;
    std::map<std::array<int, 4>, std::optional<FlightPath>> ways_;
};

std::vector<Place> visible_flights(const Scene& s, Ways& ways) {
    std::vector<Place> out;
    out.reserve(s.frame->flights.size());
    for (const FrameFlight& flight : s.frame->flights) {
        if (!flight.foreground && !s.view->background) {
            continue;
        }
        const FlightPath* path = ways.find(flight);
        if (path == nullptr) {
            continue;
        }
        double fraction = flight_fraction(flight.sent, flight.arrives, s.now);
        if (flight.lost_at) {
            fraction = std::min(fraction, *flight.lost_at);
        }
        out.push_back({&flight, path, fraction});
    }
    return out;
}

// Two packets at one place (one fetch answers for several) stand side by side along the way.
double offset_for(std::map<std::pair<int, int>, int>& taken, QPointF at) {
    const int n = taken[{static_cast<int>(at.x() / 12), static_cast<int>(at.y() / 12)}]++;
    return n * 10.0;
}

// More than 40 on one link: nobody follows them by eye.
using Link = std::pair<NodeId, NodeId>;
std::map<Link, int> crowded_links(const std::vector<Place>& places) {
    std::map<Link, int> links;
    for (const Place& place : places) {
        if (place.flight->foreground) {
            ++links[{place.flight->from, place.flight->to}];
        }
    }
    std::erase_if(links, [](const auto& link) { return link.second <= packets_before_bands; });
    return links;
}

// Packets of one kind that nearly touch become one with a count; those that carry records, err or
// died keep their own picture. Bundles of a long queue span more, so that their counts can be read.
std::vector<Place> bundled(std::vector<Place> places) {
    const auto alone = [](const Place& p) {
        return !p.flight->foreground || p.flight->records > 0 || !p.flight->error.empty() ||
               p.flight->lost_at.has_value();
    };
    const auto middle = std::stable_partition(places.begin(), places.end(), alone);
    std::stable_sort(middle, places.end(), [](const Place& a, const Place& b) {
        return std::tuple(a.flight->from, a.flight->to, a.flight->kind, a.path->length(),
                          -a.fraction) < std::tuple(b.flight->from, b.flight->to, b.flight->kind,
                                                    b.path->length(), -b.fraction);
    });
    std::vector<Place> out(places.begin(), middle);
    const auto same = [](const Place& a, const Place& b) {
        return a.path == b.path && a.flight->kind == b.flight->kind &&
               a.flight->from == b.flight->from;
    };
    for (auto first = middle; first != places.end();) {
        const auto last =
            std::find_if_not(first, places.end(), [&](const Place& p) { return same(*first, p); });
        const double reach = last - first > packets_named_alone ? 44 : 15;
        for (auto at = first; at != last;) {
            Place bundle = *at;
            bundle.count = 0;
            const double from = bundle.fraction * bundle.path->length();
            while (at != last && from - at->fraction * at->path->length() <= reach) {
                ++bundle.count;
                ++at;
            }
            out.push_back(bundle);
        }
        first = last;
    }
    return out;
}

void paint_one(Pen& pen, PacketAtlas& atlas, const Place& place, QPointF at, double angle) {
    const FrameFlight& f = *place.flight;
    const bool all = pen.scene.view->lit.empty();
    const double opacity = all || pen.scene.lit(flight_id(f.id)) ? 1 : 0.35;
    const double side = PacketAtlas::side(f.kind, f.foreground);
    const bool dead = f.lost_at && place.fraction >= *f.lost_at;
    atlas.stamp(f, at, angle, dead ? 0.4 * opacity : opacity);
    if (!f.foreground && pen.scene.frame->flights.size() > named_dots) {
        return;  // nobody points at one dot of a flood
    }
    const double hit = std::max(side, 12.0);
    const QString several =
        place.count > 1 ? QStringLiteral("%1 packets, the first: ").arg(place.count) : QString();
    pen.mark(flight_id(f.id), QStringLiteral("flight"),
             several + q(f.label) +
                 (f.error.empty() ? QString() : QStringLiteral(", ") + q(f.error)) +
                 (dead ? QStringLiteral(", lost") : QString()),
             QRectF(at.x() - hit / 2, at.y() - hit / 2, hit, hit));
}

// "×17" behind the packet, on its own way: beside it stand the lanes. A channel that goes up and
// down is narrow: the number alone fits.
void paint_count(Pen& pen, const Place& place, QPointF at, double angle) {
    const Theme& t = pen.theme;
    const QString with_sign = QStringLiteral("\u00d7%1").arg(place.count);
    const double behind = 9 + (pen.width(TypeRole::figures_bold, with_sign) + 6) / 2;
    // At its start there is only the box that it leaves behind it: below it, then.
    const bool leaving = place.fraction * place.path->length() < 2 * behind;
    const bool upright = leaving || std::abs(std::sin(angle)) > 0.5;
    const QString count = upright ? QString::number(place.count) : with_sign;
    const double w = pen.width(TypeRole::figures_bold, count) + (upright ? 3 : 6);
    QPointF middle = at - QPointF(std::cos(angle), std::sin(angle)) * (upright ? 17 : behind);
    if (leaving) {
        middle = at + QPointF(0, 17);
    }
    const QRectF plate(middle.x() - w / 2, middle.y() - 8, w, 16);
    pen.p.setPen(Qt::NoPen);
    pen.p.setBrush(t.text);
    pen.p.drawRoundedRect(plate, 4, 4);
    pen.begin(flight_id(place.flight->id) + QStringLiteral("/count"), QStringLiteral("count"),
              QStringLiteral("%1 packets").arg(place.count), plate);
    pen.text("count", plate, count, TypeRole::figures_bold, t.background, Qt::AlignCenter);
    pen.end();
}

void paint_marks(Pen& pen, const Place& place, QPointF at, double angle) {
    const FrameFlight& f = *place.flight;
    const Theme& t = pen.theme;
    if (place.count > 1) {
        paint_count(pen, place, at, angle);
    }
    if (f.lost_at && place.fraction >= *f.lost_at) {
        draw_cross(pen.p, at, 14, t.fault);
    } else if (f.error_code != 0) {
        const QString code = QString::number(f.error_code);
        const double w = pen.width(TypeRole::figures_bold, code) + 6;
        const QRectF plate(at.x() + 9, at.y() - 8, w, 16);
        pen.p.setPen(Qt::NoPen);
        pen.p.setBrush(t.background);
        pen.p.drawRoundedRect(plate, 3, 3);
        pen.begin(flight_id(f.id) + QStringLiteral("/code"), QStringLiteral("code"), q(f.error),
                  plate);
        pen.text("code", plate, code, TypeRole::figures_bold, t.fault, Qt::AlignCenter);
        pen.end();
    }
    const std::uint64_t followed = pen.scene.view->followed;
    if (followed != 0 && std::find(f.records_followed.begin(), f.records_followed.end(),
                                   followed) != f.records_followed.end()) {
        pen.p.setPen(QPen(t.focus, 2.5));
        pen.p.setBrush(Qt::NoBrush);
        pen.p.drawEllipse(at, 15, 15);
    }
}

// One band for a crowded link, with its count.
void paint_bands(Pen& pen, const std::vector<Place>& places, const std::map<Link, int>& crowded) {
    const Theme& t = pen.theme;
    struct Band {
        const Place* first = nullptr;
        int count = 0;
    };
    std::map<Link, Band> bands;
    for (const Place& place : places) {
        const Link link{place.flight->from, place.flight->to};
        if (place.flight->foreground && crowded.contains(link)) {
            Band& band = bands[link];
            band.first = band.first ? band.first : &place;
            ++band.count;
        }
    }
    for (const auto& [ends, band] : bands) {
        QPolygonF line;
        for (const Point& corner : band.first->path->corners()) {
            line << q(corner);
        }
        QColor ink = t.muted;
        ink.setAlphaF(0.5F);
        pen.p.setPen(QPen(ink, std::min(8.0, 2 + std::log2(band.count)), Qt::SolidLine,
                          Qt::RoundCap, Qt::RoundJoin));
        pen.p.setBrush(Qt::NoBrush);
        pen.p.drawPolyline(line);
        const QPointF middle = q(band.first->path->at(0.5).at);
        const QString count = QString::number(band.count);
        const QRectF chip(middle.x() - 14, middle.y() - 8, 28, 16);
        pen.begin(QStringLiteral("band/%1/%2").arg(ends.first.value()).arg(ends.second.value()),
                  QStringLiteral("band"), QStringLiteral("%1 packets").arg(band.count), chip);
        pen.p.setPen(Qt::NoPen);
        pen.p.setBrush(t.text);
        pen.p.drawRoundedRect(chip, 8, 8);
        pen.text("count", chip, count, TypeRole::figures, t.background, Qt::AlignCenter);
        pen.end();
    }
}

// Where the sign of a link stands: between two brokers in a gap between rows, never beside a third
// one, and no two signs on one another.
QPointF place_sign(const Scene& s, const FlightPath& path, const Port& a, const Port& b,
                   std::vector<QPointF>& taken) {
    std::vector<QPointF> wanted{q(path.at(0.5).at)};
    if (a.kind == Port::Kind::broker && b.kind == Port::Kind::broker) {
        wanted.clear();
        const double x = path.at(0.5).at.x;
        for (int row = std::max(a.broker, b.broker); row > std::min(a.broker, b.broker); --row) {
            wanted.emplace_back(x, s.layout.track_y(row));
        }
    }
    for (const double f : {0.4, 0.6, 0.3, 0.7}) wanted.push_back(q(path.at(f).at));
    const auto is_free = [&](QPointF p) {
        return std::none_of(taken.begin(), taken.end(), [&](QPointF other) {
            return std::hypot(p.x() - other.x(), p.y() - other.y()) < 24;
        });
    };
    const auto found = std::find_if(wanted.begin(), wanted.end(), is_free);
    taken.push_back(found == wanted.end() ? wanted.front() : *found);
    return taken.back();
}

void paint_cut(Pen& pen, const FlightPath& path, const FrameLink& link, const QString& words,
               QPointF gap) {
    const Theme& t = pen.theme;
    QPolygonF line;
    for (const Point& corner : path.corners()) {
        line << q(corner);
    }
    const bool cut = link.cut_a_to_b || link.cut_b_to_a;
    pen.begin(words, QStringLiteral("link"), words, QRectF(gap.x() - 12, gap.y() - 12, 24, 24),
              true);
    pen.p.setBrush(Qt::NoBrush);
    pen.p.setPen(QPen(cut ? t.fault : t.muted, 2, cut ? Qt::DashLine : Qt::SolidLine));
    pen.p.drawPolyline(line);
    pen.p.setPen(QPen(cut ? t.fault : t.muted, 1));
    pen.p.setBrush(t.background);
    pen.p.drawEllipse(gap, 9, 9);
    if (cut) {
        draw_scissors(pen.p, gap, 11, t.fault);
        if (link.cut_a_to_b != link.cut_b_to_a) {
            const PathPoint end = path.at(link.cut_a_to_b ? 0.8 : 0.2);
            const double turn = end.angle + (link.cut_a_to_b ? 0 : M_PI);
            const QPointF tip = q(end.at);
            const QPointF back(std::cos(turn) * 7, std::sin(turn) * 7);
            const QPointF across(-back.y() * 0.7, back.x() * 0.7);
            pen.p.setPen(Qt::NoPen);
            pen.p.setBrush(t.fault);
            pen.p.drawPolygon(QPolygonF({tip + back, tip - back + across, tip - back - across}));
        }
    } else {
        draw_clock(pen.p, gap, 11, t.muted);
    }
    pen.end();
}

QString node_name(const Scene& s, NodeId node) {
    const auto in = [&](const auto& list) -> QString {
        for (const auto& one : list) {
            if (one.node == node) {
                return q(one.name);
            }
        }
        return {};
    };
    for (const QString& name :
         {in(s.frame->brokers), in(s.frame->producers), in(s.frame->zookeeper.servers)}) {
        if (!name.isEmpty()) {
            return name;
        }
    }
    for (const FrameGroup& group : s.frame->groups) {
        if (const QString name = in(group.members); !name.isEmpty()) {
            return name;
        }
    }
    return QString::number(node.value());
}

}  // namespace

void paint_links(Pen& pen) {
    const Scene& s = pen.scene;
    std::vector<QPointF> taken;
    for (const FrameLink& link : s.frame->links) {
        const auto a = s.port(link.a, {}, link.b);
        const auto b = s.port(link.b, {}, link.a);
        if (a && b) {
            const QString id =
                QStringLiteral("link/%1/%2").arg(node_name(s, link.a), node_name(s, link.b));
            const FlightPath path = route(s.layout, *a, *b, 0);
            paint_cut(pen, path, link, id, place_sign(s, path, *a, *b, taken));
        }
    }
}

void paint_flights(Pen& pen, PacketAtlas& atlas) {
    Ways ways(pen.scene);
    std::vector<Place> places = visible_flights(pen.scene, ways);
    const std::map<Link, int> crowded = crowded_links(places);
    if (!crowded.empty()) {
        paint_bands(pen, places, crowded);
        std::erase_if(places, [&](const Place& p) {
            return p.flight->foreground && crowded.contains({p.flight->from, p.flight->to});
        });
    }
    places = bundled(std::move(places));
    std::map<std::pair<int, int>, int> taken;
    std::vector<QPointF> points;
    std::vector<double> angles;
    for (const Place& place : places) {
        PathPoint here = place.path->at(place.fraction);
        if (place.flight->foreground && place.path->length() > 0) {
            // Back along the way; at its beginning, forward.
            const double back = offset_for(taken, q(here.at)) / place.path->length();
            if (back > 0) {
                const double f = place.fraction;
                here = place.path->at(f >= back ? f - back : std::min(1.0, f + back));
            }
        }
        points.push_back(q(here.at));
        angles.push_back(here.angle);
        paint_one(pen, atlas, place, points.back(), here.angle);
    }
    atlas.flush(pen.p);
    for (std::size_t i = 0; i < places.size(); ++i) {
        paint_marks(pen, places[i], points[i], angles[i]);
    }
}

}  // namespace kscope::gui
