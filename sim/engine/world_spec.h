// WorldSpec: everything that a world is made from, as plain values. A scenario file compiles to it
// (sim/scenario), tests and benchmarks write it by hand. With a seed it fixes a run, bit for bit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/border/command.h"
#include "core/node/node_spec.h"
#include "sim/engine/engine_notes.h"
#include "sim/engine/process.h"
#include "sim/net/link_spec.h"

namespace kscope::sim {

// Service time of a node: base + per_byte for each request it serves (0: instant).
struct ServiceTime {
    Duration base;
    Duration per_kilobyte;
};

struct NodePlan {
    std::string name;  // "b1", "zk", "web", "monitoring-1"
    NodeSpec spec;
    std::string rack;
    ServiceTime service;
    Duration disk_writeback = Duration::seconds(30);  // the page cache's own flushing
    Duration disk_flush = Duration::millis(1);        // how long an fsync takes
    Instant starts_at;                                // never: only when it is launched
    // An admin client: this node's first life waits until that has made its topics, but not for
    // longer than topics_patience.
    NodeId starts_after = no_node;
    // The other role of a combined server (process.roles=broker,controller), whose process it
    // shares; each of the two names the other.
    NodeId partner = no_node;
};

// default.api.timeout.ms of an admin client: who sets up a cluster gives up then.
inline constexpr Duration topics_patience = Duration::seconds(60);

// ---- sources of records

// One record to send; `at` counts from the source's start.
struct PlannedRecord {
    Duration at;
    SendRecord record;
};

// Fixed records (an access log, a hand-written list), shared by all copies of the world.
struct RecordedSource {
    std::shared_ptr<const std::vector<PlannedRecord>> records;
};

// Made on the fly from the source's own Rng.
struct GeneratedSource {
    std::string topic;
    std::uint64_t count = 0;  // 0: no end (then --until ends the run)
    Duration interval;        // mean
    bool jitter = false;      // uniform in [0, 2 x interval]
    std::int32_t keys = 0;    // 0: null keys; else "user-0".."user-(n-1)"
    std::string key_prefix;
    bool key_is_partition = false;  // explicit partition = key number
    std::int32_t value_bytes = 0;
    std::string value_prefix;
};

struct SourceSpec {
    NodeId producer;
    Instant starts_at;
    std::variant<RecordedSource, GeneratedSource> records;
};

// ---- timeline

struct Kill {
    NodeId node;
    CrashKind kind = CrashKind::process;
};
struct Restart {
    NodeId node;
};
// Starts the node, or starts it anew, from another recipe than its plan's: a tool with its options,
// a broker with its server.properties. Restarts keep to it. From then on it shares the process of
// `partner`, or nobody's.
struct Launch {
    NodeId node;
    std::shared_ptr<const NodeSpec> spec;
    NodeId partner = no_node;
};
struct Pause {
    NodeId node;
};
struct Resume {
    NodeId node;
};
// Cuts or heals the link both ways, or one way only (a to b).
struct CutLink {
    NodeId a;
    NodeId b;
    bool one_way = false;
};
struct HealLink {
    NodeId a;
    NodeId b;
};
struct HealAll {};
struct SetLatency {
    NodeId a;
    NodeId b;
    Latency latency;
};
struct GiveCommand {
    NodeId node;
    Command command;
};
// What changes the configuration of all brokers, and quotas those of the controllers too: each that
// runs has the command, and each that starts later has it then.
struct TellBrokers {
    Command command;
};
// What an operator does with kafka-metadata-quorum add-controller and remove-controller: `admin`
// asks, with the directory that stands in the meta.properties on the controller's disk.
struct ChangeVoter {
    NodeId admin;
    NodeId controller;
    bool add = true;
};
// What an operator asks of a partition's leader, whoever that is by then: `admin` sends it.
struct AskLeader {
    NodeId admin;
    TopicPartition tp;
    Ref<const Message> request;
};
// For the window and the story; they change nothing.
struct Say {
    std::string text;
};
struct Hold {
    std::string text;
};
struct Ask {
    std::string question;
};

// A node that is only known when the action happens: "leader of click-0", "controller",
// "coordinator of monitoring".
struct NodeByRole {
    enum class Role : std::uint8_t { leader, controller, coordinator };
    Role role = Role::leader;
    std::string of;  // "click-0" or the group's name
};
// Applies the action to the node that holds the role at that moment.
struct KillRole {
    NodeByRole who;
    CrashKind kind = CrashKind::process;
};
struct PauseRole {
    NodeByRole who;
};
// Restarts (or resumes) every node that is down.
struct RestartAll {};

using Action = std::variant<Kill, Restart, Pause, Resume, CutLink, HealLink, HealAll, SetLatency,
                            GiveCommand, Say, Hold, Ask, KillRole, PauseRole, RestartAll, Launch,
                            TellBrokers, ChangeVoter, AskLeader>;

// `when`: the count-th note of this kind whose fields have these values (as note_fields() says
// them).
struct NotePattern {
    std::size_t kind = 0;
    std::vector<std::pair<std::string, std::string>> fields;
    std::uint32_t count = 1;
};

struct TimelineEntry {
    std::variant<Instant, NotePattern> trigger;
    Duration delay;  // after the note
    std::vector<Action> actions;
    int line = 0;  // in the scenario file, for messages
};

struct WorldSpec {
    std::string name;
    std::vector<NodePlan> nodes;  // NodeId = place in this list
    LinkSpec default_link;
    std::vector<LinkSpec> links;
    std::vector<SourceSpec> sources;
    std::vector<TimelineEntry> timeline;
    WallTime epoch;  // wall clock at virtual time zero
    // Makes each life of a node; null: a Node from the plan's spec. Tests put toys here.
    ProcessFactory make_process = nullptr;
};

}  // namespace kscope::sim
