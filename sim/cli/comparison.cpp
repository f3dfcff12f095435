#include "sim/cli/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/check/law.h"
#include "sim/story/names.h"

namespace kscope::sim {

namespace {

NodeId node_named(const WorldSpec& spec, const std::string& name) {
    const auto at = std::find_if(spec.nodes.begin(), spec.nodes.end(),
                                 [&name](const NodePlan& plan) { return plan.name == name; });
    return NodeId(static_cast<std::int32_t>(at - spec.nodes.begin()));
}

class MeasureList {
public:
    void count(std::string name, std::uint64_t number) {
        list_.push_back(
            {std::move(name), Measure::Unit::count, static_cast<std::int64_t>(number), ""});
    }
    void time(std::string name, Duration duration) {
        list_.push_back({std::move(name), Measure::Unit::ns, duration.count(), ""});
    }
    void text(std::string name, std::string words) {
        list_.push_back({std::move(name), Measure::Unit::text, 0, std::move(words)});
    }
    std::vector<Measure> take() { return std::move(list_); }

private:
    std::vector<Measure> list_;
};

std::string laws_text(const Checker& checker) {
    const auto& violation = checker.violation();
    return violation ? std::string(text_of(violation->law).name) + " broken" : "held";
}

std::string verdicts_text(const Summary& summary) {
    const auto held = std::count_if(summary.verdicts.begin(), summary.verdicts.end(),
                                    [](const Verdict& v) { return v.held; });
    return fmt::format("{} of {}", held, summary.verdicts.size());
}

std::string shown(const Measure& measure) {
    switch (measure.unit) {
        case Measure::Unit::count: return std::to_string(measure.number);
        case Measure::Unit::ns:
            return millisecond_text(Instant::at(Duration::nanos(measure.number)));
        case Measure::Unit::text: break;
    }
    return measure.text;
}

nlohmann::ordered_json value_json(const Measure* measure) {
    if (measure == nullptr) return nullptr;
    if (measure->unit == Measure::Unit::text) return measure->text;
    return measure->number;
}

const char* unit_name(Measure::Unit unit) {
    switch (unit) {
        case Measure::Unit::count: return "count";
        case Measure::Unit::ns: return "ns";
        case Measure::Unit::text: break;
    }
    return "text";
}

}  // namespace

std::vector<Measure> measures_of(const Summary& summary, const RunMeter& meter) {
    const World& world = summary.play.world();
    MeasureList list;
    list.time("longest without a leader", meter.longest_without_leader(world.now()));
    for (const ProducerOutcome& p : summary.outcome.producers) {
        const NodeId node = node_named(world.spec(), p.name);
        list.time("longest wait of " + p.name, meter.longest_wait(node, world.now()));
        list.count("sent by " + p.name, p.sent);
        list.count("acknowledged to " + p.name, p.acked);
        list.count("failed for " + p.name, p.failed);
        list.count("retries of " + p.name, p.retries);
        list.count("acknowledged and lost of " + p.name, meter.lost(world, node));
    }
    list.count("records twice in the logs", repeated_records(world));
    for (const GroupOutcome& g : summary.outcome.groups) {
        list.count("read again by " + g.name, meter.read_again(g.name));
    }
    list.count("leader elections", meter.leader_elections());
    list.count("controllers elected", meter.controllers_elected());
    list.count("messages of clients", meter.traffic().clients);
    list.count("messages among brokers", meter.traffic().brokers);
    list.count("messages of the metadata plane", meter.traffic().metadata);
    list.time("virtual time", world.now().since_start());
    list.text("laws", laws_text(summary.play.checker()));
    list.text("expectations", verdicts_text(summary));
    return list.take();
}

std::vector<std::string> complaints_of(const Summary& summary) {
    std::vector<std::string> lines;
    if (const auto& violation = summary.play.checker().violation()) {
        lines.push_back(fmt::format("{} broken at {}: {}", text_of(violation->law).name,
                                    millisecond_text(violation->time), violation->sentence));
    }
    for (const Verdict& verdict : summary.verdicts) {
        if (!verdict.held) lines.push_back(verdict.text + ": " + verdict.measured);
    }
    for (const std::size_t place : summary.never_came_true()) {
        const TimelineEntry& entry = summary.play.world().spec().timeline[place];
        lines.push_back(fmt::format("{}:{}: this entry of the timeline never came true",
                                    summary.play.scenario().file, entry.line));
    }
    return lines;
}

std::vector<std::string> Comparison::rows() const {
    std::vector<std::string> names;
    for (const ComparedRun& run : runs) {
        for (const Measure& measure : run.measures) {
            if (std::find(names.begin(), names.end(), measure.name) == names.end()) {
                names.push_back(measure.name);
            }
        }
    }
    return names;
}

const Measure* Comparison::find(const ComparedRun& run, const std::string& row) {
    const auto at = std::find_if(run.measures.begin(), run.measures.end(),
                                 [&row](const Measure& m) { return m.name == row; });
    return at == run.measures.end() ? nullptr : &*at;
}

void write_text(std::ostream& out, const Comparison& comparison) {
    const std::vector<std::string> rows = comparison.rows();
    std::size_t first = comparison.path.size();
    for (const std::string& row : rows) first = std::max(first, row.size());
    std::vector<std::vector<std::string>> columns;
    std::vector<std::size_t> widths;
    for (const ComparedRun& run : comparison.runs) {
        std::vector<std::string> cells{run.value};
        for (const std::string& row : rows) {
            const Measure* measure = Comparison::find(run, row);
            cells.push_back(measure == nullptr ? "-" : shown(*measure));
        }
        std::size_t width = 0;
        for (const std::string& cell : cells) width = std::max(width, cell.size());
        columns.push_back(std::move(cells));
        widths.push_back(width);
    }
    const std::string seed =
        comparison.path == "seed" ? "" : fmt::format(": seed {}", comparison.seed);
    out << comparison.scenario << seed << "\n\n";
    for (std::size_t line = 0; line <= rows.size(); ++line) {
        out << fmt::format("  {:<{}}", line == 0 ? comparison.path : rows[line - 1], first);
        for (std::size_t c = 0; c < columns.size(); ++c) {
            out << fmt::format("  {:>{}}", columns[c][line], widths[c]);
        }
        out << "\n";
    }
    for (const ComparedRun& run : comparison.runs) {
        for (const std::string& line : run.complaints) {
            out << fmt::format("\n  {}: {}\n    again: {}\n", run.value, line, run.again);
        }
    }
}

void write_json(std::ostream& out, const Comparison& comparison) {
    using Json = nlohmann::ordered_json;
    Json values = Json::array();
    Json hashes = Json::array();
    for (const ComparedRun& run : comparison.runs) {
        values.push_back(run.value);
        hashes.push_back(run.run_hash);
    }
    Json rows = Json::array();
    for (const std::string& row : comparison.rows()) {
        Json cells = Json::array();
        const char* unit = "";
        for (const ComparedRun& run : comparison.runs) {
            const Measure* measure = Comparison::find(run, row);
            if (measure != nullptr) unit = unit_name(measure->unit);
            cells.push_back(value_json(measure));
        }
        rows.push_back({{"measure", row}, {"unit", unit}, {"values", std::move(cells)}});
    }
    Json complaints = Json::array();
    for (const ComparedRun& run : comparison.runs) complaints.push_back(run.complaints);
    const Json all{{"scenario", comparison.scenario}, {"seed", comparison.seed},
                   {"changed", comparison.path},      {"values", std::move(values)},
                   {"run_hashes", std::move(hashes)}, {"complaints", std::move(complaints)},
                   {"rows", std::move(rows)}};
    out << all.dump(2) << "\n";
}

}  // namespace kscope::sim
