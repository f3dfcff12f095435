// kafka-metadata-quorum (org.apache.kafka.tools.MetadataQuorumCommand): the quorum as its leader
// sees it, and who votes in it (KIP-595, KIP-836, KIP-853).
#include <algorithm>

#include "core/metadata/kraft/meta_properties.h"
#include "sim/engine/roles.h"
#include "sim/scenario/java_properties.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/arguments.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/uuid_text.h"

namespace kscope::sim {

namespace {

constexpr Duration leader_patience = Duration::seconds(60);  // default.api.timeout.ms
constexpr Duration voter_timeout = Duration::seconds(30);    // of an admin client's request

Arguments arguments_of(const ToolRun& run) {
    const SubCommand common{"",
                            {{"--command-config", ""}},
                            {{"--bootstrap-server", ""}, {"--bootstrap-controller", ""}}};
    std::vector<SubCommand> commands{
        {"describe",
         {{"--status", "", false}, {"--replication", "", false}, {"--human-readable", "", false}},
         {}}};
    if (run.cluster().broker_defaults().features.voters_change) {
        commands.push_back({"add-controller", {{"--dry-run", "", false}}, {}});
        commands.push_back({"remove-controller",
                            {{"--controller-id", "-i", true, true},
                             {"--controller-directory-id", "-d", true, true},
                             {"--dry-run", "", false}},
                            {}});
    }
    return Arguments(run.command, commands, common);
}

// Whom the tool asks: brokers, who pass it on, or the controllers themselves.
std::vector<NodeId> servers_of(const ToolRun& run, const Arguments& arguments) {
    if (const Word* brokers = arguments.value("--bootstrap-server")) {
        return brokers_at(run.cluster(), *brokers);
    }
    const Word& named = *arguments.value("--bootstrap-controller");
    std::vector<std::string> known;
    for (const auto& [id, node] : run.cluster().controllers()) {
        known.push_back(to_string(run.cluster().listener(node)));
    }
    for (const std::string& part : split(named.text, ',')) {
        if (std::find(known.begin(), known.end(), part) != known.end()) continue;
        throw BadInput(named.place, "no controller listens at " + part,
                       "controllers listen at " + joined(known, ", "));
    }
    return {};
}

// A request for the quorum's leader.
class QuorumAdmin {
public:
    QuorumAdmin(const ToolRun& run, const Arguments& arguments)
        : run_(run),
          by_brokers_(arguments.has("--bootstrap-server")),
          tool_(run.cluster(), servers_of(run, arguments), run.place()) {}

    template <class Response, class Request>
    Response ask(Request request, const char* call) {
        if (by_brokers_) return tool_.any<Response>(std::move(request), call);
        NodeId leader = no_node;
        const bool led = run_.cluster().wait(
            [&] {
                leader = node_in_role(run_.cluster().world(),
                                      NodeByRole{NodeByRole::Role::controller, ""});
                return leader != no_node;
            },
            leader_patience);
        if (!led) {
            throw BadInput(run_.place(),
                           "TimeoutException: Timed out waiting for a node assignment. Call: " +
                               std::string(call),
                           "no controller leads: see status");
        }
        return tool_.broker<Response>(leader, std::move(request), "", call);
    }

private:
    const ToolRun& run_;
    bool by_brokers_;
    AdminTool tool_;
};

DescribeQuorumResponse describe_quorum_of(const ToolRun& run, QuorumAdmin& admin) {
    auto answer =
        admin.ask<DescribeQuorumResponse>(DescribeQuorumRequest{}, "describeMetadataQuorum");
    if (answer.error != ErrorCode::none) refuse(run.place(), answer.error, answer.message);
    return answer;
}

const QuorumReplicaState* leader_in(const DescribeQuorumResponse& quorum) {
    for (const QuorumReplicaState& voter : quorum.voters) {
        if (voter.replica.id == quorum.leader) return &voter;
    }
    return nullptr;
}

// {"id": 3000, "directoryId": null, "endpoints": ["CONTROLLER://localhost:19093"]}
std::string replicas_text(const Cluster& cluster, const DescribeQuorumResponse& quorum,
                          const std::vector<QuorumReplicaState>& replicas) {
    std::vector<std::string> all;
    for (const QuorumReplicaState& state : replicas) {
        std::string text = "{\"id\": " + std::to_string(state.replica.id.value());
        const DirectoryId& directory = state.replica.directory;
        text += ", \"directoryId\": " +
                (directory.known() ? "\"" + uuid_text(directory) + "\"" : std::string("null"));
        for (const BrokerEndpoint& node : quorum.nodes) {
            if (node.broker != state.replica.id) continue;
            text += ", \"endpoints\": [\"CONTROLLER://" + to_string(cluster.listener(node.node)) +
                    "\"]";
        }
        all.push_back(text + "}");
    }
    return "[" + joined(all, ", ") + "]";
}

void describe_status(const ToolRun& run, QuorumAdmin& admin) {
    const DescribeQuorumResponse quorum = describe_quorum_of(run, admin);
    const QuorumReplicaState* leader = leader_in(quorum);
    if (leader == nullptr) {
        throw BadInput(run.place(), "NoSuchElementException: No value present",
                       "the leader is no voter any more: let time pass");
    }
    const auto slowest = std::min_element(
        quorum.voters.begin(), quorum.voters.end(),
        [](const auto& a, const auto& b) { return a.log_end_offset < b.log_end_offset; });
    const std::int64_t lag = leader->log_end_offset.value() - slowest->log_end_offset.value();
    std::int64_t lag_ms = 0;
    if (&*slowest != leader) {
        lag_ms = leader->last_caught_up && slowest->last_caught_up
                     ? leader->last_caught_up->millis() - slowest->last_caught_up->millis()
                     : -1;
    }
    const Cluster& cluster = run.cluster();
    run.print("ClusterId:              " + cluster.cluster_id());
    run.print("LeaderId:               " + std::to_string(quorum.leader.value()));
    run.print("LeaderEpoch:            " + std::to_string(quorum.epoch.value()));
    run.print("HighWatermark:          " + std::to_string(quorum.high_watermark.value()));
    run.print("MaxFollowerLag:         " + std::to_string(lag));
    run.print("MaxFollowerLagTimeMs:   " + std::to_string(lag_ms));
    run.print("CurrentVoters:          " + replicas_text(cluster, quorum, quorum.voters));
    run.print("CurrentObservers:       " + replicas_text(cluster, quorum, quorum.observers));
}

std::string time_text(const ToolRun& run, const std::optional<WallTime>& time, bool readable) {
    if (!time) return "-1";
    if (!readable) return std::to_string(time->millis());
    return std::to_string(run.cluster().world().wall().millis() - time->millis()) + " ms ago";
}

void describe_replication(const ToolRun& run, QuorumAdmin& admin, bool readable) {
    const DescribeQuorumResponse quorum = describe_quorum_of(run, admin);
    const QuorumReplicaState* leader = leader_in(quorum);
    std::vector<std::vector<std::string>> rows{{"NodeId", "DirectoryId", "LogEndOffset", "Lag",
                                                "LastFetchTimestamp", "LastCaughtUpTimestamp",
                                                "Status"}};
    const auto add = [&](const QuorumReplicaState& state, const char* status) {
        const std::int64_t end = state.log_end_offset.value();
        const std::int64_t lag = leader == nullptr ? 0 : leader->log_end_offset.value() - end;
        rows.push_back({std::to_string(state.replica.id.value()),
                        uuid_text(state.replica.directory), std::to_string(end),
                        std::to_string(lag), time_text(run, state.last_fetch, readable),
                        time_text(run, state.last_caught_up, readable), status});
    };
    if (leader != nullptr) add(*leader, "Leader");
    for (const QuorumReplicaState& voter : quorum.voters) {
        if (&voter != leader) add(voter, "Follower");
    }
    for (const QuorumReplicaState& observer : quorum.observers) add(observer, "Observer");
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] - row[i].size(), ' ') + "\t";
        }
        run.print(line);
    }
}

void describe_quorum_tool(const ToolRun& run, const Arguments& arguments) {
    const bool status = arguments.has("--status");
    const bool replication = arguments.has("--replication");
    const bool readable = arguments.has("--human-readable");
    if (status == replication) {
        throw BadInput(arguments.command_place(),
                       status ? "Only one of --status or --replication should be specified with "
                                "describe sub-command"
                              : "One of --status or --replication must be specified with describe "
                                "sub-command",
                       status ? "leave out one of them" : "add one of them");
    }
    if (status && readable) {
        throw BadInput(arguments.place_of("--human-readable"),
                       "The option --human-readable is only supported along with --replication",
                       "leave it out");
    }
    QuorumAdmin admin(run, arguments);
    if (status) {
        describe_status(run, admin);
    } else {
        describe_replication(run, admin, readable);
    }
}

// The controller that --command-config is the file of.
struct ControllerFile {
    BrokerId id;
    NodeId node;
    DirectoryId directory;
    std::string endpoint;  // "CONTROLLER://localhost:9093"
};

ControllerFile controller_file(const ToolRun& run, const Word& file) {
    std::string id;
    std::string roles;
    std::string directory;
    std::string listener_names;
    std::string listeners;
    for (const Property& property : read_properties(run.session.read_file(file), file.text)) {
        if (property.key == "node.id") id = property.value;
        if (property.key == "process.roles") roles = property.value;
        if (property.key == "log.dirs") directory = property.value;
        if (property.key == "controller.listener.names") listener_names = property.value;
        if (property.key == "listeners") listeners = property.value;
    }
    const auto wrong = [&](const std::string& why) {
        throw BadInput(file.place, why, "name the file that the controller was started with");
    };
    const std::string tail = " configuration file. Is this a valid controller configuration file?";
    if (id.empty()) wrong("node.id not found in" + tail);
    const std::int32_t number = int_of({id, file.place}, "--node.id");
    if (number < 0) wrong("node.id was negative in" + tail);
    if (roles.find("controller") == std::string::npos) {
        wrong("process.roles did not contain 'controller' in" + tail);
    }
    if (directory.empty()) {
        wrong(
            "Neither metadata.log.dir nor log.dirs were found. Is this a valid controller "
            "configuration file?");
    }
    const Cluster& cluster = run.cluster();
    const NodeId node = cluster.controller(BrokerId(number));
    const auto stored =
        node == no_node ? std::nullopt : stored_directory(cluster.world().disk(node).contents());
    if (!stored) wrong("Unable to read meta.properties from " + directory);
    if (listener_names.empty()) {
        wrong(
            "controller.listener.names was not found. Is this a valid controller configuration "
            "file?");
    }
    std::string endpoint;
    for (const std::string& one : split(listeners, ',')) {
        if (one.starts_with(listener_names + "://")) endpoint = one;
    }
    if (endpoint.empty()) {
        wrong("Cannot find information about controller listener name: " + listener_names);
    }
    return {BrokerId(number), node, *stored, endpoint};
}

void add_controller(const ToolRun& run, const Arguments& arguments) {
    const Word* file = arguments.value("--command-config");
    if (file == nullptr) {
        throw BadInput(arguments.command_place(),
                       "You must supply the configuration file of the controller you are adding "
                       "when using add-controller.",
                       "add --command-config FILE before add-controller");
    }
    const ControllerFile added = controller_file(run, *file);
    QuorumAdmin admin(run, arguments);
    const bool dry = arguments.has("--dry-run");
    if (!dry) {
        const auto answer = admin.ask<AddRaftVoterResponse>(
            AddRaftVoterRequest{"", voter_timeout, {added.id, added.directory}, added.node},
            "addRaftVoter");
        if (answer.error != ErrorCode::none) refuse(run.place(), answer.error, answer.message);
    }
    run.print(std::string(dry ? "DRY RUN of adding" : "Added") + " controller " +
              std::to_string(added.id.value()) + " with directory id " +
              uuid_text(added.directory) + " and endpoints: " + added.endpoint);
}

void remove_controller(const ToolRun& run, const Arguments& arguments) {
    const std::int32_t id = arguments.integer("--controller-id");
    if (id < 0) {
        throw BadInput(arguments.place_of("--controller-id"),
                       "Invalid negative --controller-id: " + std::to_string(id), "write its id");
    }
    const Word& text = *arguments.value("--controller-directory-id");
    const ReadUuid directory = read_uuid(text.text);
    if (!directory.fault.empty()) {
        throw BadInput(text.place, "Failed to parse --controller-directory-id: " + directory.fault,
                       "describe --status tells it");
    }
    QuorumAdmin admin(run, arguments);
    const bool dry = arguments.has("--dry-run");
    if (!dry) {
        const auto answer = admin.ask<RemoveRaftVoterResponse>(
            RemoveRaftVoterRequest{"", {BrokerId(id), directory.id}}, "removeRaftVoter");
        if (answer.error != ErrorCode::none) refuse(run.place(), answer.error, answer.message);
    }
    run.print(std::string(dry ? "DRY RUN of removing " : "Removed ") + " KRaft controller " +
              std::to_string(id) + " with directory id " + uuid_text(directory.id));
}

}  // namespace

void run_metadata_quorum(const ToolRun& run) {
    const Arguments arguments = arguments_of(run);
    if (!run.session.has_kraft()) {
        throw BadInput(run.place(),
                       "UnsupportedVersionException: The node does not support DESCRIBE_QUORUM",
                       "this cluster runs with ZooKeeper: zookeeper-shell localhost:2181 get "
                       "/controller names the controller");
    }
    if (arguments.command() == "describe") return describe_quorum_tool(run, arguments);
    if (arguments.command() == "add-controller") return add_controller(run, arguments);
    remove_controller(run, arguments);
}

}  // namespace kscope::sim
