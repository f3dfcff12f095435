// `kscope compare`: its table, its JSON, its mistakes.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/command_line.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

struct Answered {
    int code = 0;
    std::string out;
    std::string err;
};

Answered compare(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    arguments.insert(arguments.begin(), "compare");
    const int code = run_command_line(arguments, Terminal{out, err});
    return {code, out.str(), err.str()};
}

const std::string one_failover = "scenarios/lessons/13-one-failover.yaml";

std::vector<std::int64_t> row(const nlohmann::json& table, const std::string& name) {
    for (const auto& one : table["rows"]) {
        if (one["measure"] == name) return one["values"].get<std::vector<std::int64_t>>();
    }
    FAIL("no row " + name);
    return {};
}

}  // namespace

TEST_CASE("mistakes of compare are one line each, and nothing is played") {
    struct Mistake {
        std::vector<std::string> arguments;
        std::string complaint;
    };
    const std::string small = "tests/scenario/small.yaml";
    for (const Mistake& mistake : std::vector<Mistake>{
             {{}, "FILE is required"},
             {{small}, "neither --versions nor --across"},
             {{small, "--versions", "2.5"}, "one value alone cannot be compared"},
             {{small, "--versions", "2.5,2.5"}, "`2.5` is there twice"},
             {{small, "--versions", "2.5,"}, "a value is empty"},
             {{small, "--versions", "2.5,0.7"}, "0.7"},
             {{small, "--across", "acks"}, "there is no `=` after a path"},
             {{small, "--across", "producers.web.config.acks=1,most"}, "most"},
             {{small, "--across", "no.such.path=1,2"}, "no.such.path"},
             {{small, "--across", "producers.wbe.config.acks=1,all"}, "did you mean `web`?"},
             {{small, "--across", "seed=1,2", "--versions", "2.5,3.9"}, "excludes"},
             {{small, "--versions", "2.5,3.9", "--format", "xml"}, "xml"},
             {{small, "--versions", "2.5,3.9", "--until", "5"}, "--until 5"}}) {
        const Answered answer = compare(mistake.arguments);
        INFO(mistake.complaint << "\n" << answer.err);
        CHECK(answer.code == 2);
        CHECK(answer.out == "");
        CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
        CHECK(answer.err.find(mistake.complaint) != std::string::npos);
    }
}

TEST_CASE("one failover, four ways: how long, how much is lost, what is there twice") {
    const Answered answer =
        compare({one_failover, "--versions", "0.8,2.5,3.9,4.1", "--format", "json"});
    INFO(answer.out << answer.err);
    REQUIRE(answer.code == 0);
    const auto table = nlohmann::json::parse(answer.out);
    CHECK(table["changed"] == "cluster.version");
    CHECK(table["values"] == std::vector<std::string>{"0.8", "2.5", "3.9", "4.1"});
    CHECK(table["run_hashes"].size() == 4);
    const auto dead = row(table, "longest without a leader");
    CHECK(dead[0] >= 6'000'000'000);  // zookeeper.session.timeout.ms was 6 s up to 2.4
    CHECK(dead[0] < 9'000'000'000);
    CHECK(dead[1] >= 18'000'000'000);
    CHECK(dead[2] >= 18'000'000'000);
    CHECK(dead[3] > 7'000'000'000);  // broker.session.timeout.ms is 9 s, from the last heartbeat on
    CHECK(dead[3] < 10'000'000'000);
    for (std::size_t v = 0; v < 4; ++v) {
        CHECK(row(table, "longest wait of careful")[v] > dead[v]);
        CHECK(row(table, "acknowledged to careful")[v] == 600);
        CHECK(row(table, "acknowledged and lost of careful")[v] == 0);
        CHECK(row(table, "acknowledged and lost of hasty")[v] > 0);
        CHECK(row(table, "messages of clients")[v] > 1000);
        CHECK(row(table, "messages among brokers")[v] > 500);
        CHECK(row(table, "messages of the metadata plane")[v] > 50);
        CHECK(row(table, "leader elections")[v] == 2);
    }
    const auto twice = row(table, "records twice in the logs");
    CHECK(twice[0] > 0);
    CHECK(twice[1] > 0);
    CHECK(twice[2] == 0);  // idempotence is the default since 3.0
    CHECK(twice[3] == 0);
    const auto talk = row(table, "messages of the metadata plane");
    CHECK(talk[3] > 5 * talk[2]);  // who follows the metadata log fetches it all the time
}

TEST_CASE("records that a group is given twice are counted") {
    // It dies before the commit of what it has read; each record comes again.
    const Answered answer = compare(
        {"tests/scenario/small.yaml", "--across", "seed=1,2", "--set",
         "timeline=[{at: 8s, kill: readers-1}, {at: 9s, restart: readers-1}]", "--format", "json"});
    INFO(answer.out << answer.err);
    REQUIRE(answer.code == 0);
    const auto table = nlohmann::json::parse(answer.out);
    CHECK(row(table, "read again by readers") == std::vector<std::int64_t>{20, 20});
}

TEST_CASE("what does not hold is told below the table, with the command that plays it again") {
    const Answered answer = compare({"tests/scenario/small.yaml", "--across",
                                     "producers.web.source.generator.count=20,21", "--set",
                                     "expect=[acked of web is 20]"});
    INFO(answer.out << answer.err);
    CHECK(answer.code == 1);
    CHECK(answer.out.find("expectations") != std::string::npos);
    CHECK(answer.out.find("0 of 1\n") != std::string::npos);
    CHECK(answer.out.find("  21: acked of web is 20: 21\n") != std::string::npos);
    CHECK(answer.out.find("    again: kscope run tests/scenario/small.yaml --seed") !=
          std::string::npos);
}

TEST_CASE("what died with its leader is counted although the run stops at the broken law") {
    const Answered answer = compare({"scenarios/lessons/07-truncation-to-high-watermark.yaml",
                                     "--versions", "0.10.2,0.11", "--format", "json"});
    INFO(answer.out << answer.err);
    CHECK(answer.code == 0);  // the breach is what the scenario expects
    const auto table = nlohmann::json::parse(answer.out);
    CHECK(row(table, "acknowledged and lost of shop") == std::vector<std::int64_t>{1, 0});
}

}  // namespace kscope::sim
