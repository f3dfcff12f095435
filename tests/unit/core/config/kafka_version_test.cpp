// What a cluster is as of each version: features, defaults, keys, and what is known to be wrong.
#include "core/config/kafka_version.h"

#include <array>

#include "core/config/key_history.h"
#include "core/config/known_defects.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

constexpr std::array owners{ConfigOwner::broker, ConfigOwner::topic, ConfigOwner::producer,
                            ConfigOwner::consumer, ConfigOwner::zookeeper};

std::string default_of(ConfigOwner owner, const std::string& key, const std::string& version) {
    for (const ConfigKey& known : config_keys(owner, version)) {
        if (known.name == key) return known.default_value;
    }
    return "unknown";
}

}  // namespace

TEST_CASE("versions are ordered, the newest first", "[config]") {
    const auto versions = supported_versions();
    REQUIRE(versions.size() == 12);
    CHECK(versions.front() == newest_version());
    for (std::size_t i = 1; i < versions.size(); ++i) {
        CHECK(is_before(versions[i], versions[i - 1]));
        CHECK_FALSE(is_before(versions[i - 1], versions[i]));
        CHECK_FALSE(version_meaning(versions[i]).empty());
    }
    CHECK_FALSE(is_supported_version("0.7"));
}

// KafkaConfigTest.testInterBrokerProtocolVersionMessageFormatCompatibility
TEST_CASE("a broker's message format is at most its version's", "[config]") {
    const auto refused = [](const char* version, const char* format) {
        BrokerConfig config = default_broker_config(version);
        REQUIRE_FALSE(set_config(config, "log.message.format.version", format));
        return validate(config).value_or("");
    };
    CHECK(refused("0.10.2", "0.9.0").empty());
    CHECK(refused("2.5", "0.10.2").empty());
    CHECK(refused("0.10.2", "0.11.0-IV0") ==
          "log.message.format.version 0.11.0-IV0 can only be used when "
          "inter.broker.protocol.version is set to version 0.11.0-IV0 or higher");
    for (const std::string& version : supported_versions()) {
        CHECK_FALSE(validate(default_broker_config(version)));
    }
    CHECK(default_of(ConfigOwner::topic, "message.format.version", "2.8") == "2.8-IV1");
    CHECK(default_of(ConfigOwner::topic, "message.format.version", "0.9") == "unknown");
    CHECK(features_of("0.9").newest_format == MessageFormat::v0);
    CHECK(features_of("0.10.2").newest_format == MessageFormat::v1);
    CHECK(features_of("2.8").oldest_log_format == MessageFormat::v0);
    CHECK(features_of("3.3").oldest_log_format == MessageFormat::v2);
}

// KafkaConfig.validateValues, 0.8 and 0.9.
TEST_CASE("up to KIP-74 a follower must be able to fetch the largest message", "[config]") {
    const auto refused = [](const char* version, const char* fetch_bytes) {
        BrokerConfig config = default_broker_config(version);
        REQUIRE_FALSE(set_config(config, "message.max.bytes", "5000"));
        REQUIRE_FALSE(set_config(config, "replica.fetch.max.bytes", fetch_bytes));
        return validate(config).value_or("");
    };
    for (const char* version : {"0.8", "0.9"}) {
        CHECK(refused(version, "4999") ==
              "replica.fetch.max.bytes must be at least message.max.bytes, or followers could not "
              "fetch the largest messages");
        CHECK(refused(version, "5000").empty());
    }
    CHECK(refused("0.10.2", "4999").empty());
}

TEST_CASE("the features of a version", "[config]") {
    CHECK(features_of("3.9") == Features{});
    using T = Truncation;
    CHECK(features_of("3.3").truncation == T::diverging_epoch_in_fetch);
    CHECK(features_of("2.8").truncation == T::diverging_epoch_in_fetch);
    CHECK(features_of("2.5").truncation == T::leader_epoch_rounds);
    CHECK(features_of("2.0").truncation == T::leader_epoch_rounds);
    CHECK(features_of("1.1").truncation == T::leader_epoch_once);
    CHECK(features_of("0.11").truncation == T::leader_epoch_once);
    CHECK(features_of("0.10.2").truncation == T::to_high_watermark);
    CHECK(features_of("2.5").fence_fetch_by_leader_epoch);
    CHECK_FALSE(features_of("2.0").fence_fetch_by_leader_epoch);
    CHECK(features_of("2.8").isr_change == IsrChange::alter_partition);
    CHECK(features_of("2.5").isr_change == IsrChange::zookeeper_write);
    CHECK(features_of("2.5").tells_isr_changes);
    CHECK_FALSE(features_of("0.8").tells_isr_changes);
    CHECK(features_of("3.3").high_watermark == HighWatermarkRule::maximal_isr);
    CHECK(features_of("2.5").high_watermark == HighWatermarkRule::isr_and_caught_up);
    CHECK(features_of("0.9").high_watermark == HighWatermarkRule::isr);
    CHECK(features_of("1.1").incremental_fetch_sessions);
    CHECK_FALSE(features_of("0.11").incremental_fetch_sessions);
    CHECK(features_of("1.1").dynamic_broker_configs);
    CHECK_FALSE(features_of("0.11").dynamic_broker_configs);
    CHECK(features_of("3.3").offset_expiration == OffsetExpiration::stable_or_empty);
    CHECK(features_of("2.8").offset_expiration == OffsetExpiration::group_empty);
    CHECK(features_of("2.5").offset_expiration == OffsetExpiration::group_empty);
    CHECK(features_of("2.0").offset_expiration == OffsetExpiration::commit);
    CHECK(features_of("2.5").keeps_generation);
    CHECK_FALSE(features_of("2.0").keeps_generation);
    CHECK_FALSE(features_of("0.10.2").keeps_generation);
    CHECK(features_of("0.9").keeps_generation);
    CHECK(features_of("0.8").keeps_generation);
    CHECK(features_of("3.3").consumers_stay_in_isr);  // 3.3.2
    CHECK_FALSE(features_of("2.8").consumers_stay_in_isr);
    CHECK(features_of("3.9").retry_backoff_grows);
    CHECK_FALSE(features_of("3.3").retry_backoff_grows);
    CHECK(features_of("2.5").unclean_topic_elects_at_once);
    CHECK_FALSE(features_of("2.0").unclean_topic_elects_at_once);
    CHECK(features_of("2.0").unclean_default_elects_at_once);
    CHECK_FALSE(features_of("1.1").unclean_default_elects_at_once);
    CHECK(features_of("3.9").describe_topic_partitions);
    CHECK_FALSE(features_of("3.3").describe_topic_partitions);
    CHECK(features_of("3.9").topic_reports_combine);
    CHECK_FALSE(features_of("3.3").topic_reports_combine);
    CHECK(features_of("0.9").spares_internal_topics);
    CHECK_FALSE(features_of("0.8").spares_internal_topics);
    CHECK(features_of("2.8").describe_cluster);
    CHECK_FALSE(features_of("2.5").describe_cluster);
    CHECK(features_of("1.1").describe_log_dirs);
    CHECK_FALSE(features_of("0.11").describe_log_dirs);
    CHECK(features_of("2.5").takes_zstd);
    CHECK_FALSE(features_of("2.0").takes_zstd);
    CHECK(features_of("0.10.2").takes_both_policies);
    CHECK_FALSE(features_of("0.9").takes_both_policies);
    CHECK(features_of("1.1").idempotent_requests_in_flight == 5);
    CHECK(features_of("0.11").idempotent_requests_in_flight == 1);
    CHECK(features_of("2.0").appends_correct_epochs);
    CHECK_FALSE(features_of("1.1").appends_correct_epochs);
    CHECK(features_of("3.3").cleans_below_high_watermark);
    CHECK_FALSE(features_of("2.8").cleans_below_high_watermark);
    CHECK(features_of("0.8").lag_counts_messages);
    CHECK_FALSE(features_of("0.9").lag_counts_messages);
}

TEST_CASE("who may keep the metadata", "[config]") {
    CHECK(default_version() == "3.9");
    CHECK(features_of("3.9").metadata == MetadataMode::zookeeper);
    CHECK(features_of("4.0").metadata == MetadataMode::kraft);
    CHECK(features_of("4.0").pre_vote);
    CHECK_FALSE(features_of("4.0").eligible_leader_replicas);
    CHECK(features_of("4.1").eligible_leader_replicas);
    CHECK(features_of("4.1").tells_high_watermark);
    CHECK_FALSE(features_of("4.0").tells_high_watermark);
    CHECK_FALSE(can_run_kraft("2.8"));
    CHECK(can_run_kraft("3.3"));
    CHECK(can_run_zookeeper("3.9"));
    CHECK_FALSE(can_run_zookeeper("4.0"));
    const Features kraft = with_kraft(features_of("3.9"));
    CHECK(kraft.metadata == MetadataMode::kraft);
    CHECK_FALSE(kraft.pre_vote);
    CHECK(features_of("3.3").epoch_bump_on_isr_shrink);
    CHECK_FALSE(features_of("3.3").kraft_obeys_unclean_key);
    CHECK_FALSE(features_of("3.3").move_awaits_all_replicas);
    CHECK_FALSE(features_of("3.3").repeats_begin_epoch);
    CHECK(features_of("3.9").metadata_topic == MetadataTopic::prohibited);
    CHECK(features_of("3.3").metadata_topic == MetadataTopic::unauthorized);
    CHECK(features_of("2.8").metadata_topic == MetadataTopic::like_any_other);
}

TEST_CASE("defaults are those of the version", "[config]") {
    const auto broker = [](const char* key, const char* version) {
        return default_of(ConfigOwner::broker, key, version);
    };
    CHECK(broker("zookeeper.session.timeout.ms", "2.5") == "18000");
    CHECK(broker("zookeeper.session.timeout.ms", "2.0") == "6000");
    CHECK(broker("replica.lag.time.max.ms", "0.8") == "10000");
    CHECK(broker("unclean.leader.election.enable", "0.10.2") == "true");
    CHECK(broker("unclean.leader.election.enable", "0.11") == "false");
    CHECK(broker("group.max.session.timeout.ms", "0.9") == "30000");
    CHECK(broker("group.max.session.timeout.ms", "2.0") == "300000");
    CHECK(broker("group.max.session.timeout.ms", "2.5") == "1800000");
    CHECK(broker("replica.lag.max.messages", "0.8") == "4000");
    CHECK(broker("offsets.retention.minutes", "0.8") == "1440");
    CHECK(broker("offsets.retention.minutes", "1.1") == "1440");
    CHECK(broker("offsets.retention.minutes", "2.0") == "10080");
    CHECK(broker("delete.topic.enable", "0.11") == "false");
    CHECK(broker("delete.topic.enable", "1.1") == "true");
    CHECK(broker("log.cleaner.enable", "0.8") == "false");
    CHECK(broker("log.cleaner.enable", "0.9") == "true");
    CHECK(broker("unclean.leader.election.interval.ms", "3.9") == "300000");
    CHECK(broker("unclean.leader.election.interval.ms", "3.3") == "unknown");
    CHECK(default_broker_config("0.10.2").topic_defaults.unclean_leader_election_enable);
    const ProducerConfig old = default_producer_config("2.0");
    CHECK(old.acks == 1);
    CHECK(old.retries == 0);
    CHECK_FALSE(old.enable_idempotence);
    CHECK(default_producer_config("2.8").retries == 2147483647);
    CHECK(default_producer_config("3.3").enable_idempotence);
    CHECK(default_producer_config("3.9").linger == Duration());
    CHECK(default_producer_config("4.0").linger == Duration::millis(5));
    CHECK(broker("log.message.timestamp.after.max.ms", "3.9") == "9223372036854775807");
    CHECK(broker("log.message.timestamp.after.max.ms", "4.0") == "3600000");
    CHECK(default_broker_config("3.3").topic_defaults.message_timestamp_after_max ==
          Duration::forever());
    CHECK(default_broker_config("0.8").replica_fetch_backoff == Duration());
    CHECK(broker("replica.fetch.backoff.ms", "0.9") == "1000");
    CHECK(default_of(ConfigOwner::consumer, "fetch.max.wait.ms", "0.8") == "100");
    CHECK(default_of(ConfigOwner::consumer, "fetch.max.wait.ms", "0.9") == "500");
    CHECK(default_consumer_config("3.3").session_timeout == Duration::seconds(45));
    CHECK(default_consumer_config("2.8").session_timeout == Duration::seconds(10));
    CHECK(default_consumer_config("0.9").session_timeout == Duration::seconds(30));
    CHECK(default_consumer_config("1.1").request_timeout == Duration::seconds(305));
}

TEST_CASE("a key that the version does not have is refused with the one that has it", "[config]") {
    const auto refused = [](ConfigOwner owner, const char* key, const char* version) {
        return refuse_key(owner, key, version).value_or("");
    };
    CHECK(refused(ConfigOwner::producer, "enable.idempotence", "0.10.2") ==
          "enable.idempotence came with Kafka 0.11; take it out, or run as that");
    // It came between two versions that are here.
    CHECK(refused(ConfigOwner::producer, "delivery.timeout.ms", "2.0") ==
          "delivery.timeout.ms came with Kafka 2.1; take it out, or run as 2.5");
    CHECK(refused(ConfigOwner::broker, "replica.lag.max.messages", "3.9") ==
          "replica.lag.max.messages went after Kafka 0.8; take it out, or run as that");
    CHECK(refused(ConfigOwner::topic, "min.compaction.lag.ms", "0.9") ==
          "min.compaction.lag.ms came with Kafka 0.10.1; take it out, or run as 0.10.2");
    CHECK(refused(ConfigOwner::broker, "log.cleaner.min.compaction.lag.ms", "0.10.2").empty());
    CHECK(refused(ConfigOwner::topic, "max.compaction.lag.ms", "2.0") ==
          "max.compaction.lag.ms came with Kafka 2.3; take it out, or run as 2.5");
    CHECK(refused(ConfigOwner::broker, "log.cleaner.max.compaction.lag.ms", "2.5").empty());
    for (const char* end : {"before.max.ms", "after.max.ms"}) {
        const std::string key = std::string("message.timestamp.") + end;
        CHECK(refused(ConfigOwner::topic, key.c_str(), "3.3") ==
              key + " came with Kafka 3.6; take it out, or run as 3.9");
        CHECK_FALSE(refused(ConfigOwner::broker, ("log." + key).c_str(), "0.10.2").empty());
        CHECK(refused(ConfigOwner::broker, ("log." + key).c_str(), "3.9").empty());
    }
    for (const ConfigOwner owner : {ConfigOwner::broker, ConfigOwner::topic}) {
        CHECK(refused(owner, "compression.type", "0.8") ==
              "compression.type came with Kafka 0.9; take it out, or run as that");
    }
    CHECK(refused(ConfigOwner::producer, "compression.type", "0.8").empty());
    CHECK(refused(ConfigOwner::broker, "replica.fetch.backoff.ms", "0.8") ==
          "replica.fetch.backoff.ms came with Kafka 0.9; take it out, or run as that");
    CHECK(refused(ConfigOwner::broker, "producer.id.expiration.check.interval.ms", "3.3") ==
          "producer.id.expiration.check.interval.ms came with Kafka 3.4; take it out, or run as "
          "3.9");
    CHECK(refused(ConfigOwner::producer, "enable.idempotence", "0.11").empty());
    CHECK(refused(ConfigOwner::producer, "no.such.key", "0.8").empty());
    CHECK(default_of(ConfigOwner::producer, "enable.idempotence", "0.10.2") == "unknown");
    CHECK(default_of(ConfigOwner::broker, "replica.lag.max.messages", "3.9") == "unknown");
}

TEST_CASE("a value that the version does not have is refused with those that it has", "[config]") {
    const auto broker = [](const char* version, const char* key, const char* value) {
        BrokerConfig config = default_broker_config(version);
        return set_config(config, key, value).value_or("");
    };
    const auto topic = [](const char* version, const char* key, const char* value) {
        TopicConfig config = default_broker_config(version).topic_defaults;
        return set_config(config, key, value, features_of(version)).value_or("");
    };
    const auto producer = [](const char* version, const char* value) {
        ProducerConfig config = default_producer_config(version);
        return set_config(config, "compression.type", value).value_or("");
    };
    // KIP-110
    CHECK(producer("2.0", "zstd") ==
          "Invalid value zstd for configuration compression.type; write none, gzip, snappy or lz4");
    CHECK(broker("2.0", "compression.type", "zstd") ==
          "Invalid value zstd for configuration compression.type; write producer, uncompressed, "
          "gzip, "
          "snappy or lz4");
    CHECK_FALSE(topic("0.9", "compression.type", "zstd").empty());
    CHECK(topic("0.9", "compression.type", "lz4").empty());
    CHECK(producer("2.0", "lz4").empty());
    CHECK(producer("2.5", "zstd").empty());
    CHECK(topic("2.5", "compression.type", "zstd").empty());
    // KIP-71
    CHECK(topic("0.9", "cleanup.policy", "compact,delete") ==
          "Invalid value compact,delete for configuration cleanup.policy; write delete or compact");
    CHECK_FALSE(broker("0.8", "log.cleanup.policy", "delete,compact").empty());
    CHECK(topic("0.8", "cleanup.policy", "compact").empty());
    CHECK(broker("0.10.2", "log.cleanup.policy", "compact,delete").empty());
}

// KIP-937, KIP-1030. A broker's older key stands for a newer one, a topic's beside it.
TEST_CASE("the bounds of timestamps of each version", "[config]") {
    const auto config = [](const char* version, const char* of_broker, const char* of_topic) {
        BrokerConfig broker = default_broker_config(version);
        const char* key = "log.message.timestamp.difference.max.ms";
        if (*of_broker != '\0') REQUIRE_FALSE(set_config(broker, key, of_broker));
        TopicConfig topic = broker.topic_defaults;
        key = "message.timestamp.difference.max.ms";
        if (*of_topic != '\0') REQUIRE_FALSE(set_config(topic, key, of_topic, broker.features));
        return topic;
    };
    CHECK(config("0.10.2", "", "").timestamp_before_max() == Duration::forever());
    CHECK(config("0.10.2", "", "7").timestamp_before_max() == Duration::millis(7));
    CHECK(config("0.10.2", "", "7").timestamp_after_max() == Duration::millis(7));
    CHECK(config("0.10.2", "", "31536000000").timestamp_after_max() == Duration::seconds(31536000));
    CHECK(config("3.3", "5", "").timestamp_after_max() == Duration::millis(5));
    CHECK(config("3.3", "5", "7").timestamp_after_max() == Duration::millis(7));
    CHECK(config("3.9", "", "7").timestamp_before_max() == Duration::millis(7));
    CHECK(config("3.9", "5", "7").timestamp_before_max() == Duration::millis(5));
    CHECK(config("4.0", "", "").timestamp_before_max() == Duration::forever());
    CHECK(config("4.0", "", "").timestamp_after_max() == Duration::seconds(3'600));
    const auto refused = [](ConfigOwner owner, const char* key, const char* version) {
        return refuse_key(owner, key, version).value_or("");
    };
    CHECK(refused(ConfigOwner::topic, "message.timestamp.difference.max.ms", "0.9") ==
          "message.timestamp.difference.max.ms came with Kafka 0.10.0; take it out, or run as "
          "0.10.2");
    CHECK(refused(ConfigOwner::broker, "log.message.timestamp.difference.max.ms", "4.0") ==
          "log.message.timestamp.difference.max.ms went after Kafka 3.9; take it out, or run as "
          "that");
}

// LogConfig of each version; KafkaConfig of 0.8.
TEST_CASE("some keys could be smaller in earlier versions", "[config]") {
    const auto refused = [](const char* version, const char* key, const char* value) {
        TopicConfig config = default_broker_config(version).topic_defaults;
        return set_config(config, key, value, features_of(version)).value_or("");
    };
    CHECK(refused("1.1", "segment.ms", "0").empty());
    CHECK(refused("2.0", "segment.ms", "0") ==
          "Invalid value 0 for configuration segment.ms: Value must be at least 1; write "
          "milliseconds as a whole number, at least 1");
    CHECK(refused("2.0", "retention.ms", "-2").empty());
    CHECK(refused("0.8", "retention.ms", "-9223372036854775808").empty());
    CHECK_FALSE(refused("2.5", "retention.ms", "-2").empty());
    CHECK(refused("2.8", "flush.messages", "0").empty());
    CHECK_FALSE(refused("3.3", "flush.messages", "0").empty());
    CHECK_FALSE(refused("2.8", "flush.messages", "-1").empty());
    const auto broker = [](const char* version, const char* key, const char* value) {
        BrokerConfig config = default_broker_config(version);
        return set_config(config, key, value).value_or("");
    };
    CHECK_FALSE(broker("0.8", "log.flush.interval.messages", "0").empty());
    CHECK(broker("0.9", "log.retention.ms", "-1").empty());
    CHECK(broker("0.8", "log.retention.ms", "1").empty());
    for (const char* unit : {"ms", "minutes", "hours"}) {
        const std::string key = std::string("log.retention.") + unit;
        for (const std::string value : {"-1", "-5", "0"}) {
            CHECK(broker("0.8", key.c_str(), value.c_str()) ==
                  "Invalid value " + value + " for configuration " + key +
                      "; write a whole number above 0");
        }
    }
}

TEST_CASE("a version knows the keys of its time", "[config]") {
    const auto knows = [](ConfigOwner owner, const char* key, const char* version) {
        return knows_key(owner, key, features_of(version));
    };
    CHECK(knows(ConfigOwner::topic, "max.compaction.lag.ms", "2.5"));
    CHECK_FALSE(knows(ConfigOwner::topic, "max.compaction.lag.ms", "2.0"));
    CHECK(knows(ConfigOwner::broker, "message.max.bytes", "0.8"));
    CHECK_FALSE(knows(ConfigOwner::broker, "no.such.key", "3.9"));
    CHECK_FALSE(knows(ConfigOwner::topic, "message.format.version", "4.0"));
    CHECK(features_of("0.8").keys_as_of == "0.8");
    const auto words = [](const char* version) {
        return unknown_topic_key("max.compaction.lag.ms", features_of(version));
    };
    CHECK(words("0.9") == "requirement failed: Unknown configuration \"max.compaction.lag.ms\".");
    CHECK(words("0.10.2") == "Unknown Log configuration max.compaction.lag.ms.");
    CHECK(words("0.11") == "Unknown topic config name: max.compaction.lag.ms");
}

TEST_CASE("each history is of a key that there is, in the order of versions", "[config]") {
    for (const KeyHistory& row : key_histories()) {
        INFO(row.name);
        bool exists = false;
        for (const std::string& version : supported_versions()) {
            exists = exists || default_of(row.owner, row.name, version) != "unknown";
        }
        CHECK(exists);
        for (std::size_t i = 1; i < row.earlier.size(); ++i) {
            CHECK(is_before(row.earlier[i - 1].up_to, row.earlier[i].up_to));
        }
    }
    for (const std::string& version : supported_versions()) {
        INFO(version);
        CHECK_FALSE(validate(default_broker_config(version)).has_value());
        CHECK_FALSE(validate(default_producer_config(version)).has_value());
        CHECK_FALSE(validate(default_consumer_config(version)).has_value());
        for (const ConfigOwner owner : owners) CHECK_FALSE(config_keys(owner, version).empty());
    }
}

TEST_CASE("before their time, backoffs do not grow and poll() is the heartbeat", "[config]") {
    ProducerConfig producer = default_producer_config("2.5");
    REQUIRE_FALSE(set_config(producer, "retry.backoff.ms", "700"));
    settle_as_of_version(producer);
    CHECK(producer.retry_backoff_max == Duration::millis(700));
    CHECK(producer.reconnect_backoff_max == Duration::seconds(1));
    ConsumerConfig consumer = default_consumer_config("0.9");
    REQUIRE_FALSE(set_config(consumer, "session.timeout.ms", "8000"));
    settle_as_of_version(consumer);
    CHECK(consumer.max_poll_interval == Duration::seconds(8));
    CHECK(consumer.reconnect_backoff_max == Duration::millis(50));
    ConsumerConfig now = default_consumer_config("3.9");
    settle_as_of_version(now);
    CHECK(now.max_poll_interval == Duration::seconds(300));
    CHECK(now.retry_backoff_max == Duration::seconds(1));
}

TEST_CASE("known defects end with the version that mended them", "[config]") {
    CHECK(find_defect("KIP-1") == nullptr);
    CHECK(find_defect("KAFKA-13194")->of_cleaner);
    CHECK_FALSE(find_defect("KIP-101")->of_cleaner);
    for (const KnownDefect& defect : known_defects()) {
        INFO(defect.name);
        REQUIRE(is_supported_version(defect.mended_in));
        CHECK(find_defect(defect.name)->what == defect.what);
        CHECK_FALSE(has_defect(features_of(defect.mended_in), defect));
        bool somewhere = false;
        for (const std::string& version : supported_versions()) {
            const bool there = has_defect(features_of(version), defect);
            CHECK((!there || is_before(version, defect.mended_in)));
            somewhere = somewhere || there;
        }
        CHECK(somewhere);
    }
    for (const KnownDefect& defect : known_defects()) {
        CHECK_FALSE(has_defect(features_of("3.9"), defect));
    }
}

TEST_CASE("the history of a key names the release that brought it", "[config]") {
    const auto history_of = [](ConfigOwner owner, const std::string& name) {
        for (const ConfigKey& key : config_keys(owner, newest_version())) {
            if (key.name == name) return key.history;
        }
        return std::string("unknown");
    };
    CHECK(history_of(ConfigOwner::producer, "delivery.timeout.ms") == "since 2.1");
    CHECK(history_of(ConfigOwner::consumer, "client.rack") == "since 2.3");
    CHECK(history_of(ConfigOwner::broker, "replica.selector.class") == "since 2.4");
    CHECK(history_of(ConfigOwner::broker, "max.incremental.fetch.session.cache.slots") ==
          "since 1.1");
    // A release that is here is its own.
    for (const KeyHistory& history : key_histories()) {
        if (*history.came == '\0') continue;
        INFO(history.name);
        CHECK(std::string(history.came) != history.since);
        const bool already =
            is_supported_version(history.came) && known_as_of(&history, history.came);
        CHECK_FALSE(already);
    }
}
