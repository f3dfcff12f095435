#include "sim/shell/session.h"

#include <algorithm>

#include "sim/scenario/load.h"
#include "sim/shell/shipped_files.h"
#include "sim/shell/tools.h"

namespace kscope::sim {

Session::Session(Scenario scenario, Origin origin, const Outside& outside)
    : scenario_(std::move(scenario)), outside_(outside) {
    if (origin == Origin::file) begin(Cluster::Start::as_written);
}

Scenario Session::own_scenario(const std::vector<std::string>& overrides) {
    return parse_scenario("scenario: A console session\ncluster: {brokers: 3}\n", "shell",
                          overrides);
}

void Session::begin(Cluster::Start start) {
    cluster_ = std::make_unique<Cluster>(scenario_, start);
    cluster_->watch([this](const World& world) {
        for (ConsoleConsumer& consumer : consumers_) consumer.watch(world, out_);
    });
}

Cluster& Session::cluster() {
    if (cluster_ == nullptr) begin(Cluster::Start::running);
    return *cluster_;
}

Cluster& Session::cluster_to_start_in() {
    if (cluster_ == nullptr) begin(Cluster::Start::empty);
    return *cluster_;
}

void Session::run(const CommandText& command) {
    const Tool& tool = find_tool(command.words.front());
    if (command.background && !tool.may_wait) {
        throw BadInput(command.place(),
                       quoted(command.words.front().text) + " does not run in the background",
                       "leave out the &");
    }
    if (command.output_file && tool.run != run_cat) {
        throw BadInput(command.output_file->place, "only cat can write a file here",
                       "write cat > FILE <<END");
    }
    const bool asks = command.words.size() == 2 && command.words[1].text == "--help";
    if (asks) {
        out_ += tool.usage_text();
    } else {
        tool.run(ToolRun{command, *this});
    }
}

void Session::complain(const std::string& text) {
    complaints_.emplace_back(out_.size(), out_.size() + text.size());
    out_ += text;
}

std::string Session::take_output() {
    complaints_.clear();
    return std::exchange(out_, {});
}

std::vector<Printed> Session::take_parts() {
    std::vector<Printed> parts;
    std::size_t at = 0;
    for (const auto& [begin, end] : complaints_) {
        if (begin > at) parts.push_back({out_.substr(at, begin - at), false});
        parts.push_back({out_.substr(begin, end - begin), true});
        at = end;
    }
    if (at < out_.size()) parts.push_back({out_.substr(at), false});
    take_output();
    return parts;
}

std::string Session::broken_law() const {
    if (cluster_ == nullptr || !cluster_->checker().violation()) return "";
    return cluster_->checker().violation()->sentence;
}

std::string Session::absolute(const std::string& path) const {
    const std::string whole = path.starts_with('/') ? path : directory_ + "/" + path;
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < whole.size();) {
        const std::size_t end = std::min(whole.find('/', at), whole.size());
        const std::string part = whole.substr(at, end - at);
        if (part == "..") {
            if (!parts.empty()) parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
        at = end + 1;
    }
    std::string clean;
    for (const std::string& part : parts) clean += "/" + part;
    return clean.empty() ? "/" : clean;
}

std::string Session::read_file(const Word& path) const {
    for (const auto& [name, content] : files_) {
        if (name == path.text) return content;
    }
    if (auto content = outside_.read_file(path.text)) return std::move(*content);
    if (const auto shipped = shipped_file(path.text, version()); !shipped.empty())
        return std::string(shipped);
    throw BadInput(path.place, path.text + ": No such file or directory",
                   "name a file that is there, or write one: cat > FILE <<END");
}

void Session::write_file(const std::string& path, std::string content) {
    for (auto& [name, old] : files_) {
        if (name == path) {
            old = std::move(content);
            return;
        }
    }
    files_.emplace_back(path, std::move(content));
}

std::optional<std::string> Session::input_of(const CommandText& command) const {
    if (command.input) return command.input;
    if (command.input_file) return read_file(*command.input_file);
    return std::nullopt;
}

}  // namespace kscope::sim
