// The inspector's pages of the metadata plane: ZooKeeper or the quorum of controllers as a whole,
// one server of it, and a broker's session. Pure functions of a frame.
#pragma once

#include <optional>

#include "gui/panel/inspection.h"

namespace kscope::gui {

Inspection of_zookeeper(const Frame& f);
// None: there is no such member of an ensemble or a quorum.
std::optional<Inspection> of_zookeeper_server(const Frame& f, const QString& name);
// The session, and the ephemeral znodes that go with it; empty if there is none.
Inspection of_session(const Frame& f, const QString& broker);

}  // namespace kscope::gui
