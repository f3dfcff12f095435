#include "tests/bench/cluster_plan.h"

#include "core/config/config_keys.h"
#include "core/node/node_spec.h"

namespace kscope::bench {

namespace {

constexpr const char* version = "3.9";
sim::NodePlan plan(std::string name, NodeSpec spec) {
    sim::NodePlan made;
    made.name = std::move(name);
    made.spec = std::move(spec);
    return made;
}

BrokerSpec broker_spec(int id, int brokers) {
    BrokerSpec spec;
    spec.config = default_broker_config(version);
    spec.config.broker_id = BrokerId(id);
    spec.zookeeper = {NodeId(0)};
    for (int n = 1; n <= brokers; ++n) spec.processes.push_back({BrokerId(n), NodeId(n)});
    return spec;
}

AdminSpec admin_spec(const Shape& shape, const std::vector<NodeId>& brokers) {
    AdminSpec spec;
    spec.bootstrap_servers = brokers;
    NewTopic topic;
    topic.name = "click";
    topic.partitions = shape.partitions;
    topic.replication_factor = 3;
    topic.configs = {{"min.insync.replicas", "2"}};
    spec.topics = {topic};
    spec.request_timeout = Duration::seconds(30);
    spec.retry_backoff = Duration::millis(100);
    return spec;
}

ProducerSpec producer_spec(const Shape& shape, const std::vector<NodeId>& brokers) {
    ProducerSpec spec;
    spec.config = default_producer_config(version);
    spec.config.acks = -1;
    spec.bootstrap_servers = brokers;
    spec.load = ClosedLoop{"click", shape.partitions, shape.in_flight, records_per_batch, 100};
    return spec;
}

}  // namespace

sim::WorldSpec cluster_of(const Shape& shape) {
    const std::vector<NodeId> brokers{NodeId(1), NodeId(2), NodeId(3)};
    sim::WorldSpec spec;
    spec.name = shape.name;
    spec.default_link.latency = {sim::Latency::Shape::uniform, Duration::micros(200),
                                 Duration::micros(300)};
    spec.nodes.push_back(plan("zk", ZooKeeperSpec{default_zookeeper_config(version)}));
    for (int id = 1; id <= 3; ++id) {
        spec.nodes.push_back(plan("b" + std::to_string(id), broker_spec(id, 3)));
    }
    spec.nodes.push_back(plan("admin", admin_spec(shape, brokers)));
    for (int i = 0; i < shape.producers; ++i) {
        sim::NodePlan p = plan("p" + std::to_string(i), producer_spec(shape, brokers));
        p.starts_at = Instant::at(Duration::seconds(5));
        spec.nodes.push_back(std::move(p));
    }
    for (int i = 0; i < shape.partitions; ++i) {
        ConsumerSpec consumer;
        consumer.config = default_consumer_config(version);
        consumer.config.auto_offset_reset = OffsetReset::earliest;
        consumer.bootstrap_servers = brokers;
        consumer.assignment = {{"click", PartitionIndex(i)}};
        sim::NodePlan c = plan("c" + std::to_string(i), std::move(consumer));
        c.starts_at = Instant::at(Duration::seconds(5));
        spec.nodes.push_back(std::move(c));
    }
    return spec;
}

sim::WorldSpec scale_of(const ScaleShape& shape) {
    sim::WorldSpec spec;
    spec.name = "scale";
    spec.default_link.latency = {sim::Latency::Shape::uniform, Duration::micros(200),
                                 Duration::micros(300)};
    spec.nodes.push_back(plan("zk", ZooKeeperSpec{default_zookeeper_config(version)}));
    AdminSpec admin;
    for (int id = 1; id <= shape.brokers; ++id) {
        spec.nodes.push_back(plan("b" + std::to_string(id), broker_spec(id, shape.brokers)));
        admin.bootstrap_servers.push_back(NodeId(id));
    }
    admin.request_timeout = Duration::seconds(30);
    admin.retry_backoff = Duration::millis(100);
    for (int i = 0; i < shape.topics; ++i) {
        NewTopic topic;
        topic.name = "topic-" + std::to_string(100'000 + i);
        topic.partitions = i % 3 == 1 ? 6 : 7;
        topic.replication_factor = 3;
        admin.topics.push_back(std::move(topic));
    }
    sim::NodePlan client = plan("admin", std::move(admin));
    client.starts_at = Instant::at(Duration::seconds(5));
    spec.nodes.push_back(std::move(client));
    return spec;
}

}  // namespace kscope::bench
