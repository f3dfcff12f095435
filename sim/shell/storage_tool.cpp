// kafka-storage (kafka.tools.StorageTool): formats the log directories of KRaft processes, and
// draws ids for clusters. It writes meta.properties; a quorum's first voters are those of
// controller.quorum.voters, so that there is no bootstrap snapshot.
#include "core/base/rng.h"
#include "core/config/metadata_version.h"
#include "sim/scenario/server_properties.h"
#include "sim/shell/arguments.h"
#include "sim/shell/tools.h"
#include "sim/shell/uuid_text.h"

namespace kscope::sim {

namespace {

// Version 4 of the IETF variant, never with a dash in front.
std::string random_uuid(Session& session) {
    Rng rng = Rng(session.seed()).fork("uuid/" + std::to_string(session.storage().next_uuid()));
    for (;;) {
        DirectoryId id;
        id.high = rng.next();
        id.low = rng.next();
        id.high = (id.high & ~0xF000ULL) | 0x4000ULL;
        id.low = (id.low & ~(3ULL << 62U)) | 2ULL << 62U;
        std::string text = uuid_text(id);
        if (text.front() != '-') return text;
    }
}

ServerProperties file_of(const ToolRun& run, const Arguments& arguments) {
    const Word& file = *arguments.value("--config");
    return read_server_properties(run.session.read_file(file), file.text, run.session.version());
}

void format_directories(const ToolRun& run, const Arguments& arguments) {
    const ServerProperties server = file_of(run, arguments);
    const Word& file = *arguments.value("--config");
    if (!server.kraft) {
        throw BadInput(file.place,
                       "The kafka configuration file appears to be for a legacy cluster. "
                       "Formatting is only supported for clusters in KRaft mode.",
                       "with ZooKeeper nothing is to be formatted");
    }
    for (const char* voters : {"--standalone", "--initial-controllers"}) {
        if (!arguments.has(voters)) continue;
        throw BadInput(arguments.place_of(voters),
                       "You cannot specify " + std::string(voters) +
                           " and set controller.quorum.voters in the configuration",
                       "leave it out: the first voters are those of controller.quorum.voters");
    }
    const std::string& directory = server.log_dirs.front();
    const Word& cluster_id = *arguments.value("--cluster-id");
    FormattedStorage& storage = run.session.storage();
    if (const MetaProperties* old = storage.find(directory)) {
        const std::string path = directory + "/meta.properties";
        if (old->cluster_id != cluster_id.text) {
            throw BadInput(cluster_id.place,
                           "Invalid cluster.id in: " + path + ". Expected " + cluster_id.text +
                               ", but read " + old->cluster_id,
                           "a directory belongs to one cluster");
        }
        if (old->node_id != server.config.broker_id) {
            throw BadInput(server.id_place,
                           "Stored node id " + std::to_string(old->node_id.value()) +
                               " doesn't match previous node id " +
                               std::to_string(server.config.broker_id.value()) + " in " + path,
                           "give " + file.text + " a log.dirs of its own");
        }
        if (!arguments.has("--ignore-formatted")) {
            throw BadInput(file.place,
                           "Log directory " + directory +
                               " is already formatted. Use --ignore-formatted to ignore this "
                               "directory and format the others.",
                           "add --ignore-formatted");
        }
        return run.print("All of the log directories are already formatted.");
    }
    storage.format(directory, {cluster_id.text, server.config.broker_id});
    run.print("Formatting metadata directory " + directory + " with metadata.version " +
              metadata_version_name(server.config.features.metadata_version) + ".");
}

void tell_storage(const ToolRun& run, const Arguments& arguments) {
    const ServerProperties server = file_of(run, arguments);
    const std::string& directory = server.log_dirs.front();
    const MetaProperties* found = run.session.storage().find(directory);
    if (found == nullptr) {
        throw BadInput(arguments.value("--config")->place,
                       "Found problem: " + directory + " is not formatted.",
                       "kafka-storage format makes it one of a cluster");
    }
    run.print("Found log directory:\n  " + directory + "\n");
    run.print("Found metadata: {cluster.id=" + found->cluster_id +
              ", node.id=" + std::to_string(found->node_id.value()) + ", version=1}\n");
}

}  // namespace

void run_storage(const ToolRun& run) {
    const Argument config{"--config", "-c", true, true};
    const Arguments arguments(run.command, {{"info", {config}, {}},
                                            {"format",
                                             {config,
                                              {"--cluster-id", "-t", true, true},
                                              {"--ignore-formatted", "-g", false},
                                              {"--standalone", "-s", false},
                                              {"--no-initial-controllers", "-N", false},
                                              {"--initial-controllers", "-I"}},
                                             {}},
                                            {"random-uuid", {}, {}}});
    if (arguments.command() == "random-uuid") return run.print(random_uuid(run.session));
    if (arguments.command() == "format") return format_directories(run, arguments);
    tell_storage(run, arguments);
}

}  // namespace kscope::sim
