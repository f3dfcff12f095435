#include "core/client/assignor.h"

#include <algorithm>

#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

class AssignorBench {
public:
    std::string operator()(const CaseStep& step) {
        if (is_assignor(step.command)) return text_of(assign(step.command, topics_, members_));
        for (const std::string& word : step.arguments) {
            const auto parts = split(word, ':');
            if (step.command == "topics") {
                topics_.emplace_back(parts.at(0),
                                     static_cast<std::int32_t>(number_of(parts.at(1))));
            } else if (step.command == "members") {
                auto subscribed = split(parts.at(1), ',');
                std::erase(subscribed, "");
                members_.push_back({parts.at(0), Subscription{std::move(subscribed)}});
            } else {
                unknown_command(step);
            }
        }
        return {};
    }

private:
    // Kafka's tests compare the lists as sets; here they come in the order of partitions.
    static std::string text_of(std::vector<MemberAssignment> assignments) {
        std::vector<std::string> told;
        for (MemberAssignment& member : assignments) {
            std::sort(member.partitions.begin(), member.partitions.end());
            std::vector<std::string> words{member.member_id};
            for (const TopicPartition& tp : member.partitions) words.push_back(to_string(tp));
            if (member.partitions.empty()) words.emplace_back("-");
            told.push_back(joined(words, " "));
        }
        return joined(told, "; ");
    }

    TopicSizes topics_;
    std::vector<JoinedMember> members_;
};

}  // namespace

TEST_CASE("partitions are assigned as in Kafka's cases") {
    run_kafka_cases<AssignorBench>("tests/unit/core/client/assignor_cases.txt");
}
