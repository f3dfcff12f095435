#include "sim/cli/commands.h"
#include "sim/cli/comparison.h"
#include "sim/cli/progress.h"
#include "sim/scenario/input_error.h"

namespace kscope::sim {

namespace {

constexpr const char* example = "write for example --across producers.web.config.acks=1,all";

std::vector<std::string> split_at_commas(const std::string& text) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == ',') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

struct Change {
    std::string option;  // as it was typed, for complaints
    std::string path;
    std::vector<std::string> values;
    bool quoted = false;  // 0.10 is a version, not a number
};

Change change_of(const CompareOptions& options) {
    Change change;
    if (options.versions.empty() && options.across.empty()) {
        throw BadInput({"kscope compare", 0, 0},
                       "neither --versions nor --across says what changes",
                       "write for example --versions 0.10.2,0.11");
    }
    if (!options.versions.empty()) {
        change = {"--versions " + options.versions, "cluster.version",
                  split_at_commas(options.versions), true};
    } else {
        const std::size_t at = options.across.find('=');
        change.option = "--across " + options.across;
        if (at == std::string::npos || at == 0) {
            throw BadInput({change.option, 0, 0}, "there is no `=` after a path", example);
        }
        change.path = options.across.substr(0, at);
        change.values = split_at_commas(options.across.substr(at + 1));
        change.quoted = change.path == "cluster.version";
    }
    for (std::size_t i = 0; i < change.values.size(); ++i) {
        if (change.values[i].empty()) {
            throw BadInput({change.option, 0, 0}, "a value is empty", example);
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (change.values[i] != change.values[j]) continue;
            throw BadInput({change.option, 0, 0}, quoted(change.values[i]) + " is there twice",
                           "name each value once");
        }
    }
    if (change.values.size() < 2) {
        throw BadInput({change.option, 0, 0}, "one value alone cannot be compared",
                       "name two or more, with commas between them");
    }
    return change;
}

ScenarioChoice choice_with(const CompareOptions& options, const Change& change,
                           const std::string& value) {
    ScenarioChoice choice = options.scenario;
    const std::string mark = change.quoted ? "\"" : "";
    choice.overrides.push_back(change.path + "=" + mark + value + mark);
    return choice;
}

}  // namespace

// All are read before the first is played: a mistake is told at once, and nothing is written.
int command_compare(const CompareOptions& options, const Terminal& terminal) {
    const Change change = change_of(options);
    std::vector<Play> plays;
    for (const std::string& value : change.values) {
        plays.emplace_back(choice_with(options, change, value), options.until);
    }
    Comparison comparison{
        plays.front().scenario().name, plays.front().scenario().seed, change.path, {}};
    int code = all_held;
    for (std::size_t i = 0; i < plays.size(); ++i) {
        Play& play = plays[i];
        RunMeter meter(play.world().spec());
        play.listen(RunMeter::needed_notes());
        Progress progress(terminal.err, terminal.progress);
        play.run([&](const Play& now) {
            meter.after_step(now.world());
            progress.step(now.world().counters().events, now.done_per_mille());
            return true;
        });
        const Summary summary = summarize(play, progress.elapsed_ns());
        comparison.runs.push_back({change.values[i], play.world().run_hash().hex(),
                                   measures_of(summary, meter), complaints_of(summary),
                                   replay_command(play)});
        if (!summary.all_held()) code = broken;
    }
    if (options.format == "json") {
        write_json(terminal.out, comparison);
    } else {
        write_text(terminal.out, comparison);
    }
    return code;
}

}  // namespace kscope::sim
