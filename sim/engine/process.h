// Process: what the engine asks of anything that runs in a world: the four functions of a process
// (docs/architecture.md, "The border") and a copy. The engine never looks further inside; views do,
// through node(). Toys of the tests and benchmarks are Processes too.
#pragma once

#include <memory>

#include "core/border/border.h"

namespace kscope {
class Node;
}  // namespace kscope

namespace kscope::sim {

struct NodePlan;

class Process {
public:
    Process() = default;
    Process& operator=(const Process&) = delete;
    virtual ~Process() = default;

    virtual void step(const Now& now, const Input& input, Output& out) = 0;
    [[nodiscard]] virtual Instant next_deadline() const = 0;
    virtual void digest(Digest& d) const = 0;
    virtual void check_invariants() const = 0;
    [[nodiscard]] virtual std::unique_ptr<Process> clone() const = 0;
    [[nodiscard]] virtual const Node* node() const { return nullptr; }

protected:
    Process(const Process&) = default;
};

using ProcessFactory = std::unique_ptr<Process> (*)(const NodePlan& plan);

// A process as a value: copying it clones. Behind Cow, so that copies of a world share the
// processes that neither has stepped since.
class ProcessValue {
public:
    ProcessValue() = default;
    explicit ProcessValue(std::unique_ptr<Process> process) : process_(std::move(process)) {}
    ProcessValue(const ProcessValue& other)
        : process_(other.process_ ? other.process_->clone() : nullptr) {}
    ProcessValue(ProcessValue&&) noexcept = default;
    ProcessValue& operator=(ProcessValue other) noexcept {
        process_ = std::move(other.process_);
        return *this;
    }
    ~ProcessValue() = default;

    [[nodiscard]] explicit operator bool() const { return process_ != nullptr; }
    Process& operator*() { return *process_; }
    Process* operator->() { return process_.get(); }
    const Process& operator*() const { return *process_; }
    const Process* operator->() const { return process_.get(); }

private:
    std::unique_ptr<Process> process_;
};

}  // namespace kscope::sim
