#include "gui/canvas/overview.h"

#include <algorithm>
#include <cmath>

namespace kscope::gui {

namespace {

constexpr double margin = 8;
constexpr double totals_height = 28;
constexpr double side_width = 240;
constexpr double gap = 16;
constexpr double magnifier_height = 116;

}  // namespace

OverviewPlaces overview_places(const Scene& scene) {
    const double top = scene.shows_zookeeper() ? scene.layout.zookeeper.bottom() : 0;
    const double bottom = scene.size.height() - margin;
    const double right = scene.size.width() - margin;
    const double side = right - side_width;
    const double below = top + totals_height;
    OverviewPlaces places;
    places.totals = {margin, top, right - margin, totals_height};
    places.strips = {margin, below, side - gap - margin, scene.size.height() - below};
    places.magnifier = {side, bottom - magnifier_height, side_width, magnifier_height};
    places.attention = {side, below + 4, side_width, places.magnifier.top() - 8 - below - 4};
    return places;
}

StripLayout overview_layout(const Scene& scene) {
    const FrameOverview& o = *scene.frame->overview;
    std::size_t most = 0;
    for (const FrameStrip& strip : o.strips) most = std::max(most, strip.tiles.size());
    const QRectF r = overview_places(scene).strips;
    return layout_strips({r.x(), r.y(), r.width(), r.height()}, static_cast<int>(o.strips.size()),
                         static_cast<int>(most));
}

std::optional<TilePlace> tile_at(const Scene& scene, QPointF point) {
    const FrameOverview& o = *scene.frame->overview;
    const StripLayout layout = overview_layout(scene);
    int broker = -1;
    const int place = layout.tile_at({point.x(), point.y()}, static_cast<int>(o.strips.size()),
                                     layout.tiles_across * layout.tiles_down, broker);
    if (place < 0) return std::nullopt;
    const TilePlace found{static_cast<std::size_t>(broker), static_cast<std::size_t>(place)};
    if (found.tile >= o.strips[found.strip].tiles.size()) return std::nullopt;
    return found;
}

std::optional<std::size_t> partition_named(const FrameOverview& overview, const QString& name) {
    const std::string wanted = name.toStdString();
    const auto& all = overview.partition_names;
    const auto found = std::find(all.begin(), all.end(), wanted);
    if (wanted.empty() || found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

std::optional<TilePlace> tile_of(const Scene& scene, const QString& id) {
    const QString kind = id.section(QLatin1Char('/'), 0, 0);
    if (kind != QLatin1String("lane") && kind != QLatin1String("record")) return std::nullopt;
    const FrameOverview& o = *scene.frame->overview;
    const auto partition = partition_named(o, id.section(QLatin1Char('/'), 1, 1));
    if (!partition) return std::nullopt;
    const QString broker = id.section(QLatin1Char('/'), 2, 2);
    for (const TilePlace& place : tiles_of_partition(o, *partition)) {
        if (scene.broker_name(o.strips[place.strip].broker) == broker) return place;
    }
    return std::nullopt;
}

std::vector<TilePlace> tiles_of_partition(const FrameOverview& overview, std::size_t partition) {
    std::vector<TilePlace> out;
    for (std::size_t s = 0; s < overview.strips.size(); ++s) {
        const auto& all = overview.strips[s].tile_partition;
        // In the order of partitions.
        const auto found =
            std::lower_bound(all.begin(), all.end(), static_cast<std::int32_t>(partition));
        if (found == all.end() || *found != static_cast<std::int32_t>(partition)) continue;
        out.push_back({s, static_cast<std::size_t>(found - all.begin())});
    }
    return out;
}

std::size_t partition_of(const FrameOverview& overview, const TilePlace& place) {
    return static_cast<std::size_t>(overview.strips[place.strip].tile_partition[place.tile]);
}

QRectF tile_rect(const StripLayout& layout, const TilePlace& place) {
    const int strip = static_cast<int>(place.strip);
    if (layout.tiles() != LaneClass::bins) {
        return to_qt(layout.tile(strip, static_cast<int>(place.tile)));
    }
    // Where its share of the bins is: a mark that can be seen all the same.
    const Rect r = layout.strip(strip);
    const double room = r.w - layout.label_width;
    const double all = std::max(1, layout.tiles_across * layout.tiles_down);
    const double x = r.x + layout.label_width + room * static_cast<double>(place.tile) / all;
    return {x - 1, r.y, 4, std::max(4.0, r.h - 1)};
}

DrawnItem tile_item(const Scene& scene, const StripLayout& layout, const TilePlace& place) {
    const FrameOverview& o = *scene.frame->overview;
    const FrameStrip& strip = o.strips[place.strip];
    const std::string& partition = o.partition_names[partition_of(o, place)];
    const QString broker = scene.broker_name(strip.broker);
    DrawnItem item;
    item.id = lane_id(partition, broker.toStdString());
    item.kind = QStringLiteral("tile");
    item.text =
        QStringLiteral("%1 on %2: %3")
            .arg(QString::fromStdString(partition), broker, state_words(strip.tiles[place.tile]));
    item.rect = tile_rect(layout, place);
    return item;
}

QString state_words(TileState state) {
    switch (state) {
        case TileState::none: return QStringLiteral("no replica");
        case TileState::follower: return QStringLiteral("follower");
        case TileState::leader: return QStringLiteral("leader");
        case TileState::out_of_isr: return QStringLiteral("out of the ISR");
        case TileState::under_min_isr: return QStringLiteral("under min ISR");
        case TileState::offline: return QStringLiteral("offline");
        case TileState::no_leader: return QStringLiteral("no leader");
    }
    return {};
}

}  // namespace kscope::gui
