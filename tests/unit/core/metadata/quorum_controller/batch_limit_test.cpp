// How many records a decision may have: QuorumController.MAX_RECORDS_PER_USER_OP, appendRecords;
// what is too large for a batch of the log.
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

namespace {

CreatedTopic create_many(ControllerBench& bench, const std::string& name, std::int32_t partitions) {
    NewTopic recipe;
    recipe.name = name;
    recipe.partitions = partitions;
    recipe.replication_factor = 1;
    return bench.ask<CreateTopicsResponse>(CreateTopicsRequest{{recipe}, Duration::seconds(1)})
        .topics.front();
}

ErrorCode enlarge(ControllerBench& bench, const std::string& name, std::int32_t count) {
    const MorePartitions wish{name, count, std::nullopt};
    return bench
        .ask<CreatePartitionsResponse>(CreatePartitionsRequest{{wish}, Duration::seconds(1)})
        .topics.front()
        .error;
}

}  // namespace

TEST_CASE("a request for topics has ten thousand records at most, or none", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    const CreatedTopic refused = create_many(bench, "click", 10'000);
    CHECK(refused.error == ErrorCode::policy_violation);
    CHECK(refused.message == "Unable to perform excessively large batch operation.");
    CHECK(bench.image().topics().empty());
    CHECK(create_many(bench, "click", 9'999).error == ErrorCode::none);
    CHECK(bench.image().topic("click")->partitions.size() == 9'999);
}

// Kafka writes those that there was room for, and answers that it does not know what happened.
TEST_CASE("more partitions than there is room for", "[controller]") {
    ControllerBench bench;
    bench.start({1});
    REQUIRE(create_many(bench, "click", 1).error == ErrorCode::none);
    CHECK(enlarge(bench, "click", 12'000) == ErrorCode::unknown_server_error);
    CHECK(bench.image().topic("click")->partitions.size() == 10'001);
    CHECK(enlarge(bench, "click", 12'000) == ErrorCode::none);
    CHECK(bench.image().topic("click")->partitions.size() == 12'000);
}

TEST_CASE("what follows when a broker goes is written in as many batches as it takes",
          "[controller]") {
    ControllerBench bench;
    bench.start({1, 2});
    const std::vector<ReplicaIds> lists(8'000, ids({1, 2}));
    REQUIRE(bench.create("click", lists) == ErrorCode::none);
    REQUIRE(bench.create("view", lists) == ErrorCode::none);
    bench.pass_with({2}, Duration::seconds(12));
    for (const char* topic : {"click", "view"}) {
        CHECK(bench.partition(topic, 0).leader == BrokerId(2));
        CHECK(bench.partition(topic, 7'999).leader == BrokerId(2));
    }
}

TEST_CASE("a record that no batch can hold costs the controller its office, not its life",
          "[controller]") {
    ControllerBench bench;
    bench.start({1});
    std::string throttled = "0:1";
    while (throttled.size() < 9'000'000) throttled += ",0:1,0:1,0:1,0:1,0:1,0:1,0:1,0:1";
    CHECK(
        bench.create("click", {ids({1})}, {{"leader.replication.throttled.replicas", throttled}}) ==
        ErrorCode::unknown_server_error);
    CHECK(bench.image().topics().empty());
    bench.pass(Duration::seconds(5));
    CHECK(bench.create("click", {ids({1})}) == ErrorCode::none);
}

}  // namespace kscope::test
