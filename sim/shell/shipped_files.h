// The properties files that Kafka ships, as far as their keys go: a session can start from them
// without any file of its own: config/server.properties and config/zookeeper.properties of 2.5, and
// those of KRaft's processes, in config/kraft or, from 4.0 on, in config, with the voters in them
// as up to 3.8.
#pragma once

#include <string_view>

namespace kscope::sim {

// Empty: Kafka ships no file of this name.
std::string_view shipped_file(std::string_view path, std::string_view version);

}  // namespace kscope::sim
