// Node: one operating-system process of the world, whatever its kind; a variant of the process
// classes behind one pointer, so that this header stays light. A copy is a checkpoint. It adds no
// rule of its own.
#pragma once

#include <memory>

#include "core/border/border.h"
#include "core/node/node_spec.h"

namespace kscope {

class Admin;
class Broker;
class Consumer;
class ControllerServer;
class Producer;
class QuorumPeer;
class ZooKeeperServer;

class Node {
public:
    explicit Node(const NodeSpec& spec);  // starts with the input Boot
    Node(const Node& other);
    Node(Node&& other) noexcept;
    Node& operator=(const Node& other);
    Node& operator=(Node&& other) noexcept;
    ~Node();

    void step(const Now& now, const Input& input, Output& out);
    [[nodiscard]] Instant next_deadline() const;
    void digest(Digest& d) const;
    void check_invariants() const;

    // For readers: node.get_if<Broker>() is null if it is another kind. Exists for Broker,
    // ZooKeeperServer, QuorumPeer, ControllerServer, Producer, Consumer and Admin.
    template <class Process>
    [[nodiscard]] const Process* get_if() const;

private:
    struct Processes;
    std::unique_ptr<Processes> processes_;  // never null, except after a move
};

}  // namespace kscope
