#include "sim/shell/cluster.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/broker/broker.h"
#include "core/config/config_keys.h"
#include "core/config/kafka_version.h"
#include "core/config/quorum_config.h"
#include "core/metadata/cluster_image.h"
#include "core/node/zookeeper_view.h"
#include "sim/engine/roles.h"
#include "sim/scenario/compile.h"

namespace kscope::sim {

namespace {

constexpr int first_port = 9092;
constexpr int zookeeper_port = 2181;
constexpr int first_controller_port = 19093;
constexpr std::size_t consumer_places = 8;
constexpr std::int32_t broker_places = 10;  // ids 0 to 9, whether the scenario has them or not
constexpr Duration start_patience = Duration::seconds(60);

NoteFilter needed_notes() {
    NoteFilter filter = Checker::needed_notes();
    filter.bits |= std::uint64_t{1} << note_kind<RecordsConsumed>;
    filter.bits |= std::uint64_t{1} << note_kind<RecordSent>;
    filter.bits |= std::uint64_t{1} << note_kind<SendFailed>;
    return filter;
}

std::string own_log_dir(BrokerId broker) {
    return "/tmp/kafka-logs-" + std::to_string(broker.value());
}

}  // namespace

Cluster::Cluster(const Scenario& scenario, Start start)
    : version_(scenario.version),
      has_kraft_(!scenario.controllers.empty()),
      broker_defaults_(default_broker_config(scenario.version)) {
    if (has_kraft_) broker_defaults_.features = with_kraft(broker_defaults_.features);
    auto spec = std::make_shared<WorldSpec>(compile(scenario));
    take_servers(*spec, start);
    if (start != Start::empty) {
        for (const auto& [id, node] : brokers_) known_.push_back(id);
    }
    add_broker_places(*spec);
    tell_processes(*spec);
    tool_ = add_place(*spec, "tool", AdminSpec{});
    producer_ = add_place(*spec, "console-producer", ProducerSpec{});
    for (std::size_t i = 1; i <= consumer_places; ++i) {
        consumers_.push_back(
            add_place(*spec, "console-consumer-" + std::to_string(i), ConsumerSpec{}));
    }
    world_ = std::make_unique<World>(std::move(spec), scenario.seed);
    world_->listen(needed_notes());
    if (start == Start::running) wait_for_all();
}

// The scenario's own servers, with addresses.
void Cluster::take_servers(WorldSpec& spec, Start start) {
    listeners_.resize(spec.nodes.size());
    log_dirs_.resize(spec.nodes.size());
    for (std::size_t i = 0; i < spec.nodes.size(); ++i) {
        NodePlan& plan = spec.nodes[i];
        const bool is_zookeeper = std::holds_alternative<ZooKeeperSpec>(plan.spec);
        const auto* broker = std::get_if<BrokerSpec>(&plan.spec);
        const auto* controller = std::get_if<ControllerSpec>(&plan.spec);
        if (is_zookeeper) {
            listeners_[i].port = zookeeper_port + static_cast<int>(zookeeper_.size());
            zookeeper_.push_back(id_at(i));
        }
        if (broker != nullptr) {
            std::get<BrokerSpec>(plan.spec).watches_configs = true;  // somebody may alter them
            listeners_[i].port = first_port + static_cast<int>(brokers_.size());
            log_dirs_[i] = own_log_dir(broker->config.broker_id);
            std::get<BrokerSpec>(plan.spec).log_dir = log_dirs_[i];
            if (brokers_.empty()) told_quotas_ = broker->config.client_quotas;
            brokers_.emplace_back(broker->config.broker_id, id_at(i));
        }
        if (controller != nullptr) cluster_id_ = controller->raft.cluster_id;
        if (controller != nullptr && start == Start::empty) {
            free_controllers_.push_back(id_at(i));
        } else if (controller != nullptr) {
            listeners_[i].port = first_controller_port + static_cast<int>(controllers_.size());
            log_dirs_[i] = own_log_dir(controller->config.broker_id);
            controllers_.emplace_back(controller->config.broker_id, id_at(i));
        }
        const bool is_server = is_zookeeper || broker != nullptr || controller != nullptr;
        if (start == Start::empty && is_server) plan.starts_at = Instant::never();
    }
}

// For brokers that a file names, and not the scenario.
void Cluster::add_broker_places(WorldSpec& spec) {
    BrokerSpec recipe = std::get<BrokerSpec>(spec.nodes.at(index(brokers_.front().second)).spec);
    for (std::int32_t number = 0; number < broker_places; ++number) {
        const BrokerId id(number);
        if (broker(id) != no_node || controller(id) != no_node) continue;
        recipe.config = broker_defaults_;
        recipe.config.broker_id = id;
        if (recipe.quorum) recipe.quorum->node_id = id;
        if (recipe.quorum) recipe.quorum->anonymous = false;
        recipe.log_dir = own_log_dir(id);
        const NodeId node = add_place(spec, "b" + std::to_string(number), recipe);
        brokers_.emplace_back(id, node);
        log_dirs_[index(node)] = own_log_dir(id);
    }
    std::sort(brokers_.begin(), brokers_.end());
}

// Until all brokers serve and know each other; and then to a whole second.
void Cluster::wait_for_all() {
    const auto serving = [this] {
        std::size_t live = 0;
        for (const auto& [id, node] : brokers_) {
            const Broker* broker = broker_at(*world_, node);
            if (broker == nullptr) continue;
            if (broker->image().live_brokers().size() == known_.size()) ++live;
        }
        return live == known_.size();
    };
    wait(serving, start_patience);
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t whole = (now().nanos() / second + 1) * second;
    advance(Instant::at(Duration::nanos(whole)) - now());
}

NodeId Cluster::add_place(WorldSpec& spec, const std::string& name, NodeSpec recipe) {
    NodePlan plan;
    plan.name = name;
    plan.spec = std::move(recipe);
    plan.starts_at = Instant::never();
    spec.nodes.push_back(std::move(plan));
    listeners_.emplace_back();
    log_dirs_.emplace_back();
    return id_at(spec.nodes.size() - 1);
}

NodeId Cluster::broker(BrokerId id) const {
    for (const auto& [broker, node] : brokers_) {
        if (broker == id) return node;
    }
    return no_node;
}

NodeId Cluster::controller(BrokerId id) const {
    for (const auto& [controller, node] : controllers_) {
        if (controller == id) return node;
    }
    return no_node;
}

bool Cluster::is_controller(NodeId node) const {
    return std::any_of(controllers_.begin(), controllers_.end(),
                       [&](const auto& one) { return one.second == node; });
}

bool Cluster::is_zookeeper(NodeId node) const {
    return std::find(zookeeper_.begin(), zookeeper_.end(), node) != zookeeper_.end();
}

bool Cluster::zookeeper_serves(NodeId server) const {
    const Node* node = world_->find_node(server);
    const auto view = node != nullptr ? zookeeper_view(*node) : std::nullopt;
    return view && (!view->member || view->member->serving);
}

std::vector<BrokerId> Cluster::brokers() const { return known_; }

bool Cluster::is_free_place(NodeId node) const {
    return std::any_of(brokers_.begin(), brokers_.end(), [&](const auto& one) {
        return one.second == node &&
               std::find(known_.begin(), known_.end(), one.first) == known_.end();
    });
}

NodeId Cluster::find(const std::string& name) const {
    const std::vector<NodePlan>& nodes = world_->spec().nodes;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (nodes[i].name == name) return id_at(i);
    }
    return no_node;
}

void Cluster::launch(NodeId node, NodeSpec spec, NodeId partner) {
    world_->apply(Launch{node, std::make_shared<const NodeSpec>(std::move(spec)), partner});
}

NodeId Cluster::broker_of_process(NodeId node) const {
    const NodeId partner = world_->partner(node);
    return partner != no_node && is_controller(node) ? partner : node;
}

bool Cluster::is_down(NodeId node) const {
    const NodeId partner = world_->partner(node);
    return !alive(node) && (partner == no_node || !alive(partner));
}

bool Cluster::place_voters(const std::vector<QuorumVoterAddress>& voters) {
    for (const QuorumVoterAddress& voter : voters) {
        NodeId node = controller(voter.id);
        if (node == no_node) {
            if (free_controllers_.empty()) return false;
            node = free_controllers_.front();
            free_controllers_.erase(free_controllers_.begin());
            controllers_.emplace_back(voter.id, node);
            std::sort(controllers_.begin(), controllers_.end());
        }
        if (!alive(node)) listeners_[index(node)] = {voter.host, voter.port};
    }
    return true;
}

RaftSpec Cluster::quorum_of(const BrokerConfig& config,
                            const std::vector<QuorumVoterAddress>& voters,
                            const std::string& cluster_id) const {
    RaftSpec raft;
    raft.node_id = config.broker_id;
    raft.cluster_id = cluster_id;
    raft.config = quorum_config_of(config);
    for (const QuorumVoterAddress& voter : voters) {
        raft.voters.push_back({{voter.id, {}}, controller(voter.id), 0, 1});
        if (voter.id != config.broker_id) raft.bootstrap.push_back(controller(voter.id));
    }
    return raft;
}

void Cluster::start_controller(const BrokerConfig& config, std::string log_dir,
                               const RaftSpec& quorum) {
    const NodeId node = controller(config.broker_id);
    KSCOPE_CHECK(node != no_node && !alive(node), "a place for the controller");
    cluster_id_ = quorum.cluster_id;
    log_dirs_[index(node)] = std::move(log_dir);
    auto spec = std::get<ControllerSpec>(world_->spec().nodes.at(index(node)).spec);
    const std::uint32_t log_id = spec.raft.log_id;
    spec.config = config;
    spec.raft = quorum;
    spec.raft.log_id = log_id;
    launch(node, std::move(spec));
}

void Cluster::start_broker(const BrokerConfig& config, Listener listener, std::string log_dir,
                           const std::optional<RaftSpec>& quorum, NodeId partner) {
    const NodeId node = broker(config.broker_id);
    KSCOPE_CHECK(node != no_node && !alive(node), "a place for the broker");
    listeners_[index(node)] = std::move(listener);
    log_dirs_[index(node)] = log_dir;
    if (std::find(known_.begin(), known_.end(), config.broker_id) == known_.end()) {
        known_.push_back(config.broker_id);
        std::sort(known_.begin(), known_.end());
    }
    BrokerSpec spec = std::get<BrokerSpec>(world_->spec().nodes.at(index(node)).spec);
    spec.config = config;
    spec.host = listeners_[index(node)].host;
    spec.port = listeners_[index(node)].port;
    spec.log_dir = std::move(log_dir);
    if (quorum) {
        spec.quorum = quorum;
        spec.quorum->log_id = metadata_log_id;
        if (partner != no_node) observe_unnamed(*spec.quorum);
    }
    launch(node, std::move(spec), partner);
}

void Cluster::start_combined(const BrokerConfig& config, Listener listener,
                             const std::string& log_dir, const RaftSpec& quorum) {
    start_controller(config, log_dir, quorum);
    start_broker(config, std::move(listener), log_dir, quorum, controller(config.broker_id));
}

void Cluster::start_zookeeper(NodeId server, const ZooKeeperConfig& config, int port) {
    KSCOPE_CHECK(is_zookeeper(server) && !alive(server), "a server that is down");
    listeners_[index(server)].port = port;
    auto spec = std::get<ZooKeeperSpec>(world_->spec().nodes.at(index(server)).spec);
    spec.config = config;
    launch(server, std::move(spec));
}

void Cluster::tell_brokers(Command command) {
    if (const auto* quotas = std::get_if<AlterClientQuotas>(&command)) {
        told_quotas_.insert(told_quotas_.end(), quotas->alterations.begin(),
                            quotas->alterations.end());
    }
    apply(TellBrokers{std::move(command)});
    advance(Duration::millis(1));
}

bool Cluster::step_until(Instant limit) {
    if (checker_.violation() || !world_->step_until(limit)) return false;
    checker_.after_step(*world_);
    if (watcher_) watcher_(*world_);
    return true;
}

void Cluster::advance(Duration duration) {
    const Instant target = now() + duration;
    while (step_until(target)) {
    }
    pass_until(target);
}

// A command that comes next is given then, not when the last event was.
void Cluster::pass_until(Instant time) {
    time_ = std::max(time_, time);
    if (!checker_.violation()) world_->pass_until(time_);
}

bool Cluster::wait(const std::function<bool()>& done, Duration patience) {
    const Instant limit = now() + patience;
    for (;;) {
        if (done()) return true;
        if (!step_until(limit)) break;
    }
    pass_until(limit);
    return false;
}

}  // namespace kscope::sim
