#include "sim/shell/consumer_group_options.h"

#include <algorithm>
#include <cctype>

#include "sim/shell/addresses.h"

namespace kscope::sim {

namespace {

std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

// joptsimple's availableIf.
void refuse_unavailable(const Options& options, const std::string& name,
                        const std::vector<std::string>& actions) {
    const bool fits = std::any_of(actions.begin(), actions.end(),
                                  [&](const std::string& action) { return options.has(action); });
    if (!options.has(name) || fits) return;
    throw BadInput(options.place_of(name),
                   "Option(s) [" + name.substr(2) +
                       "] are unavailable given other options on the command line",
                   "leave it out, or write " + joined(actions, " or "));
}

void check_describe(const Options& options) {
    std::string first;
    for (const char* name : {"--members", "--offsets", "--state"}) {
        if (!options.has(name)) continue;
        if (!first.empty()) {
            throw BadInput(options.place_of(name),
                           "Option [describe] takes at most one of these options: [members], "
                           "[offsets], [state]",
                           "leave out " + first + " or " + name);
        }
        first = name;
    }
    if (const Word* state = options.value("--state")) {
        throw BadInput(state->place, "Option [describe] does not take a value for [state]",
                       "write only --state");
    }
}

// org.apache.kafka.common.ConsumerGroupState, but for the one that stands for no state.
const std::vector<std::string>& all_states() {
    static const std::vector<std::string> all{
        "PreparingRebalance", "CompletingRebalance", "Stable", "Dead", "Empty",
        "Assigning",          "Reconciling"};
    return all;
}

}  // namespace

std::vector<Flag> consumer_group_flags(const ToolRun& run) {
    return with_bootstrap(
        run, {flag("--list"),           flag("--describe"),          flag("--reset-offsets"),
              flag("--all-groups"),     with_value("--group"),       flag("--members"),
              flag("--offsets"),        maybe_value("--state"),      flag("--verbose"),
              with_value("--topic"),    flag("--all-topics"),        flag("--to-earliest"),
              flag("--to-latest"),      flag("--to-current"),        with_value("--to-offset"),
              with_value("--shift-by"), with_value("--to-datetime"), with_value("--by-duration"),
              flag("--dry-run"),        flag("--execute"),           with_value("--timeout"),
              flag("--new-consumer")});
}

void check_group_options(const Options& options) {
    for (const char* name : {"--members", "--verbose", "--offsets"}) {
        refuse_unavailable(options, name, {"--describe"});
    }
    refuse_unavailable(options, "--state", {"--describe", "--list"});
    if (options.has("--describe")) check_describe(options);
    options.refuse_together("--group", {"--all-groups", "--list"});
    options.refuse_together("--topic", {"--list", "--describe"});
}

std::set<std::string> states_of(const Options& options) {
    std::set<std::string> wanted;
    const Word* word = options.value("--state");
    if (word == nullptr) return wanted;
    std::vector<std::string> names = split(word->text, ',');
    while (!names.empty() && names.back().empty()) names.pop_back();  // as String.split does
    for (const std::string& name : names) {
        const auto state =
            std::find_if(all_states().begin(), all_states().end(),
                         [&](const std::string& one) { return lower(one) == lower(name); });
        if (state == all_states().end()) {
            throw BadInput(word->place,
                           "Invalid state list '" + word->text +
                               "'. Valid states are: " + joined(all_states(), ", "),
                           "write some of these");
        }
        wanted.insert(*state);
    }
    return wanted;
}

}  // namespace kscope::sim
