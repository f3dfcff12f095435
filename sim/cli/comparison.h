// Comparison: the same scenario played several times with one thing changed, side by side: a row
// for each measure, a column for each value. The words of the rows are read by programs too (the
// manual page of `kscope compare`).
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "sim/cli/summary.h"
#include "sim/outcome/run_meter.h"

namespace kscope::sim {

struct Measure {
    enum class Unit : std::uint8_t { count, ns, text };
    std::string name;  // "longest wait of web"
    Unit unit = Unit::count;
    std::int64_t number = 0;
    std::string text;
};

// What is compared of one run.
std::vector<Measure> measures_of(const Summary& summary, const RunMeter& meter);

// What did not hold, a line each: a broken law, an expectation, an entry that never came true.
std::vector<std::string> complaints_of(const Summary& summary);

struct ComparedRun {
    std::string value;  // what the changed thing was
    std::string run_hash;
    std::vector<Measure> measures;
    std::vector<std::string> complaints;
    std::string again;  // the command that plays it again
};

struct Comparison {
    std::string scenario;
    std::uint64_t seed = 0;
    std::string path;  // what was changed: "cluster.version"
    std::vector<ComparedRun> runs;

    // The measures of all runs, in the order in which they come first.
    [[nodiscard]] std::vector<std::string> rows() const;
    [[nodiscard]] static const Measure* find(const ComparedRun& run, const std::string& row);
};

void write_text(std::ostream& out, const Comparison& comparison);
void write_json(std::ostream& out, const Comparison& comparison);

}  // namespace kscope::sim
