// IsrChangeWriter: up to 2.6 a leader writes its partition's /state itself, guarded by the znode's
// version that it knows. A refusal may be its own write, sent twice over a connection that broke:
// so it reads the znode back and compares. What it has written it tells the controller by a child
// of /isr_change_notification, several changes at a time (not in 0.8: there the controller saw it
// when it read the znode next). A leader that was deposed cannot write: the election moved the
// version. Rules: Partition.updateIsr, ReplicationUtils.updateLeaderAndIsr,
// ReplicaManager.maybePropagateIsrChanges, 0.9 to 2.6.
#pragma once

#include <string>
#include <vector>

#include "core/broker/replica_table.h"
#include "core/metadata/zookeeper/zookeeper_session.h"
#include "core/protocol/controller_messages.h"

namespace kscope {

struct BrokerStep;

class IsrChangeWriter {
public:
    // ZkToken::owner of its requests.
    static constexpr std::uint16_t token_owner = 3;

    // The process's start counts as the last time that it told anything.
    void start(Instant now) { last_propagation_ = now; }
    void submit(BrokerStep& step, ReplicaSlot slot, AlterPartitionData proposal);
    void on_zookeeper(BrokerStep& step, const ZkEvent& event);
    void on_propagation_timer(BrokerStep& step);

    void digest(Digest& d) const;

private:
    enum Kind : std::uint16_t { write, read_back, notification };
    struct Item {
        std::uint64_t number = 0;
        ReplicaSlot slot = no_slot;
        AlterPartitionData proposal;
        std::string data;  // as written
    };
    void send(BrokerStep& step, Kind kind, const Item& item);
    void on_completed(BrokerStep& step, const ZkCompleted& completed);
    void resolve(BrokerStep& step, std::uint64_t number, ErrorCode error, std::int32_t version);
    void record_change(BrokerStep& step, const TopicPartition& tp);
    void arm(BrokerStep& step);

    std::vector<Item> items_;  // unanswered, by number
    std::uint64_t last_number_ = 0;
    std::vector<TopicPartition> changed_;  // not told yet
    Instant last_change_;
    Instant last_propagation_;
};

}  // namespace kscope
