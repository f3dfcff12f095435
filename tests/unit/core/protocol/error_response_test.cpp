#include "core/protocol/error_response.h"

#include "core/base/check.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

template <class Response>
ErrorCode refused(const MessageBody& request) {
    const Ref<const Message> answer = error_response(request, ErrorCode::request_timed_out);
    const auto* response = answer->get_if<Response>();
    REQUIRE(response != nullptr);
    return response->error;
}

}  // namespace

TEST_CASE("what the quorum answers is refused at the top") {
    CHECK(refused<DescribeQuorumResponse>(DescribeQuorumRequest{}) == ErrorCode::request_timed_out);
    CHECK(refused<AddRaftVoterResponse>(AddRaftVoterRequest{}) == ErrorCode::request_timed_out);
    CHECK(refused<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{}) ==
          ErrorCode::request_timed_out);
}

TEST_CASE("answers without an error of their own say it of each part") {
    const Ref<const Message> answer = error_response(
        DeleteTopicsRequest{{"a", "b"}, Duration::seconds(1)}, ErrorCode::request_timed_out);
    const auto* response = answer->get_if<DeleteTopicsResponse>();
    REQUIRE(response != nullptr);
    REQUIRE(response->topics.size() == 2);
    CHECK(response->topics[1].error == ErrorCode::request_timed_out);
}

TEST_CASE("a refused election says it at the top, and of each partition that was named") {
    ElectLeadersRequest request;
    request.partitions = {{"click", PartitionIndex(1)}};
    const Ref<const Message> answer = error_response(request, ErrorCode::request_timed_out);
    const auto* response = answer->get_if<ElectLeadersResponse>();
    REQUIRE(response != nullptr);
    CHECK(response->error == ErrorCode::request_timed_out);
    REQUIRE(response->partitions.size() == 1);
    CHECK(response->partitions[0].error == ErrorCode::request_timed_out);
    REQUIRE_THROWS_AS(error_response(MetadataRequest{}, ErrorCode::request_timed_out),
                      CheckFailure);
}
