// ListGroups and DescribeGroups.
#include "core/config/config_keys.h"
#include "core/group/group_coordinator.h"
#include "tests/support/catch.h"

namespace kscope {
namespace {

// A coordinator that leads the partition of "readers".
struct Coordinator {
    GroupCoordinator groups{default_broker_config("3.9"), Rng(7)};
    Now now{Instant::at(Duration::seconds(1)), {}, EventId(1)};
    Output notes;

    Coordinator() {
        CoordinatorOutput out(notes);
        groups.on_become_leader(now, offsets_partition_of("readers", 50), LeaderEpoch(1), {}, out);
    }
    template <class Response, class Request>
    Response ask(const Request& request) {
        CoordinatorOutput out(notes);
        groups.handle(now, RequestContext{{}, CorrelationId(1), NodeId(9)}, request, out);
        return *out.responses.at(0).message->template get_if<Response>();
    }
    // From outside of any membership, as a tool does it.
    void commit() {
        OffsetCommitRequest request;
        request.group = "readers";
        request.offsets = {{{"click", PartitionIndex(0)}, Offset(3), no_leader_epoch, ""}};
        CoordinatorOutput out(notes);
        groups.handle(now, RequestContext{{}, CorrelationId(1), NodeId(9)}, request, out);
        for (const CoordinatorAppend& append : out.appends) {
            CoordinatorOutput more(notes);
            groups.on_appended(now, {append.token, ErrorCode::none, Offset(0)}, more);
        }
    }
};

}  // namespace

TEST_CASE_METHOD(Coordinator, "a group that only has offsets is empty, and of no type") {
    CHECK(ask<ListGroupsResponse>(ListGroupsRequest{}).groups.empty());
    commit();
    const auto listed = ask<ListGroupsResponse>(ListGroupsRequest{}).groups;
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].group == "readers");
    CHECK(listed[0].state == "Empty");
    CHECK(listed[0].protocol_type == "");
    CHECK(ask<ListGroupsResponse>(ListGroupsRequest{{"Stable"}}).groups.empty());
    CHECK(ask<ListGroupsResponse>(ListGroupsRequest{{"Stable", "Empty"}}).groups.size() == 1);
}

TEST_CASE_METHOD(Coordinator, "members are told while they come") {
    JoinGroupRequest join;
    join.group = "readers";
    join.session_timeout = Duration::seconds(10);
    join.rebalance_timeout = Duration::seconds(10);
    join.client_id = "monitor";
    join.protocols = {{"range", {{"click"}}}};
    join.member_id = ask<JoinGroupResponse>(join).member_id;
    CoordinatorOutput out(notes);
    groups.handle(now, RequestContext{{}, CorrelationId(2), NodeId(9)}, join, out);
    const auto group = ask<DescribeGroupsResponse>(DescribeGroupsRequest{{"readers"}}).groups.at(0);
    CHECK(group.state == "PreparingRebalance");
    CHECK(group.protocol_type == "consumer");
    CHECK(group.protocol == "");
    REQUIRE(group.members.size() == 1);
    CHECK(group.members[0].member_id == join.member_id);
    CHECK(group.members[0].client_id == "monitor");
    CHECK(group.members[0].host == NodeId(9));
    CHECK(group.members[0].subscription.topics.empty());  // only of a stable group
}

TEST_CASE_METHOD(Coordinator, "a group that is not there is dead, one elsewhere is not ours") {
    const std::string elsewhere = "writers";
    REQUIRE(offsets_partition_of(elsewhere, 50) != offsets_partition_of("readers", 50));
    const auto told =
        ask<DescribeGroupsResponse>(DescribeGroupsRequest{{"readers", elsewhere}}).groups;
    CHECK(told.at(0).state == "Dead");
    CHECK(told.at(0).error == ErrorCode::none);
    CHECK(told.at(1).error == ErrorCode::not_coordinator);
}

}  // namespace kscope
