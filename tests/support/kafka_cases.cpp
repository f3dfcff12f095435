#include "tests/support/kafka_cases.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace kscope::test {

namespace {

[[noreturn]] void fail(const std::string& where, const std::string& what) {
    throw std::runtime_error(where + ": " + what);
}

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words = split(text, ' ');
    std::erase(words, "");
    return words;
}

CaseStep read_step(const std::string& text, std::int32_t line) {
    CaseStep step;
    step.line = line;
    step.text = text;
    const std::size_t arrow = text.find("->");
    if (arrow != std::string::npos) step.expected = trimmed(text.substr(arrow + 2));
    for (const std::string& word : words_of(text.substr(0, arrow))) {
        const std::size_t equals = word.find('=');
        if (step.command.empty()) {
            step.command = word;
        } else if (equals != std::string::npos && equals > 0) {
            step.options[word.substr(0, equals)] = word.substr(equals + 1);
        } else {
            step.arguments.push_back(word);
        }
    }
    return step;
}

}  // namespace

const std::string& CaseStep::argument(std::size_t at) const {
    if (at >= arguments.size()) fail(text, "lacks an argument");
    return arguments[at];
}

std::int64_t CaseStep::number(std::size_t at) const { return number_of(argument(at)); }

std::string CaseStep::option(const std::string& name, const std::string& otherwise) const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : at->second;
}

std::int64_t CaseStep::option(const std::string& name, std::int64_t otherwise) const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : number_of(at->second);
}

std::int64_t CaseStep::required(const std::string& name) const {
    const auto at = options.find(name);
    if (at == options.end()) fail(text, "lacks " + name);
    return number_of(at->second);
}

bool CaseStep::has(const std::string& word) const {
    return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
}

std::vector<KafkaCase> read_kafka_cases(const std::string& file) {
    std::ifstream in(file);
    if (!in) fail(file, "cannot be read");
    std::vector<KafkaCase> cases;
    std::string raw;
    for (std::int32_t line = 1; std::getline(in, raw); ++line) {
        const std::string text = trimmed(raw);
        const std::string where = file + ":" + std::to_string(line);
        if (text.empty() || text.front() == '#') continue;
        if (text.starts_with("case ")) {
            const std::string name = trimmed(text.substr(5));
            const std::size_t dot = name.find('.');
            if (dot == std::string::npos) fail(where, "a case is CLASS.method");
            cases.push_back({name.substr(0, dot), name, line, {}});
        } else {
            if (cases.empty()) fail(where, "a line before the first case");
            cases.back().steps.push_back(read_step(text, line));
        }
    }
    for (const KafkaCase& one : cases) {
        const bool tells = std::any_of(one.steps.begin(), one.steps.end(),
                                       [](const CaseStep& s) { return !s.expected.empty(); });
        if (!tells) fail(file + ":" + std::to_string(one.line), "a case that expects nothing");
    }
    return cases;
}

std::vector<std::string> kafka_case_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/unit")) {
        const std::string path = entry.path().generic_string();
        if (path.ends_with("_cases.txt")) files.push_back(path);
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::int64_t number_of(std::string_view text) {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || at != end) fail("'" + std::string(text) + "'", "is no number");
    return number;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    while (true) {
        const std::size_t at = text.find(separator, from);
        parts.emplace_back(text.substr(from, at - from));
        if (at == std::string_view::npos) return parts;
        from = at + 1;
    }
}

std::string joined(const std::vector<std::string>& words, const std::string& separator) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : separator) + word;
    return text;
}

void unknown_command(const CaseStep& step) { fail(step.text, "no such command"); }

}  // namespace kscope::test
