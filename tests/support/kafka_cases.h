// Kafka's own published test cases, carried by hand as data: *_cases.txt beside the test that reads
// them. "case CLASS.method (variation)" names Kafka's test; each line below it is a command, then
// "->" and what Kafka answers (a command without "->" answers nothing). "#" begins a remark. A test
// gives a bench, which obeys the commands; the expectations are Kafka's and are never rewritten.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace kscope::test {

// "append 1@5 epoch=2 -> ok": the command, its arguments, those of them that have a name.
struct CaseStep {
    std::int32_t line = 0;
    std::string text;
    std::string command;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> options;
    std::string expected;

    // What is missing or no number is a mistake in the file: std::runtime_error.
    [[nodiscard]] const std::string& argument(std::size_t at) const;
    [[nodiscard]] std::int64_t number(std::size_t at) const;
    [[nodiscard]] std::string option(const std::string& name, const std::string& otherwise) const;
    [[nodiscard]] std::int64_t option(const std::string& name, std::int64_t otherwise) const;
    [[nodiscard]] std::int64_t required(const std::string& name) const;
    [[nodiscard]] bool has(const std::string& word) const;  // among the arguments
};

struct KafkaCase {
    std::string test_class;
    std::string name;  // "CLASS.method", and a variation
    std::int32_t line = 0;
    std::vector<CaseStep> steps;
};

std::vector<KafkaCase> read_kafka_cases(const std::string& file);
// All files of the tree, as paths from its top, sorted.
std::vector<std::string> kafka_case_files();

std::int64_t number_of(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);
std::string joined(const std::vector<std::string>& words, const std::string& separator);
// "2,4" as ids of type Id; "-" is none.
template <class Id>
std::vector<Id> ids_of(std::string_view text) {
    std::vector<Id> ids;
    if (text == "-") return ids;
    for (const std::string& word : split(text, ',')) {
        ids.emplace_back(static_cast<typename Id::rep>(number_of(word)));
    }
    return ids;
}
template <class Id>
std::string text_of_ids(const std::vector<Id>& ids) {
    std::vector<std::string> words;
    for (const Id id : ids) words.push_back(std::to_string(id.value()));
    return words.empty() ? "-" : joined(words, ",");
}

[[noreturn]] void unknown_command(const CaseStep& step);

// A new Bench for each case; bench(step) answers as text.
template <class Bench>
void run_kafka_cases(const std::string& file) {
    const std::vector<KafkaCase> cases = read_kafka_cases(file);
    REQUIRE(!cases.empty());
    for (const KafkaCase& one : cases) {
        Bench bench;
        for (const CaseStep& step : one.steps) {
            INFO(file << ":" << step.line << ": " << one.name << ": " << step.text);
            CHECK(bench(step) == step.expected);
        }
    }
}

}  // namespace kscope::test
