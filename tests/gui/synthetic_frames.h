// Frames written by hand: the five moments of lesson 1 and the edges of the picture. They need no
// simulation, so a painter can be judged, and tested, alone.
#pragma once

#include <string>
#include <vector>

#include "gui/session/frame.h"

namespace kscope::gui {

Frame steady_frame();
Frame killed_frame();       // click-0's leader is dead, nobody knows yet
Frame elected_frame();      // a new leader, old packets lost, a producer that retries
Frame catching_up_frame();  // the old leader is back, truncates, out of the ISR
Frame healed_frame();
Frame first_frame();     // nothing sent yet
Frame troubled_frame();  // zombie, cut link, no leader, rebalance, big offsets
Frame wide_frame(int brokers, int partitions);  // lanes in medium size, or as tiles
Frame large_frame(int brokers, int partitions);
Frame near_frame();  // of a large cluster: a page of one topic's partitions

struct NamedFrame {
    std::string name;
    Frame frame;
};
std::vector<NamedFrame> all_frames();

}  // namespace kscope::gui
