// zookeeper-shell: reads ZooKeeper's tree (org.apache.zookeeper.ZooKeeperMain). It looks at the
// server itself, opens no session, and writes nothing.
#include <algorithm>
#include <sstream>

#include "core/config/kafka_version.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "core/node/zookeeper_view.h"
#include "sim/shell/addresses.h"
#include "sim/shell/servers.h"
#include "sim/shell/tools.h"

namespace kscope::sim {

namespace {

std::string hex(std::int64_t number) {
    std::ostringstream text;
    text << "0x" << std::hex << number;
    return text.str();
}

void print_stat(const ToolRun& run, const Znode& node) {
    run.print("cZxid = " + hex(node.stat.czxid.value()));
    run.print("mZxid = " + hex(node.stat.mzxid.value()));
    run.print("pZxid = " + hex(node.stat.pzxid.value()));
    run.print("dataVersion = " + std::to_string(node.stat.version));
    run.print("ephemeralOwner = " + hex(node.stat.ephemeral_owner.value()));
    run.print("dataLength = " + std::to_string(node.data.size()));
    run.print("numChildren = " + std::to_string(node.children.size()));
}

void print_tree(const ToolRun& run, const ZnodeTree& tree, const std::string& path) {
    run.print(path);
    for (const std::string& child : tree.find(path)->children) {
        print_tree(run, tree, path == "/" ? "/" + child : path + "/" + child);
    }
}

void run_zookeeper_command(const ToolRun& run, const ZnodeTree& tree,
                           const std::vector<Word>& words) {
    const Word& verb = words.front();
    if (verb.text == "quit" || verb.text == "close") return;
    std::vector<std::string> flags;
    std::optional<Word> path;
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i].text.starts_with("-")) {
            flags.push_back(words[i].text);
        } else {
            path = words[i];
        }
    }
    const std::vector<std::string> reading{"ls", "ls2", "get", "stat", "getAllChildrenNumber"};
    const bool known = nearest_word(verb.text, reading) == verb.text;
    if (!known) {
        const std::vector<std::string> writing{"create", "set", "delete", "deleteall", "rmr"};
        const bool writes = nearest_word(verb.text, writing) == verb.text;
        throw BadInput(
            verb.place,
            writes ? verb.text + ": this shell only reads" : "Command not found: " + verb.text,
            writes ? "ask a broker with Kafka's tools" : suggest(verb.text, reading));
    }
    if (!path) throw BadInput(verb.place, "Path is missing", "write " + verb.text + " /brokers");
    const bool clean =
        path->text.starts_with('/') && (path->text.size() == 1 || !path->text.ends_with('/'));
    if (!clean) {
        throw BadInput(path->place,
                       "Path must start with / character, and not end with it: " + path->text,
                       "write for example /brokers/ids");
    }
    const Znode* node = tree.find(path->text);
    if (node == nullptr) {
        throw BadInput(path->place, "NoNodeException: KeeperErrorCode = NoNode for " + path->text,
                       "look with ls /");
    }
    const bool recursive = std::find(flags.begin(), flags.end(), "-R") != flags.end();
    const bool with_stat = std::find(flags.begin(), flags.end(), "-s") != flags.end();
    if (verb.text == "get") {
        run.print(node->data.empty() ? "null" : node->data);
        if (with_stat) print_stat(run, *node);
    } else if (verb.text == "stat") {
        print_stat(run, *node);
    } else if (verb.text == "getAllChildrenNumber") {
        const std::string above = path->text == "/" ? "/" : path->text + "/";
        std::size_t count = 0;
        for (const auto& [name, znode] : tree.nodes()) {
            count += name != "/" && name.starts_with(above) ? 1 : 0;
        }
        run.print(std::to_string(count));
    } else if (recursive) {
        print_tree(run, tree, path->text);
    } else {
        const std::vector<std::string> names(node->children.begin(), node->children.end());
        run.print("[" + joined(names, ", ") + "]");
        if (with_stat || verb.text == "ls2") print_stat(run, *node);
    }
}

}  // namespace

void run_zookeeper_shell(const ToolRun& run) {
    const std::vector<Word>& words = run.command.words;
    if (words.size() < 2) {
        throw BadInput(run.place(), "which server?", "write zookeeper-shell localhost:2181 ls /");
    }
    if (run.session.has_kraft()) {
        if (!can_run_zookeeper(run.session.version())) require_zookeeper(run);
        run.print("Connecting to " + words[1].text);
        throw BadInput(words[1].place,
                       "ConnectionLossException: KeeperErrorCode = ConnectionLoss for " +
                           (words.size() > 3 ? words.back().text : "/"),
                       "this cluster has KRaft, and no ZooKeeper");
    }
    Cluster& cluster = run.cluster();
    const NodeId server = zookeeper_at(cluster, words[1]);
    const auto view = zookeeper_view(cluster.world().node(server));
    run.print("Connecting to " + words[1].text + "\n");
    run.print("WATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null");
    if (words.size() > 2) {
        return run_zookeeper_command(run, *view->tree, {words.begin() + 2, words.end()});
    }
    const auto input = run.session.input_of(run.command);
    if (!input) {
        throw BadInput(run.place(), "there is no command",
                       "write it behind the address, or feed it: <<END");
    }
    for (const CommandText& command : read_commands(*input, run.place().line + 1)) {
        run_zookeeper_command(run, *view->tree, command.words);
    }
}

}  // namespace kscope::sim
