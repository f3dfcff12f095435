// Topics' configurations, described and altered.
#include "core/metadata/topic_configs.h"
#include "core/config/config_keys.h"
#include "tests/unit/core/metadata/controller/controller_bench.h"

namespace kscope {
namespace {

// One topic on broker 1, with a key of its own.
struct Configured {
    ControllerBench bench{1};
    Configured() {
        NewTopic topic;
        topic.name = "click";
        topic.assignments = {{BrokerId(1)}};
        topic.configs = {{"segment.bytes", "1024"}};
        bench.create_topic(1, std::move(topic));
    }
    template <class Response, class Request>
    Response ask(Request request) {
        bench.process(1).replies.clear();
        bench.request(1, std::move(request));
        return *bench.process(1).replies.at(0).response->template get_if<Response>();
    }
    AlterConfigsResult alter(std::vector<ConfigAlteration> alterations,
                             const std::string& name = "click",
                             ConfigResourceType type = ConfigResourceType::topic) {
        return ask<IncrementalAlterConfigsResponse>(
                   IncrementalAlterConfigsRequest{{{type, name, std::move(alterations)}}})
            .results.at(0);
    }
    std::vector<ConfigEntry> describe(std::optional<std::vector<std::string>> keys) {
        return ask<DescribeConfigsResponse>(
                   DescribeConfigsRequest{{{ConfigResourceType::topic, "click", std::move(keys)}}})
            .results.at(0)
            .entries;
    }
    ConfigEntries written() {
        const Znode* node = bench.server.tree().find("/config/topics/click");
        REQUIRE(node != nullptr);
        return TopicConfigZNode::decode(node->data).value();
    }
};

constexpr auto set = ConfigOperation::set;

}  // namespace

TEST_CASE("a topic cannot have a value that the version does not know") {
    const auto fault = [](const char* version, const ConfigEntries& entries) {
        const TopicConfig defaults = default_broker_config(version).topic_defaults;
        return topic_config_fault(defaults, entries, features_of(version)).value_or("");
    };
    CHECK(fault("2.0", {{"compression.type", "zstd"}}) ==
          "Invalid value zstd for configuration compression.type: it must be producer, "
          "uncompressed, gzip, snappy or lz4");
    CHECK(fault("0.9", {{"cleanup.policy", "compact,delete"}}) ==
          "Invalid value compact,delete for configuration cleanup.policy: it must be delete or "
          "compact");
    CHECK(
        fault("2.5", {{"compression.type", "zstd"}, {"cleanup.policy", "compact,delete"}}).empty());
}

// LogConfig.validateNames of each version
TEST_CASE("a topic is not created, altered or described with a key that came later") {
    ControllerBench bench(1, features_of("2.0"));
    NewTopic topic;
    topic.name = "click";
    topic.assignments = {{BrokerId(1)}};
    bench.create_topic(1, topic);
    const auto alter = [&](const char* key, const char* value) {
        bench.process(1).replies.clear();
        bench.request(1, IncrementalAlterConfigsRequest{
                             {{ConfigResourceType::topic, "click", {{key, set, value}}}}});
        return bench.process(1)
            .replies.at(0)
            .response->get_if<IncrementalAlterConfigsResponse>()
            ->results.at(0);
    };
    const auto refused = alter("max.compaction.lag.ms", "5000");
    CHECK(refused.error == ErrorCode::invalid_config);
    CHECK(refused.message == "Unknown topic config name: max.compaction.lag.ms");
    CHECK(alter("min.compaction.lag.ms", "5000").error == ErrorCode::none);
    topic.name = "later";
    topic.configs = {{"compression.gzip.level", "5"}};
    bench.process(1).replies.clear();
    bench.request(1, CreateTopicsRequest{{topic}, {}});
    const auto created =
        bench.process(1).replies.at(0).response->get_if<CreateTopicsResponse>()->topics.at(0);
    CHECK(created.error == ErrorCode::invalid_config);
    CHECK(created.message == "Unknown topic config name: compression.gzip.level");
    bench.process(1).replies.clear();
    bench.request(1, DescribeConfigsRequest{{{ConfigResourceType::topic, "click", {}}}});
    const auto entries = bench.process(1)
                             .replies.at(0)
                             .response->get_if<DescribeConfigsResponse>()
                             ->results.at(0)
                             .entries;
    CHECK(entries.size() == config_keys(ConfigOwner::topic, "2.0").size());
}

TEST_CASE_METHOD(Configured, "an alteration is written, and told to the replicas") {
    const auto result = alter({{"retention.ms", set, "7"}, {"segment.bytes", set, "2048"}});
    CHECK(result.error == ErrorCode::none);
    const ConfigEntries expected{{"retention.ms", "7"}, {"segment.bytes", "2048"}};
    CHECK(written() == expected);
    const auto* told = bench.last_told<LeaderAndIsrRequest>(1);
    REQUIRE(told != nullptr);
    CHECK(told->partitions.at(0).topic_config == expected);
    CHECK(alter({{"segment.bytes", ConfigOperation::remove, ""}}).error == ErrorCode::none);
    CHECK(written() == ConfigEntries{{"retention.ms", "7"}});
}

TEST_CASE_METHOD(Configured, "lists are appended to and subtracted from") {
    CHECK(alter({{"cleanup.policy", ConfigOperation::append, "compact"}}).error == ErrorCode::none);
    CHECK(written().front() ==
          std::pair<std::string, std::string>("cleanup.policy", "delete,compact"));
    CHECK(alter({{"cleanup.policy", ConfigOperation::subtract, "delete"}}).error ==
          ErrorCode::none);
    CHECK(written().front().second == "compact");
    CHECK(alter({{"retention.ms", ConfigOperation::append, "7"}}).error ==
          ErrorCode::invalid_config);
}

// KAFKA-6835; Kafka's UncleanLeaderElectionTest.testTopicUncleanLeaderElectionEnable.
TEST_CASE("a topic that allows unclean leaders from now on gets one at once") {
    Features features;
    features.unclean_topic_elects_at_once = GENERATE(true, false);
    ControllerBench bench(3, features);
    const BrokerId dead(2);
    for (const char* name : {"click", "view"}) {
        NewTopic topic;
        topic.name = name;
        topic.assignments = {{dead, BrokerId(3)}};
        bench.create_topic(1, std::move(topic));
    }
    bench.kill(3);
    bench.advance(Duration::seconds(25));
    bench.start(3);
    bench.kill(2);
    bench.advance(Duration::seconds(25));
    REQUIRE(bench.state(1, "click", 0).leader == no_broker);
    const auto alter = [&](const char* value) {
        bench.request(1, IncrementalAlterConfigsRequest{
                             {{ConfigResourceType::topic,
                               "click",
                               {{"unclean.leader.election.enable", set, value}}}}});
    };
    alter("false");
    CHECK(bench.state(1, "click", 0).leader == no_broker);
    alter("True");  // ConfigDef.parseType
    const bool elects = features.unclean_topic_elects_at_once;
    CHECK(bench.state(1, "click", 0).leader == (elects ? BrokerId(3) : no_broker));
    CHECK(bench.state(1, "view", 0).leader == no_broker);
    const auto elected = bench.noted<LeaderElected>();
    CHECK(std::get<LeaderElected>(elected.back()->body).unclean == elects);
}

TEST_CASE_METHOD(Configured, "what is wrong is refused, and nothing is written") {
    const auto unknown = alter({{"segment.bites", set, "7"}});
    CHECK(unknown.error == ErrorCode::invalid_config);
    CHECK(unknown.message == "Unknown topic config name: segment.bites");
    const auto invalid = alter({{"retention.ms", set, "7"}, {"segment.bytes", set, "x"}});
    CHECK(invalid.error == ErrorCode::invalid_config);
    CHECK(invalid.message.starts_with("Invalid value x for configuration segment.bytes"));
    const auto both = alter({{"retention.ms", set, "soon"}, {"segment.size", set, "1"}});
    CHECK(both.message.find("segment.size") != std::string::npos);  // names come first
    CHECK(alter({}, "clack").error == ErrorCode::unknown_topic_or_partition);
    const auto broker = alter({{"num.io.threads", set, "7"}}, "1", ConfigResourceType::broker);
    CHECK(broker.error == ErrorCode::invalid_request);
    CHECK(written() == ConfigEntries{{"segment.bytes", "1024"}});
}

TEST_CASE_METHOD(Configured, "a description says what is the topic's own") {
    const auto entries = describe(std::vector<std::string>{"segment.bytes", "retention.ms"});
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].name == "retention.ms");
    CHECK(entries[0].source == ConfigSource::default_config);
    CHECK(entries[1] == ConfigEntry{"segment.bytes", "1024", false, ConfigSource::dynamic_topic});
    CHECK(describe({}).size() > 10);
}

TEST_CASE_METHOD(Configured, "a topic with a wrong configuration is not created") {
    NewTopic topic;
    topic.name = "wrong";
    topic.partitions = 1;
    topic.replication_factor = 1;
    topic.configs = {{"segment.bytes", "many"}};
    const auto created = ask<CreateTopicsResponse>(CreateTopicsRequest{{topic}, {}}).topics.at(0);
    CHECK(created.error == ErrorCode::invalid_config);
    CHECK(bench.server.tree().find("/config/topics/wrong") == nullptr);
}

}  // namespace kscope
