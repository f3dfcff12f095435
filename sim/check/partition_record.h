// What the checker remembers of one partition, apart from the brokers: it must not believe them.
// The committed end is the highest high watermark that any legitimate leader ever had.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/base/time.h"
#include "core/protocol/sent_content.h"
#include "sim/check/law.h"

namespace kscope::sim {

// What a broker said that had not heard of a topic's end, a client may hear so much later.
inline constexpr Duration stranger_patience = Duration::seconds(120);

struct OffsetRange {
    Offset from;
    Offset to;
};

// One replica as the checker saw it last.
struct ReplicaSight {
    NodeId node = no_node;
    std::uint32_t slot = 0;
    BrokerId broker = no_broker;
    Offset high_watermark{0};
    Offset log_end{0};
    LeaderEpoch leader_epoch = no_leader_epoch;
    std::int32_t partition_epoch = -1;
    bool leads = false;
    bool isr_change_in_flight = false;
    bool seen = false;
    std::optional<Offset> cleaned;  // how far its cleaner has come
    // Lost its power as a member of the ISR, and has not been caught up or out of the ISR since.
    bool torn = false;
    Offset torn_end{0};  // its log's end then: the leader may count on it until its next fetch
    void mend() { torn = false, torn_end = Offset(0); }
    bool lost_power = false;  // and has not been seen since
    // What was not there when its log was read back after a power loss: a file keeps what had been
    // flushed of it, whatever the files after it keep, and Kafka looks for no gap between segments.
    std::vector<OffsetRange> gaps;
};

struct AckedRange {
    Offset from;
    Offset to;
    std::int16_t acks = 0;
    NodeId producer = no_node;
    SentContent content;  // what must stand at `from`
};

struct CommittedSequence {
    ProducerEpoch epoch;
    Sequence last;
    Offset end;  // of its last batch
    WallTime timestamp;
};

// The sum of committed batches below an offset at which some replica's log may begin one day.
struct CommittedMark {
    Offset offset;
    Hash128 sum;
};

// Of one key of a compacted partition.
struct LatestRecord {
    Offset offset;
    LeaderEpoch epoch;
    bool tombstone = false;
};
using LatestByKey = std::map<std::string, LatestRecord, std::less<>>;

struct PartitionRecord {
    TopicPartition tp;
    // With KRaft, once the topic was deleted or made anew: what its logs say it is; empty: none may
    // say anything. Brokers hear of it later, and until then go on with what was before.
    std::optional<std::string> topic_id;
    Instant stranger_until = Instant();  // what such a broker said may still be heard
    Offset committed{0};
    Offset committed_from{0};  // what committed_sum begins with
    Hash128 committed_sum;     // of the committed batches (core/log/prefix_sum.h)
    Cow<LatestByKey> latest;   // committed, since it is compacted or since the last licensed loss
    std::vector<CommittedMark> marks;  // rising; where the leader's segments began
    Offset committed_once{0};  // the highest it ever was; more than `committed` after a loss
    LeaderEpoch loss_epoch = no_leader_epoch;  // of the last licensed loss
    LeaderEpoch torn_epoch = no_leader_epoch;  // of the last leader that lost its power leading
    bool forked = false;  // and led on in that epoch: epochs cannot tell its two lives apart
    // Of the last election that a licence covers: unclean, or of a replica that is torn.
    LeaderEpoch licensed_epoch = no_leader_epoch;
    LeaderEpoch last_batch_epoch = no_leader_epoch;
    LeaderEpoch leader_epoch = no_leader_epoch;  // of the legitimate leader
    BrokerId leader = no_broker;
    std::vector<BrokerId> isr;  // as that leader holds it committed
    std::vector<ReplicaSight> replicas;
    std::vector<AckedRange> acked;          // not yet committed
    std::vector<AckedRange> kept;           // committed: the latest, for what a licensed loss takes
    std::vector<OffsetRange> lost_in_gaps;  // of logs that led (log_gaps.cpp)
    FlatMap<ProducerId, CommittedSequence> producers;
};

}  // namespace kscope::sim
