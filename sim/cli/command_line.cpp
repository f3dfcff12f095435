#include "sim/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <exception>
#include <map>

#include "core/config/config_value.h"
#include "sim/cli/commands.h"
#include "sim/scenario/input_error.h"

namespace kscope::sim {

namespace {

// As in a scenario file. CLI11 alone would wrap a negative number, and cut a large one.
std::string fault_of_seed(const std::string& text) {
    const auto seed = parse_integer(text);
    return seed && *seed >= 0 ? "" : text + " is no seed: write digits only, 0 or more";
}

// Nothing at all is no path and no time.
std::string fault_of_empty(const std::string& text) {
    return text.empty() ? "nothing is written there: leave it out, or write a value" : "";
}
CLI::Validator not_empty() { return {fault_of_empty, ""}; }

void add_scenario(CLI::App& command, ScenarioChoice& choice) {
    command.add_option("FILE", choice.file, "a scenario file")->required()->check(not_empty());
    command.add_option("--seed", choice.seed, "another seed than the scenario's")
        ->check(CLI::Validator(fault_of_seed, ""));
    command
        .add_option("--set", choice.overrides,
                    "override anything in the file: --set producers.web.config.linger.ms=5")
        ->type_name("PATH=VALUE")
        ->expected(1)
        ->take_all();
}

void add_run(CLI::App& app, RunOptions& options) {
    CLI::App* run = app.add_subcommand("run", "play a scenario: the story, then the summary");
    add_scenario(*run, options.scenario);
    run->add_option("--until", options.until, "end the run at this virtual time")
        ->type_name("T")
        ->check(not_empty());
    run->add_option("--format", options.format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    run->add_option("--trace", options.trace, "write each event as a line of JSON")
        ->type_name("OUT.jsonl")
        ->check(not_empty());
    run->add_flag("--wire", options.wire,
                  "write each message in the bytes of Kafka's and ZooKeeper's protocols, read it "
                  "back, and demand that it is equal");
    run->add_option("--disks", options.disks,
                    "write each broker's log directory in Kafka's files at the end of the run")
        ->type_name("DIR")
        ->check(not_empty());
    run->add_flag("--quiet", options.quiet, "no story and no summary, only the last line");
}

void add_compare(CLI::App& app, CompareOptions& options) {
    CLI::App* compare =
        app.add_subcommand("compare", "play a scenario once for each value, and compare");
    add_scenario(*compare, options.scenario);
    CLI::Option* versions =
        compare->add_option("--versions", options.versions, "as of which Kafka versions")
            ->type_name("V,V");
    compare->add_option("--across", options.across, "anything else that changes")
        ->type_name("PATH=VALUE,VALUE")
        ->excludes(versions);
    compare->add_option("--until", options.until, "end each run at this virtual time")
        ->type_name("T")
        ->check(not_empty());
    compare->add_option("--format", options.format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
}

void add_why(CLI::App& app, WhyOptions& options) {
    CLI::App* why = app.add_subcommand("why", "the causal chain behind a thing");
    add_scenario(*why, options.scenario);
    why->add_option("--at", options.at, "a virtual time (20s) or the number of an event")
        ->type_name("TIME|EVENT")
        ->check(not_empty());
    why->add_option("--of", options.of, "leader/click-0, isr/click-0, controller, broker/1, ...")
        ->type_name("THING")
        ->check(not_empty());
}

void add_decoder(CLI::App& command, const char* flag, const char* whose, DumpOptions& options,
                 Decoder& decoder) {
    const std::string package = "org.apache.kafka.tools.api.";
    const std::map<std::string, Decoder> decoders{{package + "StringDecoder", Decoder::string},
                                                  {package + "IntegerDecoder", Decoder::integer},
                                                  {package + "LongDecoder", Decoder::long_integer}};
    command
        .add_option(flag, decoder,
                    std::string("how ") + whose +
                        " are shown; implies "
                        "--print-data-log")
        ->transform(CLI::CheckedTransformer(decoders))
        ->each([&options](const std::string&) { options.print_data_log = true; });
}

// The flags of kafka-dump-log.
void add_dump_log(CLI::App& app, DumpLogOptions& options) {
    CLI::App* dump = app.add_subcommand("dump-log", "what is in log files, as kafka-dump-log says");
    dump->add_option("FILE", options.paths, "files of a log directory, or directories of them");
    dump->add_option("--files", options.listed, "the same, with commas, as kafka-dump-log wants it")
        ->delimiter(',')
        ->type_name("FILE,FILE");
    DumpOptions& flags = options.dump;
    dump->add_flag("--print-data-log", flags.print_data_log, "keys and values of records too");
    dump->add_flag("--deep-iteration", flags.deep_iteration, "records, not only batches");
    dump->add_flag("--skip-record-metadata", flags.skip_record_metadata,
                   "of a record, only key and value");
    dump->add_flag("--verify-index-only", flags.verify_index_only,
                   "compare the entries of indexes with the segment, print none");
    dump->add_flag("--index-sanity-check", flags.index_sanity_check,
                   "only what a broker checks of an index when it starts");
    dump->add_flag("--offsets-decoder", flags.offsets_decoder,
                   "records are those of __consumer_offsets; implies --print-data-log")
        ->each([&flags](const std::string&) { flags.print_data_log = true; });
    dump->add_option("--max-bytes", flags.max_bytes, "no more than this of each .log file")
        ->check(CLI::Range(std::int64_t{1}, flags.max_bytes));
    add_decoder(*dump, "--key-decoder-class", "keys", flags, flags.key_decoder);
    add_decoder(*dump, "--value-decoder-class", "values", flags, flags.value_decoder);
}

void add_shell(CLI::App& app, ShellOptions& options) {
    CLI::App* shell = app.add_subcommand("shell", "the familiar tools against a simulated cluster");
    add_scenario(*shell, options.scenario);
    shell->get_option("FILE")->required(false);
    shell->add_option("-c", options.commands, "run these commands, and leave")
        ->type_name("COMMANDS");
}

// CLI11 says only that a command is missing, not that this one is none.
std::string unknown_command(const CLI::App& app) {
    const std::vector<std::string> words = app.remaining();
    if (!app.get_subcommands().empty() || words.empty()) return "";
    std::string names;
    for (const CLI::App* command : app.get_subcommands({})) {
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    return quoted(words.front()) + " is no command: there are " + names;
}

// CLI11's own message, on one line.
int usage_error(const CLI::ParseError& error, const CLI::App& app, const Terminal& terminal) {
    std::string text = unknown_command(app);
    if (text.empty()) text = error.what();
    for (char& c : text) {
        if (c == '\n') c = ' ';
    }
    terminal.err << "kscope: " << text << "; `kscope --help` shows what there is\n";
    return bad_input;
}

int run_chosen(const CLI::App& app, const RunOptions& run, const std::vector<std::string>& files,
               const ListOptions& list, const WhyOptions& why, const DumpLogOptions& dump,
               const Terminal& terminal) {
    if (app.got_subcommand("run")) return command_run(run, terminal);
    if (app.got_subcommand("check")) return command_check(files, terminal);
    if (app.got_subcommand("list")) return command_list(list, terminal);
    if (app.got_subcommand("why")) return command_why(why, terminal);
    if (app.got_subcommand("dump-log")) return command_dump_log(dump, terminal);
    return command_schema(terminal);
}

int parse_and_run(const std::vector<std::string>& arguments, const Terminal& terminal) {
    CLI::App app{"A whole Kafka cluster that you can hold still.", "kscope"};
    app.set_version_flag("--version", "kscope " KSCOPE_VERSION);
    app.require_subcommand(1);
    RunOptions run;
    add_run(app, run);
    std::vector<std::string> files;
    CLI::App* check = app.add_subcommand("check", "read and validate scenarios, run nothing");
    check->add_option("FILE", files, "scenario files")->required()->check(not_empty());
    ListOptions list;
    CLI::App* list_command = app.add_subcommand("list", "what there is, a line each");
    list_command->add_option("WHAT", list.what)->required()->check(CLI::IsMember(lists()));
    list_command->add_option("--format", list.format, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    app.add_subcommand("schema", "the JSON Schema of scenario files, for editors");
    WhyOptions why;
    add_why(app, why);
    DumpLogOptions dump;
    add_dump_log(app, dump);
    CompareOptions compare;
    add_compare(app, compare);
    ShellOptions shell;
    add_shell(app, shell);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants it
    try {
        app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        terminal.out << (chosen.empty() ? app.help() : chosen.front()->help());
        return all_held;
    } catch (const CLI::CallForVersion& version) {
        terminal.out << version.what() << "\n";
        return all_held;
    } catch (const CLI::ParseError& error) {
        return usage_error(error, app, terminal);
    }
    if (app.got_subcommand("compare")) return command_compare(compare, terminal);
    if (app.got_subcommand("shell")) return command_shell(shell, terminal);
    return run_chosen(app, run, files, list, why, dump, terminal);
}

}  // namespace

int run_command_line(const std::vector<std::string>& arguments, const Terminal& terminal) {
    try {
        const int code = parse_and_run(arguments, terminal);
        terminal.out.flush();
        if (terminal.out.fail()) {
            throw BadInput({"standard output", 0, 0},
                           "not all could be written, the disk may be full",
                           "make room, or write elsewhere");
        }
        return code;
    } catch (const BadInput& error) {
        terminal.err << error.what() << "\n";
        return bad_input;
    } catch (const std::exception& error) {
        terminal.err << "kscope: a fault of kscope itself: " << error.what() << "\n";
        return own_fault;
    }
}

}  // namespace kscope::sim
