#include <algorithm>
#include <map>
#include <set>

#include "core/metadata/replica_placement.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

// Counts as "3", or as "2..4" where they are not all the same.
std::string range_of(const std::vector<std::size_t>& counts) {
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    if (*least == *most) return std::to_string(*least);
    return std::to_string(*least) + ".." + std::to_string(*most);
}

class PlacementBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "brokers") return set_brokers(step);
        if (step.command == "alternated") return text_of_ids(rack_alternated(brokers_));
        if (step.command == "place") return text_of(placed(step, start_of(step)));
        if (step.command == "distribution") return distributions(step);
        unknown_command(step);
    }

private:
    std::string set_brokers(const CaseStep& step) {
        for (const std::string& word : step.arguments) {
            const auto parts = split(word, ':');
            brokers_.push_back({BrokerId(static_cast<std::int32_t>(number_of(parts[0]))),
                                parts.size() > 1 ? parts[1] : ""});
        }
        return {};
    }
    static PlacementStart start_of(const CaseStep& step) {
        return {static_cast<std::uint32_t>(step.option("start", 0)),
                static_cast<std::uint32_t>(step.option("shift", 0))};
    }
    [[nodiscard]] Placement placed(const CaseStep& step, const PlacementStart& start) const {
        return place_replicas(brokers_, static_cast<std::int32_t>(step.required("partitions")),
                              static_cast<std::int32_t>(step.required("replicas")), start);
    }
    static std::string text_of(const Placement& placement) {
        if (placement.error != ErrorCode::none) {
            return std::string(name_of(placement.error)) + " " + placement.message;
        }
        std::vector<std::string> words;
        for (const auto& replicas : placement.assignments) words.push_back(text_of_ids(replicas));
        return joined(words, " ");
    }
    // The same from whatever start; or the first two that differ.
    [[nodiscard]] std::string distributions(const CaseStep& step) const {
        if (!step.has("drawn")) return distribution(step, placed(step, start_of(step)));
        const auto count = static_cast<std::uint32_t>(brokers_.size());
        std::string first;
        for (std::uint32_t start = 0; start < count; ++start) {
            for (std::uint32_t shift = 0; shift < count; ++shift) {
                const std::string told = distribution(step, placed(step, {start, shift}));
                if (first.empty()) first = told;
                if (told != first) return first + " but " + told;
            }
        }
        return first;
    }
    [[nodiscard]] std::string distribution(const CaseStep& step, const Placement& placement) const {
        if (placement.error != ErrorCode::none) return text_of(placement);
        std::vector<std::size_t> racks;
        std::map<BrokerId, std::size_t> leaders;
        std::map<BrokerId, std::size_t> replicas;
        for (const PlacementBroker& b : brokers_) leaders[b.broker] = replicas[b.broker] = 0;
        for (const auto& assigned : placement.assignments) {
            std::set<std::string> distinct_racks;
            for (const BrokerId broker : assigned) {
                ++replicas[broker];
                distinct_racks.insert(rack_of(broker));
            }
            ++leaders[assigned.front()];
            racks.push_back(distinct_racks.size());
            const std::set<BrokerId> distinct(assigned.begin(), assigned.end());
            if (distinct.size() != assigned.size() ||
                assigned.size() != static_cast<std::size_t>(step.required("replicas"))) {
                return "not distinct";
            }
        }
        std::vector<std::string> words;
        for (const std::string& what : split(step.option("only", "racks,leaders,replicas"), ',')) {
            if (what == "racks") words.push_back("racks=" + range_of(racks));
            if (what == "leaders") words.push_back("leaders=" + range_of(values(leaders)));
            if (what == "replicas") words.push_back("replicas=" + range_of(values(replicas)));
            if (what == "distinct") words.emplace_back("distinct");
        }
        return joined(words, " ");
    }
    static std::vector<std::size_t> values(const std::map<BrokerId, std::size_t>& counts) {
        std::vector<std::size_t> result;
        for (const auto& [broker, count] : counts) result.push_back(count);
        return result;
    }
    [[nodiscard]] std::string rack_of(BrokerId broker) const {
        for (const PlacementBroker& b : brokers_) {
            if (b.broker == broker) return b.rack;
        }
        return "unknown";
    }

    std::vector<PlacementBroker> brokers_;
};

}  // namespace

TEST_CASE("replicas are placed as in Kafka's cases") {
    run_kafka_cases<PlacementBench>("tests/unit/core/metadata/replica_placement_cases.txt");
}
