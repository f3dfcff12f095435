// What an operator asks of a cluster with KRaft, through a broker: the quorum's description, and
// configurations of topics; and what replicas make of them.
#include "core/client/admin.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "sim/engine/roles.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

// The small cluster; what is asked is asked of any broker.
class AskedCluster {
public:
    explicit AskedCluster(const std::string& version)
        : spec_(test::small_kraft_world(version,
                                        {"cluster.config.auto.create.topics.enable=false"})) {
        while (spec_.nodes[static_cast<std::size_t>(admin_.value())].name != "admin") {
            admin_ = NodeId(admin_.value() + 1);
        }
    }
    template <class Request>
    void ask_at(Duration since_start, Request request) {
        at(since_start,
           GiveCommand{admin_, AskBroker{make_message(std::move(request)), "", no_node}});
    }
    void at(Duration since_start, Action action) {
        spec_.timeline.push_back({Instant::at(since_start), {}, {std::move(action)}, 0});
    }
    void play(Duration since_start) {
        if (!trial_) trial_.emplace(std::make_shared<const WorldSpec>(spec_), 1);
        trial_->play(Instant::at(since_start));
        CHECK(trial_->broken().empty());
    }
    // The n-th from the end.
    template <class Response>
    const Response& answer(std::size_t from_end = 1) {
        const auto& results = world().node(admin_).template get_if<Admin>()->results();
        REQUIRE(results.size() >= from_end);
        const auto& result = results[results.size() - from_end];
        REQUIRE(result.done);
        const auto* response = result.response->template get_if<Response>();
        REQUIRE(response != nullptr);
        return *response;
    }
    [[nodiscard]] bool is_answered() const {
        return world().node(admin_).template get_if<Admin>()->results().back().done;
    }
    [[nodiscard]] const World& world() const { return trial_->world; }

private:
    WorldSpec spec_;
    NodeId admin_{0};
    std::optional<test::Trial> trial_;
};

constexpr auto of_topic = ConfigResourceType::topic;

IncrementalAlterConfigsRequest set_key(const std::string& key, const std::string& value) {
    return {{{of_topic, "click", {{key, ConfigOperation::set, value}}}}};
}
DescribeConfigsRequest describe_key(const std::string& key) {
    return {{{of_topic, "click", std::vector<std::string>{key}}}};
}

const TopicConfig& config_on(const World& world, std::int32_t broker) {
    const Replica* replica =
        test::replica_on(world, BrokerId(broker), {"click", PartitionIndex(0)});
    REQUIRE(replica != nullptr);
    return replica->log().spec().config;
}

}  // namespace

TEST_CASE("a broker forwards DescribeQuorum to the quorum's leader") {
    AskedCluster cluster("4.1");
    cluster.ask_at(Duration::seconds(4), DescribeQuorumRequest{});
    cluster.play(Duration::seconds(5));
    const auto& told = cluster.answer<DescribeQuorumResponse>();
    CHECK(told.error == ErrorCode::none);
    const NodeId active = node_in_role(cluster.world(), {NodeByRole::Role::controller, ""});
    CHECK(told.leader == controller_at(cluster.world(), active)->id());
    CHECK(told.voters.size() == 3);
    CHECK(told.observers.size() == 3);
    CHECK(told.nodes.size() == 3);
    CHECK(told.high_watermark > Offset(10));
    for (const QuorumReplicaState& voter : told.voters) CHECK(voter.last_fetch.has_value());
}

TEST_CASE("a broker describes topics, with the eligible leader replicas of its image") {
    AskedCluster cluster("4.1");
    cluster.ask_at(Duration::seconds(4), set_key("min.insync.replicas", "3"));
    cluster.at(Duration::seconds(6), Kill{NodeId(5), CrashKind::process});  // broker 3
    cluster.ask_at(Duration::seconds(25), DescribeTopicPartitionsRequest{{"click"}, 2000, {}});
    cluster.play(Duration::seconds(35));
    const auto& told = cluster.answer<DescribeTopicPartitionsResponse>();
    CHECK_FALSE(told.next_cursor.has_value());
    REQUIRE(told.topics.size() == 1);
    const DescribedTopic& topic = told.topics.front();
    CHECK(topic.error == ErrorCode::none);
    CHECK(topic.topic == "click");
    REQUIRE_FALSE(topic.partitions.empty());
    const DescribedPartition& first = topic.partitions.front();
    CHECK(first.metadata.isr.size() == 2);
    CHECK(first.metadata.offline_replicas == std::vector<BrokerId>{BrokerId(3)});
    CHECK(first.elr == std::vector<BrokerId>{BrokerId(3)});
    CHECK(first.last_known_elr == std::vector<BrokerId>{});
}

TEST_CASE("before KIP-966 no broker does") {
    AskedCluster cluster("3.3");
    cluster.ask_at(Duration::seconds(4), DescribeTopicPartitionsRequest{});
    cluster.play(Duration::seconds(6));
    CHECK_FALSE(cluster.is_answered());
}

TEST_CASE("an altered configuration comes to all replicas by the metadata log") {
    for (const char* version : {"3.3", "3.9", "4.1"}) {
        INFO(version);
        AskedCluster cluster(version);
        cluster.ask_at(Duration::seconds(4), set_key("retention.ms", "5000"));
        cluster.ask_at(Duration::seconds(5), describe_key("retention.ms"));
        cluster.play(Duration::seconds(6));
        CHECK(cluster.answer<IncrementalAlterConfigsResponse>(2).results.at(0).error ==
              ErrorCode::none);
        const DescribedConfig& told = cluster.answer<DescribeConfigsResponse>().results.at(0);
        CHECK(told.error == ErrorCode::none);
        CHECK(told.entries == std::vector<ConfigEntry>{
                                  {"retention.ms", "5000", false, ConfigSource::dynamic_topic}});
        for (const std::int32_t broker : {1, 2, 3}) {
            CHECK(config_on(cluster.world(), broker).retention == Duration::seconds(5));
        }
    }
}

TEST_CASE("a broker that was away learns it from the log, or from a snapshot") {
    const NodeId second(4);  // behind three controllers and broker 1
    const NodeId third(5);
    AskedCluster cluster("3.9");
    cluster.at(Duration::seconds(4), Kill{third, CrashKind::process});
    cluster.ask_at(Duration::seconds(5),
                   AlterConfigsRequest{{{of_topic, "click", {{"retention.ms", "5000"}}}}});
    cluster.at(Duration::seconds(6), Restart{third});
    // Broker 2 runs on while it is cut off; the others have cut their metadata logs meanwhile.
    for (const std::int32_t node : {0, 1, 2, 3, 5}) {
        cluster.at(Duration::seconds(10), CutLink{NodeId(node), second, false});
    }
    cluster.ask_at(Duration::seconds(11), set_key("retention.ms", "6000"));
    cluster.at(Duration::seconds(26), HealAll{});
    cluster.play(Duration::seconds(9));
    CHECK(config_on(cluster.world(), 3).retention == Duration::seconds(5));
    CHECK(config_on(cluster.world(), 3).min_insync_replicas == 1);  // not named: the default
    cluster.play(Duration::seconds(25));
    CHECK(config_on(cluster.world(), 1).retention == Duration::seconds(6));
    CHECK(config_on(cluster.world(), 2).retention == Duration::seconds(5));
    cluster.play(Duration::seconds(32));
    CHECK(config_on(cluster.world(), 2).retention == Duration::seconds(6));
}

}  // namespace kscope::sim
