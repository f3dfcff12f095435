// What the controller knows of topics that are being deleted: each replica's progress, and whether
// something halts it. A topic is gone when all of its replicas have been deleted; a replica that is
// away halts the deletion until its broker is back, so that a topic of the same name can never meet
// old data. Rules: kafka.controller.TopicDeletionManager, ReplicaStateMachine, 3.9.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/base/digest.h"
#include "core/base/ids.h"

namespace kscope {

// offline -> started (StopReplica was sent) -> successful, or -> ineligible (dead, or an error),
// from where a retry leads back to offline.
enum class ReplicaDeletion : std::uint8_t { offline, started, successful, ineligible };

struct TopicDeletion {
    bool started = false;  // brokers have been told that the topic goes
    bool halted = false;   // a replica is away, or is being reassigned
    std::map<std::pair<PartitionIndex, BrokerId>, ReplicaDeletion> replicas;

    [[nodiscard]] bool any(ReplicaDeletion state) const {
        for (const auto& [replica, now] : replicas) {
            if (now == state) return true;
        }
        return false;
    }
    [[nodiscard]] bool all_successful() const {
        for (const auto& [replica, now] : replicas) {
            if (now != ReplicaDeletion::successful) return false;
        }
        return true;
    }
    void digest(Digest& d) const {
        d.add(started);
        d.add(halted);
        d.add(replicas.size());
        for (const auto& [replica, now] : replicas) {
            digest_into(d, replica.first);
            digest_into(d, replica.second);
            digest_into(d, now);
        }
    }
};

using TopicDeletions = std::map<std::string, TopicDeletion>;

}  // namespace kscope
