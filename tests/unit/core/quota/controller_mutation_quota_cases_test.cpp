#include "core/quota/controller_mutation_quota_manager.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

using Enforcement = ControllerMutationQuota::Enforcement;

class ControllerMutationQuotaBench {
public:
    ControllerMutationQuotaBench() { manager_.configure({}); }

    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "windows") {
            manager_.configure({static_cast<std::int32_t>(step.number(0)), 1000});
        } else if (what == "rate") {
            manager_.update_quota({step.options.at("user"), step.options.at("client")},
                                  step.number(0) * 1000);
        } else if (what == "strict" || what == "permissive") {
            quota_.emplace(manager_,
                           what == "strict" ? Enforcement::strict : Enforcement::permissive,
                           step.argument(0), step.argument(1));
        } else if (what == "mutate") {
            return quota_->record(step.number(0), now_ms_) ? "yes" : "no";
        } else if (what == "wait") {
            return std::to_string(quota_->throttle_time_ms(now_ms_));
        } else if (what == "sleep") {
            now_ms_ += step.number(0);
        } else if (what == "debt") {
            return std::to_string(time_to_refill_ms(
                -step.number(0) * TokenBucket::tokens_per_mutation, step.number(1) * 1000));
        } else if (what == "record") {
            return record(step);
        } else if (what == "every") {
            std::vector<std::string> times;
            for (std::int64_t i = 0; i < step.required("times"); ++i) {
                times.push_back(record(step));
                now_ms_ += 1000;
            }
            return joined(times, " ");
        } else {
            unknown_command(step);
        }
        return {};
    }

private:
    std::string record(const CaseStep& step) {
        return std::to_string(manager_.record(Enforcement::strict, step.argument(0),
                                              step.argument(1), step.number(2), now_ms_));
    }

    ControllerMutationQuotaManager manager_;
    std::optional<ControllerMutationQuota> quota_;
    std::int64_t now_ms_ = 0;
};

}  // namespace

TEST_CASE("Kafka's cases for quotas of mutations") {
    run_kafka_cases<ControllerMutationQuotaBench>(
        "tests/unit/core/quota/controller_mutation_quota_cases.txt");
}

TEST_CASE("a bucket fills at the quota's rate, up to what all windows allow") {
    const QuotaWindows windows{10, 1000};
    constexpr std::int64_t half = 500;  // a mutation in two seconds
    TokenBucket bucket;
    CHECK(bucket.tokens(windows, half, 0) == 5 * TokenBucket::tokens_per_mutation);
    bucket.take(windows, half, 6, 0);
    CHECK(time_to_refill_ms(bucket.tokens(windows, half, 0), half) == 2000);
    CHECK(bucket.tokens(windows, half, 2000) == 0);
    CHECK(bucket.tokens(windows, half, 3000) == TokenBucket::tokens_per_mutation / 2);
    CHECK(bucket.tokens(windows, half, 1'000'000) == 5 * TokenBucket::tokens_per_mutation);
}

TEST_CASE("a quota that went and came back begins with a full bucket") {
    ControllerMutationQuotaManager manager;
    manager.configure({10, 1000});
    const QuotaEntity all{std::nullopt, default_quota_entity};
    const auto record = [&](std::int64_t mutations) {
        return manager.record(Enforcement::strict, quota_user, "admin", mutations, 0);
    };
    manager.update_quota(all, 1000);
    CHECK(record(30) == 0);
    CHECK(record(1) == 20'000);
    manager.update_quota(all, std::nullopt);
    CHECK(record(1'000) == 0);
    manager.update_quota(all, 1000);
    CHECK(record(1) == 0);
}

TEST_CASE("a rate is told as it was written") {
    CHECK(quota_text(ClientQuotaType::produce, 20480) == "20480");
    CHECK(quota_text(ClientQuotaType::request, 125'000'000) == "12.5");
    CHECK(quota_text(ClientQuotaType::request, 10'000'000) == "1");
    CHECK(quota_text(ClientQuotaType::controller_mutation, 1'500) == "1.5");
    CHECK(quota_text(ClientQuotaType::controller_mutation, 50) == "0.05");
}
