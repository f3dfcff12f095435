// Addresses of a console session: "localhost:9092,localhost:9093" is the brokers that listen there,
// "localhost:2181" a ZooKeeper server, with or without a chroot. A wrong address is refused with
// the right ones; an address of something that is down is not wrong.
#pragma once

#include <string>
#include <vector>

#include "sim/shell/cluster.h"
#include "sim/shell/options.h"
#include "sim/shell/session.h"

namespace kscope::sim {

// "localhost:9092"
std::string to_string(const Listener& listener);

// bootstrap.servers. Also "b1", a broker's name.
std::vector<NodeId> brokers_at(const Cluster& cluster, const Word& servers);
// zookeeper.connect: the first of these servers that serves. Waits for an ensemble that has no
// leader; throws if it gets none, or if none of the servers is up.
NodeId zookeeper_at(Cluster& cluster, const Word& connect);

// Whom a tool asks first: --bootstrap-server or --broker-list, or, in the manner of its era,
// --zookeeper, which stands for all brokers. Throws if none is there. A file of --command-config or
// --admin.config must be there and readable; nothing in it matters here.
std::vector<NodeId> bootstrap_of(const ToolRun& run, const Options& options);
// The flags for that; with KRaft there is no --zookeeper.
std::vector<Flag> with_bootstrap(const ToolRun& run, std::vector<Flag> flags);

}  // namespace kscope::sim
