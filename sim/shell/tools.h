// The tools of a console session, one function each in a file of its kind. They are found by
// Kafka's names, with or without a path, `.sh` or `.bat`. A tool throws BadInput for what the user
// got wrong and for what the cluster refused.
#pragma once

#include <string>
#include <vector>

#include "sim/shell/session.h"

namespace kscope::sim {

struct Tool {
    const char* name;
    void (*run)(const ToolRun&);
    const char* usage;      // what stands behind the name, in a word or two
    const char* meaning;    // a line
    bool may_wait = false;  // with `&` it goes on in the background

    [[nodiscard]] std::string usage_text() const {
        return std::string(name) + " " + usage + "\n  " + meaning + "\n";
    }
};

// In the order of the help.
const std::vector<Tool>& tools();
// Throws BadInput with the nearest name.
const Tool& find_tool(const Word& name);

// topics.cpp
void run_topics(const ToolRun& run);
// old_topic_tools.cpp
void run_create_topic(const ToolRun& run);
void run_list_topic(const ToolRun& run);
// console_producer.cpp, console_consumer_tool.cpp
void run_console_producer(const ToolRun& run);
void run_console_consumer(const ToolRun& run);
// Ends it as Ctrl-C does; `place` is its number from 0.
void end_consumer(const ToolRun& run, std::size_t place);
// server_tools.cpp
void run_kafka_server_start(const ToolRun& run);
void run_kafka_server_stop(const ToolRun& run);
void run_zookeeper_server_start(const ToolRun& run);
void run_zookeeper_server_stop(const ToolRun& run);
void run_cp(const ToolRun& run);
// configs.cpp, elections.cpp, reassignments.cpp
void run_configs(const ToolRun& run);
void run_leader_election(const ToolRun& run);
void run_preferred_replica_election(const ToolRun& run);
void run_reassign_partitions(const ToolRun& run);
// consumer_groups.cpp, get_offsets.cpp
void run_consumer_groups(const ToolRun& run);
void run_get_offsets(const ToolRun& run);
void run_class(const ToolRun& run);
// zookeeper_shell.cpp, cluster_tools.cpp, metadata_quorum_tool.cpp
void run_zookeeper_shell(const ToolRun& run);
void run_metadata_quorum(const ToolRun& run);
void run_broker_api_versions(const ToolRun& run);
// delete_records_tool.cpp, log_dirs_tool.cpp, cluster_tool.cpp
void run_delete_records(const ToolRun& run);
void run_log_dirs(const ToolRun& run);
void run_cluster(const ToolRun& run);
// storage_tool.cpp
void run_storage(const ToolRun& run);
// disk_tools.cpp
void run_dump_log(const ToolRun& run);
void run_ls(const ToolRun& run);
void run_cd(const ToolRun& run);
void run_cat(const ToolRun& run);
// session_commands.cpp
void run_advance(const ToolRun& run);
void run_status(const ToolRun& run);
void run_help(const ToolRun& run);
void run_exit(const ToolRun& run);
void run_kill(const ToolRun& run);
void run_start(const ToolRun& run);
void run_jobs(const ToolRun& run);
void run_disks(const ToolRun& run);

}  // namespace kscope::sim
