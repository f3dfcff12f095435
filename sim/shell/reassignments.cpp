// kafka-reassign-partitions (org.apache.kafka.tools.reassign.ReassignPartitionsCommand). It moves
// replicas between brokers, as fast as --throttle lets it; between log directories there is nothing
// to move.
#include <algorithm>
#include <map>
#include <set>

#include "core/metadata/replica_placement.h"
#include "sim/shell/addresses.h"
#include "sim/shell/admin_tool.h"
#include "sim/shell/partition_json.h"
#include "sim/shell/reassignment_throttles.h"
#include "sim/shell/refusal.h"
#include "sim/shell/tools.h"
#include "sim/shell/topic_view.h"

namespace kscope::sim {

namespace {

using Wishes = std::vector<PartitionEntry>;
constexpr Duration reassign_timeout = Duration::seconds(30);

std::vector<Flag> reassign_flags(const ToolRun& run) {
    return with_bootstrap(
        run,
        {flag("--generate"), flag("--execute"), flag("--verify"), flag("--cancel"), flag("--list"),
         flag("--additional"), flag("--preserve-throttles"), flag("--disable-rack-aware"),
         with_value("--reassignment-json-file"), with_value("--topics-to-move-json-file"),
         with_value("--broker-list"), with_value("--timeout"), with_value("--throttle"),
         with_value("--replica-alter-log-dirs-throttle")});
}

// Which flags an action takes besides itself (ReassignPartitionsCommand.validateAndParseArgs).
void refuse_misplaced(const Options& options, const std::string& action) {
    struct Permitted {
        const char* flag;
        std::vector<std::string> actions;
    };
    static const std::vector<Permitted> permitted{
        {"--reassignment-json-file", {"--execute", "--verify", "--cancel"}},
        {"--topics-to-move-json-file", {"--generate"}},
        {"--broker-list", {"--generate"}},
        {"--disable-rack-aware", {"--generate"}},
        {"--preserve-throttles", {"--verify", "--cancel"}},
        {"--additional", {"--execute"}},
        {"--throttle", {"--execute"}},
        {"--replica-alter-log-dirs-throttle", {"--execute"}},
        {"--timeout", {"--execute", "--cancel"}}};
    for (const auto& [name, actions] : permitted) {
        if (!options.has(name)) continue;
        if (std::find(actions.begin(), actions.end(), action) != actions.end()) continue;
        throw BadInput(options.place_of(name),
                       std::string("Option \"[") + (name + 2) +
                           "]\" can't be used with action \"[" + action.substr(2) + "]\"",
                       std::string("leave out ") + name);
    }
}

bool can_change(const ToolRun& run) {
    return run.cluster().broker_defaults().features.reassignments_change;
}

// Options that came with KIP-455.
void refuse_changes(const ToolRun& run, const Options& options) {
    if (can_change(run)) return;
    for (const std::string name : {"--cancel", "--additional"}) {
        if (!options.has(name)) continue;
        throw BadInput(options.place_of(name), name.substr(2) + " is not a recognized option",
                       "Kafka " + run.session.version() + " cannot change what moves already");
    }
}

// Bytes a second; below zero: none.
std::int64_t throttle_of(const ToolRun& run, const Options& options) {
    if (const Word* timeout = options.value("--timeout")) whole_of(*timeout, "--timeout");
    if (options.whole("--replica-alter-log-dirs-throttle").value_or(-1) >= 0) {
        throw BadInput(options.place_of("--replica-alter-log-dirs-throttle"),
                       "a broker here has one log directory: no replica moves between two",
                       "--throttle is for moves between brokers");
    }
    const std::int64_t rate = options.whole("--throttle").value_or(-1);
    if (rate < 0) return rate;
    const Place place = options.place_of("--throttle");
    if (!run.cluster().broker_defaults().features.replication_quotas) {
        throw BadInput(place, "throttle is not a recognized option",
                       "Kafka " + run.session.version() + " cannot throttle a reassignment");
    }
    return rate;
}

Wishes read_wishes(const ToolRun& run, const Word& file) {
    Wishes wishes = read_reassignment_json(run.session.read_file(file), file);
    std::sort(wishes.begin(), wishes.end(),
              [](const auto& a, const auto& b) { return a.tp < b.tp; });
    const auto wrong = [&](const std::string& why) {
        throw BadInput(file.place, "AdminCommandFailedException: " + why, "mend " + file.text);
    };
    if (wishes.empty()) wrong("Partition reassignment list cannot be empty");
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const PartitionEntry& wish = wishes[i];
        if (wish.replicas.empty()) wrong("Partition replica list cannot be empty");
        if (i > 0 && wishes[i - 1].tp == wish.tp) {
            wrong("Partition reassignment contains duplicate topic partitions: " +
                  to_string(wish.tp));
        }
        std::set<BrokerId> seen;
        for (const BrokerId replica : wish.replicas) {
            if (seen.insert(replica).second) continue;
            wrong(
                "Partition replica lists may not contain duplicate entries: " + to_string(wish.tp) +
                " contains multiple entries for " + std::to_string(replica.value()));
        }
    }
    return wishes;
}

ListPartitionReassignmentsResponse ongoing(AdminTool& tool) {
    return tool.controller<ListPartitionReassignmentsResponse>(
        ListPartitionReassignmentsRequest{reassign_timeout, {}}, "all partitions",
        "listPartitionReassignments");
}

const PartitionMetadata* partition_in(const MetadataResponse& cluster, const TopicPartition& tp) {
    const TopicMetadata* topic = find_topic(cluster, tp.topic);
    if (topic == nullptr) return nullptr;
    for (const PartitionMetadata& partition : topic->partitions) {
        if (partition.partition == tp.partition) return &partition;
    }
    return nullptr;
}

Wishes current_assignment(const MetadataResponse& cluster, const Wishes& wishes,
                          const Place& place) {
    Wishes now;
    for (const PartitionEntry& wish : wishes) {
        const PartitionMetadata* partition = partition_in(cluster, wish.tp);
        if (partition == nullptr) {
            throw BadInput(
                place,
                "UnknownTopicOrPartitionException: Unable to find partition: " + to_string(wish.tp),
                "see kafka-topics --list");
        }
        now.push_back({wish.tp, partition->replicas, true});
    }
    return now;
}

void generate(const ToolRun& run, const Options& options, AdminTool& tool) {
    const Word& file = options.required("--topics-to-move-json-file");
    const Word& list = options.required("--broker-list");
    std::vector<PlacementBroker> brokers;
    for (const std::string& id : split(list.text, ',')) {
        const BrokerId broker(int_of({id, list.place}, "--broker-list"));
        const bool twice = std::any_of(brokers.begin(), brokers.end(),
                                       [&](const auto& b) { return b.broker == broker; });
        if (twice) {
            throw BadInput(list.place, "Broker list contains duplicate entries: [" + id + "]",
                           "name each once");
        }
        const NodeId node = run.cluster().broker(broker);
        const bool up = node != no_node && run.cluster().alive(node);
        if (!up) {
            throw BadInput(list.place, "AdminCommandFailedException: Unknown broker id " + id,
                           "see status");
        }
        const auto* spec = std::get_if<BrokerSpec>(
            &run.cluster().world().spec().nodes.at(static_cast<std::size_t>(node.value())).spec);
        brokers.push_back({broker, spec != nullptr && !options.has("--disable-rack-aware")
                                       ? spec->config.rack
                                       : ""});
    }
    const MetadataResponse cluster = describe_cluster(tool, "describeTopics");
    Wishes now;
    Wishes proposed;
    std::vector<std::string> topics = read_topics_json(run.session.read_file(file), file);
    std::sort(topics.begin(), topics.end());
    for (const std::string& name : topics) {
        const TopicMetadata* topic = find_topic(cluster, name);
        if (topic == nullptr || topic->partitions.empty()) {
            throw BadInput(file.place,
                           "UnknownTopicOrPartitionException: Topic " + name + " not found",
                           "see kafka-topics --list");
        }
        // Kafka draws where to begin; here it is the first broker.
        Placement placement = place_replicas(
            brokers, static_cast<std::int32_t>(topic->partitions.size()),
            static_cast<std::int32_t>(topic->partitions.front().replicas.size()), {});
        if (placement.error != ErrorCode::none) {
            refuse(list.place, placement.error, placement.message);
        }
        for (std::size_t i = 0; i < topic->partitions.size(); ++i) {
            const TopicPartition tp{name, topic->partitions[i].partition};
            now.push_back({tp, topic->partitions[i].replicas, true});
            proposed.push_back({tp, placement.assignments.at(i), true});
        }
    }
    run.print("Current partition replica assignment\n" + partition_json(now) + "\n");
    run.print("Proposed partition reassignment configuration\n" + partition_json(proposed));
}

std::string partition_names(const Wishes& wishes) {
    std::vector<std::string> names;
    for (const PartitionEntry& wish : wishes) names.push_back(to_string(wish.tp));
    return joined(names, ",");
}

void send_wishes(AdminTool& tool, const Word& file, const Wishes& wishes, bool cancel) {
    AlterPartitionReassignmentsRequest request{reassign_timeout, {}};
    for (const PartitionEntry& wish : wishes) {
        PartitionReassignment part{wish.tp, wish.replicas};
        if (cancel) part.replicas.reset();
        request.partitions.push_back(std::move(part));
    }
    const auto answer = tool.controller<AlterPartitionReassignmentsResponse>(
        std::move(request), partition_names(wishes), "alterPartitionReassignments");
    if (answer.error != ErrorCode::none) refuse(file.place, answer.error, answer.message);
    for (const PartitionResult& result : answer.partitions) {
        if (result.error == ErrorCode::none) continue;
        refuse(file.place, result.error, to_string(result.tp) + ": " + result.message);
    }
}

// Before KIP-455: nothing but the rate changes (maybeLimit).
void limit_existing(const ToolRun& run, const ListPartitionReassignmentsResponse& moving,
                    std::int64_t throttle) {
    run.print("There is an existing assignment running.");
    if (throttle < 0) return;
    for (const OngoingReassignment& one : moving.partitions) {
        run.cluster().tell_brokers(AlterReplicationThrottle{one.tp, one.adding, throttle});
    }
}

void execute(const ToolRun& run, const Options& options, AdminTool& tool) {
    const Word& file = options.required("--reassignment-json-file");
    const Wishes wishes = read_wishes(run, file);
    const std::int64_t throttle = throttle_of(run, options);
    const ListPartitionReassignmentsResponse moving = ongoing(tool);
    if (!can_change(run) && !moving.partitions.empty()) {
        return limit_existing(run, moving, throttle);
    }
    if (!options.has("--additional") && !moving.partitions.empty()) {
        throw BadInput(run.place(),
                       "Cannot execute because there is an existing partition assignment.  Use "
                       "--additional to override this and create a new partition assignment in "
                       "addition to the existing one. The --additional flag can also be used to "
                       "change the throttle by resubmitting the current reassignment.",
                       "wait for it (--verify), cancel it, or add --additional");
    }
    const MetadataResponse cluster = describe_cluster(tool, "describeTopics");
    for (const PartitionEntry& wish : wishes) {
        for (const BrokerId replica : wish.replicas) {
            const bool known = std::any_of(cluster.brokers.begin(), cluster.brokers.end(),
                                           [&](const auto& b) { return b.broker == replica; });
            if (known) continue;
            throw BadInput(
                file.place,
                "AdminCommandFailedException: Unknown broker id " + std::to_string(replica.value()),
                "see status");
        }
    }
    const Wishes current = current_assignment(cluster, wishes, file.place);
    run.print("Current partition replica assignment\n\n" + partition_json(current) +
              "\n\nSave this to use as the --reassignment-json-file option during rollback");
    if (throttle >= 0) {
        run.print(
            "Warning: You must run --verify periodically, until the reassignment completes, to "
            "ensure the throttle is removed.");
        set_throttles(run, tool, proposed_moves(moving, wishes, current), throttle);
    }
    send_wishes(tool, file, wishes, false);
    run.print(std::string("Successfully started partition reassignment") +
              (wishes.size() == 1 ? "" : "s") + " for " + partition_names(wishes));
}

void verify(const ToolRun& run, const Options& options, AdminTool& tool) {
    const Word& file = options.required("--reassignment-json-file");
    const Wishes wishes = read_wishes(run, file);
    const ListPartitionReassignmentsResponse moving = ongoing(tool);
    const MetadataResponse cluster = describe_cluster(tool, "describeTopics");
    run.print("Status of partition reassignment:");
    for (const PartitionEntry& wish : wishes) {
        const std::string name = to_string(wish.tp);
        const bool is_moving = std::any_of(moving.partitions.begin(), moving.partitions.end(),
                                           [&](const auto& one) { return one.tp == wish.tp; });
        if (is_moving) {
            run.print("Reassignment of partition " + name + " is still in progress.");
            continue;
        }
        const PartitionMetadata* partition = partition_in(cluster, wish.tp);
        const std::vector<BrokerId> replicas =
            partition == nullptr ? std::vector<BrokerId>{} : partition->replicas;
        run.print(replicas == wish.replicas
                      ? "Reassignment of partition " + name + " is completed."
                      : "There is no active reassignment of partition " + name +
                            ", but replica set is " + ids_of(replicas) + " rather than " +
                            ids_of(wish.replicas) + ".");
    }
    run.print("");  // moves between log directories: none
    if (!moving.partitions.empty() || options.has("--preserve-throttles")) return;
    clear_throttles(run, tool, wishes);
}

void cancel(const ToolRun& run, const Options& options, AdminTool& tool) {
    const Word& file = options.required("--reassignment-json-file");
    Wishes active;
    const ListPartitionReassignmentsResponse moving = ongoing(tool);
    const Wishes wishes = read_wishes(run, file);
    for (const PartitionEntry& wish : wishes) {
        const bool is_moving = std::any_of(moving.partitions.begin(), moving.partitions.end(),
                                           [&](const auto& one) { return one.tp == wish.tp; });
        if (is_moving) active.push_back(wish);
    }
    if (active.empty()) {
        run.print("None of the specified partition reassignments are active.");
    } else {
        send_wishes(tool, file, active, true);
        run.print(std::string("Successfully cancelled partition reassignment") +
                  (active.size() == 1 ? "" : "s") + " for: " + partition_names(active));
    }
    run.print("None of the specified partition moves are active.");
    if (!options.has("--preserve-throttles")) clear_throttles(run, tool, wishes);
}

void list_moves(const ToolRun& run, AdminTool& tool) {
    const ListPartitionReassignmentsResponse moving = ongoing(tool);
    if (moving.partitions.empty()) return run.print("No partition reassignments found.");
    run.print("Current partition reassignments:");
    for (const OngoingReassignment& one : moving.partitions) {
        run.print(to_string(one.tp) + ": replicas: " + ids_of(one.replicas) + "." +
                  (one.adding.empty() ? "" : " adding: " + ids_of(one.adding) + ".") +
                  (one.removing.empty() ? "" : " removing: " + ids_of(one.removing) + "."));
    }
}

}  // namespace

void run_reassign_partitions(const ToolRun& run) {
    const Options options(run.command, reassign_flags(run));
    const std::string action =
        options.one_of({"--generate", "--execute", "--verify", "--cancel", "--list"});
    refuse_changes(run, options);
    refuse_misplaced(options, action);
    // --broker-list names brokers that get replicas here, not servers.
    std::vector<NodeId> bootstrap;
    const Word* servers = options.value("--bootstrap-server");
    if (servers != nullptr || !options.has("--zookeeper")) {
        bootstrap = brokers_at(run.cluster(), options.required("--bootstrap-server"));
    } else {
        zookeeper_at(run.cluster(), options.required("--zookeeper"));
        for (const BrokerId id : run.cluster().brokers()) {
            bootstrap.push_back(run.cluster().broker(id));
        }
    }
    AdminTool tool(run.cluster(), std::move(bootstrap), run.place());
    if (action == "--generate") generate(run, options, tool);
    if (action == "--execute") execute(run, options, tool);
    if (action == "--verify") verify(run, options, tool);
    if (action == "--cancel") cancel(run, options, tool);
    if (action == "--list") list_moves(run, tool);
}

}  // namespace kscope::sim
