// What an operator asks about servers: DescribeLogDirs (35, KIP-113) of each broker, and
// DescribeCluster (60, KIP-700) of any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct DescribeLogDirsRequest {
    std::optional<std::vector<TopicPartition>> partitions;  // none: all that the broker has
    template <class V>
    void visit(V&& v) const {
        v("partitions", partitions);
    }
};

struct DescribedLog {
    TopicPartition tp;
    std::int64_t size = 0;        // bytes of its segments
    std::int64_t offset_lag = 0;  // of its end behind the high watermark
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("size", size), v("offset_lag", offset_lag);
    }
};

struct DescribedLogDir {
    ErrorCode error = ErrorCode::none;
    std::string log_dir;             // its path, an entry of log.dirs
    std::vector<DescribedLog> logs;  // by topic, then partition
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("log_dir", log_dir), v("logs", logs);
    }
};

struct DescribeLogDirsResponse {
    std::vector<DescribedLogDir> log_dirs;
    template <class V>
    void visit(V&& v) const {
        v("log_dirs", log_dirs);
    }
};

// The endpoints of brokers; those of controllers are not asked for here (KIP-919).
struct DescribeClusterRequest {
    template <class V>
    void visit(V&&) const {}
};

struct DescribedBroker {
    BrokerEndpoint endpoint{no_broker, no_node};
    std::string rack;  // empty: none
    template <class V>
    void visit(V&& v) const {
        v("endpoint", endpoint), v("rack", rack);
    }
};

struct DescribeClusterResponse {
    ErrorCode error = ErrorCode::none;
    std::string message;
    std::string cluster_id;  // empty: it has none
    BrokerId controller = no_broker;
    std::vector<DescribedBroker> brokers;  // those that are alive and not fenced
    template <class V>
    void visit(V&& v) const {
        v("error", error), v("message", message), v("cluster_id", cluster_id);
        v("controller", controller), v("brokers", brokers);
    }
};

}  // namespace kscope
