#include "core/metadata/kraft/striped_replica_placer.h"

#include <map>
#include <memory>

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

// org.apache.kafka.server.util.MockRandom under java.util.Random.nextInt(bound).
class MockRandom {
public:
    std::uint32_t next_int(std::uint32_t bound) {
        std::int32_t bits = next_31();
        const auto most = static_cast<std::int32_t>(bound - 1);
        if ((bound & (bound - 1)) == 0) {
            return static_cast<std::uint32_t>(static_cast<std::int64_t>(bound) * bits >> 31);
        }
        const auto divisor = static_cast<std::int32_t>(bound);
        std::int32_t result = bits % divisor;
        while (static_cast<std::int64_t>(bits) - result + most > 0x7fffffff) {
            bits = next_31();
            result = bits % divisor;
        }
        return static_cast<std::uint32_t>(result);
    }

private:
    std::int32_t next_31() {
        state_ = state_ * 2862933555777941757ULL + 3037000493ULL;
        return static_cast<std::int32_t>(state_ >> 33);
    }
    std::uint64_t state_ = 17;
};

class PlacementBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "list") {
            for (const UsableBroker& broker : brokers_of(step)) list_.add(broker.broker);
            return {};
        }
        if (step.command == "turn") return turn(step);
        if (step.command == "brokers") {
            brokers_ = brokers_of(step);
            return {};
        }
        if (step.command == "racks") {
            racks_ = std::make_unique<PlacementRacks>(brokers_of(step), draw());
            return std::to_string(racks_->total()) + " brokers, " +
                   std::to_string(racks_->unfenced()) + " unfenced";
        }
        const auto first = static_cast<std::int32_t>(step.number(0));
        if (step.command == "next") {
            const std::string refusal = racks_->refusal(first);
            return refusal.empty() ? text_of_ids(racks_->place(first)) : refusal;
        }
        const StripedPlacement placed =
            place_striped(brokers_, first, static_cast<std::int32_t>(step.number(1)), draw());
        if (placed.error != ErrorCode::none) return placed.message;
        if (step.command == "place") return listed(placed);
        if (step.command == "counts") return counted(placed);
        unknown_command(step);
    }

private:
    PlacementDraw draw() {
        return [this](std::uint32_t bound) { return random_.next_int(bound); };
    }
    static std::vector<UsableBroker> brokers_of(const CaseStep& step) {
        std::vector<UsableBroker> brokers;
        for (std::string word : step.arguments) {
            UsableBroker broker;
            broker.fenced = word.ends_with('!');
            if (broker.fenced) word.pop_back();
            const auto parts = split(word, '@');
            broker.broker = BrokerId(static_cast<std::int32_t>(number_of(parts.at(0))));
            if (parts.size() > 1) broker.rack = parts[1];
            brokers.push_back(broker);
        }
        return brokers;
    }
    std::string turn(const CaseStep& step) {
        std::vector<std::string> words;
        BrokerId broker;
        do {
            broker = list_.next(static_cast<std::int32_t>(step.number(0)));
            words.push_back(broker == no_broker ? "-" : std::to_string(broker.value()));
        } while (broker != no_broker);
        return joined(words, " ");
    }
    static std::string listed(const StripedPlacement& placed) {
        std::vector<std::string> words;
        for (const auto& replicas : placed.assignments) words.push_back(text_of_ids(replicas));
        return joined(words, " ");
    }
    static std::string counted(const StripedPlacement& placed) {
        std::map<std::string, int> counts;
        for (const auto& replicas : placed.assignments) ++counts[text_of_ids(replicas)];
        std::vector<std::string> words;
        for (const auto& [pair, count] : counts)
            words.push_back(pair + ":" + std::to_string(count));
        return joined(words, " ");
    }

    MockRandom random_;
    std::vector<UsableBroker> brokers_;
    std::unique_ptr<PlacementRacks> racks_;
    PlacementList list_;
};

}  // namespace

TEST_CASE("replicas are placed as in Kafka's cases of the striped placer") {
    run_kafka_cases<PlacementBench>("tests/unit/core/metadata/kraft/striped_placement_cases.txt");
}
