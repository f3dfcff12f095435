// Process: what the engine asks of anything that runs in a world: the four functions of a process
// (docs/architecture.md, "The border") and a copy. The engine never looks further inside; views do,
// through node(). Toys of the tests and benchmarks are Processes too.
#pragma once

#include <memory>

#include "core/base/ref.h"
#include "core/border/border.h"

namespace kscope {
class Node;
}  // namespace kscope

namespace kscope::sim {

struct NodePlan;

class Process : public RefCounted {
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

// A process as a value: copies share it until one of them edits it, so that copies of a world share
// the processes that neither has stepped since.
class ProcessValue {
public:
    ProcessValue() = default;
    explicit ProcessValue(std::unique_ptr<Process> process) : process_(process.release()) {}

    [[nodiscard]] explicit operator bool() const { return static_cast<bool>(process_); }
    const Process& operator*() const { return *process_; }
    const Process* operator->() const { return process_.get(); }
    // The one way to change it; clones it first if anyone else still holds it.
    Process& edit() {
        if (process_.shared()) process_ = Ref<Process>(process_->clone().release());
        return *process_;
    }

private:
    Ref<Process> process_;
};

}  // namespace kscope::sim
