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
        if (key.default_value.empty() && key.type != ConfigType::text) continue;  // null
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

// ConfigDef.parseType.
TEST_CASE("a value is read as Kafka reads its type", "[config]") {
    BrokerConfig config = default_broker_config("3.9");
    CHECK_FALSE(set_config(config, "num.partitions", "+3 "));
    CHECK(config.num_partitions == 3);
    CHECK_FALSE(set_config(config, "auto.create.topics.enable", "FALSE"));
    CHECK_FALSE(config.auto_create_topics_enable);
    CHECK_FALSE(set_config(config, "unclean.leader.election.enable", " True\t"));
    CHECK(config.topic_defaults.unclean_leader_election_enable);
    CHECK_FALSE(set_config(config, "log.message.timestamp.type", " LogAppendTime "));
    CHECK(config.topic_defaults.log_append_time);
    CHECK_FALSE(set_config(config, "log.roll.hours", " +2"));
    CHECK(config.topic_defaults.segment_ms == Duration::seconds(7200));
    const auto wrong = [&config](const char* key, const char* value) {
        const auto answer = set_config(config, key, value);
        return answer ? config_exception(*answer) : "";
    };
    CHECK(wrong("auto.create.topics.enable", "yes") ==
          "Invalid value yes for configuration auto.create.topics.enable: Expected value to be "
          "either true or false");
    for (const char* value : {"", "+", "+-1", "1 000", "0x10", "1.0", "30s", "1MiB"}) {
        INFO(value);
        CHECK(wrong("log.retention.ms", value) == std::string("Invalid value ") + value +
                                                      " for configuration log.retention.ms: Not "
                                                      "a number of type LONG");
        CHECK(wrong("num.partitions", value) ==
              std::string("Invalid value ") + value +
                  " for configuration num.partitions: Not a number of type INT");
    }
    CHECK(wrong("num.partitions", "0") ==
          "Invalid value 0 for configuration num.partitions: Value must be at least 1");
    CHECK(wrong("compression.zstd.level", "23") ==
          "Invalid value 23 for configuration compression.zstd.level: Value must be no more than "
          "22");
}

TEST_CASE("a share is a decimal of Java's, kept to a millionth", "[config]") {
    BrokerConfig config = default_broker_config("3.9");
    const std::string key = "log.cleaner.min.cleanable.ratio";
    const auto text = [&](const char* value) {
        const auto wrong = set_config(config, key, value);
        return wrong ? config_exception(*wrong) : config_text(config, key);
    };
    CHECK(text("1e-1") == "0.1");
    CHECK(text(" .5 ") == "0.5");
    CHECK(text("+1") == "1.0");
    CHECK(text("0.25d") == "0.25");
    CHECK(text("25E-2f") == "0.25");
    CHECK(text("0.12345678") == "0.123456");
    CHECK(text("1.e-4") == "1.0E-4");
    CHECK(text("0.000125") == "1.25E-4");
    CHECK(text("0e99999999999999999999") == "0.0");
    CHECK(text("1e-99999999999999999999") == "0.0");
    const std::string invalid = " for configuration " + key + ": ";
    for (const char* value : {"", ".", "e1", "1e", "0,5", "half", "--1", "1 2"}) {
        INFO(value);
        CHECK(text(value) ==
              "Invalid value " + std::string(value) + invalid + "Not a number of type DOUBLE");
    }
    for (const char* value : {"1.0000001", "2", "1e9", "1e99999999999999999999"}) {
        INFO(value);
        CHECK(text(value) ==
              "Invalid value " + std::string(value) + invalid + "Value must be no more than 1");
    }
    CHECK(text("-1e-9") == "Invalid value -1e-9" + invalid + "Value must be at least 0");
    CHECK_FALSE(set_config(config, "log.cleaner.io.buffer.load.factor", "12.5"));
    CHECK(config_text(config, "log.cleaner.io.buffer.load.factor") == "12.5");
}

// The types are those of KafkaConfig, LogConfig and GroupCoordinatorConfig.
TEST_CASE("a number beyond its type is none", "[config]") {
    BrokerConfig broker = default_broker_config("3.9");
    TopicConfig topic = broker.topic_defaults;
    const auto of_topic = [&](const char* key, const char* value) {
        const auto wrong = set_config(topic, key, value, broker.features);
        return wrong ? config_exception(*wrong) : "";
    };
    CHECK(set_config(topic, "segment.bytes", "99999999999", broker.features) ==
          "Invalid value 99999999999 for configuration segment.bytes: Not a number of type INT; "
          "write bytes as a whole number, at least 14, at most 2147483647");
    CHECK(of_topic("segment.bytes", "2147483647").empty());
    for (const char* key : {"segment.index.bytes", "index.interval.bytes", "max.message.bytes",
                            "min.insync.replicas"}) {
        INFO(key);
        CHECK(of_topic(key, "3000000000") == std::string("Invalid value 3000000000 for ") +
                                                 "configuration " + key +
                                                 ": Not a number of type INT");
    }
    for (const char* key : {"retention.ms", "retention.bytes", "segment.ms", "flush.messages",
                            "flush.ms", "delete.retention.ms", "file.delete.delay.ms"}) {
        INFO(key);
        CHECK(of_topic(key, "3000000000").empty());
        CHECK_FALSE(of_topic(key, "9223372036854775808").empty());
    }
    const auto of_broker = [&](const char* key, const char* value) {
        const auto wrong = set_config(broker, key, value);
        return wrong ? config_exception(*wrong).substr(wrong->find(": ") + 2) : "";
    };
    for (const char* key :
         {"log.segment.bytes", "log.index.size.max.bytes", "log.retention.hours",
          "log.retention.minutes", "log.roll.hours", "offsets.topic.segment.bytes",
          "request.timeout.ms", "group.max.session.timeout.ms", "quota.window.num"}) {
        INFO(key);
        CHECK(of_broker(key, "99999999999") == "Not a number of type INT");
    }
    for (const char* key :
         {"log.retention.ms", "log.retention.check.interval.ms", "replica.lag.time.max.ms",
          "leader.imbalance.check.interval.seconds", "leader.replication.throttled.rate"}) {
        INFO(key);
        CHECK(of_broker(key, "99999999999").empty());
    }
    CHECK(of_broker("offsets.topic.replication.factor", "40000") == "Not a number of type SHORT");
    CHECK(of_broker("default.replication.factor", "40000").empty());
    ProducerConfig producer = default_producer_config("3.9");
    CHECK(set_config(producer, "request.timeout.ms", "99999999999"));
    CHECK_FALSE(set_config(producer, "linger.ms", "99999999999"));
    ConsumerConfig consumer = default_consumer_config("3.9");
    CHECK(set_config(consumer, "auto.commit.interval.ms", "99999999999"));
    CHECK_FALSE(set_config(consumer, "metadata.max.age.ms", "99999999999"));
}

// KafkaConfig.getLogRetentionTimeMillis and validateValues.
TEST_CASE("any retention below zero is for ever, and the one that counts is not zero", "[config]") {
    using Pairs = std::vector<std::pair<const char*, const char*>>;
    const auto retention = [](const char* version, const Pairs& pairs) {
        BrokerConfig config = default_broker_config(version);
        for (const auto& [key, value] : pairs) REQUIRE_FALSE(set_config(config, key, value));
        return validate(config).value_or(config_text(config.topic_defaults, "retention.ms"));
    };
    const std::string zero =
        "log.retention.ms must be unlimited (-1) or, greater than or equal to 1; write a whole "
        "number above 0, or -1 for ever";
    for (const char* version : {"0.9", "2.0", "3.9"}) {
        INFO(version);
        for (const char* key :
             {"log.retention.ms", "log.retention.minutes", "log.retention.hours"}) {
            CHECK(retention(version, {{key, "-5"}}) == "-1");
            CHECK(retention(version, {{key, "0"}}) == zero);
        }
        CHECK(retention(version, {{"log.retention.ms", "7"}, {"log.retention.hours", "0"}}) == "7");
        CHECK(retention(version, {{"log.retention.minutes", "0"}, {"log.retention.hours", "7"}}) ==
              zero);
    }
    BrokerConfig config = default_broker_config("3.9");
    CHECK_FALSE(set_config(config, "log.retention.hours", "-5"));
    CHECK(config_text(config, "log.retention.hours") == "-5");
    CHECK(set_config(config, "log.retention.hours", "-2147483649"));
}

TEST_CASE("what a scenario writes with a unit is the key's plain number", "[config]") {
    constexpr auto broker = ConfigOwner::broker;
    CHECK(without_unit(broker, "replica.lag.time.max.ms", "10s") == "10000");
    CHECK(without_unit(broker, "log.retention.ms", "7d") == "604800000");
    CHECK(without_unit(broker, "log.segment.bytes", "1MiB") == "1048576");
    CHECK(without_unit(broker, "leader.imbalance.check.interval.seconds", "5m") == "300");
    CHECK(without_unit(ConfigOwner::topic, "retention.ms", "1.5s") == "1500");
    // As they are: what does not come out whole, keys without a unit, plain numbers, what is wrong.
    CHECK(without_unit(ConfigOwner::producer, "linger.ms", "1us") == "1us");
    CHECK(without_unit(broker, "log.retention.hours", "2h") == "2h");
    CHECK(without_unit(broker, "log.retention.ms", "-1") == "-1");
    CHECK(without_unit(broker, "log.segment.bytes", "30s") == "30s");
    CHECK(without_unit(broker, "no.such.key", "30s") == "30s");
    CHECK(unit_example(broker, "log.retention.ms") == "a time such as 30s");
    CHECK(unit_example(broker, "log.retention.hours").empty());
}

TEST_CASE("a broker knows what its file sets, as it is written", "[config]") {
    BrokerConfig config = default_broker_config("3.9");
    CHECK(config.originals.empty());
    REQUIRE_FALSE(set_config(config, "num.partitions", "+3"));
    REQUIRE_FALSE(set_config(config, "log.segment.bytes", "1073741824"));
    REQUIRE_FALSE(set_config(config, "num.partitions", " 4"));
    CHECK(set_config(config, "log.roll.ms", "0"));
    CHECK(set_config(config, "no.such.key", "0"));
    using Entries = std::vector<std::pair<std::string, std::string>>;
    CHECK(config.originals ==
          Entries{{"log.segment.bytes", "1073741824"}, {"num.partitions", " 4"}});
}

// KafkaConfig and LogConfig of 0.8.2, 1.1, 2.0, 3.9; 4.0.
TEST_CASE("keys without effect have Kafka's types, defaults and bounds all the same", "[config]") {
    const auto of = [](const char* version, const char* key) {
        return config_text(default_broker_config(version), key);
    };
    CHECK(of("3.9", "num.io.threads") == "8");
    CHECK(of("3.9", "log.cleaner.io.buffer.load.factor") == "0.9");
    CHECK(of("0.8", "log.cleaner.dedupe.buffer.size") == "524288000");
    CHECK(of("0.9", "log.cleaner.dedupe.buffer.size") == "134217728");
    CHECK(of("3.9", "num.recovery.threads.per.data.dir") == "1");
    CHECK(of("4.0", "num.recovery.threads.per.data.dir") == "2");
    CHECK(of("3.9", "log.message.downconversion.enable") == "true");
    const auto set = [](const char* version, const char* key, const char* value) {
        BrokerConfig config = default_broker_config(version);
        return set_config(config, key, value).value_or("");
    };
    CHECK_FALSE(set("3.9", "num.io.threads", "0").empty());
    CHECK_FALSE(set("3.9", "num.network.threads", "three").empty());
    CHECK_FALSE(set("3.9", "socket.request.max.bytes", "2147483648").empty());
    CHECK(set("3.9", "connections.max.idle.ms", "2147483648").empty());
    CHECK(set("2.0", "max.connections.per.ip", "0").empty());
    CHECK_FALSE(set("1.1", "max.connections.per.ip", "0").empty());
    CHECK_FALSE(refuse_key(ConfigOwner::topic, "message.downconversion.enable", "2.0"));
    CHECK(refuse_key(ConfigOwner::topic, "message.downconversion.enable", "1.1"));
    CHECK(refuse_key(ConfigOwner::topic, "preallocate", "0.8"));
    CHECK(refuse_key(ConfigOwner::broker, "initial.broker.registration.timeout.ms", "2.8"));
}

TEST_CASE("a wrong key or value is refused with what would be right", "[config]") {
    ProducerConfig producer = default_producer_config("3.9");
    CHECK(set_config(producer, "linger", "5").value() ==
          "unknown producer key 'linger'; did you mean 'linger.ms'?");
    CHECK(set_config(producer, "acks", "2").value() ==
          "Invalid value 2 for configuration acks; write all, 1 or 0");
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
