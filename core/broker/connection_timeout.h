// zookeeper.connection.timeout.ms: a broker that starts and does not reach ZooKeeper in time exits.
// Kafka does so before it loads its logs; so what a clean shutdown left stays clean. Nobody starts
// the process again but the scenario. Rules: KafkaServer.initZkClient and startup,
// ZooKeeperClient.waitUntilConnected.
#pragma once

#include "core/base/time.h"

namespace kscope {

struct BrokerConfig;
struct BrokerStep;

// What is set, or else the session's timeout.
[[nodiscard]] Duration connection_timeout(const BrokerConfig& config);

// At ZkConnectionTimedOut.
void exit_unconnected(BrokerStep& step);

}  // namespace kscope
