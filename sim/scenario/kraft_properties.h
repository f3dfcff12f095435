// What a server.properties file says of a KRaft quorum: the role of its process and the voters.
// Kafka's rules over these keys, in its words: kafka.server.KafkaConfig.validateValues,
// org.apache.kafka.raft.QuorumConfig. Here a process is a broker or a controller, never both, and
// the voters are those of controller.quorum.voters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "sim/scenario/java_properties.h"

namespace kscope::sim {

enum class ProcessRole : std::uint8_t { broker, controller };

// "1@localhost:9093"
struct QuorumVoterAddress {
    BrokerId id;
    std::string host;
    int port = 0;
};

struct KraftProperties {
    ProcessRole role = ProcessRole::broker;
    std::vector<QuorumVoterAddress> voters;
    Place voters_place;  // of the value
};

// None: the file has no process.roles, and its broker wants ZooKeeper. Throws BadInput.
std::optional<KraftProperties> read_kraft_properties(const std::vector<Property>& properties,
                                                     const std::string& file);

// A key that only read_kraft_properties() reads.
bool is_kraft_key(std::string_view key);

}  // namespace kscope::sim
