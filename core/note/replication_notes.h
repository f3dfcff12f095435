// Notes of one replica of one partition. `broker` is always the broker that tells.
#pragma once

#include "core/protocol/error_code.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct RecordsAppended {
    BrokerId broker;
    TopicPartition tp;
    Offset base_offset;
    Offset next_offset;
    LeaderEpoch leader_epoch;
    bool as_leader = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("base_offset", base_offset);
        v("next_offset", next_offset), v("leader_epoch", leader_epoch), v("as_leader", as_leader);
    }
};

struct HighWatermarkAdvanced {
    BrokerId broker;
    TopicPartition tp;
    Offset from;
    Offset to;
    bool as_leader = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("from", from), v("to", to);
        v("as_leader", as_leader);
    }
};

// The leader asks the controller for another ISR (AlterPartition sent).
struct IsrChangeProposed {
    BrokerId broker;
    TopicPartition tp;
    std::vector<BrokerId> from;
    std::vector<BrokerId> to;
    BrokerId replica;  // the one that joins or leaves
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("from", from), v("to", to);
        v("replica", replica);
    }
};

// The leader learns that the ISR is now another.
struct IsrChanged {
    BrokerId broker;
    TopicPartition tp;
    std::vector<BrokerId> from;
    std::vector<BrokerId> to;
    bool shrunk = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("from", from), v("to", to);
        v("shrunk", shrunk);
    }
};

struct BecameLeader {
    BrokerId broker;
    TopicPartition tp;
    LeaderEpoch leader_epoch;
    Offset start_offset;
    std::vector<BrokerId> isr;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("leader_epoch", leader_epoch);
        v("start_offset", start_offset), v("isr", isr);
    }
};

struct BecameFollower {
    BrokerId broker;
    TopicPartition tp;
    LeaderEpoch leader_epoch;
    BrokerId leader;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("leader_epoch", leader_epoch);
        v("leader", leader);
    }
};

struct ReplicaOffline {
    BrokerId broker;
    TopicPartition tp;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp);
    }
};

struct LogTruncated {
    BrokerId broker;
    TopicPartition tp;
    Offset from;      // the old log end
    Offset to;        // the new one
    BrokerId leader;  // whose log disagreed
    LeaderEpoch diverging_epoch;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("from", from), v("to", to);
        v("leader", leader), v("diverging_epoch", diverging_epoch);
    }
};

// The leader sees a follower outside the ISR reach the high watermark and its epoch's start.
struct FollowerCaughtUp {
    BrokerId broker;
    TopicPartition tp;
    BrokerId replica;
    Offset log_end_offset;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("replica", replica);
        v("log_end_offset", log_end_offset);
    }
};

struct LogRecovered {
    BrokerId broker;
    TopicPartition tp;
    Offset log_end_offset;
    Offset lost;  // how many offsets the tail lost against what was found
    bool clean = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("log_end_offset", log_end_offset);
        v("lost", lost), v("clean", clean);
    }
};

// The follower's fetcher meets an error that no retry heals, and leaves the partition alone until
// the controller says something new about it (AbstractFetcherThread.markPartitionFailed).
struct FetchingGivenUp {
    BrokerId broker;
    TopicPartition tp;
    BrokerId leader;
    Offset log_end_offset;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("leader", leader);
        v("log_end_offset", log_end_offset);
    }
};

// Whole segments at a log's front are given up; the rule says by which limit. The log begins at
// `next_offset` now, or above.
struct SegmentsDeleted {
    BrokerId broker;
    TopicPartition tp;
    std::int32_t segments = 0;
    Offset base_offset;
    Offset next_offset;
    std::int64_t bytes = 0;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("segments", segments);
        v("base_offset", base_offset), v("next_offset", next_offset), v("bytes", bytes);
    }
};

// Records below `to` can be read no more, though their segment may still be there: a client asked
// for it (DeleteRecords), or a follower learns where its leader's log starts.
struct LogStartMoved {
    BrokerId broker;
    TopicPartition tp;
    Offset from;
    Offset to;
    bool as_leader = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("from", from), v("to", to);
        v("as_leader", as_leader);
    }
};

// The cleaner has copied the segments up to `next_dirty_offset` without the records that a later
// one with the same key replaces.
struct LogCleaned {
    BrokerId broker;
    TopicPartition tp;
    Offset first_dirty_offset;
    Offset next_dirty_offset;
    std::int64_t records_before = 0;
    std::int64_t records_after = 0;
    std::int64_t tombstones_removed = 0;
    std::int64_t bytes_before = 0;
    std::int64_t bytes_after = 0;
    std::int32_t segments_before = 0;
    std::int32_t segments_after = 0;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("first_dirty_offset", first_dirty_offset);
        v("next_dirty_offset", next_dirty_offset), v("records_before", records_before);
        v("records_after", records_after), v("tombstones_removed", tombstones_removed);
        v("bytes_before", bytes_before), v("bytes_after", bytes_after);
        v("segments_before", segments_before), v("segments_after", segments_after);
    }
};

struct SegmentRolled {
    BrokerId broker;
    TopicPartition tp;
    Offset base_offset;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("base_offset", base_offset);
    }
};

}  // namespace kscope
