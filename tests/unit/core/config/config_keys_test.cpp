#include "core/config/config_keys.h"

#include <set>

#include "tests/support/catch.h"

using namespace kscope;

TEST_CASE("the defaults are those of Kafka 3.9", "[config]") {
    const BrokerConfig broker = default_broker_config("3.9");
    CHECK(broker.replica_lag_time_max == Duration::seconds(30));
    CHECK(broker.zookeeper_session_timeout == Duration::seconds(18));
    CHECK(broker.leader_imbalance_check_interval == Duration::seconds(300));
    CHECK(broker.topic_defaults.segment_bytes == std::int64_t{1} << 30);
    CHECK(broker.topic_defaults.max_message_bytes == 1048588);
    const ProducerConfig producer = default_producer_config("3.9");
    CHECK(producer.acks == -1);
    CHECK(producer.enable_idempotence);
    CHECK(producer.linger == Duration());
    const ConsumerConfig consumer = default_consumer_config("3.9");
    CHECK(consumer.session_timeout == Duration::seconds(45));
    CHECK(consumer.auto_offset_reset == OffsetReset::latest);
}

TEST_CASE("what is made without the table flushes nothing by its age", "[config]") {
    CHECK(BrokerConfig{}.log_flush_scheduler_interval == Duration::forever());
    CHECK(config_text(BrokerConfig{}, "log.flush.scheduler.interval.ms") == "9223372036854775807");
}

TEST_CASE("every key is listed once, has a meaning, and takes its own default", "[config]") {
    for (const auto owner : {ConfigOwner::broker, ConfigOwner::topic, ConfigOwner::producer,
                             ConfigOwner::consumer, ConfigOwner::zookeeper}) {
        std::set<std::string> seen;
        for (const ConfigKey& key : config_keys(owner)) {
            INFO(key.name);
            CHECK(seen.insert(key.name).second);
            CHECK_FALSE(key.meaning.empty());
        }
    }
    BrokerConfig config = default_broker_config("3.9");
    for (const ConfigKey& key : config_keys(ConfigOwner::broker)) {
        INFO(key.name);
        CHECK(config_text(config, key.name) == key.default_value);
        CHECK_FALSE(set_config(config, key.name, key.default_value).has_value());
    }
}

TEST_CASE("ZooKeeper's bounds of a session are two and twenty ticks, unless they are set") {
    ZooKeeperConfig config = default_zookeeper_config("3.9");
    REQUIRE_FALSE(set_config(config, "tickTime", "200"));
    CHECK(config.least_session_timeout() == Duration::millis(400));
    CHECK(config.most_session_timeout() == Duration::seconds(4));
    REQUIRE_FALSE(set_config(config, "minSessionTimeout", "300"));
    CHECK(config.least_session_timeout() == Duration::millis(300));
    CHECK_FALSE(validate(config));
    REQUIRE_FALSE(set_config(config, "minSessionTimeout", "5000"));
    CHECK(validate(config) == "minSessionTimeout is above maxSessionTimeout; lower it");
}

TEST_CASE("a value may carry its own unit", "[config]") {
    BrokerConfig config = default_broker_config("3.9");
    CHECK_FALSE(set_config(config, "replica.lag.time.max.ms", "10s"));
    CHECK(config.replica_lag_time_max == Duration::seconds(10));
    CHECK_FALSE(set_config(config, "log.segment.bytes", "1MiB"));
    CHECK(config.topic_defaults.segment_bytes == 1 << 20);
    CHECK_FALSE(set_config(config, "leader.imbalance.check.interval.seconds", "5m"));
    CHECK(config.leader_imbalance_check_interval == Duration::seconds(300));
}

TEST_CASE("a wrong key or value is refused with what would be right", "[config]") {
    ProducerConfig producer = default_producer_config("3.9");
    CHECK(set_config(producer, "linger", "5").value() ==
          "unknown producer key 'linger'; did you mean 'linger.ms'?");
    CHECK(set_config(producer, "acks", "2").value() == "acks: '2' is not valid; write all, 1 or 0");
    CHECK(set_config(producer, "linger.ms", "-1").has_value());
    CHECK(set_config(producer, "linger.ms", "1us").has_value());
    CHECK(set_config(producer, "retries", "99999999999").has_value());
    CHECK(producer.linger == Duration());
}

namespace {

KeyIsSet only(std::set<std::string> keys) {
    return [keys = std::move(keys)](const char* key) { return keys.contains(key); };
}

}  // namespace

TEST_CASE("idempotence nobody asked for gives way; idempotence asked for does not", "[config]") {
    ProducerConfig config = default_producer_config("3.9");
    CHECK_FALSE(set_config(config, "acks", "1"));
    ProducerConfig asked = config;
    settle_idempotence(config, only({"acks"}));
    CHECK_FALSE(config.enable_idempotence);
    CHECK_FALSE(validate(config));
    settle_idempotence(asked, only({"acks", "enable.idempotence"}));
    CHECK(validate(asked).value().find("acks=all") != std::string::npos);
}

// KafkaProducer.configureAcks, configureRetries, configureInflightRequests.
TEST_CASE("where idempotence is asked for, what nobody set becomes what it needs", "[config]") {
    const auto asked = [](const char* version) {
        ProducerConfig config = default_producer_config(version);
        REQUIRE_FALSE(set_config(config, "enable.idempotence", "true"));
        return config;
    };
    for (const char* version : {"0.11", "1.1", "2.0", "2.5", "3.9"}) {
        INFO(version);
        ProducerConfig config = asked(version);
        settle_idempotence(config, only({"enable.idempotence"}));
        CHECK_FALSE(validate(config));
        CHECK(config.acks == -1);
        CHECK(config.retries == 2147483647);
        const bool pipelines = std::string(version) != "0.11";  // KAFKA-5494
        CHECK(config.max_in_flight_requests_per_connection == (pipelines ? 5 : 1));
        // What was set stands, and is refused.
        ProducerConfig five = asked(version);
        settle_idempotence(five,
                           only({"enable.idempotence", "max.in.flight.requests.per.connection"}));
        CHECK(validate(five).has_value() != pipelines);
        ProducerConfig one_ack = asked(version);
        REQUIRE_FALSE(set_config(one_ack, "acks", "1"));
        settle_idempotence(one_ack, only({"enable.idempotence", "acks"}));
        CHECK(validate(one_ack));
    }
}

TEST_CASE("the nearest name is near or nothing", "[config]") {
    CHECK(nearest_name("brokrs", {"brokers", "topics"}) == "brokers");
    CHECK(nearest_name("zzzzzz", {"brokers", "topics"}).empty());
}
