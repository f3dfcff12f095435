#include "sim/engine/node_process.h"

#include "core/node/node.h"
#include "sim/engine/world_spec.h"

namespace kscope::sim {

namespace {

class NodeProcess final : public Process {
public:
    explicit NodeProcess(const NodeSpec& spec) : node_(spec) {}

    void step(const Now& now, const Input& input, Output& out) override {
        node_.step(now, input, out);
    }
    [[nodiscard]] Instant next_deadline() const override { return node_.next_deadline(); }
    void digest(Digest& d) const override { node_.digest(d); }
    void check_invariants() const override { node_.check_invariants(); }
    [[nodiscard]] std::unique_ptr<Process> clone() const override {
        return std::make_unique<NodeProcess>(*this);
    }
    [[nodiscard]] const Node* node() const override { return &node_; }

private:
    Node node_;
};

}  // namespace

std::unique_ptr<Process> make_node_process(const NodePlan& plan) {
    return std::make_unique<NodeProcess>(plan.spec);
}

}  // namespace kscope::sim
