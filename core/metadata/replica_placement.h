// Replica placement: which brokers hold a new topic's partitions, preferred leader first. Round
// robin from a start index, later replicas shifted so that two brokers do not mirror each other;
// with racks, brokers are interleaved by rack and no rack holds two replicas while another has
// none. Rule: org.apache.kafka.admin.AdminUtils.assignReplicasToBrokers, 3.9.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/rng.h"
#include "core/protocol/error_code.h"

namespace kscope {

struct PlacementBroker {
    BrokerId broker;
    std::string rack;  // empty: none
};

// Where Kafka draws at random; fixed in tests.
struct PlacementStart {
    std::uint32_t start_index = 0;
    std::uint32_t next_replica_shift = 0;
    std::uint32_t first_partition = 0;  // so many there are already
    // For more partitions of a topic whose first partition this broker should lead.
    static PlacementStart after(std::vector<PlacementBroker> brokers, BrokerId first_leader,
                                std::uint32_t partitions);
    static PlacementStart drawn(Rng& rng, std::size_t brokers);
};

struct Placement {
    ErrorCode error = ErrorCode::none;
    std::string message;                             // Kafka's text; of the broker's own error
                                                     // (UNKNOWN_SERVER_ERROR) no client is told it
    std::vector<std::vector<BrokerId>> assignments;  // by partition number
};

// Racks count if every broker has one. If only some have, Kafka fails (AdminOperationException, an
// UNKNOWN_SERVER_ERROR to the client).
Placement place_replicas(std::vector<PlacementBroker> brokers, std::int32_t partitions,
                         std::int32_t replication_factor, const PlacementStart& start);

// Brokers of different racks in turn: r1-a, r2-a, r3-a, r1-b, ...
std::vector<BrokerId> rack_alternated(const std::vector<PlacementBroker>& brokers);

}  // namespace kscope
