#include "core/config/config_keys.h"

#include <set>

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

class ConfigBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "set") return set(step);
        if (step.command == "get" && step.argument(0) == "defaults") {
            return config_text(broker_.topic_defaults, step.argument(1));
        }
        if (step.command == "get") {
            return step.argument(0) == "broker" ? config_text(broker_, step.argument(1))
                                                : config_text(topic_, step.argument(1));
        }
        if (step.command == "valid" && step.argument(0) == "broker") {
            return validate(broker_) ? "no" : "yes";
        }
        if (step.command == "valid" && step.argument(0) == "producer") {
            settle_idempotence(producer_, [this](const char* key) { return set_.contains(key); });
            return validate(producer_) ? "no" : "yes";
        }
        if (step.command == "idempotent") return producer_.enable_idempotence ? "yes" : "no";
        unknown_command(step);
    }

private:
    std::string set(const CaseStep& step) {
        const std::string& owner = step.argument(0);
        const std::string& key = step.argument(1);
        const std::string value = joined({step.arguments.begin() + 2, step.arguments.end()}, " ");
        if (owner == "broker") return checked(broker_, key, value);
        if (owner == "topic") return checked(topic_, key, value, broker_.features);
        if (owner != "producer") unknown_command(step);
        set_.insert(key);
        return checked(producer_, key, value);
    }
    // A key that is not there would be refused too: that must not count.
    template <class Config, class... Rules>
    static std::string checked(Config& config, const std::string& key, const std::string& value,
                               const Rules&... features) {
        const auto error = set_config(config, key, value, features...);
        if (!error) return "ok";
        return error->starts_with("unknown") ? *error : "refused";
    }

    BrokerConfig broker_ = default_broker_config("3.9");
    TopicConfig topic_ = broker_.topic_defaults;
    ProducerConfig producer_ = default_producer_config("3.9");
    std::set<std::string> set_;  // keys of the producer
};

}  // namespace

TEST_CASE("configurations are taken and refused as in Kafka's cases") {
    run_kafka_cases<ConfigBench>("tests/unit/core/config/config_cases.txt");
}
