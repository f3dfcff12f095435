// One function per command, with its options as they were typed. Each throws BadInput for what the
// user got wrong and returns the exit code otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/command_line.h"
#include "sim/dump_log/dump_log.h"

namespace kscope::sim {

struct ScenarioChoice {
    std::string file;
    std::vector<std::string> overrides;  // --set
    std::optional<std::uint64_t> seed;
};

struct RunOptions {
    ScenarioChoice scenario;
    std::string until;
    std::string format = "text";
    std::string trace;  // a path; empty: none
    bool wire = false;  // each message goes through its bytes and must come back equal
    bool quiet = false;
    std::string disks;  // a directory; empty: none
};
int command_run(const RunOptions& options, const Terminal& terminal);

// One of `versions` and `across` is empty.
struct CompareOptions {
    ScenarioChoice scenario;
    std::string versions;  // "0.8,2.5"
    std::string across;    // "producers.web.config.acks=1,all"
    std::string until;
    std::string format = "text";
};
int command_compare(const CompareOptions& options, const Terminal& terminal);

int command_check(const std::vector<std::string>& files, const Terminal& terminal);

struct ListOptions {
    std::string what;
    std::string format = "text";
};
// What there is to list, in the order of the help.
const std::vector<std::string>& lists();
int command_list(const ListOptions& options, const Terminal& terminal);

struct WhyOptions {
    ScenarioChoice scenario;
    std::string at;  // a time or the number of an event; empty: the end
    std::string of;  // a thing; empty: whatever happened there
};
int command_why(const WhyOptions& options, const Terminal& terminal);

int command_schema(const Terminal& terminal);

struct DumpLogOptions {
    std::vector<std::string> paths;   // files, and directories that stand for the files in them
    std::vector<std::string> listed;  // --files: the same
    DumpOptions dump;
};
int command_dump_log(const DumpLogOptions& options, const Terminal& terminal);

struct ShellOptions {
    ScenarioChoice scenario;              // without a file: a small cluster of its own
    std::optional<std::string> commands;  // -c
};
int command_shell(const ShellOptions& options, const Terminal& terminal);

}  // namespace kscope::sim
