#include "sim/cli/command_line.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

struct Answer {
    int code = 0;
    std::string out;
    std::string err;
};

Answer kscope(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = run_command_line(arguments, Terminal{out, err});
    return {code, out.str(), err.str()};
}

const std::string small = "tests/scenario/small.yaml";

std::string last_line(const std::string& text) {
    const std::size_t end = text.find_last_not_of('\n');
    const std::size_t begin = text.rfind('\n', end) + 1;
    return text.substr(begin, end + 1 - begin);
}

}  // namespace

TEST_CASE("usage errors are one line and exit code 2") {
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {},
             {"rum"},
             {"run"},
             {"run", small, "--format", "xml"},
             {"run", small, "--seed", "x"},
             {"run", small, "--seed", "-1"},
             {"run", small, "--seed", "99999999999999999999999"},
             {"run", small, "--until", "5"},
             {"run", small, "--set", "seed"},
             {"list", "cats"},
             {"run", "no/such.yaml"},
             {"why", small, "--at", "soon"},
             {"sweep", small},
             {"why", small, "--of", "everything"},
             {"run", small, "--trace", "no/such/dir/x"},
             {"run", small, "--disks", "no/such/dir/x"},
             {"run", small, "--disks", "tests"},
             {"dump-log"},
             {"dump-log", "docs"},
             {"dump-log", "--max-bytes", "x", "a.log"},
             {"dump-log", "--key-decoder-class", "No", "a.log"}}) {
        const Answer answer = kscope(arguments);
        CHECK(answer.code == 2);
        CHECK(answer.out == "");
        CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
    }
}

TEST_CASE("a command that is none is named, with those there are") {
    const std::string commands =
        " is no command: there are run, check, list, schema, why, dump-log, compare, shell; "
        "`kscope --help` shows what there is\n";
    CHECK(kscope({"foo"}).err == "kscope: `foo`" + commands);
    CHECK(kscope({"foo", "--format", "text"}).err == "kscope: `foo`" + commands);
    CHECK(kscope({"--foo"}).err == "kscope: `--foo`" + commands);
    CHECK(kscope({}).err.starts_with("kscope: A subcommand is required; "));
}

TEST_CASE("an empty word is no path and no time") {
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {"run", small, "--trace", ""},
             {"run", small, "--disks", ""},
             {"run", small, "--until", ""},
             {"run", ""},
             {"check", small, ""},
             {"shell", ""},
             {"compare", small, "--across", "seed=1,2", "--until", ""},
             {"why", small, "--at", ""},
             {"why", small, "--of", ""}}) {
        const Answer answer = kscope(arguments);
        INFO(answer.err);
        CHECK(answer.code == 2);
        CHECK(answer.out == "");
        CHECK(answer.err.find(": nothing is written there: ") != std::string::npos);
        CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
    }
}

TEST_CASE("help and version go to out") {
    CHECK(kscope({"--help"}).code == 0);
    CHECK(kscope({"--help"}).out.find("why") != std::string::npos);
    CHECK(kscope({"run", "--help"}).out.find("--until") != std::string::npos);
    CHECK(kscope({"--version"}).out.starts_with("kscope "));
}

TEST_CASE("lists") {
    CHECK(kscope({"list", "versions"}).out.find("4.1: ") == 0);
    CHECK(kscope({"list", "notes"}).out.find("LeaderElected: ") != std::string::npos);
    CHECK(kscope({"list", "faults"}).out.find("power-loss: ") != std::string::npos);
    CHECK(kscope({"list", "configs"}).out.find("min.insync.replicas") != std::string::npos);
    CHECK(kscope({"list", "scenarios"}).out.find("01-click-tracking.yaml: Click tracking") !=
          std::string::npos);
    CHECK(kscope({"list", "hazards"}).out.find("KIP-101: ") == 0);
    CHECK(kscope({"list", "versions"}).out.find("0.11: leader epochs (KIP-101)") !=
          std::string::npos);
    const auto laws = nlohmann::json::parse(kscope({"list", "laws", "--format", "json"}).out);
    CHECK(laws.size() > 10);
    CHECK(laws[0].contains("licence"));
}

TEST_CASE("the summary counts one as one, and says who is not there") {
    const std::string all = kscope({"run", small}).out;
    CHECK(all.find("0 failed, 0 retries\n") != std::string::npos);
    CHECK(all.find("generation 1, 1 member, lag 0\n") != std::string::npos);
    const std::string dead = kscope({"run", "tests/scenario/all-dead.yaml", "--until", "40s"}).out;
    INFO(dead);
    CHECK(dead.find("no leader in epoch") != std::string::npos);
    CHECK(dead.find("high watermark unknown") != std::string::npos);
    CHECK(dead.find("-1") == std::string::npos);
}

TEST_CASE("check and schema") {
    const Answer good = kscope({"check", small});
    CHECK(good.code == 0);
    CHECK(good.out.starts_with(small + ": good"));
    const Answer bad = kscope({"check", small, "tests/scenario/bad/version.yaml"});
    CHECK(bad.code == 2);
    CHECK(bad.err.starts_with("tests/scenario/bad/version.yaml:3:20:"));
    CHECK(nlohmann::json::parse(kscope({"schema"}).out).contains("properties"));
}

TEST_CASE("a run tells its story, its summary, and last its hash") {
    const Answer run = kscope({"run", small});
    INFO(run.out << run.err);
    CHECK(run.code == 0);
    CHECK(run.out.find("Hello from the timeline.") != std::string::npos);
    CHECK(run.out.find("web: 20 sent, 20 acknowledged") != std::string::npos);
    CHECK(last_line(run.out).starts_with("run hash: "));
    CHECK(last_line(run.out).size() == 10 + 32);
    const Answer quiet = kscope({"run", small, "--quiet"});
    CHECK(quiet.out == last_line(run.out) + "\n");
    CHECK(kscope({"run", small, "--quiet", "--seed", "2"}).out != quiet.out);
}

TEST_CASE("the summary as JSON") {
    const Answer run = kscope({"run", small, "--format", "json"});
    const auto json = nlohmann::json::parse(run.out);
    for (const char* key : {"scenario", "seed", "version", "run_hash", "virtual_time_ns", "events",
                            "wall_ns", "laws", "expectations", "producers", "groups", "topics"}) {
        INFO(key);
        CHECK(json.contains(key));
    }
    CHECK(json["producers"]["web"]["acked"] == 20);
    CHECK(json["groups"]["readers"]["lag"] == 0);
    CHECK(json["topics"]["click"]["0"]["replicas"].size() == 3);
    CHECK(json["laws"]["LogMatching"] == "held");
}

TEST_CASE("a broken expectation and an entry that never comes true are exit code 1") {
    const Answer unmet = kscope({"run", small, "--set", "expect=[acked of web is 21]"});
    CHECK(unmet.code == 1);
    CHECK(unmet.out.find("acked of web is 21: 20") != std::string::npos);
    const Answer never = kscope(
        {"run", small, "--set", "timeline.0.when={LogTruncated: {}}", "--set", "timeline.0.at="});
    CHECK(never.code == 1);
    CHECK(never.out.find(small + ":14: this entry of the timeline never came true") !=
          std::string::npos);
}

TEST_CASE("a full disk is one line and exit code 2, and a device stays a device") {
    const std::filesystem::path full = "/dev/full";
    const std::filesystem::path link =
        std::filesystem::temp_directory_path() / "kscope-full-disk-test";
    std::filesystem::remove(link);
    std::filesystem::create_symlink(full, link);
    for (const std::string& path : {full.string(), link.string()}) {
        const Answer answer = kscope({"run", small, "--quiet", "--trace", path});
        CHECK(answer.code == 2);
        CHECK(answer.out.empty());
        CHECK(answer.err == "--trace " + path +
                                ": not all could be written, the disk may be full; make room, or "
                                "name a file on another disk\n");
        CHECK(std::filesystem::is_character_file(full));
    }
    CHECK(std::filesystem::is_symlink(link));
    std::filesystem::remove(link);

    std::ofstream out(full);
    std::ostringstream err;
    CHECK(run_command_line({"list", "laws"}, Terminal{out, err}) == 2);
    CHECK(err.str() ==
          "standard output: not all could be written, the disk may be full; make room, or write "
          "elsewhere\n");
}

TEST_CASE("a trace is a line of JSON per event, and appears whole or not at all") {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "kscope-trace-test";
    fs::remove_all(folder);
    fs::create_directories(folder);
    const std::string path = (folder / "t.jsonl").string();
    REQUIRE(kscope({"run", small, "--quiet", "--trace", path}).code == 0);
    std::ifstream stream(path);
    std::uint64_t lines = 0;
    for (std::string line; std::getline(stream, line);) {
        const auto json = nlohmann::json::parse(line);
        CHECK(json["event"] == ++lines);
    }
    CHECK(lines > 100);
    CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 1);
    fs::remove_all(folder);
}

}  // namespace kscope::sim
