#include "core/metadata/controller/controller.h"

#include "core/config/kafka_version.h"
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {
namespace {

NewTopic assigned(std::vector<std::vector<BrokerId>> assignments) {
    NewTopic topic;
    topic.name = "click";
    topic.assignments = std::move(assignments);
    return topic;
}

const std::vector<BrokerId> one_two_three{BrokerId(1), BrokerId(2), BrokerId(3)};

}  // namespace

TEST_CASE("the first broker wins, the others watch; all hear of all brokers") {
    ControllerBench bench(3);
    CHECK(bench.process(1).controller.active());
    CHECK(bench.process(1).controller.epoch() == ControllerEpoch(1));
    CHECK_FALSE(bench.process(2).controller.active());
    CHECK(bench.noted<ControllerElected>().size() == 1);
    for (int b = 1; b <= 3; ++b) {
        const auto* update = bench.last_told<UpdateMetadataRequest>(b);
        REQUIRE(update != nullptr);
        CHECK(update->live_brokers.size() == 3);
        CHECK(update->broker_epoch == bench.process(b).epoch);
    }
}

TEST_CASE("a topic is created, led by its first replica, and answered when it has leaders") {
    ControllerBench bench(3);
    NewTopic topic = assigned({one_two_three});
    topic.configs = {{"min.insync.replicas", "2"}};
    bench.create_topic(1, topic);
    REQUIRE(bench.process(1).replies.size() == 1);
    const auto* created = bench.process(1).replies[0].response->get_if<CreateTopicsResponse>();
    CHECK(created->topics[0].error == ErrorCode::none);
    const PartitionState& state = bench.state(1, "click", 0);
    CHECK(state.leader == BrokerId(1));
    CHECK(state.isr == one_two_three);
    const auto* told = bench.last_told<LeaderAndIsrRequest>(3);
    REQUIRE(told != nullptr);
    CHECK(told->partitions[0].state.is_new);
    CHECK(told->partitions[0].topic_config == topic.configs);
    bench.create_topic(1, topic);
    CHECK(bench.process(1).replies[1].response->get_if<CreateTopicsResponse>()->topics[0].error ==
          ErrorCode::topic_already_exists);
    NewTopic wide;
    wide.name = "wide";
    wide.partitions = 1;
    wide.replication_factor = 4;
    bench.create_topic(1, wide);
    const auto& refused =
        bench.process(1).replies[2].response->get_if<CreateTopicsResponse>()->topics[0];
    CHECK(refused.error == ErrorCode::invalid_replication_factor);
    CHECK(refused.message == "Replication factor: 4 larger than available brokers: 3.");
}

TEST_CASE("a leader dies: only after its session the next live one of the ISR leads") {
    ControllerBench bench(3);
    bench.create_topic(1, assigned({{BrokerId(2), BrokerId(3), BrokerId(1)}}));
    bench.kill(2);
    bench.advance(Duration::seconds(15));
    CHECK(bench.state(1, "click", 0).leader == BrokerId(2));
    bench.advance(Duration::seconds(10));
    const PartitionState& state = bench.state(1, "click", 0);
    CHECK(state.leader == BrokerId(3));
    CHECK(state.leader_epoch == LeaderEpoch(1));
    CHECK(state.isr == std::vector<BrokerId>{BrokerId(3), BrokerId(1)});
    CHECK(bench.noted<BrokerGone>().size() == 1);
    const auto elected = bench.noted<LeaderElected>();
    REQUIRE(elected.size() == 2);
    CHECK(elected[1]->rule->config_key == "unclean.leader.election.enable");
    CHECK(elected[1]->because.back().condition == "leader 2 is gone");
    CHECK(bench.last_told<UpdateMetadataRequest>(1)->live_brokers.size() == 2);

    bench.start(2);
    const auto* full = bench.last_told<LeaderAndIsrRequest>(2);
    REQUIRE(full != nullptr);
    CHECK(full->full);
    CHECK(full->partitions[0].state.leader == BrokerId(3));
}

TEST_CASE("the controller dies: another takes over with a higher epoch and repairs") {
    ControllerBench bench(3);
    bench.create_topic(1, assigned({one_two_three, {BrokerId(3), BrokerId(1), BrokerId(2)}}));
    bench.kill(1);
    bench.advance(Duration::seconds(25));
    const int heir = bench.process(2).controller.active() ? 2 : 3;
    REQUIRE(bench.process(heir).controller.active());
    CHECK(bench.process(heir).controller.epoch() == ControllerEpoch(2));
    CHECK(bench.state(heir, "click", 0).leader == BrokerId(2));
    CHECK(bench.state(heir, "click", 1).isr == std::vector<BrokerId>{BrokerId(3), BrokerId(2)});
    CHECK(bench.last_told<LeaderAndIsrRequest>(3)->controller_epoch == ControllerEpoch(2));
}

// ReplicaStateMachine.startup
TEST_CASE("KAFKA-3143: up to 2.2 a new controller left the dead in the ISRs of live leaders") {
    for (const char* version : {"2.0", "2.5"}) {
        INFO("as of " << version);
        ControllerBench bench(3, features_of(version));
        const std::vector<BrokerId> three_one_two{BrokerId(3), BrokerId(1), BrokerId(2)};
        const std::vector<BrokerId> three_two{BrokerId(3), BrokerId(2)};
        bench.create_topic(1, assigned({one_two_three, three_one_two}));
        bench.kill(1);
        bench.advance(Duration::seconds(25));
        const int heir = bench.process(2).controller.active() ? 2 : 3;
        REQUIRE(bench.process(heir).controller.active());
        CHECK(bench.state(heir, "click", 0).leader == BrokerId(2));
        CHECK(bench.state(heir, "click", 0).isr.size() == 2);
        const bool left = std::string(version) == "2.0";
        CHECK(bench.state(heir, "click", 1).leader == BrokerId(3));
        CHECK(bench.state(heir, "click", 1).isr == (left ? three_one_two : three_two));
    }
}

TEST_CASE("a controller that is cut off resigns when it hears that its session expired") {
    ControllerBench bench(3);
    bench.cut_off(1);
    bench.advance(Duration::seconds(40));
    CHECK(bench.process(1).controller.active());  // it cannot know
    bench.mend(1);
    bench.advance(Duration::seconds(20));
    CHECK_FALSE(bench.process(1).controller.active());
    CHECK(bench.noted<ControllerResigned>().size() == 1);
}

TEST_CASE("no live ISR member: the partition is offline until one is back") {
    ControllerBench bench(3);
    bench.create_topic(1, assigned({{BrokerId(2)}}));
    bench.kill(2);
    bench.advance(Duration::seconds(25));
    CHECK(bench.state(1, "click", 0).leader == no_broker);
    CHECK(bench.state(1, "click", 0).isr == std::vector<BrokerId>{BrokerId(2)});
    CHECK_FALSE(bench.noted<NoLeaderEligible>().empty());
    bench.start(2);
    CHECK(bench.state(1, "click", 0).leader == BrokerId(2));
}

namespace {

// Where an unclean leader may be elected.
NewTopic unclean(std::vector<std::vector<BrokerId>> assignments) {
    NewTopic topic = assigned(std::move(assignments));
    topic.configs = {{"unclean.leader.election.enable", "true"}};
    return topic;
}

}  // namespace

TEST_CASE("KAFKA-5083: the ISR was left empty where an unclean leader may be elected") {
    for (const char* version : {"0.8", "0.11"}) {
        INFO("as of " << version);
        ControllerBench bench(3, features_of(version));
        bench.create_topic(1, unclean({{BrokerId(2)}}));
        NewTopic clean = assigned({{BrokerId(2)}});
        clean.name = "view";
        bench.create_topic(1, clean);
        bench.kill(2);
        bench.advance(Duration::seconds(25));
        CHECK(bench.state(1, "click", 0).leader == no_broker);
        CHECK(bench.state(1, "click", 0).isr.empty());
        CHECK(bench.server.tree().find("/brokers/topics/click/partitions/0/state")->data ==
              R"({"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":1,"isr":[]})");
        CHECK(bench.state(1, "view", 0).isr == std::vector<BrokerId>{BrokerId(2)});
        bench.start(2);
        CHECK(bench.state(1, "click", 0).leader == BrokerId(2));
        CHECK(bench.state(1, "click", 0).isr == std::vector<BrokerId>{BrokerId(2)});
        for (const Note* note : bench.noted<LeaderElected>()) {
            const auto& elected = std::get<LeaderElected>(note->body);
            if (elected.leader_epoch == LeaderEpoch(0)) continue;
            CHECK(elected.unclean == (elected.tp.topic == "click"));
        }
    }
}

TEST_CASE("KAFKA-5083: the last member stays where the version says so, and at a failover") {
    ControllerBench kept(3, features_of("1.1"));
    kept.create_topic(1, unclean({{BrokerId(2)}}));
    kept.kill(2);
    kept.advance(Duration::seconds(25));
    CHECK(kept.state(1, "click", 0).isr == std::vector<BrokerId>{BrokerId(2)});

    // The controller dies before it could see that the last member is gone.
    ControllerBench failover(3, features_of("0.11"));
    failover.create_topic(1, unclean({{BrokerId(2)}}));
    failover.kill(2);
    failover.advance(Duration::seconds(10));
    failover.kill(1);
    failover.advance(Duration::seconds(40));
    REQUIRE(failover.process(3).controller.active());
    CHECK(failover.state(3, "click", 0).leader == BrokerId(2));  // nobody else can
    CHECK(failover.state(3, "click", 0).isr == std::vector<BrokerId>{BrokerId(2)});
}

TEST_CASE("before KIP-841 AlterPartition is judged by ZooKeeper") {
    ControllerBench bench(3, features_of("2.8"));
    bench.create_topic(1, assigned({one_two_three}));
    const auto ask = [&](LeaderEpoch epoch, std::vector<BrokerId> isr, std::int32_t version) {
        AlterPartitionRequest request;
        request.broker = BrokerId(1);
        request.broker_epoch = bench.process(1).epoch;
        request.partitions = {{{"click", PartitionIndex(0)}, epoch, std::move(isr), version}};
        bench.process(1).replies.clear();
        bench.request(1, request);
        return bench.process(1)
            .replies.at(0)
            .response->get_if<AlterPartitionResponse>()
            ->partitions.at(0);
    };
    const LeaderEpoch now(0);
    const std::vector<BrokerId> two{BrokerId(1), BrokerId(2)};
    CHECK(ask(now, two, 0).partition_epoch == 1);
    CHECK(ask(now, two, 0).error == ErrorCode::none);  // sent again
    CHECK(ask(now, one_two_three, 0).error == ErrorCode::invalid_update_version);
    CHECK(ask(now, one_two_three, 7).error == ErrorCode::invalid_update_version);
    CHECK(ask(LeaderEpoch(-1), two, 1).error == ErrorCode::fenced_leader_epoch);
    CHECK(bench.state(1, "click", 0).isr == two);
    // Nobody asks who is alive.
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    const std::int32_t version = bench.state(1, "click", 0).partition_epoch;
    const AlteredPartition joined = ask(now, one_two_three, version);
    CHECK(joined.error == ErrorCode::none);
    CHECK(joined.partition_epoch == version + 1);
    CHECK(bench.state(1, "click", 0).isr == one_two_three);
}

TEST_CASE("AlterPartition is judged as Kafka does") {
    ControllerBench bench(3);
    bench.create_topic(1, assigned({one_two_three}));
    AlterPartitionRequest shrink;
    shrink.broker = BrokerId(1);
    shrink.broker_epoch = bench.process(1).epoch;
    shrink.partitions = {
        {{"click", PartitionIndex(0)}, LeaderEpoch(0), {BrokerId(1), BrokerId(2)}, 0}};
    const auto ask = [&](const AlterPartitionRequest& request) {
        bench.process(1).replies.clear();
        bench.request(1, request);
        return *bench.process(1).replies.at(0).response->get_if<AlterPartitionResponse>();
    };
    CHECK(ask(shrink).partitions[0].partition_epoch == 1);
    CHECK(ask(shrink).partitions[0].error == ErrorCode::none);  // sent again
    AlterPartitionRequest expand = shrink;
    expand.partitions[0].new_isr = one_two_three;
    CHECK(ask(expand).partitions[0].error == ErrorCode::invalid_update_version);
    expand.partitions[0].partition_epoch = 1;
    expand.partitions[0].new_isr.push_back(BrokerId(9));
    CHECK(ask(expand).partitions[0].error == ErrorCode::ineligible_replica);
    expand.partitions[0].leader_epoch = LeaderEpoch(7);
    CHECK(ask(expand).partitions[0].error == ErrorCode::not_controller);
    expand.broker_epoch = BrokerEpoch(0);
    CHECK(ask(expand).error == ErrorCode::stale_broker_epoch);
    bench.request(2, shrink);
    CHECK(bench.process(2).replies.at(0).response->get_if<AlterPartitionResponse>()->error ==
          ErrorCode::not_controller);
}

TEST_CASE("producer ids come in blocks of 1000") {
    ControllerBench bench(1);
    for (int i = 0; i < 2; ++i) {
        bench.request(1, AllocateProducerIdsRequest{BrokerId(1), bench.process(1).epoch});
        const auto* block =
            bench.process(1).replies.at(i).response->get_if<AllocateProducerIdsResponse>();
        CHECK(block->first == ProducerId(1000 * i));
        CHECK(block->count == 1000);
    }
    const auto refusal = [&](const AllocateProducerIdsRequest& request) {
        bench.request(1, request);
        return bench.process(1)
            .replies.back()
            .response->get_if<AllocateProducerIdsResponse>()
            ->error;
    };
    CHECK(refusal({BrokerId(1), BrokerEpoch(0)}) == ErrorCode::stale_broker_epoch);
    CHECK(refusal({BrokerId(7), BrokerEpoch(0)}) == ErrorCode::broker_id_not_registered);
}

}  // namespace kscope
