#include "core/log/leader_epoch_cache.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

std::string text_of(const EpochEntry& entry) {
    return std::to_string(entry.epoch.value()) + "@" + std::to_string(entry.start_offset.value());
}

std::string text_of(LeaderEpoch epoch) {
    return epoch == no_leader_epoch ? "none" : std::to_string(epoch.value());
}

class EpochCacheBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "assign") return assign(step);
        if (step.command == "truncate-from-end") {
            cache_.truncate_from_end(Offset(step.number(0)));
        } else if (step.command == "truncate-from-start") {
            cache_.truncate_from_start(Offset(step.number(0)));
        } else if (step.command == "clear") {
            cache_.clear();
        } else if (step.command == "reload") {
            cache_ = LeaderEpochCache::from_checkpoint(cache_.to_checkpoint());
        } else {
            return question(step);
        }
        cache_.check_invariants();
        return {};
    }

private:
    std::string assign(const CaseStep& step) {
        for (const std::string& entry : step.arguments) {
            const auto parts = split(entry, '@');
            cache_.assign(LeaderEpoch(static_cast<std::int32_t>(number_of(parts.at(0)))),
                          Offset(number_of(parts.at(1))));
        }
        return {};
    }
    [[nodiscard]] std::string question(const CaseStep& step) const {
        if (step.command == "entries") return entries();
        if (step.command == "latest") return text_of(cache_.latest_epoch());
        if (step.command == "previous") return previous(step.has("entry"));
        if (step.command == "epoch-of") {
            return text_of(cache_.epoch_for_offset(Offset(step.number(0))));
        }
        if (step.command != "end") unknown_command(step);
        const EpochEnd end =
            cache_.end_offset_for(LeaderEpoch(static_cast<std::int32_t>(step.number(0))),
                                  Offset(step.required("log-end")));
        if (end == EpochEnd{}) return "undefined";
        return std::to_string(end.epoch.value()) + ":" + std::to_string(end.end_offset.value());
    }
    [[nodiscard]] std::string entries() const {
        std::vector<std::string> words;
        for (const EpochEntry& entry : cache_.entries()) words.push_back(text_of(entry));
        return words.empty() ? "none" : joined(words, " ");
    }
    // The entry below the latest.
    [[nodiscard]] std::string previous(bool whole) const {
        const auto& entries = cache_.entries();
        if (entries.size() < 2) return "none";
        const EpochEntry& entry = entries[entries.size() - 2];
        return whole ? text_of(entry) : text_of(entry.epoch);
    }

    LeaderEpochCache cache_;
};

}  // namespace

TEST_CASE("the epoch cache answers Kafka's cases as Kafka does") {
    run_kafka_cases<EpochCacheBench>("tests/unit/core/log/leader_epoch_cache_cases.txt");
}
