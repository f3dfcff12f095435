#include "tests/partitions/partition_cluster.h"

#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/node/node.h"
#include "sim/engine/roles.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"

namespace kscope::sim::test {

namespace {

// Timeouts a tenth of Kafka's, so that a few virtual seconds hold several elections.
const char* const cluster_text = R"(scenario: One partition
cluster:
  zookeeper: {config: {tickTime: 100}}
  disk-writeback: 300ms
  config:
    zookeeper.session.timeout.ms: 600
    zookeeper.connection.timeout.ms: 600000
    replica.lag.time.max.ms: 1000
    replica.fetch.wait.max.ms: 50
    replica.fetch.backoff.ms: 50
    replica.socket.timeout.ms: 1000
    controller.socket.timeout.ms: 1000
    replica.high.watermark.checkpoint.interval.ms: 300
    unclean.leader.election.enable: false
producers:
  web:
    config: {acks: all, linger.ms: 0, retry.backoff.ms: 50, request.timeout.ms: 1000,
             delivery.timeout.ms: 600000, max.block.ms: 600000, metadata.max.age.ms: 1000,
             socket.connection.setup.timeout.ms: 500, buffer.memory: 1000000000}
    starts: 500ms
    source: {generator: {topic: data, every: 25ms, jitter: true, count: 20000}}
)";

const TopicPartition& the_partition() {
    static const TopicPartition tp{"data", PartitionIndex(0)};
    return tp;
}

std::shared_ptr<const WorldSpec> world_of(const PartitionClusterSpec& cluster) {
    const std::string replicas = std::to_string(cluster.replicas);
    // The first brokers in this order; an assignment of the author's own, not the controller's.
    std::string assignment = "[";
    for (std::size_t n = 0; n < cluster.replicas; ++n) {
        assignment += (n > 0 ? ", " : "") + std::to_string(n + 1);
    }
    assignment += "]";
    const std::string latency = cluster.slow_links ? "{exponential: {at-least: 500us, mean: 4ms}}"
                                                   : "{uniform: [1ms, 4ms]}";
    const Overrides overrides{
        "cluster.version=\"" + cluster.version + "\"",
        "cluster.brokers=" + std::to_string(cluster.replicas + cluster.others),
        "links.default.latency=" + latency,
        "topics.data={assignment: [" + assignment +
            "], config: {min.insync.replicas: " + std::to_string(cluster.min_insync) + "}}",
    };
    WorldSpec spec = compile(parse_scenario(cluster_text, "one-partition.yaml", overrides));
    for (NodePlan& plan : spec.nodes) {
        if (auto* broker = std::get_if<BrokerSpec>(&plan.spec)) {
            broker->config.features.mutant = cluster.mutant;
        }
    }
    return std::make_shared<const WorldSpec>(std::move(spec));
}

// For one condition. A producer whose leader is behind a cut tries it again and again, and asks
// nobody for metadata while a connection is being made (NetworkClient.isAnyNodeConnecting): one in
// a hundred needs more than two minutes to learn of the new leader.
constexpr Duration patience = Duration::seconds(900);

}  // namespace

PartitionCluster::PartitionCluster(const PartitionClusterSpec& spec, std::uint64_t seed)
    : spec_(spec), world_(world_of(spec), seed), rng_(Rng(seed).fork("partition")) {
    world_.listen(Checker::needed_notes());
    const std::vector<NodePlan>& nodes = world_.spec().nodes;
    for (std::size_t n = 0; n < nodes.size(); ++n) {
        if (std::holds_alternative<BrokerSpec>(nodes[n].spec)) brokers_.push_back(id_at(n));
        if (std::holds_alternative<ZooKeeperSpec>(nodes[n].spec)) zookeeper_.push_back(id_at(n));
        if (std::holds_alternative<ProducerSpec>(nodes[n].spec)) clients_.push_back(id_at(n));
    }
}

void PartitionCluster::run_until(const std::function<bool()>& condition) {
    const Instant until = world_.now() + patience;
    while (!condition()) {
        if (!world_.step_until(until)) throw BrokenPartition("it never came: " + state());
        checker_.after_step(world_);
        if (const auto& violation = checker_.violation()) {
            throw BrokenPartition(std::string(text_of(violation->law).name) + ": " +
                                  violation->sentence);
        }
    }
    if (!checker_.lost().empty()) throw BrokenPartition("acknowledged records are lost");
}

std::string PartitionCluster::state() const {
    std::string text = "at " + to_seconds_text(world_.now());
    for (std::size_t n = 0; n < brokers_.size(); ++n) {
        text += "; " + std::to_string(n);
        const Replica* r = replica(n);
        if (r == nullptr) {
            text += is_running(n) ? " has no replica" : " is down";
            continue;
        }
        text += " leads or follows " + std::to_string(r->leader().value()) + " in epoch " +
                std::to_string(r->leader_epoch().value()) + " up to " +
                std::to_string(r->high_watermark().value()) + " of " +
                std::to_string(r->log_end_offset().value());
    }
    return text;
}

const Replica* PartitionCluster::replica(std::size_t broker) const {
    const Broker* process = broker_at(world_, brokers_[broker]);
    if (process == nullptr) return nullptr;
    const auto slot = process->replicas().find(the_partition());
    return slot ? &process->replicas().replica(*slot) : nullptr;
}

bool PartitionCluster::is_running(std::size_t broker) const {
    return broker_at(world_, brokers_[broker]) != nullptr;
}

Offset PartitionCluster::high_watermark(std::size_t broker) const {
    const Replica* r = replica(broker);
    return r == nullptr ? Offset(0) : r->high_watermark();
}

bool PartitionCluster::any_reached(Offset offset) const { return max_high_watermark() >= offset; }

bool PartitionCluster::all_reached(Offset offset) const {
    bool any = false;
    for (std::size_t n = 0; n < spec_.replicas; ++n) {
        if (!is_running(n)) continue;
        if (high_watermark(n) < offset) return false;
        any = true;
    }
    return any;
}

bool PartitionCluster::all_reached(Offset offset, const std::vector<std::size_t>& brokers) const {
    return std::all_of(brokers.begin(), brokers.end(),
                       [&](std::size_t n) { return high_watermark(n) >= offset; });
}

Offset PartitionCluster::max_high_watermark() const {
    Offset most{0};
    for (std::size_t n = 0; n < spec_.replicas; ++n) most = std::max(most, high_watermark(n));
    return most;
}

Offset PartitionCluster::max_high_watermark(const std::vector<std::size_t>& brokers) const {
    Offset most{0};
    for (const std::size_t n : brokers) most = std::max(most, high_watermark(n));
    return most;
}

Offset PartitionCluster::max_log_end() const {
    Offset most{0};
    for (std::size_t n = 0; n < spec_.replicas; ++n) {
        if (const Replica* r = replica(n)) most = std::max(most, r->log_end_offset());
    }
    return most;
}

std::optional<std::size_t> PartitionCluster::latest_leader() const {
    std::optional<std::size_t> leader;
    LeaderEpoch epoch{-1};
    for (std::size_t n = 0; n < spec_.replicas; ++n) {
        const Replica* r = replica(n);
        if (r == nullptr || !r->is_leader() || r->leader_epoch() <= epoch) continue;
        epoch = r->leader_epoch();
        leader = n;
    }
    return leader;
}

bool PartitionCluster::all_in_sync() const {
    const auto leader = latest_leader();
    if (!leader) return false;
    const Replica& leads = *replica(*leader);
    std::size_t running = 0;
    for (std::size_t n = 0; n < spec_.replicas; ++n) {
        if (!is_running(n)) continue;
        const Replica* r = replica(n);
        if (r == nullptr || r->leader_epoch() != leads.leader_epoch()) return false;
        ++running;
    }
    return leads.leader_state()->isr.committed.size() == running;
}

void PartitionCluster::kill(std::size_t broker, CrashKind kind) {
    world_.apply(Kill{brokers_[broker], kind});
}

void PartitionCluster::shut_down(std::size_t broker) {
    world_.apply(GiveCommand{brokers_[broker], ShutDown{}});
}

void PartitionCluster::start(std::size_t broker) { world_.apply(Restart{brokers_[broker]}); }

void PartitionCluster::part(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    for (const std::size_t x : a) {
        for (const std::size_t y : b) world_.apply(CutLink{brokers_[x], brokers_[y]});
    }
}

void PartitionCluster::isolate(std::size_t broker) {
    for (const NodeId other : brokers_) {
        if (other != brokers_[broker]) world_.apply(CutLink{brokers_[broker], other});
    }
    isolate_from_zookeeper(broker);
}

void PartitionCluster::isolate_from_zookeeper(std::size_t broker) {
    for (const NodeId server : zookeeper_) world_.apply(CutLink{brokers_[broker], server});
}

void PartitionCluster::isolate_from_clients(std::size_t broker) {
    for (const NodeId client : clients_) world_.apply(CutLink{brokers_[broker], client});
}

void PartitionCluster::rejoin(std::size_t broker) {
    for (const NodeId other : brokers_) {
        if (other != brokers_[broker]) world_.apply(HealLink{brokers_[broker], other});
    }
    for (const NodeId server : zookeeper_) world_.apply(HealLink{brokers_[broker], server});
}

void PartitionCluster::heal() { world_.apply(HealAll{}); }

}  // namespace kscope::sim::test
