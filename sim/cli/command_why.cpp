#include "core/config/config_value.h"
#include "sim/cli/commands.h"
#include "sim/cli/play.h"
#include "sim/scenario/input_error.h"
#include "sim/story/why.h"

namespace kscope::sim {

namespace {

// Where to stop: at a time, at an event, or (neither) at the end.
struct Stop {
    Instant time = Instant::never();
    EventId event;
};

Stop parse_stop(const std::string& text) {
    Stop stop;
    if (text.empty()) return stop;
    if (const auto number = parse_integer(text); number && *number > 0) {
        stop.event = EventId(static_cast<std::uint64_t>(*number));
    } else if (const auto time = parse_duration(text)) {
        stop.time = Instant::at(*time);
    } else {
        throw BadInput({"--at " + text, 0, 0}, quoted(text) + " is no time and no event",
                       "write for example --at 40s, or --at 18204");
    }
    return stop;
}

void write_chain(const WhyChain& chain, std::ostream& out) {
    std::vector<Instant> times;
    for (const WhyStep& step : chain.steps) times.push_back(step.time);
    const std::vector<std::string> told = told_times(times);
    for (std::size_t i = 0; i < chain.steps.size(); ++i) {
        const WhyStep& step = chain.steps[i];
        out << told[i] << "  " << step.sign << " " << step.sentence << "\n";
        if (i == 0 && chain.left_out > 0) out << "  (+" << chain.left_out << " more steps)\n";
    }
}

}  // namespace

int command_why(const WhyOptions& options, const Terminal& terminal) {
    const Stop stop = parse_stop(options.at);
    std::optional<Thing> thing;
    if (!options.of.empty()) {
        thing = parse_thing(options.of);
        if (!thing) {
            throw BadInput({"--of " + options.of, 0, 0},
                           quoted(options.of) + " is no thing to ask of",
                           std::string("write ") + kinds_of_things);
        }
    }
    Play play(options.scenario, "");
    play.listen(CauseGraph::needed_notes());
    CauseGraph graph;
    play.run([&](const Play& now) {
        graph.observe(now.world());
        const bool at_event = stop.event != no_event && now.world().last_event() >= stop.event;
        return !at_event && now.world().next_time() <= stop.time;
    });
    const Names names(play.world().spec());
    const EventId at = play.world().last_event();
    const auto chain = thing ? why(graph, names, *thing, at) : why(graph, names, at);
    if (!chain) {
        throw BadInput({thing ? "--of " + options.of : "--at " + options.at, 0, 0},
                       "nothing has happened to it by then", "ask at a later time");
    }
    write_chain(*chain, terminal.out);
    return all_held;
}

}  // namespace kscope::sim
