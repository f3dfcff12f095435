#include "core/quota/replication_quota_manager.h"

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr BrokerId self{7};

class ReplicationQuotaManagerBench {
public:
    std::string operator()(const CaseStep& step) {
        const std::string& what = step.command;
        if (what == "windows") {
            windows_.samples = static_cast<std::int32_t>(step.number(0));
        } else if (what == "quota") {
            manager_.configure(windows_, step.number(0));
        } else if (what == "mark") {
            manager_.mark_throttled(step.argument(0),
                                    parse_throttled_replicas(step.argument(1), self));
        } else if (what == "throttled") {
            const PartitionIndex partition(static_cast<std::int32_t>(step.number(1)));
            return manager_.is_throttled({step.argument(0), partition}) ? "yes" : "no";
        } else if (what == "sleep") {
            now_ms_ += step.number(0);
        } else if (what == "record") {
            manager_.record(step.number(0), now_ms_);
        } else if (what == "exceeded") {
            return manager_.is_quota_exceeded(now_ms_) ? "yes" : "no";
        } else if (what == "rate") {
            const auto [bytes, window_ms] = manager_.measure(now_ms_);
            return std::to_string(bytes) + "/" + std::to_string(window_ms);
        } else if (what == "replicas") {
            return replicas(step);
        } else {
            unknown_command(step);
        }
        return {};
    }

private:
    static std::string replicas(const CaseStep& step) {
        const BrokerId broker(static_cast<std::int32_t>(step.required("broker")));
        const std::string text = step.argument(0) == "none" ? "" : step.argument(0);
        const ThrottledPartitions throttled = parse_throttled_replicas(text, broker);
        if (throttled.all) return "all";
        std::vector<std::string> words;
        for (const PartitionIndex partition : throttled.partitions) {
            words.push_back(std::to_string(partition.value()));
        }
        return words.empty() ? "none" : joined(words, " ");
    }

    QuotaWindows windows_;
    ReplicationQuotaManager manager_;
    std::int64_t now_ms_ = 0;
};

}  // namespace

TEST_CASE("Kafka's cases for replication throttles") {
    run_kafka_cases<ReplicationQuotaManagerBench>(
        "tests/unit/core/quota/replication_quota_manager_cases.txt");
}
