// Brokers' dynamic configurations at the controller (KIP-226): ConfigurationControlManager,
// ControllerConfigurationValidator, and what ConfigAdminManager refuses before.
#include "tests/unit/core/metadata/quorum_controller/controller_bench.h"

namespace kscope::test {

namespace {

constexpr auto set_key = ConfigOperation::set;
constexpr auto drop_key = ConfigOperation::remove;

struct ConfiguredBrokers {
    ControllerBench bench{features_of("4.0")};
    ConfiguredBrokers() {
        bench.start({1, 2});
        REQUIRE(bench.create("click", {ids({1, 2})}) == ErrorCode::none);
    }
    AlterConfigsResult alter(const std::string& broker, std::vector<ConfigAlteration> alterations) {
        return alter_in(bench, broker, std::move(alterations));
    }
    static AlterConfigsResult alter_in(ControllerBench& bench, const std::string& broker,
                                       std::vector<ConfigAlteration> alterations) {
        AlteredResource wish{ConfigResourceType::broker, broker, std::move(alterations)};
        return bench.ask<IncrementalAlterConfigsResponse>(IncrementalAlterConfigsRequest{{wish}})
            .results.at(0);
    }
    [[nodiscard]] ConfigEntries configs(const std::string& broker) const {
        return bench.image().broker_config(broker);
    }
};

}  // namespace

TEST_CASE_METHOD(ConfiguredBrokers, "a broker and all brokers have configurations of their own") {
    CHECK(alter("", {{"log.retention.ms", set_key, "60000"}}).error == ErrorCode::none);
    const auto result = alter(
        "1", {{"log.retention.ms", set_key, "30000"}, {"log.segment.bytes", set_key, "1048576"}});
    CHECK(result.error == ErrorCode::none);
    CHECK(result.type == ConfigResourceType::broker);
    CHECK(result.name == "1");
    CHECK(configs("") == ConfigEntries{{"log.retention.ms", "60000"}});
    CHECK(configs("1") ==
          ConfigEntries{{"log.retention.ms", "30000"}, {"log.segment.bytes", "1048576"}});
    CHECK(configs("2").empty());
    CHECK(alter("1", {{"log.retention.ms", drop_key, ""}}).error == ErrorCode::none);
    CHECK(configs("1") == ConfigEntries{{"log.segment.bytes", "1048576"}});
    // AlterConfigs says all of it.
    const auto legacy = bench.ask<AlterConfigsResponse>(
        AlterConfigsRequest{{{ConfigResourceType::broker, "1", {{"message.max.bytes", "2000"}}}}});
    CHECK(legacy.results.at(0).error == ErrorCode::none);
    CHECK(configs("1") == ConfigEntries{{"message.max.bytes", "2000"}});
}

TEST_CASE_METHOD(ConfiguredBrokers, "a broker of which one thing is wrong stays as it is") {
    CHECK(alter("1", {{"log.retention.ms", set_key, "30000"}}).error == ErrorCode::none);
    const auto refused = [&](const std::string& broker, std::vector<ConfigAlteration> alterations,
                             const std::string& message) {
        const auto result = alter(broker, std::move(alterations));
        CHECK(result.error == ErrorCode::invalid_request);
        CHECK(result.message.substr(0, message.size()) == message);
    };
    refused("1", {{"log.segment.bytes", set_key, "9"}, {"num.partitions", set_key, "3"}},
            "Cannot update these configs dynamically: Set(num.partitions)");
    refused("1", {{"log.segment.bytes", set_key, "x"}},
            "Invalid value x for configuration log.segment.bytes");
    refused("", {{"broker.id", set_key, "3"}},
            "Cannot update these configs dynamically: Set(broker.id)");
    refused("one", {{"log.segment.bytes", set_key, "2000"}},
            "Unable to parse broker name as a base 10 number.");
    refused("-1", {{"log.segment.bytes", set_key, "2000"}}, "Invalid negative broker ID.");
    const auto appended = alter("1", {{"log.retention.ms", ConfigOperation::append, "7"}});
    CHECK(appended.error == ErrorCode::invalid_config);
    CHECK(appended.message ==
          "Config value append is not allowed for config key: log.retention.ms");
    CHECK(configs("1") == ConfigEntries{{"log.retention.ms", "30000"}});
    CHECK(alter("1", {{"log.cleanup.policy", ConfigOperation::append, "compact"}}).error ==
          ErrorCode::none);
    CHECK(configs("1").front() ==
          std::pair<std::string, std::string>("log.cleanup.policy", "delete,compact"));
}

TEST_CASE_METHOD(ConfiguredBrokers, "unclean elections that all brokers allow are held") {
    REQUIRE(bench.propose_isr(1, ids({1})) == ErrorCode::none);
    bench.pass_with({2}, Duration::seconds(20));  // broker 1, alone in sync, is gone
    REQUIRE(bench.partition("click").leader == no_broker);
    bench.pass_with({2}, Duration::seconds(400));
    REQUIRE(bench.partition("click").leader == no_broker);
    CHECK(alter("", {{"unclean.leader.election.enable", set_key, "true"}}).error ==
          ErrorCode::none);
    bench.pass_with({2}, Duration::seconds(400));  // at its next look
    CHECK(bench.partition("click").leader == BrokerId(2));
}

TEST_CASE("with ELR min.insync.replicas is the same for all brokers, and stays") {
    ControllerBench bench{features_of("4.1")};
    bench.start({1, 2});
    const auto alter = [&](const std::string& broker, ConfigOperation operation,
                           const std::string& value) {
        return ConfiguredBrokers::alter_in(bench, broker,
                                           {{"min.insync.replicas", operation, value}});
    };
    CHECK(alter("1", set_key, "2").message ==
          "Broker-level min.insync.replicas cannot be altered while ELR is enabled.");
    CHECK(alter("", set_key, "2").error == ErrorCode::none);
    CHECK(alter("", set_key, "1").error == ErrorCode::none);
    CHECK(alter("", drop_key, "").message ==
          "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.");
}

TEST_CASE("brokers' configurations are in a snapshot") {
    MetadataImage image;
    MetadataDelta delta;
    const ConfigRecord of_all{ConfigRecord::broker_resource, "", "log.retention.ms", "60000"};
    const ConfigRecord own{ConfigRecord::broker_resource, "1", "log.retention.ms", "30000"};
    for (const ConfigRecord& record : {of_all, own}) image.replay(record, delta);
    CHECK(delta.broker_configs);
    CHECK(delta.changed_configs.empty());
    CHECK_FALSE(delta.empty());
    MetadataImage copy;
    for (const MetadataRecord& record : image.to_records()) copy.replay(record, delta);
    CHECK(copy.broker_config("") == ConfigEntries{{"log.retention.ms", "60000"}});
    CHECK(copy.broker_config("1") == ConfigEntries{{"log.retention.ms", "30000"}});
    Digest empty;
    MetadataImage().digest(empty);
    Digest full;
    image.digest(full);
    CHECK(empty.value() != full.value());
}

}  // namespace kscope::test
