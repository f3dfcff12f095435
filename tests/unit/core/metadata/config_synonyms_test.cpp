// Where the value of a configuration comes from: ConfigHelper.configSynonyms,
// createTopicConfigEntry, createBrokerConfigEntry, 3.9 (AdminManager, 1.1 to 2.8; 0.11).
#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"
#include "core/metadata/topic_configs.h"
#include "tests/support/catch.h"

namespace kscope::test {

namespace {

BrokerConfig started_with(const std::string& version, const ConfigEntries& file) {
    BrokerConfig config = default_broker_config(version);
    for (const auto& [key, value] : file) REQUIRE_FALSE(set_config(config, key, value));
    return config;
}

const char* name_of(ConfigSource source) {
    switch (source) {
        case ConfigSource::dynamic_topic: return "topic";
        case ConfigSource::dynamic_broker: return "broker";
        case ConfigSource::dynamic_default_broker: return "of all";
        case ConfigSource::static_broker: return "static";
        case ConfigSource::default_config: return "default";
    }
    return "";
}

// "1000 static {static log.segment.bytes=1000, default log.segment.bytes=1073741824}"
std::string told(const DescribedConfig& described) {
    REQUIRE(described.entries.size() == 1);
    const ConfigEntry& entry = described.entries.front();
    std::string text = entry.value + " " + name_of(entry.source) + " {";
    for (const ConfigSynonym& one : entry.synonyms) {
        text += (&one == &entry.synonyms.front() ? "" : ", ") + std::string(name_of(one.source)) +
                " " + one.name + "=" + one.value;
    }
    return text + "}";
}

struct Bench {
    BrokerConfig fixed;
    DynamicBrokerConfigs dynamic = {};

    [[nodiscard]] std::string topic(const std::string& key, const ConfigEntries& own = {}) const {
        const ConfigResource resource{ConfigResourceType::topic, "click", {{key}}};
        return told(describe_topic_config(resource, fixed, own, dynamic));
    }
    [[nodiscard]] std::string broker(const std::string& key, const std::string& name = "0") const {
        const ConfigResource resource{ConfigResourceType::broker, name, {{key}}};
        return told(describe_broker_config(resource, fixed, dynamic));
    }
};

}  // namespace

TEST_CASE("what a broker's file sets is static, though it is the default", "[config]") {
    for (const char* version : {"2.5", "3.9"}) {
        const Bench bench{started_with(version, {{"log.segment.bytes", "1073741824"}})};
        CHECK(bench.topic("segment.bytes") ==
              "1073741824 static {static log.segment.bytes=1073741824, default "
              "log.segment.bytes=1073741824}");
        CHECK(bench.broker("log.segment.bytes") ==
              "1073741824 static {static log.segment.bytes=1073741824, default "
              "log.segment.bytes=1073741824}");
        CHECK(bench.topic("flush.messages") ==
              "9223372036854775807 default {default "
              "log.flush.interval.messages=9223372036854775807}");
    }
}

TEST_CASE("a setting under another name is no source of the key", "[config]") {
    Bench bench{started_with(
        "3.9",
        {{"log.retention.hours", "24"}, {"log.roll.hours", "5"}, {"log.retention.minutes", "7"}})};
    CHECK(bench.topic("retention.ms") == "420000 default {}");
    CHECK(bench.topic("segment.ms") == "18000000 default {}");
    CHECK(bench.topic("flush.ms") == "9223372036854775807 default {}");
    CHECK(bench.broker("log.retention.ms") == " default {}");
    CHECK(bench.broker("log.retention.hours") ==
          "24 static {static log.retention.hours=24, default log.retention.hours=168}");
    CHECK(bench.broker("log.retention.minutes") ==
          "7 static {static log.retention.minutes=7, static log.retention.hours=24, default "
          "log.retention.hours=168}");
    CHECK(bench.broker("log.flush.scheduler.interval.ms") ==
          "9223372036854775807 default {default "
          "log.flush.scheduler.interval.ms=9223372036854775807}");
    CHECK(bench.topic("retention.ms", {{"retention.ms", "5"}}) == "5 topic {topic retention.ms=5}");
    // Once the name itself is there, the weaker ones stand behind it.
    bench.dynamic.of_all = {{"log.retention.ms", "9"}};
    CHECK(bench.topic("retention.ms", {{"retention.ms", "5"}}) ==
          "5 topic {topic retention.ms=5, of all log.retention.ms=9, static "
          "log.retention.minutes=7, static log.retention.hours=24, default "
          "log.retention.hours=168}");
}

TEST_CASE("the strongest source counts, and all are told", "[config]") {
    Bench bench{started_with("3.9", {{"message.max.bytes", " +1000"}})};
    bench.dynamic.of_all = {{"message.max.bytes", "2000"}};
    bench.dynamic.own = {{"message.max.bytes", "3000"}};
    CHECK(bench.broker("message.max.bytes") ==
          "3000 broker {broker message.max.bytes=3000, of all message.max.bytes=2000, static "
          "message.max.bytes= +1000, default message.max.bytes=1048588}");
    CHECK(bench.broker("message.max.bytes", "") == "2000 of all {of all message.max.bytes=2000}");
    bench.fixed = with_dynamic_configs(bench.fixed, bench.dynamic.of_all, bench.dynamic.own);
    CHECK(bench.topic("max.message.bytes") ==
          "3000 broker {broker message.max.bytes=3000, of all message.max.bytes=2000, static "
          "message.max.bytes= +1000, default message.max.bytes=1048588}");
    CHECK(bench.topic("leader.replication.throttled.replicas") == " default {}");
}

// Both are lists, which Kafka describes as they were given (ConfigDef.convertToString).
TEST_CASE("a broker's cleanup policies are described in the order of its file", "[config]") {
    const ConfigEntries described{{"delete , compact", "delete,compact"},
                                  {"compact,delete", "compact,delete"},
                                  {"compact", "compact"},
                                  {"delete", "delete"}};
    for (const auto& [given, text] : described) {
        INFO(given);
        const Bench bench{started_with("3.9", {{"log.cleanup.policy", given}})};
        CHECK(bench.broker("log.cleanup.policy").starts_with(text + " static {static "));
        CHECK(bench.topic("cleanup.policy").starts_with(text + " static {static "));
    }
    BrokerConfig config = started_with("3.9", {{"log.cleanup.policy", "delete,compact"}});
    CHECK(config.topic_defaults.cleanup_delete);
    CHECK(config.topic_defaults.cleanup_compact);
    // What was said before leaves no trace.
    REQUIRE_FALSE(set_config(config, "log.cleanup.policy", "delete"));
    CHECK(config.topic_defaults == default_broker_config("3.9").topic_defaults);
}

TEST_CASE("before KIP-226 a topic's own value counts, and what a broker's file has", "[config]") {
    const Bench bench{started_with("0.11", {{"log.segment.bytes", "1073741824"}})};
    CHECK(bench.topic("segment.bytes") == "1073741824 default {}");
    CHECK(bench.topic("segment.bytes", {{"segment.bytes", "99"}}) ==
          "99 topic {topic segment.bytes=99}");
    CHECK(bench.broker("log.segment.bytes").starts_with("1073741824 static {"));
    CHECK(bench.broker("num.partitions").starts_with("1 default {"));
}

TEST_CASE("a topic's own value is described as it was read", "[config]") {
    const Bench bench{started_with("3.9", {})};
    CHECK(bench.topic("segment.bytes", {{"segment.bytes", " +99 "}}).starts_with("99 topic"));
    CHECK(bench.topic("preallocate", {{"preallocate", "TRUE"}}).starts_with("true topic"));
    CHECK(bench.topic("min.cleanable.dirty.ratio", {{"min.cleanable.dirty.ratio", "1e-1"}})
              .starts_with("0.1 topic"));
    CHECK(bench.topic("cleanup.policy", {{"cleanup.policy", " delete , compact"}})
              .starts_with("delete,compact topic"));
    CHECK(bench.topic("compression.type", {{"compression.type", " gzip "}})
              .starts_with("gzip topic"));
}

}  // namespace kscope::test
