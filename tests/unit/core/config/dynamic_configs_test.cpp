// Which keys of a broker are dynamic, and which value holds: kafka.server.DynamicBrokerConfig.
#include "core/config/dynamic_configs.h"

#include "core/config/config_keys.h"
#include "tests/support/catch.h"

namespace kscope::test {

namespace {

BrokerConfig started_with(const DynamicConfigs& properties = {}) {
    BrokerConfig config = default_broker_config("3.9");
    for (const auto& [key, value] : properties) REQUIRE_FALSE(set_config(config, key, value));
    return config;
}

std::string obeyed(const std::string& key, const DynamicConfigs& fixed,
                   const DynamicConfigs& of_all, const DynamicConfigs& own) {
    return config_text(with_dynamic_configs(started_with(fixed), of_all, own), key);
}

}  // namespace

TEST_CASE("keys of logs, the cleaner and throttles are dynamic, others are not", "[config]") {
    for (const char* key :
         {"log.retention.ms", "log.retention.bytes", "log.segment.bytes", "log.roll.ms",
          "log.cleaner.backoff.ms", "log.cleaner.min.cleanable.ratio", "message.max.bytes",
          "min.insync.replicas", "unclean.leader.election.enable", "log.cleanup.policy",
          "compression.type", "producer.id.expiration.ms", "leader.replication.throttled.rate",
          "log.preallocate", "log.cleaner.threads", "num.io.threads", "max.connections"}) {
        INFO(key);
        CHECK(update_mode(key) == UpdateMode::cluster_wide);
    }
    for (const char* key :
         {"broker.id", "num.partitions", "log.retention.hours", "log.roll.hours",
          "log.cleaner.enable", "log.message.format.version", "log.retention.check.interval.ms",
          "socket.request.max.bytes", "connections.max.idle.ms", "no.such.key"}) {
        INFO(key);
        CHECK(update_mode(key) == UpdateMode::read_only);
    }
}

TEST_CASE("a broker's own value beats that of all, and both what it was started with", "[config]") {
    const DynamicConfigs fixed{{"min.insync.replicas", "2"}};
    const DynamicConfigs of_all{{"min.insync.replicas", "3"}};
    const DynamicConfigs own{{"min.insync.replicas", "4"}};
    CHECK(obeyed("min.insync.replicas", {}, {}, {}) == "1");
    CHECK(obeyed("min.insync.replicas", fixed, {}, {}) == "2");
    CHECK(obeyed("min.insync.replicas", fixed, of_all, {}) == "3");
    CHECK(obeyed("min.insync.replicas", fixed, of_all, own) == "4");
    CHECK(obeyed("min.insync.replicas", fixed, {}, own) == "4");
}

TEST_CASE("a dynamic value holds over another unit in the file", "[config]") {
    const DynamicConfigs fixed{{"log.retention.hours", "1"}};
    const auto retention = [&](const DynamicConfigs& own) {
        return with_dynamic_configs(started_with(fixed), {}, own).topic_defaults.retention;
    };
    CHECK(retention({}) == Duration::seconds(3'600));
    CHECK(retention({{"log.retention.ms", "5000"}}) == Duration::seconds(5));
    CHECK(broker_config_synonyms("log.retention.hours") ==
          std::vector<std::string>{"log.retention.ms", "log.retention.minutes",
                                   "log.retention.hours"});
    CHECK(broker_config_synonyms("log.segment.bytes") ==
          std::vector<std::string>{"log.segment.bytes"});
}

TEST_CASE("what may not be dynamic is refused in Kafka's words", "[config]") {
    const auto fault = [](const DynamicConfigs& configs) {
        return dynamic_configs_fault(started_with(), configs).value_or("");
    };
    CHECK(fault({{"log.retention.ms", "5000"}, {"min.insync.replicas", "2"}}).empty());
    CHECK(fault({{"broker.id", "7"}, {"log.retention.ms", "5000"}, {"num.partitions", "2"}}) ==
          "Cannot update these configs dynamically: Set(broker.id, num.partitions)");
    CHECK(fault({{"log.segment.bytes", "many"}})
              .starts_with("Invalid value many for configuration log.segment.bytes"));
    CHECK(fault({{"log.segment.bites", "7"}}) == "Unknown broker config name: log.segment.bites");
}

TEST_CASE("what cannot be obeyed is left out", "[config]") {
    CHECK(obeyed("log.segment.bytes", {}, {{"log.segment.bytes", "many"}}, {}) == "1073741824");
    CHECK(obeyed("num.partitions", {}, {{"num.partitions", "7"}}, {}) == "1");
}

TEST_CASE("each key of a topic but the throttled replicas is a broker's too", "[config]") {
    CHECK(broker_config_of_topic("retention.ms") == "log.retention.ms");
    CHECK(broker_config_of_topic("segment.ms") == "log.roll.ms");
    CHECK(broker_config_of_topic("max.message.bytes") == "message.max.bytes");
    CHECK(broker_config_of_topic("delete.retention.ms") == "log.cleaner.delete.retention.ms");
    CHECK(broker_config_of_topic("min.insync.replicas") == "min.insync.replicas");
    for (const ConfigKey& key : config_keys(ConfigOwner::topic)) {
        INFO(key.name);
        const bool throttled = key.name.ends_with("throttled.replicas");
        CHECK(broker_config_of_topic(key.name).empty() == throttled);
        if (!throttled && key.name != "message.format.version") {
            CHECK(update_mode(broker_config_of_topic(key.name)) == UpdateMode::cluster_wide);
        }
    }
}

TEST_CASE("a key that came later is not dynamic, nor known", "[config]") {
    const DynamicConfigs lag{{"log.cleaner.max.compaction.lag.ms", "5000"}};
    CHECK(dynamic_configs_fault(default_broker_config("2.0"), lag) ==
          "Unknown broker config name: log.cleaner.max.compaction.lag.ms");
    CHECK_FALSE(dynamic_configs_fault(default_broker_config("2.5"), lag));
    // Not even as one that is read-only.
    CHECK(dynamic_configs_fault(default_broker_config("2.0"), {{"replica.selector.class", ""}}) ==
          "Unknown broker config name: replica.selector.class");
    const BrokerConfig obeyed = with_dynamic_configs(default_broker_config("2.0"), lag, lag);
    CHECK(obeyed.topic_defaults.max_compaction_lag == Duration::forever());
}

TEST_CASE("the bounds of timestamps are dynamic, the older key too", "[config]") {
    const auto after = [](const DynamicConfigs& fixed, const DynamicConfigs& own) {
        return with_dynamic_configs(started_with(fixed), {}, own)
            .topic_defaults.timestamp_after_max();
    };
    const DynamicConfigs apart{{"log.message.timestamp.after.max.ms", "5"}};
    const DynamicConfigs both{{"log.message.timestamp.difference.max.ms", "7"}};
    CHECK(after({}, both) == Duration::millis(7));
    CHECK(after(apart, both) == Duration::millis(5));
    CHECK(after(both, apart) == Duration::millis(5));
}

// BrokerCompressionCodec before KIP-110
TEST_CASE("a dynamic value that the version does not have is refused too", "[config]") {
    const DynamicConfigs zstd{{"compression.type", "zstd"}};
    CHECK(dynamic_configs_fault(default_broker_config("2.0"), zstd) ==
          "Invalid value zstd for configuration compression.type: it must be producer, "
          "uncompressed, gzip, snappy or lz4");
    CHECK_FALSE(dynamic_configs_fault(default_broker_config("2.5"), zstd));
}

}  // namespace kscope::test
