// Outcome: what a run has come to, measured from outside: producers, groups and topics as plain
// values. Summaries print it and expectations are compared with it. It reads the processes' own
// state and never changes a run. Leaders and ISRs are the controller's word, as far as a live
// broker knows it; log ends are each replica's own. A node that is down has nothing to tell.
#pragma once

#include <string>
#include <vector>

#include "core/config/features.h"
#include "core/protocol/topic_partition.h"

namespace kscope::sim {

class Checker;
class World;

struct ProducerOutcome {
    std::string name;
    std::uint64_t sent = 0;
    std::uint64_t acked = 0;
    std::uint64_t failed = 0;
    std::uint64_t retries = 0;
    std::uint64_t lost = 0;  // acknowledged, and in no leader's log any more
    bool idle = true;        // nothing waits for an answer
};

struct GroupPartition {
    TopicPartition tp;
    Offset committed = no_offset;
    Offset end;  // of the leader's log
    Offset start;
    std::string owner;  // a node's name; empty: nobody
    [[nodiscard]] std::int64_t lag() const {
        return end - (committed == no_offset ? start : committed);
    }
};

struct GroupOutcome {
    std::string name;
    std::size_t members = 0;
    std::string state;  // "Stable"; empty: no coordinator is known
    Generation generation = no_generation;
    std::vector<GroupPartition> partitions;
    [[nodiscard]] std::int64_t lag() const;
};

struct ReplicaOutcome {
    BrokerId broker;
    Offset log_end;
};

struct PartitionOutcome {
    TopicPartition tp;
    BrokerId leader = no_broker;
    LeaderEpoch leader_epoch = no_leader_epoch;
    std::vector<BrokerId> isr;       // sorted
    std::vector<BrokerId> replicas;  // the preferred leader first
    Offset log_start = no_offset;    // these three are no_offset without a live leader
    Offset high_watermark = no_offset;
    Offset log_end = no_offset;
    std::vector<ReplicaOutcome> logs;  // of live brokers
};

struct Outcome {
    Features features;       // of the cluster's version
    std::string broken_law;  // "LeaderCompleteness"; empty: all held
    std::vector<ProducerOutcome> producers;
    std::vector<GroupOutcome> groups;
    std::vector<PartitionOutcome> partitions;  // by topic and number, internal ones included

    [[nodiscard]] const PartitionOutcome* find(const TopicPartition& tp) const;
};

Outcome measure(const World& world, const Checker& checker);

}  // namespace kscope::sim
