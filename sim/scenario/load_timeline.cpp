// The section `timeline`: each entry a time or a note, and the actions in the order they are
// written.
#include <limits>

#include "core/config/config_value.h"
#include "sim/scenario/loading.h"
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"
#include "sim/scenario/when.h"
#include "sim/scenario/yaml_reader.h"

namespace kscope::sim {

namespace {

// A node by its name, or the one that holds a role at that moment.
using Target = std::variant<NodeId, NodeByRole>;

Target read_target(const Loading& loading, const Tree& tree) {
    const std::string& text = read_text(tree);
    if (text == "controller") return NodeByRole{NodeByRole::Role::controller, ""};
    if (text.starts_with("leader of ")) {
        const TopicPartition tp = find_partition(loading, text.substr(10), tree.place);
        return NodeByRole{NodeByRole::Role::leader, to_string(tp)};
    }
    if (text.starts_with("coordinator of ")) {
        const std::string group = text.substr(15);
        for (const GroupPlan& plan : loading.scenario.groups) {
            if (plan.name == group) return NodeByRole{NodeByRole::Role::coordinator, group};
        }
        throw BadInput(tree.place, "there is no group " + quoted(group),
                       "write a group of this scenario after `coordinator of`");
    }
    if (text.find(' ') != std::string::npos) {
        throw BadInput(tree.place, quoted(text) + " is no node" + typography_hint(text),
                       "write b1, leader of click-0, controller or coordinator of GROUP");
    }
    return find_node(loading, text, tree.place);
}

NodeId read_broker_node(const Loading& loading, const Tree& tree) {
    const NodeId node = find_node(loading, read_text(tree), tree.place);
    // Controllers stop in good order too.
    const Scenario& scenario = loading.scenario;
    if (is_broker_node(scenario, node) || is_controller_node(scenario, node)) return node;
    throw BadInput(tree.place, quoted(tree.text) + " is no broker",
                   "write b1, or another broker; `close` stops clients");
}

void read_kill(const Loading& loading, const Tree& tree, CrashKind kind, Actions& actions) {
    const Target target = read_target(loading, tree);
    if (const auto* node = std::get_if<NodeId>(&target)) {
        actions.emplace_back(Kill{*node, kind});
    } else {
        actions.emplace_back(KillRole{std::get<NodeByRole>(target), kind});
    }
}
void kill(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    read_kill(loading, tree, CrashKind::process, actions);
}
void power_loss(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    read_kill(loading, tree, CrashKind::power_loss, actions);
}
void restart(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    if (read_text(tree) == "all") {
        actions.emplace_back(RestartAll{});
    } else {
        actions.emplace_back(Restart{find_node(loading, tree.text, tree.place)});
    }
}
void pause(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    const Target target = read_target(loading, tree);
    if (const auto* node = std::get_if<NodeId>(&target)) {
        actions.emplace_back(Pause{*node});
    } else {
        actions.emplace_back(PauseRole{std::get<NodeByRole>(target)});
    }
}
void resume(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    actions.emplace_back(Resume{find_node(loading, read_text(tree), tree.place)});
}
void shut_down(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    actions.emplace_back(GiveCommand{read_broker_node(loading, tree), ShutDown{}});
}
void cut(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    const LinkEnds ends = find_link(loading, read_text(tree), tree.place);
    for (const NodeId to : ends.to) actions.emplace_back(CutLink{ends.from, to, false});
}
void cut_one_way(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    const LinkEnds ends = find_link(loading, read_text(tree), tree.place);
    for (const NodeId to : ends.to) actions.emplace_back(CutLink{ends.from, to, true});
}
void heal(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    if (read_text(tree) == "all") {
        actions.emplace_back(HealAll{});
        return;
    }
    const LinkEnds ends = find_link(loading, tree.text, tree.place);
    for (const NodeId to : ends.to) actions.emplace_back(HealLink{ends.from, to});
}
void slow_link(const Loading& loading, MapReader& entry, const Tree& tree, Actions& actions) {
    MapReader reader = entry.map("slow-link", tree);
    const Tree& between = reader.required("between");
    const LinkEnds ends = find_link(loading, read_text(between), between.place);
    const Latency latency = read_latency(reader.required("latency"));
    for (const NodeId to : ends.to) actions.emplace_back(SetLatency{ends.from, to, latency});
}

void give(const std::vector<NodeId>& nodes, const Command& command, Actions& actions) {
    for (const NodeId node : nodes) actions.emplace_back(GiveCommand{node, command});
}

SeekTo read_seek_target(const Tree& tree) {
    SeekTo seek;
    const std::string& text = read_text(tree);
    if (text == "beginning") {
        seek.kind = SeekTo::Kind::beginning;
    } else if (text == "end") {
        seek.kind = SeekTo::Kind::end;
    } else if (const auto offset = parse_integer(text); offset && *offset >= 0) {
        seek.offset = Offset(*offset);
    } else {
        throw BadInput(tree.place, quoted(text) + " is no offset" + typography_hint(text),
                       "write a number from 0, beginning or end");
    }
    return seek;
}

void seek(const Loading& loading, MapReader& entry, const Tree& tree, Actions& actions) {
    MapReader reader = entry.map("seek", tree);
    const Tree& who = reader.required("who");
    const std::vector<NodeId> nodes = find_clients(loading, who, ClientKind::consumer);
    SeekTo command = read_seek_target(reader.required("to"));
    const Tree* partition = reader.optional("partition");
    const Tree* topic = reader.optional("topic");
    if ((partition != nullptr) == (topic != nullptr)) {
        throw BadInput(tree.place, "a seek has a `partition` or a `topic`",
                       partition != nullptr ? "keep one" : "add one");
    }
    if (partition != nullptr) {
        command.tp = find_partition(loading, read_text(*partition), partition->place);
        give(nodes, command, actions);
        return;
    }
    require_topic(loading, read_text(*topic), topic->place);
    for (std::int32_t i = 0; i < partitions_of(loading, topic->text); ++i) {
        command.tp = {topic->text, PartitionIndex(i)};
        give(nodes, command, actions);
    }
}

void send(const Loading& loading, MapReader& entry, const Tree& tree, Actions& actions) {
    MapReader reader = entry.map("send", tree);
    SendRecord record;
    const Tree& topic = reader.required("topic");
    record.topic = read_text(topic);
    require_topic(loading, record.topic, topic.place);
    if (const Tree* key = reader.optional("key")) record.key = Bytes(read_text(*key));
    if (const Tree* value = reader.optional("value")) record.value = Bytes(read_text(*value));
    if (const Tree* partition = reader.optional("partition")) {
        record.partition = read_partition_of(loading, record.topic, *partition);
    }
    const Tree& producer = reader.required("producer");
    std::vector<std::string> producers;
    for (const ProducerPlan& plan : loading.scenario.producers) producers.push_back(plan.name);
    for (const std::string& name : producers) {
        if (name == read_text(producer)) {
            give({find_node(loading, name, producer.place)}, record, actions);
            return;
        }
    }
    throw BadInput(producer.place, "there is no producer " + quoted(producer.text),
                   suggest(producer.text, producers));
}

void close(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    give(find_clients(loading, tree, ClientKind::any), CloseClient{}, actions);
}
void stop_polling(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    give(find_clients(loading, tree, ClientKind::consumer), StopPolling{}, actions);
}
void resume_polling(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    give(find_clients(loading, tree, ClientKind::consumer), ResumePolling{}, actions);
}

void create_topic(const Loading& loading, MapReader& entry, const Tree& tree, Actions& actions) {
    MapReader reader = entry.map("create-topic", tree);
    const Tree& name = reader.required("name");
    require_topic_name(loading, read_text(name), name.place);
    const NodeId admin = find_node(loading, "admin", tree.place);
    give({admin}, CreateTopic{load_topic(loading, reader, name.text)}, actions);
}

void say(const Loading&, MapReader&, const Tree& tree, Actions& actions) {
    actions.emplace_back(Say{read_prose(tree)});
}
void hold(const Loading&, MapReader&, const Tree& tree, Actions& actions) {
    actions.emplace_back(Hold{read_prose(tree)});
}
void ask(const Loading&, MapReader&, const Tree& tree, Actions& actions) {
    actions.emplace_back(Ask{read_prose(tree)});
}

struct ActionName {
    const char* key;
    ReadAction read;
};
constexpr ActionName action_names[] = {{"kill", kill},
                                       {"power-loss", power_loss},
                                       {"restart", restart},
                                       {"pause", pause},
                                       {"resume", resume},
                                       {"shut-down", shut_down},
                                       {"cut", cut},
                                       {"cut-one-way", cut_one_way},
                                       {"heal", heal},
                                       {"slow-link", slow_link},
                                       {"seek", seek},
                                       {"send", send},
                                       {"close", close},
                                       {"stop-polling", stop_polling},
                                       {"resume-polling", resume_polling},
                                       {"create-topic", create_topic},
                                       {"elect-preferred-leaders", read_elect_preferred_leaders},
                                       {"elect-unclean-leaders", read_elect_unclean_leaders},
                                       {"reassign", read_reassign},
                                       {"cancel-reassignment", read_cancel_reassignment},
                                       {"remove-throttle", read_remove_throttle},
                                       {"alter-quotas", read_alter_quotas},
                                       {"delete-topic", read_delete_topic},
                                       {"delete-records", read_delete_records},
                                       {"add-partitions", read_add_partitions},
                                       {"alter-config", read_alter_config},
                                       {"alter-broker-config", read_alter_broker_config},
                                       {"add-controller", read_add_controller},
                                       {"remove-controller", read_remove_controller},
                                       {"say", say},
                                       {"hold", hold},
                                       {"ask", ask}};

Actions read_actions(const Loading& loading, MapReader& reader, const Tree& tree) {
    Actions actions;
    for (const Tree::Entry& written : tree.entries) {
        for (const ActionName& action : action_names) {
            if (written.key != action.key) continue;
            if (reader.optional(action.key) == nullptr) {
                throw BadInput(written.place, quoted(written.key) + " says nothing",
                               "write what it is to do");
            }
            action.read(loading, reader, written.value, actions);
        }
    }
    if (actions.empty()) {
        throw BadInput(tree.place, "nothing happens here", "add an action, for example `say:`");
    }
    return actions;
}

TimelineEntry read_entry(const Loading& loading, MapReader reader, const Tree& tree) {
    TimelineEntry entry;
    entry.line = tree.place.line;
    const Tree* at = reader.optional("at");
    const Tree* when = reader.optional("when");
    if ((at != nullptr) == (when != nullptr)) {
        throw BadInput(tree.place, "an entry of the timeline has an `at` or a `when`",
                       at != nullptr ? "keep one" : "add one");
    }
    if (at != nullptr) {
        entry.trigger = Instant::at(read_time(*at));
    } else {
        When condition = read_when(loading, reader.map("when", *when));
        entry.trigger = std::move(condition.pattern);
        entry.delay = condition.delay;
    }
    entry.actions = read_actions(loading, reader, tree);
    return entry;
}

}  // namespace

Actions parse_actions(const Scenario& scenario, const std::string& text) {
    Loading loading = loading_of(scenario);
    const Tree root = read_yaml(text, "action");
    MapReader entry(root, "timeline[]", loading.seen);
    return read_actions(loading, entry, root);
}

void load_timeline(Loading& loading, MapReader& top) {
    const Tree* tree = top.optional("timeline");
    if (tree == nullptr) return;
    for (const Tree& item : read_list(*tree, "- at: 5s, and below it the actions")) {
        loading.scenario.timeline.push_back(read_entry(loading, top.item("timeline", item), item));
    }
}

}  // namespace kscope::sim
