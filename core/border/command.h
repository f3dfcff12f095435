// Commands: what an application or an operator asks of a process. They come from the scenario's
// sources and timeline, and from the window; never from another process.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/config/quota_config.h"
#include "core/protocol/message.h"
#include "core/protocol/metadata_messages.h"
#include "core/protocol/record_batch.h"

namespace kscope {

// Producer: send() one record. The timestamp of the record is `wall` at that instant if it is none.
struct SendRecord {
    std::string topic;
    std::optional<PartitionIndex> partition;  // explicit; else by key, else sticky
    std::optional<WallTime> timestamp;
    std::optional<Bytes> key;
    std::optional<Bytes> value;
    std::vector<RecordHeader> headers;
    template <class V>
    void visit(V&& v) const {
        v("topic", topic);
        v("partition", partition);
        v("timestamp", timestamp);
        v("key", key);
        v("value", value);
        v("headers", headers);
    }
};

// Any client: flush, leave the group, stop. A closed client answers nothing any more.
struct CloseClient {
    template <class V>
    void visit(V&&) const {}
};

// Admin: create a topic, retrying until it exists.
struct CreateTopic {
    NewTopic topic;
    template <class V>
    void visit(V&& v) const {
        v("topic", topic);
    }
};

// Admin: one request to the controller (DeleteTopics, CreatePartitions, ElectLeaders,
// AlterPartitionReassignments), sent again while there is no controller. `about`: a topic or
// partition.
struct AskController {
    Ref<const Message> request;
    std::string about;
    template <class V>
    void visit(V&& v) const {
        v("request", request->digest()), v("about", about);
    }
};

// Admin: one request to a broker, or to any that can be reached (no_node), sent again until there
// is an answer; what it says is the asker's business. `about`: a topic, a group. With `leader_of`:
// to that partition's leader, and again while the answer is that it is another
// (PartitionLeaderStrategy).
struct AskBroker {
    Ref<const Message> request;
    std::string about;
    NodeId node = no_node;
    std::optional<TopicPartition> leader_of = std::nullopt;
    template <class V>
    void visit(V&& v) const {
        v("request", request->digest()), v("about", about), v("node", node);
        if (leader_of) v("leader_of", *leader_of);
    }
};

// Consumer: seek(); beginning and end are resolved by ListOffsets.
struct SeekTo {
    enum class Kind : std::uint8_t { offset, beginning, end };
    TopicPartition tp;
    Kind kind = Kind::offset;
    Offset offset{0};
    template <class V>
    void visit(V&& v) const {
        v("tp", tp);
        v("kind", kind);
        v("offset", offset);
    }
};

// Consumer: stop and go on calling poll() (an application that hangs, or thinks).
struct StopPolling {
    template <class V>
    void visit(V&&) const {}
};
struct ResumePolling {
    template <class V>
    void visit(V&&) const {}
};

// Broker: orderly shutdown (flush, clean-shutdown marker, session closed).
struct ShutDown {
    template <class V>
    void visit(V&&) const {}
};

// Broker: what a watch on the configuration tells it, once it is stored (kafka-configs --alter).
struct AlterClientQuotas {
    std::vector<ClientQuotaAlteration> alterations;
    template <class V>
    void visit(V&& v) const {
        v("alterations", alterations);
    }
};

// Broker: likewise, what kafka-reassign-partitions --throttle sets before it moves a partition to
// `targets`: both rates, and the replicas of this partition that are throttled. Without a rate all
// of it goes, as after --verify.
struct AlterReplicationThrottle {
    TopicPartition tp;
    std::vector<BrokerId> targets;
    std::optional<std::int64_t> bytes_per_second;
    template <class V>
    void visit(V&& v) const {
        v("tp", tp), v("targets", targets), v("bytes_per_second", bytes_per_second);
    }
};

using Command =
    std::variant<SendRecord, CloseClient, CreateTopic, SeekTo, StopPolling, ResumePolling, ShutDown,
                 AskController, AskBroker, AlterClientQuotas, AlterReplicationThrottle>;

}  // namespace kscope
