#include <algorithm>
#include <array>
#include <cctype>

#include "tests/tidy/rules.h"

namespace kscope::tidy {
namespace {

constexpr std::size_t columns_max = 100;
constexpr std::size_t file_lines_max = 500;

// Top folders of somebody's machine; a path into one means nothing to a reader.
constexpr std::array<std::string_view, 6> machine_folders{"/home/", "/root/", "/Users/",
                                                          "/work/", "/mnt/",  "/tmp/"};

// Kafka's own defaults (log.dirs, dataDir), and copies of them with a number behind.
constexpr std::array<std::string_view, 5> known_paths{
    "/tmp/kafka-logs", "/tmp/zookeeper", "/tmp/kraft-broker-logs", "/tmp/kraft-controller-logs",
    "/tmp/kraft-combined-logs"};

// Where facts are cited from. Anything else is a typing mistake or somebody's private host.
constexpr std::array<std::string_view, 18> known_hosts{
    "kafka.apache.org", "cwiki.apache.org", "issues.apache.org",   "zookeeper.apache.org",
    "www.apache.org",   "httpd.apache.org", "apache.org",          "github.com",
    "www.w3.org",       "www.debian.org",   "packages.debian.org", "doc.qt.io",
    "en.wikipedia.org", "json-schema.org",  "www.rfc-editor.org",  "doi.org",
    "example.com",      "raft.github.io"};

std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

bool is_snake(std::string_view name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return std::islower(static_cast<unsigned char>(c)) != 0 ||
               std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.' || c == '/';
    });
}

bool is_known_path(std::string_view text) {
    return std::any_of(known_paths.begin(), known_paths.end(),
                       [&](std::string_view path) { return text.starts_with(path); });
}

bool is_known_host(std::string_view host) {
    return host.ends_with(".example") || host.ends_with(".example.com") || host == "localhost" ||
           std::find(known_hosts.begin(), known_hosts.end(), host) != known_hosts.end();
}

}  // namespace

void check_lengths(const SourceFile& file, Findings& out) {
    const bool script = file.path == "dev" || file.path.ends_with(".sh") ||
                        file.path.ends_with(".cmake") || file.path.ends_with("CMakeLists.txt");
    if (!file.is_cpp() && !script) return;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::size_t width = columns(file.lines[i]);
        if (width <= columns_max) continue;
        out.push_back({file.path, static_cast<int>(i) + 1, "line-length",
                       std::to_string(width) + " columns; at most 100"});
    }
    if (file.lines.size() > file_lines_max) {
        out.push_back({file.path, 1, "file-length",
                       std::to_string(file.lines.size()) + " lines; at most 500: split it"});
    }
}

void check_name(const SourceFile& file, Findings& out) {
    if (!file.is_cpp() || is_snake(file.path)) return;
    out.push_back({file.path, 1, "file-name", "files and folders are written in snake_case"});
}

void check_header(const SourceFile& file, Findings& out) {
    if (!file.is_header()) return;
    if (file.lines.empty() || !file.lines.front().starts_with("//")) {
        out.push_back(
            {file.path, 1, "header-paragraph",
             "begin with a comment: what this is, what it never does, which law it keeps"});
    }
    if (std::find(file.lines.begin(), file.lines.end(), "#pragma once") == file.lines.end()) {
        out.push_back({file.path, 1, "pragma-once", "no #pragma once"});
    }
}

void check_own_header_first(const SourceFile& file, bool has_header, Findings& out) {
    if (file.is_header() || !file.is_cpp() || !has_header) return;
    const std::string own = file.path.substr(0, file.path.size() - 4) + ".h";
    if (!file.includes.empty() && file.includes.front().path == own) return;
    out.push_back({file.path, 1, "own-header-first",
                   "include " + own + " first: that proves that it compiles alone"});
}

void check_outside_names(const SourceFile& file, Findings& out) {
    // These two name the names; scenario data is whatever a web server wrote.
    if (file.below("tests/tidy/") || file.below("scenarios/data/")) return;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        const std::string& line = file.lines[i];
        const int number = static_cast<int>(i) + 1;
        for (const std::string_view folder : machine_folders) {
            const std::size_t at = line.find(folder);
            if (at == std::string::npos) continue;
            if (at > 0 && std::string_view(" \t\"'`(=:").find(line[at - 1]) == std::string::npos) {
                continue;
            }
            if (is_known_path(std::string_view(line).substr(at))) continue;
            out.push_back({file.path, number, "machine-path",
                           "a path into one machine: " + std::string(folder)});
        }
        for (std::size_t at = line.find("://"); at != std::string::npos;
             at = line.find("://", at + 3)) {
            if (at < 4 || (line.compare(at - 4, 4, "http") != 0 && line[at - 1] != 's')) continue;
            const std::size_t end = line.find_first_of("/:)>\"'` \t,;", at + 3);
            const std::string host = line.substr(at + 3, end - at - 3);
            if (host.empty() || is_known_host(host)) continue;
            out.push_back({file.path, number, "host", host + " is not a host that we cite"});
        }
    }
}

}  // namespace kscope::tidy
