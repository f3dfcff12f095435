#include "core/quota/client_quota_manager.h"

#include <limits>

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr std::int64_t second_ms = 1000;

class ClientQuotaManagerBench {
public:
    ClientQuotaManagerBench() { manager_.configure(windows_); }

    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "windows") {
            windows_.samples = static_cast<std::int32_t>(step.number(0));
            manager_.configure(windows_);
        } else if (what == "set") {
            manager_.update_quota(entity_of(step), step.number(0));
        } else if (what == "percent") {
            manager_.throttle_for_one_window_at_most();
            manager_.update_quota(entity_of(step),
                                  step.number(0) * quota_units_of(ClientQuotaType::request));
            unit_ = 1000;  // microseconds
        } else if (what == "remove") {
            manager_.update_quota(entity_of(step), std::nullopt);
        } else if (what == "sleep") {
            now_ms_ += step.number(0);
        } else if (what == "quota") {
            return text_of(manager_.quota(step.argument(0), step.argument(1)));
        } else if (what == "most") {
            return most(step);
        } else if (what == "record") {
            return std::to_string(record(step, step.number(2)));
        } else if (what == "throttles") {
            return record(step, step.number(2)) > 0 ? "yes" : "no";
        } else if (what == "check") {
            const std::string quota = text_of(manager_.quota(step.argument(0), step.argument(1)));
            const std::string within = most(step);
            const bool throttled = record(step, step.number(2) * windows_.samples) > 0;
            return quota + " " + within + (throttled ? " throttled" : " free");
        } else if (what == "every" || what == "spend") {
            std::vector<std::string> times;
            for (std::int64_t i = 0; i < step.required("times"); ++i) {
                times.push_back(std::to_string(record(step, step.number(2))));
                now_ms_ += second_ms;
            }
            return what == "every" ? joined(times, " ") : "";
        } else {
            unknown_command(step);
        }
        return {};
    }

private:
    static QuotaEntity entity_of(const CaseStep& step) {
        QuotaEntity entity;
        if (step.options.contains("user")) entity.user = step.options.at("user");
        if (step.options.contains("client")) entity.client_id = step.options.at("client");
        return entity;
    }
    static std::string text_of(std::optional<std::int64_t> value) {
        return value ? std::to_string(*value) : "none";
    }
    std::string most(const CaseStep& step) {
        return text_of(manager_.max_value_in_quota_window(step.argument(0), step.argument(1)));
    }
    std::int32_t record(const CaseStep& step, std::int64_t value) {
        return manager_.record(step.argument(0), step.argument(1), value * unit_, now_ms_)
            .throttle_time_ms;
    }

    QuotaWindows windows_;
    ClientQuotaManager manager_;
    std::int64_t now_ms_ = 5 * second_ms;
    std::int64_t unit_ = 1;
};

}  // namespace

TEST_CASE("Kafka's cases for client quotas, of bytes and of the time of threads") {
    run_kafka_cases<ClientQuotaManagerBench>(
        "tests/unit/core/quota/client_quota_manager_cases.txt");
}

TEST_CASE("a fetch that is not sent after all leaves the measurement as it was") {
    ClientQuotaManager manager;
    manager.update_quota({std::nullopt, "reader"}, 100);
    CHECK(manager.record("ANONYMOUS", "reader", 900, 0).throttle_time_ms == 0);
    CHECK(manager.record("ANONYMOUS", "reader", 400, 0).throttle_time_ms == 3000);
    manager.unrecord("ANONYMOUS", "reader", 400, 0);
    const QuotaVerdict verdict = manager.record("ANONYMOUS", "reader", 100, 0);
    CHECK(verdict.throttle_time_ms == 0);
    CHECK(verdict.sum == 1000);
    CHECK(verdict.window_ms == 10'000);
    CHECK(verdict.rate == 100);
}

TEST_CASE("the largest quota is no quota, not an overflow") {
    ClientQuotaManager manager;
    manager.update_quota({std::nullopt, "web"}, std::numeric_limits<std::int64_t>::max());
    CHECK(manager.record("ANONYMOUS", "web", std::int64_t{1} << 50, 0).throttle_time_ms == 0);
    CHECK_FALSE(manager.max_value_in_quota_window("ANONYMOUS", "web").has_value());
    manager.update_quota({std::nullopt, "web"}, 1);
    CHECK(manager.record("ANONYMOUS", "web", 0, 0).throttle_time_ms ==
          std::numeric_limits<std::int32_t>::max());
}
