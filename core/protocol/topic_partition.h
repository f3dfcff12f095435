// TopicPartition and the small values that several messages share.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/protocol/topic_name.h"

namespace kscope {

struct TopicPartition {
    TopicName topic;
    PartitionIndex partition;

    // By topic, then number: the order of every listing in kscope.
    friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
    template <class V>
    void visit(V&& v) const {
        v("topic", topic);
        v("partition", partition);
    }
};

// "click-0"
inline std::string to_string(const TopicPartition& tp) {
    return tp.topic + "-" + std::to_string(tp.partition.value());
}

// Where a broker can be reached: the simulator's address is the process itself.
struct BrokerEndpoint {
    BrokerId broker;
    NodeId node;
    friend auto operator<=>(const BrokerEndpoint&, const BrokerEndpoint&) = default;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker);
        v("node", node);
    }
};

// The end of a leader epoch in a log: the first offset that is not of it.
struct EpochEnd {
    LeaderEpoch epoch = no_leader_epoch;
    Offset end_offset = no_offset;
    friend auto operator<=>(const EpochEnd&, const EpochEnd&) = default;
    template <class V>
    void visit(V&& v) const {
        v("epoch", epoch);
        v("end_offset", end_offset);
    }
};

// Key and value of a configuration entry, as text, in the order of the keys.
using ConfigEntries = std::vector<std::pair<std::string, std::string>>;

inline constexpr const char* offsets_topic_name = "__consumer_offsets";

}  // namespace kscope
