// DescribeLogDirs and DescribeCluster, as a broker answers them.
#include "core/config/kafka_version.h"
#include "tests/support/catch.h"
#include "tests/unit/core/broker/mini_cluster.h"

namespace kscope::test {

namespace {

void with_place(BrokerSpec& spec) {
    spec.log_dir = "/data/" + std::to_string(spec.config.broker_id.value());
    if (spec.config.broker_id == BrokerId(1)) spec.config.rack = "east";
}

void before_both(BrokerSpec& spec) { spec.config.features = features_of("0.11"); }

}  // namespace

TEST_CASE("a broker describes its log directory") {
    MiniCluster cluster(2, with_place);
    cluster.run_for(Duration::seconds(5));
    const ConnId conn = cluster.connect(2);
    NewTopic topic;
    topic.name = "click";
    topic.assignments = {{BrokerId(2)}, {BrokerId(1)}, {BrokerId(2)}};
    for (const std::int32_t broker : {1, 2}) {
        cluster.ask<CreateTopicsResponse>(cluster.connect(broker),
                                          CreateTopicsRequest{{topic}, Duration::seconds(5)});
    }
    cluster.run_for(Duration::seconds(2));
    const auto all = cluster.ask<DescribeLogDirsResponse>(conn, DescribeLogDirsRequest{});
    REQUIRE(all.log_dirs.size() == 1);
    CHECK(all.log_dirs[0].error == ErrorCode::none);
    CHECK(all.log_dirs[0].log_dir == "/data/2");
    REQUIRE(all.log_dirs[0].logs.size() == 2);
    CHECK(all.log_dirs[0].logs[0].tp == TopicPartition{"click", PartitionIndex(0)});
    CHECK(all.log_dirs[0].logs[0].size == 0);
    CHECK(all.log_dirs[0].logs[0].offset_lag == 0);
    const TopicPartition last{"click", PartitionIndex(2)};
    CHECK(all.log_dirs[0].logs[1].tp == last);
    // Of what it does not have it says nothing.
    const auto some = cluster.ask<DescribeLogDirsResponse>(
        conn, DescribeLogDirsRequest{{{{"click", PartitionIndex(1)}, last}}});
    REQUIRE(some.log_dirs.at(0).logs.size() == 1);
    CHECK(some.log_dirs[0].logs[0].tp == last);
}

TEST_CASE("any broker describes the cluster") {
    MiniCluster cluster(2, with_place);
    cluster.run_for(Duration::seconds(5));
    const auto described =
        cluster.ask<DescribeClusterResponse>(cluster.connect(2), DescribeClusterRequest{});
    CHECK(described.error == ErrorCode::none);
    CHECK(described.cluster_id == "kscope");
    CHECK(described.controller == BrokerId(1));
    REQUIRE(described.brokers.size() == 2);
    CHECK(described.brokers[0].endpoint == BrokerEndpoint{BrokerId(1), NodeId(1)});
    CHECK(described.brokers[0].rack == "east");
    CHECK(described.brokers[1].rack.empty());
    cluster.kill(1);
    cluster.run_for(Duration::seconds(30));
    CHECK(cluster.ask<DescribeClusterResponse>(cluster.connect(2), DescribeClusterRequest{})
              .brokers.size() == 1);
}

TEST_CASE("a broker that is too old for a request closes the connection") {
    MiniCluster cluster(1, before_both);
    cluster.run_for(Duration::seconds(5));
    const ConnId first = cluster.connect(1);
    const CorrelationId dirs = cluster.send(first, DescribeLogDirsRequest{});
    const ConnId second = cluster.connect(1);
    const CorrelationId brokers = cluster.send(second, DescribeClusterRequest{});
    const ConnId third = cluster.connect(1);
    const CorrelationId known = cluster.send(third, MetadataRequest{});
    const ConnId fourth = cluster.connect(1);
    const CorrelationId topics = cluster.send(fourth, DescribeTopicPartitionsRequest{});
    cluster.run_for(Duration::seconds(1));
    CHECK(cluster.answer<DescribeLogDirsResponse>(dirs) == nullptr);
    CHECK(cluster.answer<DescribeClusterResponse>(brokers) == nullptr);
    CHECK(cluster.answer<MetadataResponse>(known) != nullptr);
    CHECK(cluster.answer<DescribeTopicPartitionsResponse>(topics) == nullptr);
}

TEST_CASE("with ZooKeeper no broker describes topics' partitions") {
    MiniCluster cluster(1);
    cluster.run_for(Duration::seconds(5));
    const CorrelationId asked = cluster.send(cluster.connect(1), DescribeTopicPartitionsRequest{});
    const CorrelationId known = cluster.send(cluster.connect(1), DescribeClusterRequest{});
    cluster.run_for(Duration::seconds(1));
    CHECK(cluster.answer<DescribeTopicPartitionsResponse>(asked) == nullptr);
    CHECK(cluster.answer<DescribeClusterResponse>(known) != nullptr);
}

}  // namespace kscope::test
