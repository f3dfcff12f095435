#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

class DynamicBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "start") {
            for (const auto& [key, value] : pairs(step)) {
                if (auto wrong = set_config(fixed_, key, value)) return *wrong;
            }
            return "ok";
        }
        if (step.command == "of-all" || step.command == "own") {
            (step.command == "own" ? own_ : of_all_) = pairs(step);
            return "ok";
        }
        if (step.command == "check") {
            return dynamic_configs_fault(fixed_, pairs(step)) ? "refused" : "ok";
        }
        if (step.command == "get") {
            const std::string value = config_text(obeyed(), step.argument(0));
            return value.empty() ? "null" : value;
        }
        if (step.command == "of-topic") {
            return config_text(obeyed().topic_defaults, step.argument(0));
        }
        if (step.command == "synonyms") {
            return joined(broker_config_synonyms(step.argument(0)), " ");
        }
        unknown_command(step);
    }

private:
    static DynamicConfigs pairs(const CaseStep& step) {
        return {step.options.begin(), step.options.end()};
    }
    [[nodiscard]] BrokerConfig obeyed() const {
        return with_dynamic_configs(fixed_, of_all_, own_);
    }

    BrokerConfig fixed_ = default_broker_config("3.9");
    DynamicConfigs of_all_;
    DynamicConfigs own_;
};

}  // namespace

TEST_CASE("dynamic configurations hold as in Kafka's cases") {
    run_kafka_cases<DynamicBench>("tests/unit/core/config/dynamic_configs_cases.txt");
}
