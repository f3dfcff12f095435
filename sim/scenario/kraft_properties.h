// What a server.properties file says of a KRaft quorum: the roles of its process and the voters.
// Kafka's rules over these keys, in its words: kafka.server.KafkaConfig.validateValues,
// org.apache.kafka.raft.QuorumConfig. Here the voters are those of controller.quorum.voters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/config/features.h"
#include "sim/scenario/java_properties.h"

namespace kscope::sim {

enum class ProcessRole : std::uint8_t { broker, controller, combined };

// "1@localhost:9093"
struct QuorumVoterAddress {
    BrokerId id;
    std::string host;
    int port = 0;
};

struct KraftProperties {
    ProcessRole role = ProcessRole::broker;
    std::vector<QuorumVoterAddress> voters;
    Place voters_place;                             // of the value
    std::vector<std::string> controller_listeners;  // controller.listener.names

    [[nodiscard]] bool is_broker() const { return role != ProcessRole::controller; }
    [[nodiscard]] bool is_controller() const { return role != ProcessRole::broker; }
};

// None: the file has no process.roles, and its broker wants ZooKeeper. Throws BadInput. `features`
// are the version's: some rules went with the years.
std::optional<KraftProperties> read_kraft_properties(const std::vector<Property>& properties,
                                                     const std::string& file,
                                                     const Features& features);

// A key that only read_kraft_properties() reads.
bool is_kraft_key(std::string_view key);

// A listener's name as Kafka compares it (ListenerName.normalised).
std::string in_capitals(std::string name);

}  // namespace kscope::sim
