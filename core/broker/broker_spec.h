// What a broker process is made from; the same for each of its lives.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/config/configs.h"
#include "core/metadata/kraft/raft_client.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// The flush token's log of the metadata log: beyond the slots of replicas.
inline constexpr std::uint32_t metadata_log_id = 0x7fff'ffff;

struct BrokerSpec {
    BrokerConfig config;
    std::vector<NodeId> zookeeper;   // zookeeper.connect
    std::optional<RaftSpec> quorum;  // instead of it: the quorum that it observes (KRaft)
    // With ZooKeeper: it reads /config/brokers and watches /config/changes. What nobody will ever
    // alter, no broker needs to ask for.
    bool watches_configs = false;
    std::string log_dir = "/tmp/kafka-logs";  // log.dirs; DescribeLogDirs tells it
    // With ZooKeeper: the process that listens where a broker's registration says, by the broker's
    // id; what a name service and the network would find. All brokers that there may ever be.
    std::vector<BrokerEndpoint> processes;
    // What it registers (advertised.listeners), and the id it gives a cluster that has none yet:
    // Kafka draws one.
    std::string host = "localhost";
    std::int32_t port = 9092;
    std::string cluster_id = "kscope";
};

}  // namespace kscope
