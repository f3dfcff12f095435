// What is not a tool of Kafka: time, the list of processes, killing them, files of the session.
#include <algorithm>
#include <cctype>

#include "core/broker/broker.h"
#include "core/config/config_value.h"
#include "core/metadata/controller/controller.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "core/node/zookeeper_view.h"
#include "sim/engine/roles.h"
#include "sim/shell/addresses.h"
#include "sim/shell/servers.h"
#include "sim/shell/tools.h"
#include "sim/story/names.h"

namespace kscope::sim {

namespace {

void require_words(const ToolRun& run, std::size_t least, std::size_t most, const char* right) {
    const std::size_t count = run.command.words.size() - 1;
    if (count >= least && count <= most) return;
    const Place& place =
        count > most ? run.command.words[most + 1].place : run.command.words.front().place;
    throw BadInput(place, count < least ? "something is missing" : "that is too much", right);
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.append(width - text.size(), ' ');
    return text;
}

std::string state_of(const Cluster& cluster, NodeId node) {
    switch (cluster.world().status(node).state) {
        case NodeStatus::State::not_started: return "not started";
        case NodeStatus::State::running: break;
        case NodeStatus::State::paused: return "paused";
        case NodeStatus::State::killed: return "killed";
        case NodeStatus::State::powered_off: return "without power";
        case NodeStatus::State::stopped: return "stopped";
    }
    const Node* process = cluster.world().find_node(node);
    const auto zookeeper = process != nullptr ? zookeeper_view(*process) : std::nullopt;
    if (zookeeper && zookeeper->member) {
        return std::string("up, ") + name_of(zookeeper->member->state);
    }
    if (const ControllerServer* server = controller_at(cluster.world(), node)) {
        if (!server->raft().booted()) return "starting";
        std::string role = name_of(server->raft().quorum().role());
        role.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(role.front())));
        return "up, " + role;
    }
    const Broker* broker = broker_at(cluster.world(), node);
    if (broker == nullptr) return "up";
    if (broker->phase() != BrokerPhase::serving) return "starting";
    const Controller* controller = broker->controller();
    return controller != nullptr && controller->active() ? "up, controller" : "up";
}

// "%1": the first consumer in the background.
std::optional<std::size_t> job_of(const ToolRun& run, const Word& word) {
    if (!word.text.starts_with('%')) return std::nullopt;
    const std::int64_t number = whole_of({word.text.substr(1), word.place}, "--job");
    const auto& jobs = run.session.consumers();
    if (number < 1 || number > static_cast<std::int64_t>(jobs.size())) {
        throw BadInput(word.place, word.text + ": no such job", "see jobs");
    }
    return static_cast<std::size_t>(number - 1);
}

}  // namespace

NodeId named_node(const ToolRun& run, const std::vector<Word>& words) {
    Cluster& cluster = run.cluster();
    const Place& place = words.front().place;
    std::vector<std::string> texts;
    for (const Word& word : words) texts.push_back(word.text);
    const std::string name = joined(texts, " ");
    using Role = NodeByRole::Role;
    constexpr std::string_view leader = "leader of ";
    constexpr std::string_view coordinator = "coordinator of ";
    std::optional<NodeByRole> role;
    if (name == "controller") role = NodeByRole{Role::controller, ""};
    if (name.starts_with(leader)) role = NodeByRole{Role::leader, name.substr(leader.size())};
    if (name.starts_with(coordinator)) {
        role = NodeByRole{Role::coordinator, name.substr(coordinator.size())};
    }
    if (role) {
        const NodeId node = node_in_role(cluster.world(), *role);
        if (node != no_node) return node;
        throw BadInput(place, "nobody is the " + name + " at this moment", "see status");
    }
    NodeId node = cluster.find(name);
    const bool is_number =
        !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    if (node == no_node && is_number && name.size() < 9) {
        node = cluster.broker(BrokerId(std::stoi(name)));
        const NodeId controller = cluster.controller(BrokerId(std::stoi(name)));
        if (controller != no_node) node = cluster.broker_of_process(controller);
    }
    const bool is_own = node == cluster.tool() || node == cluster.producer();
    if (node != no_node && !is_own && !cluster.is_free_place(node)) return node;
    std::vector<std::string> known;
    for (const NodeId server : cluster.zookeeper()) known.push_back(cluster.name(server));
    for (const auto& [id, server] : cluster.controllers()) known.push_back(cluster.name(server));
    for (const BrokerId id : cluster.brokers()) known.push_back(cluster.name(cluster.broker(id)));
    const bool other_broker = node != no_node && cluster.is_free_place(node);
    throw BadInput(place, "there is no process " + quoted(name),
                   other_broker ? "there are " + joined(known, ", ") : suggest(name, known));
}

void run_advance(const ToolRun& run) {
    require_words(run, 1, 1, "write for example advance 5s");
    const Word& word = run.command.words[1];
    const auto duration = parse_duration(word.text);
    if (!duration || *duration < Duration()) {
        throw BadInput(word.place, quoted(word.text) + " is no time with a unit",
                       "write for example advance 5s");
    }
    run.cluster().advance(*duration);
}

void run_status(const ToolRun& run) {
    require_words(run, 0, 0, "write only status");
    Cluster& cluster = run.cluster();
    run.print("virtual time " + millisecond_text(cluster.now()) + ", Kafka " + cluster.version());
    const auto line = [&](NodeId node, const std::string& kind) {
        run.print(padded(cluster.name(node), 6) + padded(kind, cluster.has_kraft() ? 17 : 11) +
                  padded(to_string(cluster.listener(node)), 16) + state_of(cluster, node));
    };
    for (const NodeId server : cluster.zookeeper()) line(server, "ZooKeeper");
    for (const auto& [id, server] : cluster.controllers()) {
        line(server, "controller " + std::to_string(id.value()));
    }
    for (const BrokerId id : cluster.brokers()) {
        line(cluster.broker(id), "broker " + std::to_string(id.value()));
    }
}

void run_help(const ToolRun& run) {
    require_words(run, 0, 1, "write help, or help TOOL");
    if (run.command.words.size() == 2) {
        run.session.out() += find_tool(run.command.words[1]).usage_text();
        return;
    }
    for (const Tool& tool : tools()) run.print(padded(tool.name, 34) + tool.meaning);
}

void run_exit(const ToolRun& run) { run.session.end(); }

void run_jobs(const ToolRun& run) {
    int number = 0;
    for (const ConsoleConsumer& job : run.session.consumers()) {
        run.print("[" + std::to_string(++number) + "] " + job.title());
    }
}

void run_kill(const ToolRun& run) {
    std::vector<Word> words(run.command.words.begin() + 1, run.command.words.end());
    bool in_order = false;
    if (!words.empty() && words[0].text.starts_with('-')) {
        const std::string& signal = words[0].text;
        in_order = signal == "-15" || signal == "-TERM" || signal == "-SIGTERM";
        const bool known = in_order || signal == "-9" || signal == "-KILL" || signal == "-SIGKILL";
        if (!known) {
            throw BadInput(words[0].place, signal + ": no such signal here", "write -9 or -15");
        }
        words.erase(words.begin());
    }
    if (words.empty()) {
        throw BadInput(run.place(), "whom?",
                       "write for example kill b1, or kill leader of click-0");
    }
    if (words.size() == 1) {
        if (const auto job = job_of(run, words[0])) return end_consumer(run, *job);
    }
    Cluster& cluster = run.cluster();
    const NodeId node = named_node(run, words);
    if (!cluster.alive(node)) {
        throw BadInput(words[0].place, cluster.name(node) + " does not run", "see status");
    }
    if (in_order) return stop_in_order(run, node);
    cluster.apply(Kill{node, CrashKind::process});
    cluster.wait([&] { return cluster.is_down(node); }, Duration::seconds(1));
    const NodeId partner = cluster.world().partner(node);
    run.print(partner == no_node
                  ? cluster.name(node) + " is killed"
                  : cluster.name(std::min(node, partner)) + " and " +
                        cluster.name(std::max(node, partner)) + ", one process, are killed");
}

void run_start(const ToolRun& run) {
    require_words(run, 1, 1, "write for example start b1");
    Cluster& cluster = run.cluster();
    const NodeId node = named_node(run, {run.command.words[1]});
    if (cluster.alive(node)) {
        throw BadInput(run.command.words[1].place, cluster.name(node) + " runs already",
                       "see status");
    }
    cluster.apply(Restart{node});
    tell_started(run, node);
}

void run_disks(const ToolRun& run) {
    require_words(run, 1, 1, "write disks DIR");
    const Word& directory = run.command.words[1];
    try {
        run.session.outside().write_disks(run.cluster().world(), directory.text);
    } catch (const BadInput& error) {
        throw BadInput(directory.place, directory.text + ": " + error.problem(), error.remedy());
    }
}

}  // namespace kscope::sim
