// What the active controller tells the outside of what it refuses.
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct RefusalBench {
    ControllerBench bench;
    RefusalBench() {
        bench.start({1});
        REQUIRE(bench.create("click", {{BrokerId(1)}}) == ErrorCode::none);
    }
    void check_refused(const char* request, const char* subject, ErrorCode error) {
        const auto& note = std::get<RequestRejected>(bench.last_note<RequestRejected>().body);
        CHECK(note.request == request);
        CHECK(note.subject == subject);
        CHECK(note.error == error);
    }
};

}  // namespace

TEST_CASE_METHOD(RefusalBench, "a refused topic is told, one that is done is not") {
    bench.ask<DeleteTopicsResponse>(DeleteTopicsRequest{{"none", "click"}, Duration::seconds(1)});
    check_refused("DeleteTopics", "none", ErrorCode::unknown_topic_or_partition);
    bench.ask<CreatePartitionsResponse>(
        CreatePartitionsRequest{{{"gone", 3, std::nullopt}}, Duration::seconds(1)});
    check_refused("CreatePartitions", "gone", ErrorCode::unknown_topic_or_partition);
}

TEST_CASE_METHOD(RefusalBench, "a refused partition is told") {
    CHECK(bench.reassign({BrokerId(9)}) == ErrorCode::invalid_replica_assignment);
    check_refused("AlterPartitionReassignments", "click-0", ErrorCode::invalid_replica_assignment);
    ElectLeadersRequest elect;
    elect.partitions = std::vector<TopicPartition>{{"click", PartitionIndex(7)}};
    bench.ask<ElectLeadersResponse>(elect);
    check_refused("ElectLeaders", "click-7", ErrorCode::unknown_topic_or_partition);
}

TEST_CASE_METHOD(RefusalBench, "a refused configuration is told by the request's own name") {
    IncrementalAlterConfigsRequest incremental;
    incremental.resources.push_back({ConfigResourceType::topic, "none", {}});
    bench.ask<IncrementalAlterConfigsResponse>(incremental);
    check_refused("IncrementalAlterConfigs", "none", ErrorCode::unknown_topic_or_partition);
}
