// What is told of a request that the controller does not decide: it has resigned, or was away.
#include "core/metadata/quorum_controller/controller_requests.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

template <class Response>
ErrorCode refused(const MessageBody& request) {
    const Ref<const Message> answer = make_refusal(request, ErrorCode::request_timed_out);
    const auto* response = answer->get_if<Response>();
    REQUIRE(response != nullptr);
    return response->error;
}

}  // namespace

TEST_CASE("what a broker forwards to the quorum can be refused too") {
    CHECK(refused<DescribeQuorumResponse>(DescribeQuorumRequest{}) == ErrorCode::request_timed_out);
    CHECK(refused<AddRaftVoterResponse>(AddRaftVoterRequest{}) == ErrorCode::request_timed_out);
    CHECK(refused<RemoveRaftVoterResponse>(RemoveRaftVoterRequest{}) ==
          ErrorCode::request_timed_out);
}

TEST_CASE("answers without an error of their own say it of each part") {
    const Ref<const Message> answer = make_refusal(
        DeleteTopicsRequest{{"a", "b"}, Duration::seconds(1)}, ErrorCode::request_timed_out);
    const auto* response = answer->get_if<DeleteTopicsResponse>();
    REQUIRE(response != nullptr);
    REQUIRE(response->topics.size() == 2);
    CHECK(response->topics[1].error == ErrorCode::request_timed_out);
}
