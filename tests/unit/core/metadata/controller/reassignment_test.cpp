// Replicas that move (KIP-455): what is written, who is told, and what happens when somebody
// changes his mind, a broker is away or the controller dies on the way.
#include <algorithm>

#include "core/config/kafka_version.h"
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {
namespace {

const TopicPartition tp{"click", PartitionIndex(0)};

std::vector<BrokerId> ids(std::initializer_list<int> list) {
    std::vector<BrokerId> result;
    for (const int id : list) result.push_back(BrokerId(id));
    return result;
}

// Four brokers; click-0 on 1, 2 and 3, led by 1. The controller is broker 1.
struct Moving {
    ControllerBench bench;
    explicit Moving(const Features& features = {}) : bench(4, features) {
        NewTopic topic;
        topic.name = "click";
        topic.assignments = {ids({1, 2, 3})};
        bench.create_topic(1, topic);
    }
    template <class Response, class Request>
    Response ask(int controller, Request request) {
        bench.process(controller).replies.clear();
        bench.request(controller, std::move(request));
        return *bench.process(controller).replies.at(0).response->template get_if<Response>();
    }
    PartitionResult move(std::optional<std::vector<BrokerId>> to,
                         const TopicPartition& which = tp) {
        return ask<AlterPartitionReassignmentsResponse>(
                   1, AlterPartitionReassignmentsRequest{{}, {{which, std::move(to)}}})
            .partitions.at(0);
    }
    // The leader says who is in sync now.
    void isr(int controller, std::vector<BrokerId> in_sync) {
        const PartitionState& now = bench.state(controller, "click", 0);
        AlterPartitionRequest request;
        request.broker = now.leader;
        request.broker_epoch = bench.process(now.leader.value()).epoch;
        request.partitions = {{tp, now.leader_epoch, std::move(in_sync), now.partition_epoch}};
        bench.request(controller, request);
    }
    // The leader has written itself who is in sync now.
    void written_isr(int controller, std::vector<BrokerId> in_sync) {
        PartitionState next = bench.state(controller, "click", 0);
        next.isr = std::move(in_sync);
        bench.write_state(next);
    }
    const ControlledPartition& partition(int controller = 1) {
        return *bench.process(controller).controller.context().find(tp);
    }
    std::string znode() { return bench.server.tree().find("/brokers/topics/click")->data; }
    bool told_to_delete(int broker) {
        const auto* stop = bench.last_told<StopReplicaRequest>(broker);
        return stop != nullptr && stop->partitions.at(0).delete_partition;
    }
};

}  // namespace

TEST_CASE_METHOD(Moving, "new replicas are started first; nobody leaves before they are in sync") {
    CHECK(move(ids({4, 2, 3})).error == ErrorCode::none);
    CHECK(partition().state.replicas == ids({4, 2, 3, 1}));
    CHECK(partition().adding == ids({4}));
    CHECK(partition().removing == ids({1}));
    CHECK(partition().state.leader == BrokerId(1));
    CHECK(partition().state.isr == ids({1, 2, 3}));
    CHECK(partition().state.leader_epoch == LeaderEpoch(1));
    CHECK(znode().find(R"("adding_replicas":{"0":[4]},"removing_replicas":{"0":[1]})") !=
          std::string::npos);
    const auto* to_new = bench.last_told<LeaderAndIsrRequest>(4);
    REQUIRE(to_new != nullptr);
    CHECK(to_new->partitions.at(0).state.is_new);
    const auto* to_old = bench.last_told<LeaderAndIsrRequest>(2);
    CHECK_FALSE(to_old->partitions.at(0).state.is_new);
    CHECK(to_old->partitions.at(0).state.replicas == ids({4, 2, 3, 1}));

    const auto listed =
        ask<ListPartitionReassignmentsResponse>(1, ListPartitionReassignmentsRequest{});
    REQUIRE(listed.partitions.size() == 1);
    CHECK(listed.partitions[0].adding == ids({4}));
    CHECK(bench.noted<ReassignmentChanged>().size() == 1);
}

TEST_CASE_METHOD(Moving,
                 "it is complete when the last target joins: leader, ISR, disk, ZooKeeper") {
    move(ids({4, 2, 3}));
    isr(1, ids({1, 2, 3, 4}));
    CHECK(partition().state.leader == BrokerId(4));
    CHECK(partition().state.isr == ids({2, 3, 4}));
    CHECK(partition().state.replicas == ids({4, 2, 3}));
    CHECK_FALSE(partition().assignment().being_reassigned());
    CHECK(told_to_delete(1));
    CHECK_FALSE(told_to_delete(2));
    CHECK(znode() == R"({"partitions":{"0":[4,2,3]},"adding_replicas":{},)"
                     R"("removing_replicas":{},"version":3})");
    CHECK(ask<ListPartitionReassignmentsResponse>(1, ListPartitionReassignmentsRequest{})
              .partitions.empty());
    const auto changes = bench.noted<ReassignmentChanged>();
    REQUIRE(changes.size() == 2);
    CHECK(std::get<ReassignmentChanged>(changes[1]->body).complete);
}

TEST_CASE_METHOD(Moving, "fewer replicas are complete at once; the leader stays if it may") {
    CHECK(move(ids({1, 2})).error == ErrorCode::none);
    CHECK(partition().state.replicas == ids({1, 2}));
    CHECK(partition().state.leader == BrokerId(1));
    CHECK(partition().state.isr == ids({1, 2}));
    CHECK(told_to_delete(3));
    const auto* to_leader = bench.last_told<LeaderAndIsrRequest>(1);
    CHECK(to_leader->partitions.at(0).state.replicas == ids({1, 2}));
}

// ZkReplicaStateMachine.handleStateChanges: one batch for all of them.
TEST_CASE_METHOD(Moving, "all replicas that go leave the ISR before anybody is told") {
    const auto told = [this] {
        const auto& all = bench.process(1).told;
        return std::count_if(all.begin(), all.end(), [](const Ref<const Message>& message) {
            return message->get_if<LeaderAndIsrRequest>() != nullptr;
        });
    };
    const auto before = told();
    CHECK(move(ids({1})).error == ErrorCode::none);
    CHECK(partition().state.isr == ids({1}));
    // The leader epoch first, then the ISR without both.
    CHECK(told() - before == 2);
    const auto* last = bench.last_told<LeaderAndIsrRequest>(1);
    CHECK(last->partitions.at(0).state.isr == ids({1}));
    CHECK(told_to_delete(2));
    CHECK(told_to_delete(3));
}

TEST_CASE_METHOD(Moving, "cancelled: the new replica goes, the old ones are as before") {
    move(ids({2, 3, 4}));
    CHECK(move(std::nullopt).error == ErrorCode::none);
    CHECK(partition().state.isr == ids({1, 2, 3}));
    CHECK(partition().state.leader == BrokerId(1));
    CHECK_FALSE(partition().assignment().being_reassigned());
    CHECK(told_to_delete(4));
    CHECK(move(std::nullopt).error == ErrorCode::no_reassignment_in_progress);
}

TEST_CASE_METHOD(Moving, "another wish takes the place of the one in progress") {
    move(ids({2, 3, 4}));
    CHECK(move(ids({2, 3})).error == ErrorCode::none);
    CHECK(told_to_delete(4));
    CHECK(told_to_delete(1));
    CHECK(partition().state.replicas == ids({2, 3}));
    CHECK(partition().state.leader == BrokerId(2));
}

TEST_CASE("before KIP-455 nothing is added to what moves, and nothing cancelled") {
    Moving moving(features_of("2.0"));
    CHECK(moving.move(ids({4, 2, 3})).error == ErrorCode::none);
    const PartitionResult second = moving.move(ids({2, 3}));
    CHECK(second.error == ErrorCode::reassignment_in_progress);
    CHECK(second.message == "There is an existing assignment running.");
    CHECK(moving.move(std::nullopt).error == ErrorCode::reassignment_in_progress);
    CHECK(moving.partition().adding == ids({4}));
    moving.written_isr(1, ids({1, 2, 3, 4}));
    CHECK_FALSE(moving.partition().assignment().being_reassigned());
    CHECK(moving.move(ids({2, 3})).error == ErrorCode::none);
    CHECK(moving.partition().state.replicas == ids({2, 3}));
}

TEST_CASE_METHOD(Moving, "impossible wishes are refused, in Kafka's words") {
    CHECK(move(ids({})).message == "Empty replica list specified in partition reassignment.");
    CHECK(move(ids({1, 1})).error == ErrorCode::invalid_replica_assignment);
    CHECK(move(ids({1, -1})).message == "Invalid broker id in replica list: 1, -1");
    CHECK(move(ids({1, 9})).message ==
          "Replica assignment has brokers that are not alive. Replica list: 9, live broker list: "
          "1, 2, 3, 4");
    CHECK(move(ids({1}), {"view", PartitionIndex(0)}).error ==
          ErrorCode::unknown_topic_or_partition);
    CHECK(partition().state.leader_epoch == LeaderEpoch(0));
    const auto elsewhere = ask<AlterPartitionReassignmentsResponse>(
        2, AlterPartitionReassignmentsRequest{{}, {{tp, ids({1})}}});
    CHECK(elsewhere.error == ErrorCode::not_controller);
    // A replica that is away may stay: only new ones have to live.
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    CHECK(move(ids({1, 3})).error == ErrorCode::none);
}

TEST_CASE_METHOD(Moving, "the next controller goes on where the old one stopped") {
    move(ids({4, 2, 3}));
    bench.kill(1);
    bench.advance(Duration::seconds(25));
    const int heir = bench.process(2).controller.active()   ? 2
                     : bench.process(3).controller.active() ? 3
                                                            : 4;
    REQUIRE(bench.process(heir).controller.active());
    CHECK(partition(heir).adding == ids({4}));
    CHECK(partition(heir).removing == ids({1}));
    CHECK(partition(heir).state.leader == BrokerId(2));
    isr(heir, ids({2, 3, 4}));
    CHECK(partition(heir).state.replicas == ids({4, 2, 3}));
    CHECK(partition(heir).state.leader == BrokerId(2));  // it is among the targets
}

// PartitionReassignmentIsrChangeHandler, before it ReassignedPartitionsIsrChangeListener.
TEST_CASE("where leaders write /state themselves, the controller watches what moves") {
    for (const char* version : {"0.8", "2.5"}) {
        INFO("as of " << version);
        Moving moving(features_of(version));
        moving.move(ids({4, 2, 3}));
        moving.written_isr(1, ids({1, 2}));
        CHECK(moving.partition().state.isr == ids({1, 2}));
        CHECK(moving.partition().state.leader_epoch == LeaderEpoch(1));  // nothing else to do
        CHECK(moving.partition().adding == ids({4}));
        moving.written_isr(1, ids({1, 2, 3, 4}));
        CHECK_FALSE(moving.partition().assignment().being_reassigned());
        CHECK(moving.partition().state.leader == BrokerId(4));
        CHECK(moving.partition().state.replicas == ids({4, 2, 3}));
        CHECK(moving.partition().state.isr == ids({2, 3, 4}));
        CHECK(moving.told_to_delete(1));
        CHECK(moving.bench.noted<ReassignmentChanged>().size() == 2);
        // It looks no longer.
        moving.written_isr(1, ids({3, 4}));
        CHECK(moving.partition().state.isr == ids({2, 3, 4}));
    }
}

TEST_CASE("where leaders write /state themselves, the next controller watches it too") {
    for (const char* version : {"0.8", "2.5"}) {
        INFO("as of " << version);
        Moving moving(features_of(version));
        moving.move(ids({4, 2, 3}));
        moving.bench.kill(1);
        moving.bench.advance(Duration::seconds(25));
        int heir = 2;
        while (!moving.bench.process(heir).controller.active()) ++heir;
        REQUIRE(moving.partition(heir).adding == ids({4}));
        moving.written_isr(heir, ids({2, 3, 4}));
        CHECK_FALSE(moving.partition(heir).assignment().being_reassigned());
        CHECK(moving.partition(heir).state.replicas == ids({4, 2, 3}));
    }
}

TEST_CASE("where leaders write /state themselves, what they wrote before the request counts") {
    Moving moving(features_of("2.5"));
    moving.written_isr(1, ids({1, 2}));  // 3 lags, and nobody has told the controller
    moving.move(ids({1, 3}));
    CHECK(moving.partition().state.replicas == ids({1, 3, 2}));
    CHECK(moving.partition().removing == ids({2}));
    moving.written_isr(1, ids({1, 2, 3}));
    CHECK(moving.partition().state.replicas == ids({1, 3}));
    CHECK(moving.partition().state.isr == ids({1, 3}));
}

TEST_CASE("up to KAFKA-10149 no leader is balanced while replicas move") {
    const auto leader_as_of = [](const char* version) {
        ControllerBench bench(0, features_of(version));
        bench.config.auto_leader_rebalance_enable = true;
        for (int broker = 1; broker <= 4; ++broker) bench.start(broker);
        NewTopic topic;
        topic.name = "click";
        topic.assignments = {ids({1, 2, 3})};
        bench.create_topic(1, topic);
        bench.request(1, AlterPartitionReassignmentsRequest{{}, {{tp, ids({2, 3, 4})}}});
        bench.advance(Duration::seconds(310));
        return bench.state(1, "click", 0).leader;
    };
    CHECK(leader_as_of("3.9") == BrokerId(2));
    CHECK(leader_as_of("3.3") == BrokerId(1));
    CHECK(leader_as_of("0.8") == BrokerId(1));
}

TEST_CASE_METHOD(Moving, "a target that comes back is told again what it is to become") {
    move(ids({4, 2, 3}));
    bench.kill(4);
    bench.advance(Duration::seconds(25));
    bench.start(4);
    const auto* roles = bench.last_told<LeaderAndIsrRequest>(4);
    REQUIRE(roles != nullptr);
    CHECK(roles->partitions.at(0).state.is_new);
    CHECK(roles->partitions.at(0).state.leader_epoch == partition().state.leader_epoch);
}

}  // namespace kscope
