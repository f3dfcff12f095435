// Cluster: the world of one console session: a scenario's, or a small one of its own, and beside it
// places for what a session starts: one for a tool that asks, one for a console producer, some for
// console consumers, and brokers that no file has named. With KRaft there are controllers instead
// of ZooKeeper. Virtual time passes only here.
//
// It watches the laws after each event, as every run does. It prints nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "sim/scenario/kraft_properties.h"
#include "sim/scenario/scenario.h"

namespace kscope::sim {

// Where a process of the cluster listens.
struct Listener {
    std::string host = "localhost";
    int port = 0;
};

class Cluster {
public:
    enum class Start : std::uint8_t {
        as_written,  // the scenario's own times
        running,     // time passes until all brokers serve
        empty,       // ZooKeeper or controllers, and brokers, wait for somebody to start them
    };
    Cluster(const Scenario& scenario, Start start);

    [[nodiscard]] const World& world() const { return *world_; }
    [[nodiscard]] const Checker& checker() const { return checker_; }
    [[nodiscard]] const std::string& version() const { return version_; }
    [[nodiscard]] const BrokerConfig& broker_defaults() const { return broker_defaults_; }

    // ---- who is who
    // Whether a quorum of controllers keeps the metadata.
    [[nodiscard]] bool has_kraft() const { return has_kraft_; }
    // Those that have an id, by it. What waits for somebody to start it has none.
    [[nodiscard]] const std::vector<std::pair<BrokerId, NodeId>>& controllers() const {
        return controllers_;
    }
    [[nodiscard]] bool is_controller(NodeId node) const;
    // The broker of this node's process, if that has both roles; else the node itself.
    [[nodiscard]] NodeId broker_of_process(NodeId node) const;
    // Neither the node nor the other role of its process runs.
    [[nodiscard]] bool is_down(NodeId node) const;
    // With KRaft cluster.id; with ZooKeeper there is none.
    [[nodiscard]] const std::string& cluster_id() const { return cluster_id_; }
    // no_node: none has this id.
    [[nodiscard]] NodeId controller(BrokerId id) const;
    // The one ZooKeeper server, or those of the ensemble by myid; with KRaft none.
    [[nodiscard]] const std::vector<NodeId>& zookeeper() const { return zookeeper_; }
    [[nodiscard]] bool is_zookeeper(NodeId node) const;
    // It is up and, in an ensemble, leads or follows a majority.
    [[nodiscard]] bool zookeeper_serves(NodeId server) const;
    [[nodiscard]] NodeId tool() const { return tool_; }
    [[nodiscard]] NodeId producer() const { return producer_; }
    [[nodiscard]] const std::vector<NodeId>& consumers() const { return consumers_; }
    // The place for this broker id; no_node: there is none.
    [[nodiscard]] NodeId broker(BrokerId id) const;
    // Those that ever ran, or that the scenario has, by id.
    [[nodiscard]] std::vector<BrokerId> brokers() const;
    // A place for a broker that is none of those.
    [[nodiscard]] bool is_free_place(NodeId node) const;
    [[nodiscard]] const Listener& listener(NodeId node) const { return listeners_.at(index(node)); }
    [[nodiscard]] const std::string& log_dir(NodeId node) const {
        return log_dirs_.at(index(node));
    }
    [[nodiscard]] bool alive(NodeId node) const { return world_->status(node).alive(); }
    [[nodiscard]] const std::string& name(NodeId node) const {
        return world_->spec().nodes.at(index(node)).name;
    }
    // The node of this name; no_node: none.
    [[nodiscard]] NodeId find(const std::string& name) const;

    // ---- what a session does
    // Starts a node, anew if it runs, from this recipe, in a process of its own or the partner's.
    void launch(NodeId node, NodeSpec spec, NodeId partner = no_node);
    // A broker, in the place of its id, which must be there and down. `quorum`: with KRaft.
    void start_broker(const BrokerConfig& config, Listener listener, std::string log_dir,
                      const std::optional<RaftSpec>& quorum, NodeId partner = no_node);
    // Broker and controller of one id as one process.
    void start_combined(const BrokerConfig& config, Listener listener, const std::string& log_dir,
                        const RaftSpec& quorum);
    // A controller that is down, in the place of its id.
    void start_controller(const BrokerConfig& config, std::string log_dir, const RaftSpec& quorum);
    // A place for each of these, each with its listener; false: there is no room for all.
    [[nodiscard]] bool place_voters(const std::vector<QuorumVoterAddress>& voters);
    // What a process with this configuration is of the quorum of these voters, placed before.
    [[nodiscard]] RaftSpec quorum_of(const BrokerConfig& config,
                                     const std::vector<QuorumVoterAddress>& voters,
                                     const std::string& cluster_id) const;
    // A server of ZooKeeper's, which must be down.
    void start_zookeeper(NodeId server, const ZooKeeperConfig& config, int port);
    void apply(const Action& action) { world_->apply(action); }
    // What changes the configuration of brokers, once they have it.
    void tell_brokers(Command command);
    // The scenario's quotas and what the session made of them, in the order in which they were
    // told.
    [[nodiscard]] const std::vector<ClientQuotaAlteration>& told_quotas() const {
        return told_quotas_;
    }
    // One event, if there is one by then. False also if a law is broken.
    bool step_until(Instant limit);
    void advance(Duration duration);
    // Until it is so, at most this long. False: it never was.
    bool wait(const std::function<bool()>& done, Duration patience);
    [[nodiscard]] Instant now() const { return std::max(time_, world_->now()); }
    // Called after each event.
    void watch(std::function<void(const World&)> watcher) { watcher_ = std::move(watcher); }

private:
    static std::size_t index(NodeId node) { return static_cast<std::size_t>(node.value()); }
    NodeId add_place(WorldSpec& spec, const std::string& name, NodeSpec recipe);
    void take_servers(WorldSpec& spec, Start start);
    void add_broker_places(WorldSpec& spec);
    void pass_until(Instant time);
    void wait_for_all();

    std::string version_;
    bool has_kraft_ = false;
    std::string cluster_id_;  // of whoever was started last
    BrokerConfig broker_defaults_;
    std::vector<std::pair<BrokerId, NodeId>> controllers_;  // by id
    std::vector<NodeId> free_controllers_;                  // without an id
    std::vector<NodeId> zookeeper_;
    NodeId tool_ = no_node;
    NodeId producer_ = no_node;
    std::vector<NodeId> consumers_;
    std::vector<std::pair<BrokerId, NodeId>> brokers_;  // by id
    std::vector<BrokerId> known_;                       // sorted
    std::vector<Listener> listeners_;                   // by NodeId
    std::vector<std::string> log_dirs_;
    std::vector<ClientQuotaAlteration> told_quotas_;
    std::unique_ptr<World> world_;  // never null
    Checker checker_;
    Instant time_;
    std::function<void(const World&)> watcher_;
};

}  // namespace kscope::sim
