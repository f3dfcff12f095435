// A controller that counts mutations (KIP-599): Kafka's ControllerMutationQuotaTest with its
// numbers, 2 mutations a second by ten windows of a second, so that 20 are free at once.
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr Duration api_timeout = Duration::seconds(1);

struct QuotaBench {
    ControllerBench bench{features_of("4.0"), {{"controller.quota.window.num", "10"}}};
    QuotaBench() { bench.start({1}); }

    void limit() {
        bench.give(Command{AlterClientQuotas{
            {{{std::nullopt, "tool"}, ClientQuotaType::controller_mutation, 2 * 1000}}}});
    }
    CreateTopicsResponse create(std::int32_t partitions, const char* client_id) {
        CreateTopicsRequest request{{}, api_timeout, client_id};
        for (const char* name : {"topic-1", "topic-2"}) {
            NewTopic topic;
            topic.name = name;
            topic.partitions = partitions;
            topic.replication_factor = 1;
            request.topics.push_back(topic);
        }
        return bench.ask<CreateTopicsResponse>(std::move(request));
    }
    CreatePartitionsResponse grow(const char* client_id) {
        return bench.ask<CreatePartitionsResponse>(
            CreatePartitionsRequest{{{"topic-1", 31, std::nullopt}, {"topic-2", 31, std::nullopt}},
                                    api_timeout,
                                    client_id});
    }
    DeleteTopicsResponse remove(const char* client_id) {
        return bench.ask<DeleteTopicsResponse>(
            DeleteTopicsRequest{{"topic-1", "topic-2"}, api_timeout, client_id});
    }
    template <class Response>
    static void check_second_refused(const Response& response) {
        CHECK(response.topics.at(0).error == ErrorCode::none);
        CHECK(response.topics.at(1).error == ErrorCode::throttling_quota_exceeded);
        CHECK(response.topics.at(1).message == "The throttling quota has been exceeded.");
        CHECK(response.throttle_time_ms == 5000);
    }
    template <class Response>
    static void check_free(const Response& response) {
        CHECK(response.topics.at(0).error == ErrorCode::none);
        CHECK(response.topics.at(1).error == ErrorCode::none);
        CHECK(response.throttle_time_ms == 0);
    }
};

}  // namespace

TEST_CASE_METHOD(QuotaBench, "ControllerMutationQuotaTest.testStrictCreateTopicsRequest") {
    limit();
    check_second_refused(create(30, "tool"));
    CHECK(bench.image().topic("topic-2") == nullptr);
    bench.pass(Duration::seconds(5));
    const CreateTopicsResponse again = create(30, "tool");
    CHECK(again.topics.at(0).error == ErrorCode::topic_already_exists);
    CHECK(again.topics.at(1).error == ErrorCode::none);
    CHECK(again.throttle_time_ms == 0);
}

TEST_CASE_METHOD(QuotaBench, "ControllerMutationQuotaTest.testUnboundedCreateTopicsRequest") {
    check_free(create(30, "tool"));
    check_free(remove("tool"));
    limit();
    check_free(create(30, "another tool"));
}

TEST_CASE_METHOD(QuotaBench, "ControllerMutationQuotaTest.testStrictDeleteTopicsRequest") {
    check_free(create(30, "tool"));
    limit();
    check_second_refused(remove("tool"));
    CHECK(bench.image().topic("topic-1") == nullptr);
    CHECK(bench.image().topic("topic-2") != nullptr);
}

TEST_CASE_METHOD(QuotaBench, "ControllerMutationQuotaTest.testStrictCreatePartitionsRequest") {
    check_free(create(1, "tool"));
    limit();
    check_second_refused(grow("tool"));
    CHECK(bench.image().topic("topic-1")->partitions.size() == 31);
    CHECK(bench.image().topic("topic-2")->partitions.size() == 1);
}
