// A small cluster for proofs: three brokers, one topic of three partitions, producers and a group,
// with all timeouts a tenth of Kafka's, so that a few virtual seconds hold many elections; and what
// it means for such a cluster to be well again. It steps no world but its own.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/client/producer.h"
#include "core/log/log_matching.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "sim/check/checker.h"
#include "sim/engine/run_end.h"
#include "sim/engine/world.h"
#include "sim/faults/fault_schedule.h"
#include "sim/outcome/outcome.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"

namespace kscope::sim::test {

// Its brokers wait for ZooKeeper however long it is away: nobody would start them again.
inline const char* const small_cluster = R"(scenario: Small cluster
cluster:
  zookeeper: {config: {tickTime: 200}}
  disk-writeback: 3s
  config:
    zookeeper.session.timeout.ms: 1800
    zookeeper.connection.timeout.ms: 600000
    replica.lag.time.max.ms: 3000
    replica.fetch.wait.max.ms: 50
    replica.fetch.backoff.ms: 100
    replica.socket.timeout.ms: 3000
    controller.socket.timeout.ms: 3000
    replica.high.watermark.checkpoint.interval.ms: 500
    request.timeout.ms: 3000
    offsets.topic.num.partitions: 3
    group.initial.rebalance.delay.ms: 300
    group.min.session.timeout.ms: 600
    leader.imbalance.check.interval.seconds: 5
links:
  default: {latency: {uniform: [1ms, 3ms]}}
topics:
  click: {partitions: 3, replication-factor: 3, config: {min.insync.replicas: 2}}
producers:
  web:
    config: {acks: all, linger.ms: 5, request.timeout.ms: 3000, delivery.timeout.ms: 120000,
             max.block.ms: 60000, metadata.max.age.ms: 30000}
    starts: 1500ms
    source: {generator: {topic: click, every: 20ms, jitter: true, count: 800, keys: 20}}
groups:
  readers:
    members: 2
    topics: [click]
    config: {auto.offset.reset: earliest, auto.commit.interval.ms: 500, session.timeout.ms: 1500,
             heartbeat.interval.ms: 300, max.poll.interval.ms: 6000, request.timeout.ms: 3000,
             fetch.max.wait.ms: 50, metadata.max.age.ms: 30000}
    starts: 1500ms
)";

inline constexpr const char* snapshots_often =
    "    metadata.log.max.snapshot.interval.ms: 7000\n";  // since 3.4

// The same with KRaft, and three controllers.
inline std::string small_kraft_cluster(const std::string& version) {
    std::string text = small_cluster;
    const auto replace = [&text](const std::string& from, const std::string& to) {
        text.replace(text.find(from), from.size(), to);
    };
    replace("  zookeeper: {config: {tickTime: 200}}\n",
            "  version: \"" + version + "\"\n  metadata: kraft\n");
    replace("    zookeeper.session.timeout.ms: 1800\n    zookeeper.connection.timeout.ms: 600000\n",
            "    broker.session.timeout.ms: 1800\n    broker.heartbeat.interval.ms: 300\n"
            "    controller.quorum.election.timeout.ms: 300\n"
            "    controller.quorum.fetch.timeout.ms: 600\n"
            "    controller.quorum.election.backoff.max.ms: 300\n"
            "    controller.quorum.request.timeout.ms: 600\n" +
                std::string(version == "3.3" ? "" : snapshots_often));
    return text;
}

inline WorldSpec small_kraft_world(const std::string& version, const Overrides& overrides = {}) {
    return compile(
        parse_scenario(small_kraft_cluster(version), "small-kraft-cluster.yaml", overrides));
}

inline WorldSpec small_world(const Overrides& overrides = {}, Mutant mutant = Mutant::none) {
    WorldSpec spec = compile(parse_scenario(small_cluster, "small-cluster.yaml", overrides));
    for (NodePlan& plan : spec.nodes) {
        if (auto* broker = std::get_if<BrokerSpec>(&plan.spec)) {
            broker->config.features.mutant = mutant;
        }
    }
    return spec;
}

// Kills, power losses, pauses and cuts in the first 15 s; then all is healed and restarted.
inline FaultProfile small_faults() {
    FaultProfile profile;
    profile.episodes = 8;
    profile.starts_at = Instant::at(Duration::millis(2500));
    profile.heal_at = Instant::at(Duration::seconds(15));
    profile.longest = Duration::seconds(5);
    return profile;
}

inline FaultTargets targets_of(const WorldSpec& spec) {
    FaultTargets targets;
    targets.usual = spec.default_link.latency;
    for (std::size_t n = 0; n < spec.nodes.size(); ++n) {
        const NodeId node(static_cast<std::int32_t>(n));
        const NodeSpec& kind = spec.nodes[n].spec;
        if (std::holds_alternative<BrokerSpec>(kind)) targets.brokers.push_back(node);
        const bool server = std::holds_alternative<ZooKeeperSpec>(kind) ||
                            std::holds_alternative<ControllerSpec>(kind);
        if (server) targets.servers.push_back(node);
        const bool client = std::holds_alternative<ProducerSpec>(kind) ||
                            std::holds_alternative<ConsumerSpec>(kind);
        if (client) targets.clients.push_back(node);
    }
    return targets;
}

// A world and its laws, stepped together.
struct Trial {
    World world;
    Checker checker;

    Trial(std::shared_ptr<const WorldSpec> spec, std::uint64_t seed)
        : world(std::move(spec), seed) {
        world.listen(Checker::needed_notes());
    }
    // False: a law is broken, or nothing is left to happen by then.
    bool step(Instant until) {
        if (!world.step_until(until)) return false;
        checker.after_step(world);
        return !checker.violation();
    }
    void play(Instant until) {
        while (step(until)) {
        }
    }
    [[nodiscard]] std::string broken() const {
        const auto& violation = checker.violation();
        if (!violation) return "";
        return std::string(text_of(violation->law).name) + " at event " +
               std::to_string(violation->event.value()) + ", " +
               std::to_string(violation->time.nanos()) + " ns: " + violation->sentence;
    }
};

inline const Replica* replica_on(const World& world, BrokerId broker, const TopicPartition& tp) {
    for (std::size_t n = 0; n < world.node_count(); ++n) {
        const Node* node = world.find_node(NodeId(static_cast<std::int32_t>(n)));
        const Broker* process = node != nullptr ? node->get_if<Broker>() : nullptr;
        if (process == nullptr || process->id() != broker) continue;
        const auto slot = process->replicas().find(tp);
        return slot ? &process->replicas().replica(*slot) : nullptr;
    }
    return nullptr;
}

// Power loss may fork a partition (Checker::forked). A follower that has the old life's records
// gives up (Kafka's markPartitionFailed), and no later epoch tells it where they end; with it out
// of the ISR producers and groups may wait for ever. Kafka does not heal this either.
inline bool parted(const Trial& trial, const PartitionOutcome& p) {
    const Replica* leader = replica_on(trial.world, p.leader, p.tp);
    if (leader == nullptr || !trial.checker.forked(p.tp)) return false;
    return std::any_of(p.replicas.begin(), p.replicas.end(), [&](BrokerId broker) {
        const Replica* replica = replica_on(trial.world, broker, p.tp);
        if (replica == nullptr || replica->log_end_offset() > leader->log_end_offset())
            return false;
        const Offset end = replica->log_end_offset();
        if (end <= std::max(leader->log().prefix_origin(), replica->log().prefix_origin())) {
            return false;
        }
        return logs_match(leader->log(), replica->log(), end) != std::optional(true);
    });
}

enum class Forks : std::uint8_t { must_heal, may_stay };

inline bool any_parted(const Trial& trial) {
    const Outcome outcome = measure(trial.world, trial.checker);
    return std::any_of(outcome.partitions.begin(), outcome.partitions.end(),
                       [&](const PartitionOutcome& p) { return parted(trial, p); });
}

// What is not well: answers and records that are waited for, and partitions with a follower out of
// sync. Empty: all is well. Of a fork that may stay only a leader is asked, and then nothing of
// clients.
inline std::string ailments(const Trial& trial, Forks forks = Forks::must_heal) {
    std::string text;
    const auto add = [&](const std::string& what) { text += (text.empty() ? "" : "; ") + what; };
    Outcome outcome = measure(trial.world, trial.checker);
    if (forks == Forks::may_stay && any_parted(trial)) {
        outcome.producers.clear();
        outcome.groups.clear();
    }
    for (const ProducerOutcome& p : outcome.producers) {
        if (!p.idle) {
            add(p.name + " waits for " + std::to_string(p.sent - p.acked - p.failed) + " answers");
        }
    }
    for (const GroupOutcome& g : outcome.groups) {
        if (g.lag() != 0 || g.state != "Stable") {
            add(g.name + " is " + g.state + " with lag " + std::to_string(g.lag()));
        }
    }
    if (outcome.partitions.empty()) add("no broker knows the partitions");
    for (const PartitionOutcome& p : outcome.partitions) {
        const bool ends = p.logs.size() == p.replicas.size() &&
                          std::all_of(p.logs.begin(), p.logs.end(), [&](const ReplicaOutcome& r) {
                              return r.log_end == p.log_end;
                          });
        // Offsets are committed again and again, and so their log never stands still.
        const bool still =
            (p.high_watermark == p.log_end && ends) || p.tp.topic == offsets_topic_name;
        const bool in_sync = p.isr.size() == p.replicas.size() && still;
        const bool excused = forks == Forks::may_stay && parted(trial, p);
        if (p.leader != no_broker && (in_sync || excused)) continue;
        add(to_string(p.tp) + " led by " + std::to_string(p.leader.value()) + " has " +
            std::to_string(p.isr.size()) + " in sync, high watermark " +
            std::to_string(p.high_watermark.value()) + ", log end " +
            std::to_string(p.log_end.value()));
    }
    return text;
}

}  // namespace kscope::sim::test
