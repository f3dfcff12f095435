// ReplicaAssignment: who holds a partition, and, while it is being reassigned (KIP-455), which of
// them are new and which are to go. Target replicas come first, in the wished order.
// Rule: kafka.controller.ReplicaAssignment, 3.9.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/ids.h"

namespace kscope {

struct ReplicaAssignment {
    std::vector<BrokerId> replicas;  // adding and removing ones included
    std::vector<BrokerId> adding;
    std::vector<BrokerId> removing;

    [[nodiscard]] bool being_reassigned() const { return !adding.empty() || !removing.empty(); }
    // What it was before, and what it is to be.
    [[nodiscard]] std::vector<BrokerId> origin() const { return difference(replicas, adding); }
    [[nodiscard]] std::vector<BrokerId> target() const { return difference(replicas, removing); }
    [[nodiscard]] ReplicaAssignment reassign_to(const std::vector<BrokerId>& wish) const {
        const std::vector<BrokerId> before = origin();
        ReplicaAssignment next{wish, difference(wish, before), difference(before, wish)};
        next.replicas.insert(next.replicas.end(), next.removing.begin(), next.removing.end());
        return next;
    }
    friend bool operator==(const ReplicaAssignment&, const ReplicaAssignment&) = default;
    template <class V>
    void visit(V&& v) const {
        v("replicas", replicas), v("adding", adding), v("removing", removing);
    }

    // Of partitions that do not move.
    static std::vector<ReplicaAssignment> at_rest(std::vector<std::vector<BrokerId>> lists) {
        std::vector<ReplicaAssignment> all;
        for (std::vector<BrokerId>& list : lists) all.push_back({std::move(list), {}, {}});
        return all;
    }

    static std::vector<BrokerId> difference(std::vector<BrokerId> from,
                                            const std::vector<BrokerId>& without) {
        std::erase_if(from, [&](BrokerId broker) {
            return std::find(without.begin(), without.end(), broker) != without.end();
        });
        return from;
    }
};

}  // namespace kscope
