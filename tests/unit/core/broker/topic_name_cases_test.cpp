#include "core/broker/auto_topic_creation.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

// "a*3" is "aaa"; "\032" is the character 32.
std::string spelled(const std::string& word) {
    const std::size_t star = word.find('*');
    if (star != std::string::npos &&
        word.find_first_not_of("0123456789", star + 1) == std::string::npos &&
        star + 1 < word.size()) {
        return std::string(static_cast<std::size_t>(number_of(word.substr(star + 1))), word[0]);
    }
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        if (word[i] != '\\') {
            text += word[i];
            continue;
        }
        text += static_cast<char>(number_of(word.substr(i + 1, 3)));
        i += 3;
    }
    return text;
}

struct TopicNameBench {
    std::string operator()(const CaseStep& step) const {
        if (step.command != "valid") unknown_command(step);
        const std::string word = step.arguments.empty() ? "" : step.argument(0);
        return is_valid_topic_name(spelled(word)) ? "yes" : "no";
    }
};

}  // namespace

TEST_CASE("names of topics are taken and refused as in Kafka's cases") {
    run_kafka_cases<TopicNameBench>("tests/unit/core/broker/topic_name_cases.txt");
}
