// Topics and partitions as the active controller decides them:
// org.apache.kafka.controller. ReplicationControlManagerTest, ProducerIdControlManagerTest.
#include "core/metadata/quorum_controller/replication_control.h"

#include "core/metadata/quorum_controller/topic_control.h"
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

namespace {

ErrorCode alter(ControllerBench& bench, std::int32_t asker, ReplicaIds isr,
                std::int32_t partition_epoch, std::int32_t leader_epoch) {
    AlterPartitionRequest request;
    request.broker = BrokerId(asker);
    request.broker_epoch = bench.image().broker(BrokerId(asker))->broker_epoch;
    request.partitions.push_back(
        {{"click", PartitionIndex(0)}, LeaderEpoch(leader_epoch), std::move(isr), partition_epoch});
    const auto answer = bench.ask<AlterPartitionResponse>(std::move(request));
    CHECK(answer.error == ErrorCode::none);
    return answer.partitions.front().error;
}

CreatedTopic create_numbered(ControllerBench& bench, const std::string& name,
                             std::int32_t partitions, std::int16_t factor) {
    NewTopic recipe;
    recipe.name = name;
    recipe.partitions = partitions;
    recipe.replication_factor = factor;
    return bench.ask<CreateTopicsResponse>(CreateTopicsRequest{{recipe}, Duration::seconds(1)})
        .topics.front();
}

PartitionResult reassign(ControllerBench& bench, std::optional<ReplicaIds> wish) {
    AlterPartitionReassignmentsRequest request;
    request.partitions.push_back({{"click", PartitionIndex(0)}, std::move(wish)});
    return bench.ask<AlterPartitionReassignmentsResponse>(std::move(request)).partitions.front();
}

}  // namespace

TEST_CASE("only active brokers begin in the ISR of a new topic", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    REQUIRE(bench.enroll(3).error == ErrorCode::none);
    CHECK(bench.create("click", {ids({3, 1, 2})}) == ErrorCode::none);
    CHECK(bench.partition("click").isr == ids({1, 2}));
    CHECK(bench.partition("click").leader == BrokerId(1));
    CHECK(bench.create("view", {ids({3})}) == ErrorCode::invalid_replica_assignment);
    CHECK(bench.create("view", {ids({1, 4})}) == ErrorCode::invalid_replica_assignment);
    CHECK(bench.create("view", {ids({1, 1})}) == ErrorCode::invalid_replica_assignment);
    CHECK(bench.create("view", {ids({1, 2}), ids({1})}) == ErrorCode::invalid_replica_assignment);
    CHECK(bench.create("click", {ids({1})}) == ErrorCode::topic_already_exists);
    CHECK(bench.create("cli ck", {ids({1})}) == ErrorCode::invalid_topic_exception);
    CHECK(bench.create("view", {ids({1})}, {{"retention.ms", "soon"}}) ==
          ErrorCode::invalid_config);
}

TEST_CASE("a topic by numbers", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2, 3});
    CHECK(create_numbered(bench, "click", 4, 2).error == ErrorCode::none);
    CHECK(bench.image().topic("click")->partitions.size() == 4);
    CHECK(bench.partition("click", 3).replicas.size() == 2);
    const CreatedTopic many = create_numbered(bench, "view", 1, 4);
    CHECK(many.error == ErrorCode::invalid_replication_factor);
    CHECK(many.message ==
          "Unable to replicate the partition 4 time(s): The target replication "
          "factor of 4 cannot be reached because only 3 broker(s) are registered.");
    CHECK(create_numbered(bench, "view", 0, 1).error == ErrorCode::invalid_partitions);
    CHECK(create_numbered(bench, "view", 1, 0).error == ErrorCode::invalid_replication_factor);
    const auto more = bench.ask<CreatePartitionsResponse>(CreatePartitionsRequest{
        {{"click", 6, std::nullopt}, {"click", 2, std::nullopt}}, Duration::seconds(1)});
    CHECK(more.topics[0].error == ErrorCode::none);
    CHECK(more.topics[1].error == ErrorCode::invalid_partitions);
    CHECK(bench.image().topic("click")->partitions.size() == 6);
    const auto gone = bench.ask<DeleteTopicsResponse>(
        DeleteTopicsRequest{{"click", "view"}, Duration::seconds(1)});
    CHECK(gone.topics[0].error == ErrorCode::none);
    CHECK(gone.topics[1].error == ErrorCode::unknown_topic_or_partition);
    CHECK(bench.image().topics().empty());
}

TEST_CASE("which ISR a leader may propose", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    REQUIRE(bench.enroll(3).error == ErrorCode::none);
    REQUIRE(bench.create("click", {ids({1, 2, 3})}) == ErrorCode::none);
    CHECK(alter(bench, 1, ids({1}), 0, 0) == ErrorCode::none);
    CHECK(bench.partition("click").isr == ids({1}));
    CHECK(bench.partition("click").leader_epoch == LeaderEpoch(0));
    CHECK(alter(bench, 1, ids({1, 2}), 0, 0) == ErrorCode::invalid_update_version);
    CHECK(alter(bench, 1, ids({1, 2}), 2, 0) == ErrorCode::not_controller);
    CHECK(alter(bench, 2, ids({1, 2}), 1, 0) == ErrorCode::invalid_request);
    CHECK(alter(bench, 1, ids({2}), 1, 0) == ErrorCode::invalid_request);
    CHECK(alter(bench, 1, ids({1, 4}), 1, 0) == ErrorCode::invalid_request);
    // Broker 3 is fenced.
    CHECK(alter(bench, 1, ids({1, 3}), 1, 0) == ErrorCode::ineligible_replica);
    CHECK(alter(bench, 1, ids({1, 2}), 1, 0) == ErrorCode::none);
}

TEST_CASE("elections on request", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    const auto elect = [&bench](ElectionType type, const char* topic) {
        ElectLeadersRequest request{type, {{{topic, PartitionIndex(0)}}}, Duration::seconds(1)};
        return bench.ask<ElectLeadersResponse>(std::move(request)).partitions.front().error;
    };
    CHECK(elect(ElectionType::preferred, "click") == ErrorCode::election_not_needed);
    CHECK(elect(ElectionType::unclean, "click") == ErrorCode::election_not_needed);
    CHECK(elect(ElectionType::preferred, "view") == ErrorCode::unknown_topic_or_partition);
    for (int i = 0; i < 5; ++i) {
        bench.pass(Duration::millis(1'900));
        bench.beat(2);
    }
    CHECK(bench.partition("click").leader == BrokerId(2));
    CHECK(elect(ElectionType::preferred, "click") == ErrorCode::preferred_leader_not_available);
    for (int i = 0; i < 6; ++i) bench.pass(Duration::millis(1'900));
    CHECK(bench.partition("click").leader == no_broker);
    CHECK(elect(ElectionType::unclean, "click") == ErrorCode::eligible_leaders_not_available);
    REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
    CHECK_FALSE(bench.beat(1).is_fenced);
    CHECK(bench.partition("click").leader == no_broker);
    CHECK(elect(ElectionType::unclean, "click") == ErrorCode::none);
    CHECK(bench.partition("click").leader == BrokerId(1));
    CHECK(bench.partition("click").isr == ids({1}));
}

TEST_CASE("a reassignment ends when the new replicas are in sync", "[controller]") {
    ControllerBench bench;
    bench.start({1, 2, 3});
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    CHECK(reassign(bench, ids({1, 5})).error == ErrorCode::invalid_replica_assignment);
    CHECK(reassign(bench, std::nullopt).error == ErrorCode::no_reassignment_in_progress);
    CHECK(reassign(bench, ids({1, 3})).error == ErrorCode::none);
    CHECK(bench.partition("click").replicas == ids({1, 3, 2}));
    CHECK(bench.partition("click").adding == ids({3}));
    CHECK(bench.partition("click").removing == ids({2}));
    const auto listed = bench.ask<ListPartitionReassignmentsResponse>(
        ListPartitionReassignmentsRequest{Duration::seconds(1), std::nullopt});
    REQUIRE(listed.partitions.size() == 1);
    CHECK(listed.partitions.front().adding == ids({3}));
    SECTION("it is cancelled") {
        CHECK(reassign(bench, std::nullopt).error == ErrorCode::none);
        CHECK(bench.partition("click").replicas == ids({1, 2}));
    }
    SECTION("it completes") {
        CHECK(alter(bench, 1, ids({1, 2, 3}), 1, 0) == ErrorCode::none);
        CHECK(bench.partition("click").replicas == ids({1, 3}));
        CHECK(bench.partition("click").isr == ids({1, 3}));
        CHECK(bench.partition("click").adding.empty());
        CHECK(bench.partition("click").leader_epoch == LeaderEpoch(1));
    }
}

// PartitionChangeBuilder.completeReassignmentIfNeeded, 3.3; PartitionReassignmentReplicas.
TEST_CASE("KAFKA-15665: a reassignment ended though one that stays was out of sync",
          "[controller]") {
    const auto adding_as_of = [](const char* version) {
        ControllerBench bench(features_of(version));
        bench.start({1, 2, 3});
        REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
        REQUIRE(bench.propose_isr(1, ids({1})) == ErrorCode::none);
        REQUIRE(reassign(bench, ids({1, 2, 3})).error == ErrorCode::none);
        REQUIRE(bench.partition("click").adding == ids({3}));
        REQUIRE(bench.propose_isr(1, ids({1, 3})) == ErrorCode::none);
        CHECK(bench.partition("click").replicas == ids({1, 2, 3}));
        return bench.partition("click").adding;
    };
    CHECK(adding_as_of("3.3").empty());
    CHECK(adding_as_of("3.9") == ids({3}));
}

// PartitionReassignmentRevert.unclean
TEST_CASE("KAFKA-12670: what would take an unclean election was never cancelled", "[controller]") {
    const auto cancelled_as_of = [](const char* version) {
        ControllerBench bench(features_of(version));
        bench.start({1, 2, 3});
        REQUIRE(bench.create("click", {ids({1})}, {{"unclean.leader.election.enable", "true"}}) ==
                ErrorCode::none);
        REQUIRE(reassign(bench, ids({2, 3})).error == ErrorCode::none);
        REQUIRE(bench.propose_isr(1, ids({1, 2})) == ErrorCode::none);
        bench.pass_with({2, 3}, Duration::seconds(12));
        REQUIRE(bench.partition("click").isr == ids({2}));
        return reassign(bench, std::nullopt);
    };
    const PartitionResult refused = cancelled_as_of("3.3");
    CHECK(refused.error == ErrorCode::invalid_replica_assignment);
    CHECK(refused.message ==
          "Unable to revert partition assignment for click:0 because it would require an unclean "
          "leader election.");
    CHECK(cancelled_as_of("3.9").error == ErrorCode::none);
}

// ControllerApis.createTopics
TEST_CASE("nobody creates a topic that is named like the quorum's log", "[controller]") {
    const auto refused_as_of = [](const char* version) {
        ControllerBench bench(features_of(version));
        bench.start({1});
        const CreatedTopic answer = create_numbered(bench, "__cluster_metadata", 1, 1);
        CHECK(bench.image().topics().empty());
        CHECK(create_numbered(bench, "_cluster_metadata", 1, 1).error == ErrorCode::none);
        return answer;
    };
    const CreatedTopic once = refused_as_of("3.3");
    CHECK(once.error == ErrorCode::topic_authorization_failed);
    CHECK(once.message == "Authorization failed.");
    for (const char* version : {"3.9", "4.1"}) {
        const CreatedTopic answer = refused_as_of(version);
        CHECK(answer.error == ErrorCode::invalid_request);
        CHECK(answer.message == "Creation of internal topic __cluster_metadata is prohibited.");
    }
}

TEST_CASE("leaderships go back to preferred replicas", "[controller]") {
    ControllerBench bench(features_of("4.0"), {{"leader.imbalance.check.interval.seconds", "20"}});
    bench.start({1, 2});
    REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    for (int i = 0; i < 5; ++i) {
        bench.pass(Duration::millis(1'900));
        bench.beat(2);
    }
    REQUIRE(bench.enroll(1, 2).error == ErrorCode::none);
    CHECK_FALSE(bench.beat(1).is_fenced);
    const PartitionRegistration moved = bench.partition("click");
    CHECK(alter(bench, 2, ids({1, 2}), moved.partition_epoch, 1) == ErrorCode::none);
    CHECK(bench.partition("click").leader == BrokerId(2));
    for (int i = 0; i < 8; ++i) {
        bench.pass(Duration::millis(1'900));
        bench.beat(1);
        bench.beat(2);
    }
    CHECK(bench.partition("click").leader == BrokerId(1));
}

TEST_CASE("blocks of producer ids follow each other", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    const auto ask = [&bench](BrokerEpoch epoch) {
        return bench.ask<AllocateProducerIdsResponse>(
            AllocateProducerIdsRequest{BrokerId(1), epoch});
    };
    const BrokerEpoch epoch = bench.image().broker(BrokerId(1))->broker_epoch;
    CHECK(ask(epoch).first == ProducerId(0));
    CHECK(ask(epoch).first == ProducerId(1'000));
    CHECK(ask(BrokerEpoch(1)).error == ErrorCode::stale_broker_epoch);
}

TEST_CASE("an idle controller shows that it commits, and describes its quorum", "[controller]") {
    ControllerBench bench;
    const Offset before = bench.server().loader().next_offset();
    bench.pass(Duration::seconds(3));
    CHECK(bench.server().loader().next_offset() - before >= 5);
    const auto told = bench.ask<DescribeQuorumResponse>(DescribeQuorumRequest{});
    CHECK(told.error == ErrorCode::none);
    CHECK(told.leader == BrokerId(3'000));
    CHECK(told.high_watermark == bench.server().raft().log().end().offset);
    CHECK(told.voters.size() == 1);
}

}  // namespace kscope::test
