// WakeupTree: which process must be woken next: the least (deadline, node). A tournament over the
// nodes, re-keyed after each step in O(log n); so a wakeup is never a queue entry, and moving a
// deadline leaves nothing behind. Equal deadlines: the lower node id.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"

namespace kscope::sim {

class WakeupTree {
public:
    explicit WakeupTree(std::size_t nodes = 0)
        : leaves_(std::bit_ceil(nodes == 0 ? std::size_t{1} : nodes)),
          deadlines_(leaves_, Instant::never()),
          winners_(2 * leaves_, 0) {
        for (std::size_t i = 0; i < leaves_; ++i) {
            winners_[leaves_ + i] = static_cast<std::uint32_t>(i);
        }
        for (std::size_t i = leaves_ - 1; i > 0; --i) winners_[i] = better(i);
    }

    void set(NodeId node, Instant deadline) {
        const auto leaf = static_cast<std::size_t>(node.value());
        if (deadlines_[leaf] == deadline) return;
        deadlines_[leaf] = deadline;
        for (std::size_t i = (leaves_ + leaf) / 2; i > 0; i /= 2) {
            const std::uint32_t winner = better(i);
            // Another still wins here, so nothing is new above.
            if (winner == winners_[i] && winner != leaf) return;
            winners_[i] = winner;
        }
    }
    [[nodiscard]] Instant deadline(NodeId node) const {
        return deadlines_[static_cast<std::size_t>(node.value())];
    }
    [[nodiscard]] Instant next_deadline() const { return deadlines_[winners_[root()]]; }
    [[nodiscard]] NodeId next_node() const {
        return NodeId(static_cast<std::int32_t>(winners_[root()]));
    }

private:
    [[nodiscard]] std::size_t root() const { return 1; }
    [[nodiscard]] std::uint32_t better(std::size_t parent) const {
        const std::uint32_t left = winners_[2 * parent];
        const std::uint32_t right = winners_[2 * parent + 1];
        return deadlines_[right] < deadlines_[left] ? right : left;
    }

    std::size_t leaves_;
    std::vector<Instant> deadlines_;
    std::vector<std::uint32_t> winners_;  // [1] is the root; the second half are the leaves
};

}  // namespace kscope::sim
