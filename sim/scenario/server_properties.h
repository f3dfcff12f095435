// server.properties and zookeeper.properties: what a broker or a ZooKeeper server is started with.
// Keys that some rule here obeys are checked and set; keys that Kafka has and no rule here obeys
// are accepted and named; any other is refused, with the nearest one that is known. Kafka's own
// rules: kafka.server.KafkaConfig; what it says when two brokers want the same, at the places named
// below.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/configs.h"
#include "sim/scenario/kraft_properties.h"

namespace kscope::sim {

struct ServerProperties {
    std::string file;
    BrokerConfig config;
    std::string host;  // of its first listener; empty: all interfaces
    int port = 9092;
    std::vector<std::string> log_dirs;
    std::string zookeeper_connect;
    std::optional<KraftProperties> kraft;     // instead of it, with process.roles
    std::vector<std::string> without_effect;  // known to Kafka, sorted
    Place id_place;                           // of broker.id
    Place port_place;      // of listeners, or port; of the file, if there is none
    Place log_dirs_place;  // the same for log.dirs
};

// Throws BadInput, also for a plane that this version cannot have. The version must be supported.
// `overrides` count as if they stood at the end.
ServerProperties read_server_properties(std::string_view text, const std::string& file,
                                        const std::string& version,
                                        const std::vector<Property>& overrides = {});

// Two brokers of one machine: throws what the second one would say at its start if it wants the
// same log directory (LogManager.lockLogDirs), port (SocketServer.openServerSocket) or id
// (KafkaZkClient.registerBroker; BrokerLifecycleManager) as the first.
void refuse_same(const ServerProperties& first, const ServerProperties& second);

struct ZooKeeperProperties {
    ZooKeeperConfig config;
    int client_port = 2181;
};
// Throws BadInput.
ZooKeeperProperties read_zookeeper_properties(std::string_view text, const std::string& file,
                                              const std::string& version);

// Kafka's broker keys that no rule here obeys, in any version (server_keys.cpp).
bool is_kafka_key_without_effect(std::string_view key);
const std::vector<std::string>& kafka_keys_without_effect();

}  // namespace kscope::sim
