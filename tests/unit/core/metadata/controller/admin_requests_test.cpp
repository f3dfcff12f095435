// What leaving brokers and operators ask of the controller: controlled shutdown, elections.
#include "core/config/kafka_version.h"
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {
namespace {

const TopicPartition first{"click", PartitionIndex(0)};
const TopicPartition second{"click", PartitionIndex(1)};

std::vector<BrokerId> brokers(std::initializer_list<int> list) {
    std::vector<BrokerId> result;
    for (const int id : list) result.push_back(BrokerId(id));
    return result;
}

NewTopic click(std::vector<std::vector<BrokerId>> assignments) {
    NewTopic topic;
    topic.name = "click";
    topic.assignments = std::move(assignments);
    return topic;
}

template <class Response, class Request>
Response ask(ControllerBench& bench, int controller, Request request) {
    bench.process(controller).replies.clear();
    bench.request(controller, std::move(request));
    return *bench.process(controller).replies.at(0).response->template get_if<Response>();
}

ControlledShutdownResponse leave(ControllerBench& bench, int broker) {
    return ask<ControlledShutdownResponse>(
        bench, 1, ControlledShutdownRequest{BrokerId(broker), bench.process(broker).epoch});
}

ElectLeadersResponse elect(ControllerBench& bench, ElectionType type,
                           std::optional<std::vector<TopicPartition>> partitions) {
    return ask<ElectLeadersResponse>(bench, 1,
                                     ElectLeadersRequest{type, std::move(partitions), {}});
}

}  // namespace

// KafkaApis.handleCreateTopicsRequest
TEST_CASE("a topic named like the quorum's log is refused with ZooKeeper too, since there is one") {
    const auto named = [](std::string name) {
        NewTopic topic = click({brokers({2})});
        topic.name = std::move(name);
        return topic;
    };
    const auto refused_as_of = [&named](const char* version) {
        ControllerBench bench(2, features_of(version));
        const auto answer = ask<CreateTopicsResponse>(
            bench, 1, CreateTopicsRequest{{named("__cluster_metadata")}, Duration::seconds(30)});
        CHECK(bench.process(1).controller.context().topics.empty());
        return answer.topics.at(0);
    };
    const CreatedTopic once = refused_as_of("3.3");
    CHECK(once.error == ErrorCode::topic_authorization_failed);
    CHECK(once.message == "Authorization failed.");
    const CreatedTopic today = refused_as_of("3.9");
    CHECK(today.error == ErrorCode::invalid_request);
    CHECK(today.message == "Creation of internal topic __cluster_metadata is prohibited.");
    ControllerBench before(2, features_of("2.8"));
    before.create_topic(1, named("__cluster_metadata"));
    CHECK(before.state(1, "__cluster_metadata", 0).leader == BrokerId(2));
}

TEST_CASE("controlled shutdown moves what the broker leads, and takes it out of each ISR") {
    ControllerBench bench(3);
    bench.create_topic(1, click({brokers({2, 3, 1}), brokers({3, 2, 1})}));
    const ControlledShutdownResponse answer = leave(bench, 2);
    CHECK(answer.error == ErrorCode::none);
    CHECK(answer.remaining.empty());
    CHECK(bench.state(1, "click", 0).leader == BrokerId(3));
    CHECK(bench.state(1, "click", 0).isr == brokers({3, 1}));
    CHECK(bench.state(1, "click", 1).leader == BrokerId(3));
    CHECK(bench.state(1, "click", 1).isr == brokers({3, 1}));
    // It follows where it led, and stops where it followed.
    const auto* roles = bench.last_told<LeaderAndIsrRequest>(2);
    REQUIRE(roles != nullptr);
    CHECK(roles->partitions.at(0).state.leader == BrokerId(3));
    const auto* stopped = bench.last_told<StopReplicaRequest>(2);
    REQUIRE(stopped != nullptr);
    REQUIRE(stopped->partitions.size() == 1);
    CHECK(stopped->partitions[0].tp == second);
    CHECK_FALSE(stopped->partitions[0].delete_partition);
    const auto elected = bench.noted<LeaderElected>();
    CHECK(elected.back()->rule->config_key == "controlled.shutdown.enable");
    CHECK(elected.back()->because.back().condition == "broker 2 is about to stop");
}

TEST_CASE("who shuts down is in no ISR and leads nothing until it comes again") {
    ControllerBench bench(3);
    bench.create_topic(1, click({brokers({2, 3, 1})}));
    leave(bench, 2);
    AlterPartitionRequest grow;
    grow.broker = BrokerId(3);
    grow.broker_epoch = bench.process(3).epoch;
    grow.partitions = {{first, LeaderEpoch(1), brokers({3, 1, 2}), 1}};
    CHECK(ask<AlterPartitionResponse>(bench, 1, grow).partitions[0].error ==
          ErrorCode::ineligible_replica);
    bench.kill(2);
    bench.advance(Duration::seconds(25));
    CHECK(bench.state(1, "click", 0).leader == BrokerId(3));
    CHECK(bench.state(1, "click", 0).leader_epoch == LeaderEpoch(1));  // nothing was left to do
    bench.start(2);
    grow.partitions[0].partition_epoch = bench.state(1, "click", 0).partition_epoch;
    CHECK(ask<AlterPartitionResponse>(bench, 1, grow).partitions[0].error == ErrorCode::none);
}

TEST_CASE("KAFKA-7482: who shuts down was not told who leads after it") {
    const auto told_leader_as_of = [](const char* version) {
        ControllerBench bench(3, features_of(version));
        bench.create_topic(1, click({brokers({2, 3, 1})}));
        leave(bench, 2);
        CHECK(bench.state(1, "click", 0).leader == BrokerId(3));
        CHECK(bench.last_told<LeaderAndIsrRequest>(3)->partitions.at(0).state.leader ==
              BrokerId(3));
        return bench.last_told<LeaderAndIsrRequest>(2)->partitions.at(0).state.leader;
    };
    CHECK(told_leader_as_of("0.11") == BrokerId(3));
    CHECK(told_leader_as_of("1.1") == BrokerId(2));
    CHECK(told_leader_as_of("2.0") == BrokerId(2));
    CHECK(told_leader_as_of("2.5") == BrokerId(3));
}

TEST_CASE("who shuts down is followed by the head of the ISR, later by the assignment") {
    const auto leader_as_of = [](const char* version) {
        ControllerBench bench(3, features_of(version));
        bench.create_topic(1, click({brokers({2, 3, 1})}));
        PartitionState next = bench.state(1, "click", 0);
        next.isr = brokers({2, 1, 3});
        bench.write_state(next);
        leave(bench, 2);
        CHECK(bench.state(1, "click", 0).isr == brokers({1, 3}));
        return bench.state(1, "click", 0).leader;
    };
    CHECK(leader_as_of("0.8") == BrokerId(1));
    CHECK(leader_as_of("0.9") == BrokerId(1));
    CHECK(leader_as_of("0.10.2") == BrokerId(3));
}

TEST_CASE("what cannot be moved remains, but not what has no other replica") {
    ControllerBench bench(3);
    bench.create_topic(1, click({brokers({2, 3})}));
    NewTopic alone = click({brokers({2})});
    alone.name = "view";
    bench.create_topic(1, alone);
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    const ControlledShutdownResponse answer = leave(bench, 2);
    CHECK(answer.remaining == std::vector<TopicPartition>{first});
    CHECK(bench.state(1, "click", 0).leader == BrokerId(2));
}

TEST_CASE("controlled shutdown is refused to strangers, to former lives and elsewhere") {
    ControllerBench bench(2);
    const auto refusal = [&](int controller, int broker, BrokerEpoch epoch) {
        return ask<ControlledShutdownResponse>(bench, controller,
                                               ControlledShutdownRequest{BrokerId(broker), epoch})
            .error;
    };
    CHECK(refusal(1, 9, BrokerEpoch(1)) == ErrorCode::broker_not_available);
    CHECK(refusal(1, 2, BrokerEpoch(0)) == ErrorCode::stale_broker_epoch);
    CHECK(refusal(2, 2, bench.process(2).epoch) == ErrorCode::stale_controller_epoch);
    CHECK(bench.process(1).controller.context().shutting_down.empty());
}

TEST_CASE("the preferred leader is elected on request, where it may lead") {
    ControllerBench bench(3);
    bench.create_topic(1, click({brokers({2, 3, 1}), brokers({3, 1, 2})}));
    bench.kill(2);
    bench.advance(Duration::seconds(25));
    REQUIRE(bench.state(1, "click", 0).leader == BrokerId(3));
    const auto dead = elect(bench, ElectionType::preferred, {{first, second, {"view", {}}}});
    REQUIRE(dead.partitions.size() == 3);
    CHECK(dead.partitions[0].error == ErrorCode::election_not_needed);
    CHECK(dead.partitions[0].tp == second);
    CHECK(dead.partitions[1].error == ErrorCode::unknown_topic_or_partition);
    CHECK(dead.partitions[2].error == ErrorCode::preferred_leader_not_available);

    bench.start(2);
    AlterPartitionRequest grow;
    grow.broker = BrokerId(3);
    grow.broker_epoch = bench.process(3).epoch;
    const PartitionState& state = bench.state(1, "click", 0);
    grow.partitions = {{first, state.leader_epoch, brokers({2, 3, 1}), state.partition_epoch}};
    bench.request(1, grow);
    const auto done = elect(bench, ElectionType::preferred, std::nullopt);
    REQUIRE(done.partitions.size() == 1);  // of all, those that needed it
    CHECK(done.partitions[0].tp == first);
    CHECK(done.partitions[0].error == ErrorCode::none);
    CHECK(bench.state(1, "click", 0).leader == BrokerId(2));
    CHECK(bench.noted<LeaderElected>().back()->because.back().condition ==
          "an operator asked for the preferred leader");
}

TEST_CASE("an unclean election needs no configuration, only an operator and no leader") {
    ControllerBench bench(3);
    bench.create_topic(1, click({brokers({2, 3}), brokers({3, 2})}));
    AlterPartitionRequest shrink;
    shrink.broker = BrokerId(2);
    shrink.broker_epoch = bench.process(2).epoch;
    shrink.partitions = {{first, LeaderEpoch(0), brokers({2}), 0}};
    bench.request(1, shrink);
    bench.kill(2);
    bench.advance(Duration::seconds(25));
    REQUIRE(bench.state(1, "click", 0).leader == no_broker);
    const auto answer = elect(bench, ElectionType::unclean, {{first, second}});
    CHECK(answer.partitions.at(0).tp == second);
    CHECK(answer.partitions.at(0).error == ErrorCode::election_not_needed);
    CHECK(answer.partitions.at(1).error == ErrorCode::none);
    CHECK(bench.state(1, "click", 0).leader == BrokerId(3));
    CHECK(bench.state(1, "click", 0).isr == brokers({3}));
    const Note& note = *bench.noted<LeaderElected>().back();
    CHECK(std::get<LeaderElected>(note.body).unclean);
    CHECK(note.rule->metric == "UncleanLeaderElectionsPerSec +1");

    bench.kill(3);
    bench.advance(Duration::seconds(25));
    const auto nobody = elect(bench, ElectionType::unclean, {{first}});
    CHECK(nobody.partitions.at(0).error == ErrorCode::eligible_leaders_not_available);
}

TEST_CASE("a broker that is no controller refuses elections partition by partition") {
    ControllerBench bench(2);
    const auto answer = ask<ElectLeadersResponse>(
        bench, 2, ElectLeadersRequest{ElectionType::preferred, {{first, second}}, {}});
    REQUIRE(answer.partitions.size() == 2);
    CHECK(answer.partitions[1].error == ErrorCode::not_controller);
}

}  // namespace kscope
