// Counts Kafka's own cases (tests/support/kafka_cases.h) and prints how many each class of Kafka
// gave: build/dev/bin/kafka_cases --success shows the table.
#include <filesystem>
#include <map>
#include <set>

#include "tests/support/kafka_cases.h"

using namespace kscope::test;

namespace {

constexpr std::size_t promised = 200;

// log/leader_epoch_cache_cases.txt -> log/leader_epoch_cache_cases_test.cpp
std::string reader_of(const std::string& file) {
    return file.substr(0, file.size() - std::string(".txt").size()) + "_test.cpp";
}

}  // namespace

TEST_CASE("there are as many of Kafka's cases as promised, each once, and each has a reader") {
    std::map<std::string, std::size_t> by_class;
    std::set<std::string> names;
    std::size_t total = 0;
    for (const std::string& file : kafka_case_files()) {
        INFO(file);
        CHECK(std::filesystem::exists(reader_of(file)));
        for (const KafkaCase& one : read_kafka_cases(file)) {
            INFO(one.line << ": " << one.name);
            CHECK(names.insert(one.name).second);
            ++by_class[one.test_class];
            ++total;
        }
    }
    std::string table;
    for (const auto& [name, count] : by_class) table += name + " " + std::to_string(count) + "\n";
    INFO(table << "in all " << total);
    CHECK(total >= promised);
}
