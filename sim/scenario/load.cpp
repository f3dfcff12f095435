#include "sim/scenario/load.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

#include "sim/check/law.h"
#include "sim/scenario/load_traced.h"
#include "sim/scenario/loading.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/values.h"
#include "sim/scenario/yaml_reader.h"

namespace kscope::sim {

namespace {

void load_head(Loading& loading, MapReader& top) {
    Scenario& scenario = loading.scenario;
    scenario.name = read_text(top.required("scenario"));
    if (const Tree* about = top.optional("about")) scenario.about = read_prose(*about);
    if (const Tree* epoch = top.optional("epoch")) scenario.epoch = read_instant(*epoch);
    if (const Tree* seed = top.optional("seed")) {
        scenario.seed = static_cast<std::uint64_t>(
            read_whole(*seed, 0, std::numeric_limits<std::int64_t>::max()));
    }
    if (const Tree* until = top.optional("until")) scenario.until = read_time(*until);
    if (const Tree* open = top.optional("open-at")) {
        scenario.open_at = Instant::at(read_time(*open));
    }
}

// A generator without end needs an `until`, or the run would have none.
void require_end(const Loading& loading, const Tree& root) {
    if (loading.scenario.until) return;
    for (const ProducerPlan& producer : loading.scenario.producers) {
        bool endless = producer.load.has_value();
        for (const RecordSource& source : producer.sources) {
            const auto* generator = std::get_if<GeneratedSource>(&source);
            endless = endless || (generator != nullptr && generator->count == 0);
        }
        if (!endless) continue;
        const Tree* producers = root.find("producers");
        throw BadInput(producers->find(producer.name)->place,
                       quoted(producer.name) + " sends without end",
                       "add `until: 60s` at the top of the file, or a `count`");
    }
}

void require_expected_name(const Loading& loading, const Expectation& expectation) {
    const Scenario& scenario = loading.scenario;
    std::vector<std::string> known;
    switch (expectation.quantity) {
        case Quantity::sent:
        case Quantity::acked:
        case Quantity::failed:
        case Quantity::retries:
        case Quantity::lost:
            for (const ProducerPlan& plan : scenario.producers) known.push_back(plan.name);
            break;
        case Quantity::lag:
        case Quantity::members:
        case Quantity::generation:
        case Quantity::state:
            for (const GroupPlan& plan : scenario.groups) known.push_back(plan.name);
            break;
        case Quantity::log_end:
        case Quantity::high_watermark:
            for (const auto& [name, partitions] : loading.topics) {
                if (name == expectation.of) return;
            }
            [[fallthrough]];
        case Quantity::leader:
        case Quantity::leader_epoch:
        case Quantity::isr: find_partition(loading, expectation.of, expectation.place); return;
        case Quantity::breach:
            for (const LawText& law : laws()) known.emplace_back(law.name);
            break;
        default: return;
    }
    for (const std::string& name : known) {
        if (name == expectation.of) return;
    }
    throw BadInput(expectation.place,
                   "there is no " + quoted(expectation.of) + " to expect this of",
                   suggest(expectation.of, known));
}

Scenario load_tree(const Tree& root, const std::string& file, std::set<std::string>* seen) {
    if (root.kind == Tree::Kind::nothing) {
        throw BadInput({file, 1, 1}, "there is nothing in it",
                       "a scenario begins with `scenario: NAME`");
    }
    Loading loading;
    loading.scenario.file = file;
    const std::size_t slash = file.rfind('/');
    if (slash != std::string::npos) loading.directory = file.substr(0, slash + 1);
    MapReader top(root, "", loading.seen);
    load_head(loading, top);
    load_cluster(loading, top);
    load_quotas(loading, top);
    load_topics(loading, top);
    load_producers(loading, top);
    load_groups(loading, top);
    load_consumers(loading, top);
    load_named_nodes(loading);
    if (!loading.scenario.groups.empty()) {
        loading.topics.emplace_back(
            offsets_topic_name,
            loading.scenario.brokers.front().config.offsets_topic_num_partitions);
    }
    load_links(loading, top);
    load_timeline(loading, top);
    load_expectations(loading, top);
    require_end(loading, root);
    if (seen != nullptr) seen->merge(loading.seen);
    return std::move(loading.scenario);
}

std::string read_whole_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        throw BadInput(
            {path, 1, 1}, std::string("cannot be opened: ") + std::strerror(errno),
            "name a scenario file, for example scenarios/lessons/01-click-tracking.yaml");
    }
    std::string text;
    std::string chunk(std::size_t{1} << 16, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())),
           stream.gcount() > 0) {
        text.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
        if (text.size() > scenario_bytes_max) {
            throw BadInput({path, 1, 1}, "larger than 16 MiB",
                           "a scenario is a small text file; put records in a data file");
        }
    }
    if (stream.bad()) {
        throw BadInput({path, 1, 1}, "cannot be read", "name a scenario file, not a directory");
    }
    return text;
}

}  // namespace

void load_expectations(Loading& loading, MapReader& top) {
    const Tree* tree = top.optional("expect");
    if (tree == nullptr) return;
    loading.seen.insert("expect[]");
    for (const Tree& item : read_list(*tree, "- lag of monitoring is 0")) {
        Expectation expectation = parse_expectation(read_text(item), item.place);
        require_expected_name(loading, expectation);
        for (const BrokerId id : expectation.brokers) find_broker(loading, id.value(), item.place);
        if (expectation.quantity == Quantity::leader && expectation.number >= 0) {
            find_broker(loading, expectation.number, item.place);
        }
        loading.scenario.expectations.push_back(std::move(expectation));
    }
}

Scenario parse_scenario_traced(const std::string& text, const std::string& file,
                               const Overrides& overrides, std::set<std::string>* seen) {
    Tree root = read_yaml(text, file);
    for (const std::string& override_text : overrides) apply_override(root, override_text);
    return load_tree(root, file, seen);
}

Scenario parse_scenario(const std::string& text, const std::string& file,
                        const Overrides& overrides) {
    return parse_scenario_traced(text, file, overrides, nullptr);
}

Scenario load_scenario(const std::string& path, const Overrides& overrides) {
    return parse_scenario(read_whole_file(path), path, overrides);
}

}  // namespace kscope::sim
