// Notes of producers and consumers. `client` is the process that tells.
#pragma once

#include "core/base/digest.h"
#include "core/base/time.h"
#include "core/protocol/error_code.h"
#include "core/protocol/sent_content.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// send() took a record into the accumulator. Records are numbered from 1 within producer and
// partition: a batch holds consecutive numbers.
struct RecordSent {
    NodeId client;
    TopicPartition tp;
    std::uint64_t record = 0;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("record", record);
    }
};

struct BatchSent {
    NodeId client;
    BrokerId broker;
    TopicPartition tp;
    Sequence base_sequence;
    std::int32_t records = 0;
    std::int32_t attempt = 1;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("broker", broker), v("partition", tp);
        v("base_sequence", base_sequence), v("records", records), v("attempt", attempt);
    }
};

// The application may now believe that the records are safe (as far as `acks` goes).
struct RecordsAcked {
    NodeId client;
    TopicPartition tp;
    Offset base_offset;  // no_offset with acks=0
    std::int32_t records = 0;
    std::int16_t acks = 0;
    std::uint64_t first_record = 0;  // number of its first record; the others follow
    SentContent content;             // what must stand at base_offset
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("base_offset", base_offset);
        v("records", records), v("acks", acks), v("first_record", first_record);
    }
};

struct SendFailed {
    NodeId client;
    TopicPartition tp;
    std::int32_t records = 0;
    ErrorCode error;
    std::uint64_t first_record = 0;  // as in RecordsAcked; 0: send() itself did not take the record
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("records", records), v("error", error);
    }
};

struct RequestRetried {
    NodeId client;
    TopicPartition tp;
    ErrorCode error;
    std::int32_t attempt = 0;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("error", error), v("attempt", attempt);
    }
};

struct RequestTimedOut {
    NodeId client;
    NodeId peer;
    std::string request;
    Duration timeout;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("peer", peer), v("request", request), v("timeout", timeout);
    }
};

struct ConnectionLost {
    NodeId client;
    NodeId peer;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("peer", peer);
    }
};

struct MetadataRefreshed {
    NodeId client;
    std::int32_t brokers = 0;
    bool changed = false;  // leaders or brokers differ from what it knew
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("brokers", brokers), v("changed", changed);
    }
};

// poll() returned them to the application.
struct RecordsConsumed {
    NodeId client;
    std::string group;
    TopicPartition tp;
    Offset base_offset;
    Offset position;  // the next offset it will read
    std::int32_t records = 0;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("group", group), v("partition", tp);
        v("base_offset", base_offset), v("position", position), v("records", records);
    }
};

struct PositionReset {
    NodeId client;
    TopicPartition tp;
    Offset position;
    std::string policy;  // "earliest", "latest", "committed"
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("position", position), v("policy", policy);
    }
};

struct PositionSought {
    NodeId client;
    TopicPartition tp;
    Offset from;
    Offset to;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("from", from), v("to", to);
    }
};

struct ReadReplicaChosen {
    NodeId client;
    TopicPartition tp;
    BrokerId replica;
    std::string rack;  // of both
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("partition", tp), v("replica", replica), v("rack", rack);
    }
};

struct AssignmentReceived {
    NodeId client;
    std::string group;
    Generation generation;
    std::vector<TopicPartition> partitions;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("group", group), v("generation", generation);
        v("partitions", partitions);
    }
};

struct ConsumerLostPartitions {
    NodeId client;
    std::string group;
    std::vector<TopicPartition> partitions;
    template <class V>
    void visit(V&& v) const {
        v("client", client), v("group", group), v("partitions", partitions);
    }
};

}  // namespace kscope
