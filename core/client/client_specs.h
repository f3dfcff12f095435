// What client processes are made from: configuration and what the application around the client
// does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/configs.h"
#include "core/protocol/metadata_messages.h"

namespace kscope {

// A closed loop, as kafka-producer-perf-test: each acknowledged batch is followed by the next.
struct ClosedLoop {
    std::string topic;
    std::int32_t partitions = 1;
    std::int32_t batches_in_flight = 1;
    std::int32_t records_per_batch = 10;
    std::int32_t record_bytes = 100;
};

struct ProducerSpec {
    ProducerConfig config;
    std::vector<NodeId> bootstrap_servers;
    std::optional<ClosedLoop> load;  // none: records come as SendRecord commands
};

struct ConsumerSpec {
    ConsumerConfig config;
    std::vector<NodeId> bootstrap_servers;
    std::vector<std::string> topics;         // subscribe(); needs config.group_id
    std::vector<TopicPartition> assignment;  // or assign() by hand
    Duration processing_time_per_record;     // the application's work between two polls
};

struct AdminSpec {
    std::vector<NodeId> bootstrap_servers;
    std::vector<NewTopic> topics;  // created in this order at start
    Duration request_timeout;
    Duration retry_backoff;
    bool retry_backoff_grows = true;  // KIP-580
    std::string client_id = "adminclient-1";
};

}  // namespace kscope
