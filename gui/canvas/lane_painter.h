// The replicas of one broker row and partition column, in three sizes: full, medium, tile.
#pragma once

#include <QRectF>
#include <QString>

#include "gui/session/frame.h"

namespace kscope::gui {

class Pen;

struct LaneSite {
    const FramePartition& partition;
    const FrameLane& lane;
    const FrameBroker& broker;
    int row = 0;
    int column = 0;

    [[nodiscard]] bool in_isr() const;
    [[nodiscard]] bool in_elr() const;  // eligible though not in sync (KIP-966)
    // The controller has another leader, or a later epoch, and this replica does not know.
    [[nodiscard]] bool zombie() const;
    [[nodiscard]] bool down() const;            // its broker's process is not there
    [[nodiscard]] bool out_of_isr() const;      // and is up
    [[nodiscard]] std::int64_t behind() const;  // of the highest log end
};

TileState tile_state(const LaneSite& site);

// "LEO 1,550", or shorter words where there is less room; at worst its last three digits.
QString offset_words(const Pen& pen, const char* name, Offset offset, double room);

void paint_lane_frame(Pen& pen, const LaneSite& site);
void paint_lane_full(Pen& pen, const LaneSite& site);
void paint_lane_medium(Pen& pen, const LaneSite& site);
// A mark for the state alone, also used by the overview. Quiet: words can be read on it.
enum class TileTone : std::uint8_t { strong, quiet };
void paint_tile(Pen& pen, const QRectF& rect, TileState state, TileTone tone);

}  // namespace kscope::gui
