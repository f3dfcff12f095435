#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/config/config_keys.h"
#include "core/config/dynamic_configs.h"
#include "core/config/known_defects.h"
#include "core/note/note.h"
#include "sim/check/law.h"
#include "sim/cli/commands.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"
#include "sim/scenario/when.h"

namespace kscope::sim {

namespace {

// A row is a name, a meaning, and what else a program may want to know.
struct Row {
    std::string name;
    std::string meaning;
    std::vector<std::pair<std::string, std::string>> more;
};
using Rows = std::vector<Row>;

// Beside the working directory, or beside the binary: in a build tree or installed.
std::filesystem::path scenarios_folder() {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const fs::path binary = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const fs::path& folder : {fs::path("scenarios"), binary / "../../../scenarios",
                                   binary / "../share/kscope/scenarios"}) {
        if (fs::is_directory(folder, ignored)) return folder.lexically_normal();
    }
    return {};
}

Rows scenarios() {
    Rows rows;
    const std::filesystem::path folder = scenarios_folder();
    if (folder.empty()) return rows;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".yaml") continue;
        const Scenario scenario = load_scenario(entry.path().string());
        rows.push_back({entry.path().string(), scenario.name, {{"about", scenario.about}}});
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.name < b.name; });
    return rows;
}

Rows versions() {
    Rows rows;
    for (const std::string& version : supported_versions()) {
        rows.push_back({version, version_meaning(version), {}});
    }
    return rows;
}

Rows configs() {
    Rows rows;
    for (const ConfigOwner owner : {ConfigOwner::broker, ConfigOwner::topic, ConfigOwner::producer,
                                    ConfigOwner::consumer, ConfigOwner::zookeeper}) {
        for (const ConfigKey& key : config_keys(owner)) {
            rows.push_back({key.name,
                            key.meaning,
                            {{"of", kscope::name_of(owner)},
                             {"type", kscope::name_of(key.type)},
                             {"default", key.default_value}}});
            if (owner == ConfigOwner::broker) {
                rows.back().more.emplace_back("update", name_of(update_mode(key.name)));
            }
            if (!key.history.empty()) rows.back().more.emplace_back("earlier", key.history);
        }
    }
    return rows;
}

Rows faults() {
    Rows rows;
    for (const char* name : {"kill", "power-loss", "restart", "pause", "resume", "shut-down", "cut",
                             "cut-one-way", "heal", "slow-link"}) {
        rows.push_back({name, find_key("timeline[]", name)->meaning, {}});
    }
    return rows;
}

Rows law_rows() {
    Rows rows;
    for (const LawText& law : laws()) {
        rows.push_back({law.name, law.sentence, {{"licence", law.licence}}});
    }
    return rows;
}

Rows hazards() {
    Rows rows;
    for (const KnownDefect& defect : known_defects()) {
        rows.push_back({defect.name,
                        std::string(defect.what) + "; mended in " + defect.mended_in,
                        {{"mended_in", defect.mended_in}}});
    }
    return rows;
}

Rows notes() {
    Rows rows;
    for (std::size_t kind = 0; kind < note_kinds; ++kind) {
        rows.push_back({note_name(kind), note_meaning(kind), note_field_types(kind)});
    }
    return rows;
}

void write_rows(const Rows& rows, const std::string& what, std::ostream& out) {
    for (const Row& row : rows) {
        out << row.name;
        if (!row.meaning.empty()) out << ": " << row.meaning;
        // Notes tell their fields; the other extras of a row are short enough for the line too.
        if (what == "notes" || what == "configs") {
            std::string more;
            for (const auto& [name, text] : row.more) {
                const bool of_config = what == "configs";
                more += (more.empty() ? "" : ", ") + name;
                if (of_config) more += " " + (text.empty() ? "none" : text);
            }
            out << " (" << more << ")";
        }
        out << "\n";
    }
}

void write_json(const Rows& rows, std::ostream& out) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const Row& row : rows) {
        nlohmann::ordered_json item{{"name", row.name}, {"meaning", row.meaning}};
        for (const auto& [name, text] : row.more) item[name] = text;
        all.push_back(std::move(item));
    }
    out << all.dump(2) << "\n";
}

}  // namespace

const std::vector<std::string>& lists() {
    static const std::vector<std::string> names{"scenarios", "versions", "configs", "faults",
                                                "laws",      "hazards",  "notes"};
    return names;
}

int command_list(const ListOptions& options, const Terminal& terminal) {
    Rows rows;
    if (options.what == "scenarios") rows = scenarios();
    if (options.what == "versions") rows = versions();
    if (options.what == "configs") rows = configs();
    if (options.what == "faults") rows = faults();
    if (options.what == "laws") rows = law_rows();
    if (options.what == "hazards") rows = hazards();
    if (options.what == "notes") rows = notes();
    if (options.format == "json") {
        write_json(rows, terminal.out);
    } else {
        write_rows(rows, options.what, terminal.out);
        if (rows.empty()) terminal.err << "there are no " << options.what << " here yet\n";
    }
    return all_held;
}

}  // namespace kscope::sim
