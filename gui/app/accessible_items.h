// Accessibility of painted widgets: each thing that was drawn is a child with a stable id, name,
// state, rectangle and an action. The tree equals --describe, because both read DrawnItems.
#pragma once

namespace kscope::gui {

// Once, before the first window.
void install_accessible_items();

}  // namespace kscope::gui
