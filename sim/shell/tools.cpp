#include "sim/shell/tools.h"

#include <algorithm>

namespace kscope::sim {

const std::vector<Tool>& tools() {
    static const std::vector<Tool> all{
        {"kafka-topics", run_topics, "--create|--list|--describe|--alter|--delete ...",
         "topics and their partitions"},
        {"kafka-create-topic", run_create_topic, "--topic T --partition P --replica R",
         "makes a topic, as in 0.8"},
        {"kafka-list-topic", run_list_topic, "[--topic T]", "topics, as in 0.8"},
        {"kafka-console-producer", run_console_producer, "--topic T ... <<END",
         "sends each line that it is fed"},
        {"kafka-console-consumer", run_console_consumer, "--topic T [--from-beginning] ... [&]",
         "prints what it reads", true},
        {"kafka-configs", run_configs,
         "--describe|--alter --entity-type topics|brokers|users|clients ...", "configurations"},
        {"kafka-reassign-partitions", run_reassign_partitions,
         "--generate|--execute|--verify|--cancel|--list ...", "moves replicas"},
        {"kafka-leader-election", run_leader_election,
         "--election-type PREFERRED|UNCLEAN --all-topic-partitions ...", "elects leaders"},
        {"kafka-preferred-replica-election", run_preferred_replica_election,
         "[--path-to-json-file FILE]", "the same, as it was before"},
        {"kafka-consumer-groups", run_consumer_groups, "--list|--describe|--reset-offsets ...",
         "groups, their members and lag"},
        {"kafka-get-offsets", run_get_offsets, "[--topic T] [--time latest|earliest|MS]",
         "offsets of partitions"},
        {"kafka-delete-records", run_delete_records, "--offset-json-file FILE",
         "gives up the beginning of partitions"},
        {"kafka-run-class", run_class, "kafka.tools.GetOffsetShell ...",
         "tools that had no script of their own"},
        {"kafka-dump-log", run_dump_log, "--files FILE,FILE [--print-data-log]",
         "what is in a broker's files"},
        {"kafka-broker-api-versions", run_broker_api_versions, "",
         "which requests the brokers take"},
        {"kafka-log-dirs", run_log_dirs, "--describe [--broker-list 1,2] [--topic-list T]",
         "how large the replicas of brokers are"},
        {"kafka-cluster", run_cluster, "cluster-id|list-endpoints ...", "the cluster's id"},
        {"kafka-metadata-quorum", run_metadata_quorum, "describe --status|--replication, ...",
         "the quorum of a KRaft cluster"},
        {"kafka-storage", run_storage, "format|info|random-uuid -t ID -c FILE",
         "formats the log directories of a KRaft process"},
        {"zookeeper-shell", run_zookeeper_shell, "localhost:2181 ls|get|stat PATH",
         "ZooKeeper's tree"},
        {"kafka-server-start", run_kafka_server_start, "FILE [--override KEY=VALUE]",
         "starts a broker from its server.properties"},
        {"kafka-server-stop", run_kafka_server_stop, "[b1]", "stops brokers in good order"},
        {"zookeeper-server-start", run_zookeeper_server_start, "FILE",
         "starts ZooKeeper from its zookeeper.properties"},
        {"zookeeper-server-stop", run_zookeeper_server_stop, "", "stops ZooKeeper"},
        {"advance", run_advance, "5s", "lets virtual time pass"},
        {"status", run_status, "", "the time, and what runs"},
        {"jobs", run_jobs, "", "consumers in the background"},
        {"kill", run_kill, "b1|%1|leader of click-0", "kills a process"},
        {"start", run_start, "b1", "starts a process again, as it was"},
        {"ls", run_ls, "[DIR]", "files of the simulated machine: the brokers' log.dirs"},
        {"cd", run_cd, "DIR", "goes into such a directory"},
        {"cat", run_cat, "FILE, or > FILE <<END", "prints a file, or writes one of the session's"},
        {"cp", run_cp, "FROM TO", "copies a file, into one of the session's"},
        {"disks", run_disks, "DIR", "writes the brokers' disks as real directories"},
        {"help", run_help, "[TOOL]", "this list"},
        {"exit", run_exit, "", "ends the session"},
    };
    return all;
}

namespace {

// "D:\kafka\bin\windows\kafka-topics.bat", "bin/kafka-topics.sh", "./kafka-topics"
std::string bare_name(std::string name) {
    name = name.substr(name.find_last_of("/\\") + 1);
    for (const char* ending : {".sh", ".bat"}) {
        if (name.ends_with(ending)) name.resize(name.size() - std::string(ending).size());
    }
    return name;
}

}  // namespace

const Tool& find_tool(const Word& name) {
    const std::string bare = bare_name(name.text);
    std::vector<std::string> names;
    for (const Tool& tool : tools()) {
        if (bare == tool.name) return tool;
        names.emplace_back(tool.name);
    }
    // A tutorial has it; no version of Kafka ever had.
    if (bare == "kafka-consumer") {
        throw BadInput(name.place, "Kafka has no " + bare, "the tool is kafka-console-consumer");
    }
    // Not a command at all: bytes, or a text that was pasted.
    constexpr std::size_t longest = 60;
    const bool is_name = name.text.size() <= longest &&
                         std::none_of(name.text.begin(), name.text.end(),
                                      [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
    if (!is_name) {
        throw BadInput(name.place, quoted(name.text) + ": command not found",
                       "help lists the commands");
    }
    throw BadInput(name.place, name.text + ": command not found", suggest(bare, names));
}

}  // namespace kscope::sim
