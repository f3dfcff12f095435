#include "core/node/node.h"

#include <variant>

#include "core/broker/broker.h"
#include "core/client/admin.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/metadata/quorum_controller/controller_server.h"
#include "core/metadata/zab/quorum_peer.h"
#include "core/metadata/zookeeper/zookeeper_server.h"

namespace kscope {

namespace {

using Process =
    std::variant<Broker, ZooKeeperServer, Producer, Consumer, Admin, QuorumPeer, ControllerServer>;

struct Build {
    Process operator()(const BrokerSpec& spec) const { return Broker(spec); }
    Process operator()(const ZooKeeperSpec& spec) const {
        if (spec.in_ensemble()) return QuorumPeer(spec);
        return ZooKeeperServer(spec);
    }
    Process operator()(const ProducerSpec& spec) const { return Producer(spec); }
    Process operator()(const ConsumerSpec& spec) const { return Consumer(spec); }
    Process operator()(const AdminSpec& spec) const { return Admin(spec); }
    Process operator()(const ControllerSpec& spec) const { return ControllerServer(spec); }
};

}  // namespace

struct Node::Processes {
    Process process;
};

Node::Node(const NodeSpec& spec)
    : processes_(std::make_unique<Processes>(Processes{std::visit(Build{}, spec)})) {}

Node::Node(const Node& other) : processes_(std::make_unique<Processes>(*other.processes_)) {}
Node::Node(Node&& other) noexcept = default;
Node& Node::operator=(const Node& other) {
    if (this != &other) processes_ = std::make_unique<Processes>(*other.processes_);
    return *this;
}
Node& Node::operator=(Node&& other) noexcept = default;
Node::~Node() = default;

void Node::step(const Now& now, const Input& input, Output& out) {
    std::visit([&](auto& process) { process.step(now, input, out); }, processes_->process);
}

Instant Node::next_deadline() const {
    return std::visit([](const auto& process) { return process.next_deadline(); },
                      processes_->process);
}

void Node::digest(Digest& d) const {
    d.add(processes_->process.index());
    std::visit([&](const auto& process) { process.digest(d); }, processes_->process);
}

void Node::check_invariants() const {
    std::visit([](const auto& process) { process.check_invariants(); }, processes_->process);
}

template <class Process>
const Process* Node::get_if() const {
    return std::get_if<Process>(&processes_->process);
}

template const Broker* Node::get_if<Broker>() const;
template const ZooKeeperServer* Node::get_if<ZooKeeperServer>() const;
template const Producer* Node::get_if<Producer>() const;
template const Consumer* Node::get_if<Consumer>() const;
template const Admin* Node::get_if<Admin>() const;
template const QuorumPeer* Node::get_if<QuorumPeer>() const;
template const ControllerServer* Node::get_if<ControllerServer>() const;

}  // namespace kscope
