// Cluster: the world of one console session: a scenario's, or a small one of its own, and beside it
// places for what a session starts: one for a tool that asks, one for a console producer, some for
// console consumers, and brokers that no file has named. Virtual time passes only here.
//
// It watches the laws after each event, as every run does. It prints nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/check/checker.h"
#include "sim/engine/world.h"
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
        empty,       // ZooKeeper and brokers wait for somebody to start them
    };
    Cluster(const Scenario& scenario, Start start);

    [[nodiscard]] const World& world() const { return *world_; }
    [[nodiscard]] const Checker& checker() const { return checker_; }
    [[nodiscard]] const std::string& version() const { return version_; }
    [[nodiscard]] const BrokerConfig& broker_defaults() const { return broker_defaults_; }

    // ---- who is who
    // The one ZooKeeper server, or those of the ensemble by myid.
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
    // Starts a node, anew if it runs, from this recipe.
    void launch(NodeId node, NodeSpec spec);
    // A broker, in the place of its id, which must be there and down.
    void start_broker(const BrokerConfig& config, Listener listener, std::string log_dir);
    // A server of ZooKeeper's, which must be down.
    void start_zookeeper(NodeId server, const ZooKeeperConfig& config, int port);
    void apply(const Action& action) { world_->apply(action); }
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

    std::string version_;
    BrokerConfig broker_defaults_;
    std::vector<NodeId> zookeeper_;
    NodeId tool_ = no_node;
    NodeId producer_ = no_node;
    std::vector<NodeId> consumers_;
    std::vector<std::pair<BrokerId, NodeId>> brokers_;  // by id
    std::vector<BrokerId> known_;                       // sorted
    std::vector<Listener> listeners_;                   // by NodeId
    std::vector<std::string> log_dirs_;
    std::unique_ptr<World> world_;  // never null
    Checker checker_;
    Instant time_;
    std::function<void(const World&)> watcher_;
};

}  // namespace kscope::sim
