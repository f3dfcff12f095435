// Topics' configurations, altered: the rules of ConfigurationControlManager and
// ControllerConfigurationValidator.
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

namespace {

constexpr auto set = ConfigOperation::set;
constexpr auto remove_key = ConfigOperation::remove;
constexpr auto append = ConfigOperation::append;
constexpr auto subtract = ConfigOperation::subtract;
constexpr auto of_topic = ConfigResourceType::topic;

// One topic on broker 1, with a key of its own.
struct ConfiguredTopic {
    ControllerBench bench{features_of("4.1")};
    ConfiguredTopic() {
        bench.start({1, 2});
        REQUIRE(bench.create("click", {ids({1, 2})}, {{"segment.bytes", "1048576"}}) ==
                ErrorCode::none);
    }
    std::vector<AlterConfigsResult> ask(std::vector<AlteredResource> resources) {
        return bench
            .ask<IncrementalAlterConfigsResponse>(
                IncrementalAlterConfigsRequest{std::move(resources)})
            .results;
    }
    AlterConfigsResult alter(std::vector<ConfigAlteration> alterations,
                             const std::string& name = "click") {
        return ask({{of_topic, name, std::move(alterations)}}).at(0);
    }
    AlterConfigsResult alter_all(ConfigEntries configs) {
        return bench
            .ask<AlterConfigsResponse>(
                AlterConfigsRequest{{{of_topic, "click", std::move(configs)}}})
            .results.at(0);
    }
    [[nodiscard]] ConfigEntries own() const { return bench.image().topic_config("click"); }
    [[nodiscard]] Offset end() const { return bench.server().loader().next_offset(); }
};

}  // namespace

TEST_CASE_METHOD(ConfiguredTopic, "what is altered is a record each, and committed") {
    const auto result = alter({{"retention.ms", set, "7"}, {"segment.bytes", remove_key, ""}});
    CHECK(result.error == ErrorCode::none);
    CHECK(result.name == "click");
    CHECK(own() == ConfigEntries{{"retention.ms", "7"}});
    const Offset before = end();
    CHECK(alter({{"retention.ms", set, "7"}}).error == ErrorCode::none);
    CHECK(end() == before);  // nothing changes, nothing is written
    CHECK(alter({{"retention.ms", remove_key, ""}}).error == ErrorCode::none);
    CHECK(own().empty());
}

TEST_CASE_METHOD(ConfiguredTopic, "lists are appended to and subtracted from, others are not") {
    CHECK(alter({{"cleanup.policy", append, "compact,delete"}}).error == ErrorCode::none);
    CHECK(own().front() == std::pair<std::string, std::string>("cleanup.policy", "delete,compact"));
    CHECK(alter({{"cleanup.policy", subtract, "delete"}}).error == ErrorCode::none);
    CHECK(own().front().second == "compact");
    const auto refused = alter({{"retention.ms", append, "7"}});
    CHECK(refused.error == ErrorCode::invalid_config);
    CHECK(refused.message == "Can't APPEND to key retention.ms because its type is not LIST.");
}

TEST_CASE_METHOD(ConfiguredTopic, "a topic of which one thing is wrong stays as it is") {
    const ConfigEntries before = own();
    const auto unknown = alter({{"segment.bites", set, "7"}});
    CHECK(unknown.error == ErrorCode::invalid_config);
    CHECK(unknown.message == "Unknown topic config name: segment.bites");
    const auto invalid = alter({{"retention.ms", set, "7"}, {"segment.bytes", set, "x"}});
    CHECK(invalid.error == ErrorCode::invalid_config);
    CHECK(invalid.message.starts_with("Invalid value x for configuration segment.bytes"));
    const auto conflict =
        alter({{"min.compaction.lag.ms", set, "8"}, {"max.compaction.lag.ms", set, "7"}});
    CHECK(conflict.error == ErrorCode::invalid_config);
    CHECK(conflict.message ==
          "conflict topic config setting min.compaction.lag.ms (8) > max.compaction.lag.ms (7)");
    CHECK(own() == before);
}

TEST_CASE_METHOD(ConfiguredTopic, "whose configuration it is must be in order") {
    CHECK(alter({{"retention.ms", set, "7"}}, "").error == ErrorCode::invalid_request);
    CHECK(alter({{"retention.ms", set, "7"}}, "a/b").error == ErrorCode::invalid_topic_exception);
    const auto absent = alter({{"retention.ms", set, "7"}}, "clack");
    CHECK(absent.error == ErrorCode::unknown_topic_or_partition);
    CHECK(absent.message == "The topic 'clack' does not exist.");
    // The values are looked at first.
    CHECK(alter({{"retention.ms", set, "x"}}, "clack").error == ErrorCode::invalid_config);
}

TEST_CASE_METHOD(ConfiguredTopic, "what the broker refuses before the controller looks") {
    const AlteredResource one{of_topic, "click", {{"retention.ms", set, "7"}}};
    for (const AlterConfigsResult& result : ask({one, one})) {
        CHECK(result.error == ErrorCode::invalid_request);
        CHECK(result.message == "Each resource must appear at most once.");
    }
    const auto twice = alter({{"retention.ms", set, "7"}, {"retention.ms", remove_key, ""}});
    CHECK(twice.message == "Error due to duplicate config keys");
    CHECK(alter({{"retention.ms", set, ""}}).message ==
          "Null value not supported for : retention.ms");
    const auto broker =
        ask({{ConfigResourceType::broker, "1", {{"background.threads", set, "7"}}}, one});
    CHECK(broker.at(0).error == ErrorCode::invalid_request);
    CHECK(broker.at(1).error == ErrorCode::none);
    CHECK(own().front().first == "retention.ms");
}

TEST_CASE_METHOD(ConfiguredTopic, "the older request says all that a topic has of its own") {
    CHECK(alter_all({{"retention.ms", "7"}, {"cleanup.policy", "compact"}}).error ==
          ErrorCode::none);
    CHECK(own() == ConfigEntries{{"cleanup.policy", "compact"}, {"retention.ms", "7"}});
    CHECK(alter_all({{"retention.ms", "x"}}).error == ErrorCode::invalid_config);
    CHECK(own().size() == 2);
    CHECK(alter_all({}).error == ErrorCode::none);
    CHECK(own().empty());
}

TEST_CASE_METHOD(ConfiguredTopic, "min.insync.replicas changes: nobody is eligible any more") {
    REQUIRE(alter({{"min.insync.replicas", set, "2"}}).error == ErrorCode::none);
    // Broker 2 falls silent, and leaves the ISR for the eligible leader replicas.
    for (int i = 0; i < 12; ++i) {
        bench.pass(Duration::seconds(1));
        bench.beat(1);
    }
    REQUIRE(bench.partition("click").elr == ids({2}));
    REQUIRE(alter({{"retention.ms", set, "7"}}).error == ErrorCode::none);
    CHECK(bench.partition("click").elr == ids({2}));
    REQUIRE(alter({{"min.insync.replicas", set, "1"}}).error == ErrorCode::none);
    CHECK(bench.partition("click").elr.empty());
}

TEST_CASE("a topic that is made again has none of the keys of the one before", "[controller]") {
    ConfiguredTopic cluster;
    REQUIRE(cluster.alter({{"retention.ms", set, "7"}}).error == ErrorCode::none);
    cluster.bench.ask<DeleteTopicsResponse>(DeleteTopicsRequest{{"click"}, Duration::seconds(1)});
    CHECK(cluster.alter({{"retention.ms", set, "7"}}).error ==
          ErrorCode::unknown_topic_or_partition);
    REQUIRE(cluster.bench.create("click", {ids({1})}) == ErrorCode::none);
    CHECK(cluster.own().empty());
}

}  // namespace kscope::test
