// "Why?" on the first lesson, and the sentences of the story.
#include "sim/story/why.h"

#include <algorithm>
#include <cctype>

#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "sim/story/narrator.h"
#include "sim/story/sentence.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

constexpr const char* lesson = "scenarios/lessons/01-click-tracking.yaml";

std::shared_ptr<const WorldSpec> spec_of(const Overrides& overrides = {}) {
    return std::make_shared<const WorldSpec>(compile(load_scenario(lesson, overrides)));
}

Hash128 play(World& world, Instant until) {
    while (world.step_until(until)) {
    }
    return world.run_hash();
}

}  // namespace

TEST_CASE("why broker 2 leads click-0: from the kill to the election, in seven sentences at most") {
    World world(spec_of(), 1);
    CauseGraph graph;
    world.listen(CauseGraph::needed_notes());
    while (world.step_until(Instant::at(Duration::seconds(50)))) graph.observe(world);
    const Names names(world.spec());
    const auto chain = why(graph, names, *parse_thing("leader/click-0"), world.last_event());
    REQUIRE(chain);
    std::string all;
    for (const WhyStep& step : chain->steps) {
        CHECK(step.sentence.back() == '.');
        all += step.sentence + "\n";
    }
    INFO(all);
    CHECK(chain->steps.size() <= max_why_steps);
    CHECK(chain->steps.front().short_text == "kill b1");
    CHECK(all.find("The pings of broker 1 no longer come") != std::string::npos);
    CHECK(all.find("zookeeper.session.timeout.ms=18000") != std::string::npos);
    CHECK(all.find("first replica of the assignment that is alive") != std::string::npos);
    CHECK(chain->steps.back().sentence.find("Broker 2 leads click-0") == 0);
}

TEST_CASE("a fault that was over before the silence began does not explain it") {
    const auto scenario =
        load_scenario("tests/scenario/small.yaml", {"producers.web.source.generator.count=2000"});
    World world(std::make_shared<const WorldSpec>(compile(scenario)), 1);
    CauseGraph graph;
    world.listen(CauseGraph::needed_notes());
    const Names names(world.spec());
    const auto play_to = [&](std::int64_t seconds) {
        while (world.step_until(Instant::at(Duration::seconds(seconds)))) graph.observe(world);
    };
    const auto act = [&](const Action& action) {
        world.apply(action);
        world.step_until(world.now());
        graph.observe(world);
    };
    const NodeId third = names.node_of(BrokerId(3));
    play_to(12);
    act(Pause{third});
    play_to(14);
    act(Resume{third});
    play_to(30);
    for (const int other : {1, 2}) {
        act(SetLatency{names.node_of(BrokerId(other)),
                       third,
                       {Latency::Shape::constant, Duration::seconds(60), {}}});
    }
    play_to(80);
    const auto chain = why(graph, names, *parse_thing("isr/click-0"), world.last_event());
    REQUIRE(chain);
    std::string all;
    for (const WhyStep& step : chain->steps) all += step.sentence + "\n";
    INFO(all);
    CHECK(all.find("the ISR of click-0") != std::string::npos);
    CHECK(all.find("pause") == std::string::npos);
}

TEST_CASE("each note of the lesson is a sentence, and the narrator leaves internal topics out") {
    World world(spec_of(), 1);
    NoteFilter everything;
    everything.bits = ~std::uint64_t{0};
    world.listen(everything);
    const Names names(world.spec());
    const Narrator narrator(world.spec());
    while (world.step_until(Instant::at(Duration::seconds(60)))) {
        for (const Note& note : world.last_notes()) REQUIRE(sentence(names, note).back() == '.');
        for (const StoryLine& line : narrator.tell(world)) {
            REQUIRE(line.text.find("__consumer_offsets") == std::string::npos);
        }
    }
}

TEST_CASE("the story tells which wish of an operator was refused, and no client's request") {
    const auto scenario =
        load_scenario("scenarios/lessons/06-reassignment.yaml", {"cluster.version=\"0.11\""});
    World world(std::make_shared<const WorldSpec>(compile(scenario)), 1);
    world.listen(Narrator::needed_notes());
    const Narrator narrator(world.spec());
    std::vector<std::string> refused;
    while (world.step_until(Instant::at(Duration::seconds(30)))) {
        for (const StoryLine& line : narrator.tell(world)) {
            if (line.text.find(" refuses ") != std::string::npos) refused.push_back(line.text);
        }
    }
    REQUIRE(refused.size() == 1);
    CHECK(refused[0].find("AlterPartitionReassignments for orders-1 with "
                          "REASSIGNMENT_IN_PROGRESS") != std::string::npos);
}

TEST_CASE("a chain speaks in words, and a command names what it is about") {
    World world(spec_of(), 1);
    world.listen(NoteFilter::all());
    const Names names(world.spec());
    std::vector<std::string> asked;
    while (world.step_until(Instant::at(Duration::seconds(96)))) {
        for (const Note& note : world.last_notes()) {
            const std::string words = short_form(names, note);
            INFO(words);
            for (std::size_t i = 1; i < words.size(); ++i) {
                const bool joined = std::islower(words[i - 1]) != 0 && std::isupper(words[i]) != 0;
                REQUIRE_FALSE(joined);
            }
        }
        for (const WorldNote& note : world.last_world_notes()) {
            if (std::holds_alternative<CommandGiven>(note)) {
                asked.push_back(sentence(names, note));
            }
        }
    }
    CHECK(std::find(asked.begin(), asked.end(),
                    "Monitoring-1 is asked to move its position in click-0.") != asked.end());
    std::sort(asked.begin(), asked.end());
    CHECK(std::adjacent_find(asked.begin(), asked.end()) == asked.end());
}

TEST_CASE(
    "times are told to the millisecond, finer only between neighbours that would look alike") {
    const auto at = [](std::int64_t us) { return Instant::at(Duration::micros(us)); };
    CHECK(millisecond_text(at(12'023'068)) == "12.023 s");
    const std::vector<Instant> times{at(15'000'000), at(15'000'000), at(33'000'100), at(33'013'520),
                                     at(33'013'531)};
    CHECK(told_times(times) == std::vector<std::string>{"15.000 s", "15.000 s", "33.000 s",
                                                        "33.01352 s", "33.013531 s"});
}

TEST_CASE("the lesson runs twice to one hash, also from a copy midway; one nanosecond changes it") {
    const Instant end = Instant::at(Duration::seconds(40));
    World first(spec_of(), 1);
    World second(spec_of(), 1);
    play(second, Instant::at(Duration::seconds(16)));
    World copy = second;
    const Hash128 hash = play(first, end);
    CHECK(play(second, end) == hash);
    CHECK(play(copy, end) == hash);
    World slower(spec_of({"links.default.latency={uniform: [1ms, 2000001ns]}"}), 1);
    CHECK_FALSE(play(slower, end) == hash);
}

}  // namespace kscope::sim
