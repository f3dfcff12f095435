// The controller with ZooKeeper counts mutations (KIP-599) as the one of KRaft does: 2 a second by
// eleven windows of a second, so that 22 are free at once.
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {
namespace {

struct CountedMutations {
    ControllerBench bench{3};

    void limit() {
        bench.process(1).controller.alter_quota(
            {{std::nullopt, "tool"}, ClientQuotaType::controller_mutation, 2 * 1000});
    }
    static NewTopic topic(const char* name, std::int32_t partitions) {
        NewTopic topic;
        topic.name = name;
        topic.partitions = partitions;
        topic.replication_factor = 1;
        return topic;
    }
    template <class Response, class Request>
    Response ask(Request request) {
        bench.process(1).replies.clear();
        bench.request(1, std::move(request));
        return *bench.process(1).replies.at(0).response->template get_if<Response>();
    }
    CreateTopicsResponse create(const char* client_id) {
        return ask<CreateTopicsResponse>(CreateTopicsRequest{
            {topic("click", 30), topic("view", 30)}, Duration::seconds(30), client_id});
    }
    template <class Response>
    static void check_second_refused(const Response& response, std::int32_t throttle_time_ms) {
        CHECK(response.topics.at(0).error == ErrorCode::none);
        CHECK(response.topics.at(1).error == ErrorCode::throttling_quota_exceeded);
        CHECK(response.topics.at(1).message == "The throttling quota has been exceeded.");
        CHECK(response.throttle_time_ms == throttle_time_ms);
    }
};

}  // namespace

TEST_CASE_METHOD(CountedMutations,
                 "a topic of a client that has used up its mutations is refused") {
    limit();
    check_second_refused(create("tool"), 4000);
    CHECK_FALSE(bench.process(1).controller.context().topics.contains("view"));
    bench.advance(Duration::seconds(4));
    const CreateTopicsResponse again = create("tool");
    CHECK(again.topics.at(0).error == ErrorCode::topic_already_exists);
    CHECK(again.topics.at(1).error == ErrorCode::none);
    CHECK(again.throttle_time_ms == 0);
}

TEST_CASE_METHOD(CountedMutations, "deletions and new partitions count as well, others do not") {
    CHECK(create("tool").throttle_time_ms == 0);
    limit();
    CHECK(bench.process(1).controller.context().topics.size() == 2);
    check_second_refused(
        ask<CreatePartitionsResponse>(CreatePartitionsRequest{
            {{"click", 60, std::nullopt}, {"view", 60, std::nullopt}}, {}, "tool"}),
        4000);
    bench.advance(Duration::seconds(4));
    const auto gone = ask<DeleteTopicsResponse>(
        DeleteTopicsRequest{{"click", "view"}, Duration::seconds(30), "tool"});
    check_second_refused(gone, 30'000);
    CHECK(ask<DeleteTopicsResponse>(DeleteTopicsRequest{{"view"}, Duration::seconds(30), "other"})
              .topics.at(0)
              .error == ErrorCode::none);
}

}  // namespace kscope
