// Names of nodes, brokers and links as people say them, from the world's spec.
#pragma once

#include <string>
#include <vector>

#include "sim/engine/world_spec.h"

namespace kscope::sim {

class Names {
public:
    explicit Names(const WorldSpec& spec) : spec_(&spec) {}

    // "web", "zk"; a broker is "broker 2", in the middle of a sentence.
    [[nodiscard]] std::string node(NodeId node) const;
    // "b2", "web": as the scenario calls it.
    [[nodiscard]] std::string short_name(NodeId node) const;
    [[nodiscard]] static std::string broker(BrokerId broker);
    // "broker 2" or, with KRaft, the controller's node: "c1".
    [[nodiscard]] std::string controller(BrokerId controller) const;
    [[nodiscard]] bool has_zookeeper() const;
    [[nodiscard]] static std::string brokers(const std::vector<BrokerId>& brokers);
    [[nodiscard]] NodeId node_of(BrokerId broker) const;  // no_node if there is none
    [[nodiscard]] BrokerId broker_of(NodeId node) const;  // no_broker if it is none

private:
    const WorldSpec* spec_;
};

// "33.013 s": as exact as people tell a time.
std::string millisecond_text(Instant t);
// The same; to the microsecond where the neighbours would look as if they were at one time.
std::vector<std::string> told_times(const std::vector<Instant>& times);

// The first letter made capital: sentences begin with names.
std::string as_sentence(std::string text);

}  // namespace kscope::sim
