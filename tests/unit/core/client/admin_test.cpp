#include "core/client/admin.h"

#include "tests/unit/core/client/harness.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE("admin: asks the controller, and again until enough brokers are up", "[client]") {
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    spec.request_timeout = Duration::seconds(30);
    spec.retry_backoff = Duration::millis(100);
    spec.topics = {NewTopic{"click", 3, 3, {}, {}}};
    Harness<Admin> run{Admin(spec)};
    run.boot();
    run.run_until(Duration::seconds(1));
    run.tell(cluster({}));
    const Request create = run.take<CreateTopicsRequest>();
    CHECK(create.peer == NodeId(101));
    run.answer(create, CreateTopicsResponse{
                           {{"click", ErrorCode::invalid_replication_factor, "only 1 broker"}}});
    CHECK_FALSE(run.client.idle());
    run.run_until(Duration::seconds(2));
    run.answer(run.take<CreateTopicsRequest>(), CreateTopicsResponse{{{"click"}}});
    CHECK(run.client.idle());
    CHECK(run.client.results()[0].attempts == 2);
    CHECK(run.client.results()[0].error == ErrorCode::none);
}

// KafkaAdminClient.Call.fail, AdminMetadataManager.refreshBackoffMs
TEST_CASE("admin: the pauses between attempts grow since KIP-580, for metadata never", "[client]") {
    const bool grows = GENERATE(true, false);
    CAPTURE(grows);
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    spec.topics = {NewTopic{"click", 3, 3, {}, {}}};
    spec.retry_backoff_grows = grows;
    Harness<Admin> run{Admin(spec)};
    run.boot();
    std::vector<Instant> asked;
    for (std::int64_t ms = 1; asked.size() < 8; ++ms) {
        REQUIRE(ms < 20000);
        run.run_until(Duration::millis(ms));
        run.tell(cluster({}));
        if (run.pending<CreateTopicsRequest>() == 0) continue;
        asked.push_back(run.time);
        run.answer(run.take<CreateTopicsRequest>(),
                   CreateTopicsResponse{{{"click", ErrorCode::not_controller, ""}}});
    }
    std::int64_t pause_ms = 100;
    for (std::size_t i = 1; i < asked.size(); ++i) {
        const Duration waited = asked[i] - asked[i - 1];
        CHECK(waited >= Duration::millis(grows ? pause_ms * 8 / 10 : pause_ms));
        CHECK(waited <= Duration::millis(grows ? pause_ms * 12 / 10 + 3 : pause_ms + 3));
        if (grows) pause_ms = std::min<std::int64_t>(pause_ms * 2, 1000);
    }
}

TEST_CASE("admin: asks any broker, or one, and keeps the answer", "[client]") {
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    Harness<Admin> run{Admin(spec)};
    run.boot();
    run.feed(Command(AskBroker{make_message(ListGroupsRequest{}), "", no_node}));
    run.feed(Command(AskBroker{make_message(DescribeGroupsRequest{{"g"}}), "g", NodeId(102)}));
    run.run_until(Duration::seconds(1));
    // What the answer says is the asker's business: it is not asked again.
    const ErrorCode error = ErrorCode::coordinator_not_available;
    run.answer(run.take<ListGroupsRequest>(), ListGroupsResponse{error, {}});
    run.run_until(Duration::seconds(2));
    const Request second = run.take<DescribeGroupsRequest>();
    CHECK(second.peer == NodeId(102));
    run.answer(second, DescribeGroupsResponse{{{ErrorCode::none, "g", "Dead", "", "", {}}}});
    REQUIRE(run.client.idle());
    const auto* listed = run.client.results()[0].response->get_if<ListGroupsResponse>();
    REQUIRE(listed != nullptr);
    CHECK(listed->error == error);
    CHECK(run.client.results()[1].response->get_if<DescribeGroupsResponse>() != nullptr);
    CHECK(run.client.results()[1].about == "g");
}

// Kafka's KafkaAdminClientTest.testDeleteRecordsTopicAuthorizationError and its neighbours: the
// leader is looked up again (PartitionLeaderStrategy).
TEST_CASE("admin: asks a partition's leader, and the next one when it was deposed", "[client]") {
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    spec.retry_backoff = Duration::millis(100);
    Harness<Admin> run{Admin(spec)};
    run.boot();
    const TopicPartition tp{"t", PartitionIndex(0)};
    const DeleteRecordsRequest wish{{{tp, Offset(7)}}, Duration::seconds(60)};
    run.feed(Command(AskBroker{make_message(wish), "t-0", no_node, tp}));
    run.run_until(Duration::seconds(1));
    CHECK(run.pending<DeleteRecordsRequest>() == 0);
    run.tell(cluster({2}));
    const Request first = run.take<DeleteRecordsRequest>();
    CHECK(first.peer == NodeId(102));
    run.answer(first, DeleteRecordsResponse{{{tp, no_offset, ErrorCode::not_leader_or_follower}}});
    CHECK_FALSE(run.client.idle());
    run.run_until(Duration::seconds(2));
    run.tell(cluster({3}, 1));
    run.run_until(Duration::seconds(3));
    const Request second = run.take<DeleteRecordsRequest>();
    CHECK(second.peer == NodeId(103));
    // A follower was slow: the same leader is asked once more.
    run.answer(second, DeleteRecordsResponse{{{tp, no_offset, ErrorCode::request_timed_out}}});
    CHECK_FALSE(run.client.idle());
    run.run_until(Duration::seconds(4));
    const Request third = run.take<DeleteRecordsRequest>();
    CHECK(third.peer == NodeId(103));
    // Any other error is the asker's business.
    run.answer(third, DeleteRecordsResponse{{{tp, no_offset, ErrorCode::offset_out_of_range}}});
    CHECK(run.client.idle());
    CHECK(run.client.results()[0].attempts == 3);
    CHECK(run.client.results()[0].error == ErrorCode::offset_out_of_range);
}

TEST_CASE("admin: who finds no leader for a minute gives up", "[client]") {
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    Harness<Admin> run{Admin(spec)};
    run.boot();
    const TopicPartition tp{"t", PartitionIndex(0)};
    run.feed(Command(AskBroker{make_message(DeleteRecordsRequest{}), "t-0", no_node, tp}));
    run.run_until(Duration::seconds(59));
    CHECK_FALSE(run.client.idle());
    run.run_until(Duration::seconds(61));
    REQUIRE(run.client.idle());
    CHECK(run.client.results()[0].error == ErrorCode::request_timed_out);
}

TEST_CASE("admin: what an operator asked for is not asked again in silence", "[client]") {
    AdminSpec spec;
    spec.bootstrap_servers = {NodeId(101)};
    Harness<Admin> run{Admin(spec)};
    run.boot();
    const CreateTopicsRequest create{{NewTopic{"click", 3, 3, {}, {}}}, {}};
    run.feed(Command(AskController{make_message(create), "click"}));
    run.run_until(Duration::seconds(1));
    run.tell(cluster({}));
    run.answer(run.take<CreateTopicsRequest>(),
               CreateTopicsResponse{{{"click", ErrorCode::invalid_replication_factor, "only 1"}}});
    CHECK(run.client.idle());
    CHECK(run.client.results()[0].error == ErrorCode::invalid_replication_factor);
}
