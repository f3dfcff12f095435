// The overview of a large cluster: where its parts stand, which replica is under a point, and the
// words for it. Shared by its painters, the canvas's mouse and keys, and the rings around what is
// selected. Only for scenes whose frame has an overview.
#pragma once

#include <optional>
#include <vector>

#include "gui/canvas/drawn_items.h"
#include "gui/canvas/scene.h"
#include "gui/geometry/strip_layout.h"

namespace kscope::gui {

struct OverviewPlaces {
    QRectF totals;
    QRectF strips;
    QRectF attention;
    QRectF magnifier;
};
OverviewPlaces overview_places(const Scene& scene);
StripLayout overview_layout(const Scene& scene);

// One replica: which strip, which of its tiles.
struct TilePlace {
    std::size_t strip = 0;
    std::size_t tile = 0;
};
std::optional<TilePlace> tile_at(const Scene& scene, QPointF point);
// Of an item's id, "lane/click-0/b2" or "record/click-0/b2/41".
std::optional<TilePlace> tile_of(const Scene& scene, const QString& id);
// All replicas of one partition, by place in FrameOverview::partition_names.
std::vector<TilePlace> tiles_of_partition(const FrameOverview& overview, std::size_t partition);
std::optional<std::size_t> partition_named(const FrameOverview& overview, const QString& name);
std::size_t partition_of(const FrameOverview& overview, const TilePlace& place);

QRectF tile_rect(const StripLayout& layout, const TilePlace& place);
// The replica as a thing of the picture.
DrawnItem tile_item(const Scene& scene, const StripLayout& layout, const TilePlace& place);

QString state_words(TileState state);  // "out of the ISR"

}  // namespace kscope::gui
