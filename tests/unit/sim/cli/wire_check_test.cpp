#include "sim/cli/wire_check.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/cli/command_line.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

std::string run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    std::ostringstream out;
    std::ostringstream err;
    CHECK(run_command_line(arguments, Terminal{out, err}) == all_held);
    CHECK(err.str() == "");
    return out.str();
}

}  // namespace

TEST_CASE("each lesson's messages survive their bytes, and the run is the same") {
    for (const std::string lesson : {"01-click-tracking", "02-access-log", "03-leader-failover"}) {
        const std::string file = "scenarios/lessons/" + lesson + ".yaml";
        INFO(file);
        CHECK(run({file, "--quiet", "--wire"}) == run({file, "--quiet"}));
    }
}

TEST_CASE("compressed records survive their bytes too") {
    for (const std::string type : {"gzip", "snappy", "lz4", "zstd"}) {
        INFO(type);
        const std::string small = "tests/scenario/small.yaml";
        const std::string packed = "--set=producers.web.config.compression.type=" + type;
        const auto plain = nlohmann::json::parse(run({small, "--format", "json", "--wire"}));
        const auto with = nlohmann::json::parse(run({small, "--format", "json", "--wire", packed}));
        CHECK(with.at("wire").at("messages") > 500);
        CHECK(with.at("run_hash") != plain.at("run_hash"));
    }
}

TEST_CASE("the summary tells what --wire looked at, and says nothing of it otherwise") {
    const std::string small = "tests/scenario/small.yaml";
    const auto with = nlohmann::json::parse(run({small, "--format", "json", "--wire"}));
    const auto wire = with.at("wire");
    CHECK(wire.at("messages") > 500);
    CHECK(wire.at("bytes") > 50 * wire.at("messages").get<int>());
    CHECK(wire.at("kinds") > 30);
    CHECK_FALSE(nlohmann::json::parse(run({small, "--format", "json"})).contains("wire"));
    CHECK(run({small, "--wire"}).find("each equal after its bytes") != std::string::npos);
    CHECK(run({small}).find("wire") == std::string::npos);
}

TEST_CASE("a message that its bytes cannot carry is a fault, by message and field") {
    WireCheck wire;
    HeartbeatRequest heartbeat{"shop", Generation(3), "m-1"};
    wire.check(Message(heartbeat), CorrelationId(1), EventId(5));
    CHECK(wire.totals().messages == 1);
    CHECK(wire.totals().kinds == 1);
    FetchRequest fetch;
    fetch.max_wait = Duration::micros(1'500);
    CHECK_THROWS_WITH(wire.check(Message(fetch), CorrelationId(1), EventId(6)),
                      "--wire: Fetch, event 6: max_wait was 1.5ms, and is 1ms");
    CHECK(wire.totals().messages == 1);
}

}  // namespace kscope::sim
