// The Kafka versions that this build can be, and what the rules of each are. A cluster runs as of a
// version: its features, its defaults and its keys are that version's (its last patch release's).
// Only core/config names versions; whoever needs a rule asks Features.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/features.h"

namespace kscope {

// The newest first.
std::vector<std::string> supported_versions();
bool is_supported_version(std::string_view version);
std::string newest_version();
// Of a scenario that says none: the newest one with ZooKeeper.
std::string default_version();
// KRaft can keep the metadata (of a production cluster: from KIP-833 on); or nothing else can.
bool can_run_kraft(std::string_view version);
bool can_run_zookeeper(std::string_view version);
// The same rules, but with a quorum of controllers.
Features with_kraft(Features features);
// What was new in its rules, in a line.
std::string version_meaning(std::string_view version);
// Both must be supported.
bool is_before(std::string_view earlier, std::string_view later);
Features features_of(std::string_view version);

}  // namespace kscope
