// Where the strips of the overview stand; shared by its painter and the canvas's hover.
#pragma once

#include "gui/canvas/scene.h"
#include "gui/geometry/strip_layout.h"

namespace kscope::gui {

StripLayout overview_layout(const Scene& scene);  // the scene's frame has an overview

QString state_words(TileState state);  // "out of the ISR"

}  // namespace kscope::gui
