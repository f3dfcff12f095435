// Topics that go, and topics that grow: what is written, who is told, and what halts a deletion.
#include "core/config/kafka_version.h"
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {
namespace {

std::vector<BrokerId> ids(std::initializer_list<int> list) {
    std::vector<BrokerId> result;
    for (const int id : list) result.push_back(BrokerId(id));
    return result;
}

// Three brokers; `click` has two partitions on all of them. The controller is broker 1.
struct Going {
    ControllerBench bench{3};
    Going() { create(); }

    ErrorCode create() {
        NewTopic topic;
        topic.name = "click";
        topic.assignments = {ids({1, 2, 3}), ids({2, 3, 1})};
        bench.process(1).replies.clear();
        bench.create_topic(1, topic);
        return bench.process(1)
            .replies.at(0)
            .response->get_if<CreateTopicsResponse>()
            ->topics.at(0)
            .error;
    }
    template <class Response, class Request>
    Response ask(Request request) {
        bench.process(1).replies.clear();
        bench.request(1, std::move(request));
        return *bench.process(1).replies.at(0).response->template get_if<Response>();
    }
    TopicError remove(const std::string& topic) {
        return ask<DeleteTopicsResponse>(DeleteTopicsRequest{{topic}, Duration::seconds(30)})
            .topics.at(0);
    }
    TopicError grow(std::int32_t count,
                    std::optional<std::vector<std::vector<BrokerId>>> lists = {}) {
        return ask<CreatePartitionsResponse>(
                   CreatePartitionsRequest{{{"click", count, std::move(lists)}}, {}})
            .topics.at(0);
    }
    bool has_znode(const char* path) { return bench.server.tree().find(path) != nullptr; }
    const ControllerContext& context(int controller = 1) {
        return bench.process(controller).controller.context();
    }
};

}  // namespace

TEST_CASE_METHOD(Going, "a deleted topic leaves nothing behind") {
    CHECK(remove("click").error == ErrorCode::none);
    CHECK_FALSE(context().topics.contains("click"));
    CHECK(context().deletions.empty());
    for (const char* path : {"/brokers/topics/click", "/config/topics/click",
                             "/admin/delete_topics/click", "/brokers/topics/click/partitions"}) {
        INFO(path);
        CHECK_FALSE(has_znode(path));
    }
    for (int broker = 1; broker <= 3; ++broker) {
        const auto* stop = bench.last_told<StopReplicaRequest>(broker);
        REQUIRE(stop != nullptr);
        CHECK(stop->partitions.size() == 2);
        CHECK(stop->partitions[0].delete_partition);
        CHECK(stop->partitions[0].leader_epoch == LeaderEpoch(-2));
        const auto* metadata = bench.last_told<UpdateMetadataRequest>(broker);
        CHECK(metadata->partitions.at(0)->leader == BrokerId(-2));
    }
    CHECK(bench.noted<TopicDeleted>().size() == 1);
    CHECK(create() == ErrorCode::none);
    CHECK(bench.state(1, "click", 0).leader_epoch == LeaderEpoch(0));
}

TEST_CASE_METHOD(Going, "a replica that is away halts the deletion, and the name stays taken") {
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    CHECK(remove("click").error == ErrorCode::none);  // the others have been told
    CHECK(has_znode("/admin/delete_topics/click"));
    CHECK(context().deletions.at("click").halted);
    CHECK(create() == ErrorCode::topic_already_exists);
    bench.advance(Duration::seconds(600));  // nothing is elected or balanced in it any more
    CHECK(bench.noted<TopicDeleted>().empty());
    bench.start(3);
    CHECK(bench.noted<TopicDeleted>().size() == 1);
    CHECK_FALSE(has_znode("/brokers/topics/click"));
    CHECK(create() == ErrorCode::none);
}

TEST_CASE_METHOD(Going, "the next controller finishes a deletion that waited") {
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    remove("click");
    bench.kill(1);
    bench.advance(Duration::seconds(25));
    REQUIRE(bench.process(2).controller.active());
    CHECK(context(2).is_queued_for_deletion("click"));
    bench.start(1);
    CHECK(bench.noted<TopicDeleted>().empty());
    bench.start(3);
    CHECK(bench.noted<TopicDeleted>().size() == 1);
    CHECK_FALSE(has_znode("/brokers/topics/click"));
}

TEST_CASE_METHOD(Going, "a deletion waits for a reassignment to end") {
    bench.request(
        1, AlterPartitionReassignmentsRequest{{}, {{{"click", PartitionIndex(0)}, ids({1, 2})}}});
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    bench.request(
        1, AlterPartitionReassignmentsRequest{{}, {{{"click", PartitionIndex(0)}, ids({1, 2})}}});
    CHECK(context().find({"click", PartitionIndex(0)})->state.replicas == ids({1, 2}));
    CHECK(remove("click").error == ErrorCode::none);
    bench.start(3);
    CHECK(bench.noted<TopicDeleted>().size() == 1);
}

TEST_CASE_METHOD(Going, "what cannot be deleted is refused") {
    CHECK(remove("view").error == ErrorCode::unknown_topic_or_partition);
    CHECK(remove("view").message == "This server does not host this topic-partition.");
    bench.request(2, DeleteTopicsRequest{{"click"}, {}});
    const auto* elsewhere = bench.process(2).replies.at(0).response->get_if<DeleteTopicsResponse>();
    CHECK(elsewhere->topics.at(0).error == ErrorCode::not_controller);
}

TEST_CASE("delete.topic.enable=false") {
    ControllerBench bench(0);
    bench.config.delete_topic_enable = false;
    bench.start(1);
    NewTopic topic;
    topic.name = "click";
    topic.assignments = {ids({1})};
    bench.create_topic(1, topic);
    bench.request(1, DeleteTopicsRequest{{"click"}, {}});
    const auto& refused =
        bench.process(1).replies.at(1).response->get_if<DeleteTopicsResponse>()->topics.at(0);
    CHECK(refused.error == ErrorCode::topic_deletion_disabled);
    CHECK(refused.message == "Topic deletion is disabled.");
    CHECK(bench.process(1).controller.context().topics.contains("click"));
}

TEST_CASE("delete.topic.enable=false before KIP-322: nobody says that nothing comes of it") {
    ControllerBench bench(0, features_of("2.0"));
    bench.config.delete_topic_enable = false;
    bench.start(1);
    NewTopic topic;
    topic.name = "click";
    topic.assignments = {ids({1})};
    bench.create_topic(1, topic);
    const auto& replies = bench.process(1).replies;
    bench.request(1, DeleteTopicsRequest{{"click", "view"}, Duration::seconds(30)});
    CHECK(replies.size() == 1);
    CHECK(bench.server.tree().find("/admin/delete_topics/click") == nullptr);
    CHECK(bench.process(1).controller.context().deletions.empty());
    bench.advance(Duration::seconds(30));
    REQUIRE(replies.size() == 2);
    const auto& answer = *replies.at(1).response->get_if<DeleteTopicsResponse>();
    CHECK(answer.topics.at(0).error == ErrorCode::request_timed_out);
    CHECK(answer.topics.at(1).error == ErrorCode::unknown_topic_or_partition);
    CHECK(bench.process(1).controller.context().topics.contains("click"));
    CHECK(bench.last_told<StopReplicaRequest>(1) == nullptr);
}

TEST_CASE_METHOD(Going, "more partitions begin like those of a new topic") {
    CHECK(grow(3, {{ids({3, 1, 2})}}).error == ErrorCode::none);
    CHECK(bench.state(1, "click", 2).leader == BrokerId(3));
    CHECK(bench.state(1, "click", 2).leader_epoch == LeaderEpoch(0));
    CHECK(bench.server.tree().find("/brokers/topics/click")->data.find(R"("2":[3,1,2])") !=
          std::string::npos);
    CHECK(has_znode("/brokers/topics/click/partitions/2/state"));
    const auto* told = bench.last_told<LeaderAndIsrRequest>(2);
    CHECK(told->partitions.at(0).state.is_new);
    // Placed by Kafka's rule: partition p is led by the broker after that of partition p - 1.
    CHECK(grow(5).error == ErrorCode::none);
    CHECK(bench.state(1, "click", 3).leader == BrokerId(1));
    CHECK(bench.state(1, "click", 4).leader == BrokerId(2));
    CHECK(bench.noted<PartitionsAdded>().size() == 2);
}

TEST_CASE_METHOD(Going, "partitions never become fewer, and other wishes that are refused") {
    CHECK(grow(2).message == "Topic already has 2 partitions.");
    CHECK(grow(1).error == ErrorCode::invalid_partitions);
    CHECK(grow(1).message ==
          "Topic currently has 2 partitions, which is higher than the requested 1.");
    CHECK(grow(4, {{ids({1, 2, 3})}}).error == ErrorCode::invalid_replica_assignment);
    CHECK(grow(3, {{ids({1, 1, 2})}}).error == ErrorCode::invalid_replica_assignment);
    CHECK(grow(3, {{ids({1, 2})}}).message == "Inconsistent replication factor between partitions");
    CHECK(grow(3, {{ids({1, 2, 9})}}).message == "Unknown broker(s) in replica assignment: 9.");
    bench.start(4);
    bench.request(1, AlterPartitionReassignmentsRequest{
                         {}, {{{"click", PartitionIndex(0)}, ids({4, 2, 3})}}});
    CHECK(grow(3).error == ErrorCode::reassignment_in_progress);
    CHECK(grow(3).message == "A partition reassignment is in progress for the topic 'click'.");
}

}  // namespace kscope
