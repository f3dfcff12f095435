#include "core/client/partitioner.h"

#include <map>
#include <set>

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

class PartitionerBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "murmur2") {
            return std::to_string(static_cast<std::int32_t>(murmur2(step.argument(0))));
        }
        if (step.command == "by-key") return by_key(step);
        if (step.command == "partitions") return set_partitions(step);
        if (step.command == "sticky") {
            sticky_ = StickyPartitioner(static_cast<std::int32_t>(step.number(0)));
            sticky_.choose(loads_, rng_);
            return {};
        }
        if (step.command == "append") {
            return sticky_.appended(static_cast<std::int32_t>(step.number(0)), true) ? "used up"
                                                                                     : "stays";
        }
        if (step.command == "choose") return choices(step);
        if (step.command == "frequencies") return frequencies(step);
        unknown_command(step);
    }

private:
    static std::string by_key(const CaseStep& step) {
        const auto partitions = static_cast<std::int32_t>(step.required("partitions"));
        const PartitionIndex first = partition_for_key(step.argument(0), partitions);
        CHECK(first < PartitionIndex(partitions));
        return partition_for_key(std::string(step.argument(0)), partitions) == first
                   ? "same each time"
                   : "differs";
    }
    std::string set_partitions(const CaseStep& step) {
        for (const std::string& word : step.arguments) {
            const auto parts = split(word, ':');
            const bool away = parts[0].ends_with('!');
            const std::string number = away ? parts[0].substr(0, parts[0].size() - 1) : parts[0];
            PartitionLoad load;
            load.partition = PartitionIndex(static_cast<std::int32_t>(number_of(number)));
            load.available = !away;
            load.used = parts.size() > 1;
            if (load.used) load.queued_batches = static_cast<std::uint32_t>(number_of(parts[1]));
            loads_.push_back(load);
        }
        return {};
    }
    std::string choices(const CaseStep& step) {
        std::set<PartitionIndex> chosen;
        for (std::int64_t i = 0; i < step.required("times"); ++i) {
            sticky_.choose(loads_, rng_);
            chosen.insert(*sticky_.current());
        }
        return text_of(std::vector<PartitionIndex>(chosen.begin(), chosen.end()));
    }
    // How often each was chosen, in so many draws, rounded: Kafka's test counts all tickets once,
    // ours draws them, which comes to the same to within a tenth of a ticket.
    std::string frequencies(const CaseStep& step) {
        constexpr std::int64_t draws_each = 20000;
        const std::int64_t tickets = step.required("of");
        std::map<PartitionIndex, std::int64_t> count;
        for (std::int64_t i = 0; i < draws_each * tickets; ++i) {
            sticky_.choose(loads_, rng_);
            ++count[*sticky_.current()];
        }
        std::vector<std::string> words;
        for (const auto& [partition, times] : count) {
            const std::int64_t rounded = (times + draws_each / 2) / draws_each;
            CHECK(std::abs(times - rounded * draws_each) < draws_each / 10);
            words.push_back(std::to_string(rounded));
        }
        return joined(words, " ");
    }
    static std::string text_of(const std::vector<PartitionIndex>& partitions) {
        std::vector<std::string> words;
        for (const PartitionIndex p : partitions) words.push_back(std::to_string(p.value()));
        return joined(words, " ");
    }

    std::vector<PartitionLoad> loads_;
    StickyPartitioner sticky_;
    Rng rng_{7};
};

}  // namespace

TEST_CASE("keys and records without a key go where Kafka's cases send them") {
    run_kafka_cases<PartitionerBench>("tests/unit/core/client/partitioner_cases.txt");
}
