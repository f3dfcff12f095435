// The identities of a cluster, each a type of its own. Kafka's own widths.
#pragma once

#include "core/base/tagged.h"

namespace kscope {

using NodeId = Tagged<struct NodeTag, std::int32_t>;      // a process in the world
using BrokerId = Tagged<struct BrokerTag, std::int32_t>;  // Kafka's broker.id
using PartitionIndex = Tagged<struct PartitionTag, std::int32_t>;
using Offset = Tagged<struct OffsetTag, std::int64_t>;
using LeaderEpoch = Tagged<struct LeaderEpochTag, std::int32_t>;
using ControllerEpoch = Tagged<struct ControllerEpochTag, std::int32_t>;
using BrokerEpoch = Tagged<struct BrokerEpochTag, std::int64_t>;  // czxid of /brokers/ids/<id>
using ProducerId = Tagged<struct ProducerIdTag, std::int64_t>;
using ProducerEpoch = Tagged<struct ProducerEpochTag, std::int16_t>;
using Sequence = Tagged<struct SequenceTag, std::int32_t>;
using Generation = Tagged<struct GenerationTag, std::int32_t>;
using SessionId = Tagged<struct SessionTag, std::int64_t>;  // a ZooKeeper session
using Zxid = Tagged<struct ZxidTag, std::int64_t>;
using ServerId = Tagged<struct ServerIdTag, std::int32_t>;  // myid, in an ensemble
using ZabEpoch = Tagged<struct ZabEpochTag, std::int32_t>;  // of an ensemble's leader
using EventId = Tagged<struct EventTag, std::uint64_t>;     // place in the total order
using CorrelationId = Tagged<struct CorrelationTag, std::int32_t>;

inline constexpr NodeId no_node{-1};
inline constexpr BrokerId no_broker{-1};
inline constexpr Offset no_offset{-1};
inline constexpr LeaderEpoch no_leader_epoch{-1};
inline constexpr ProducerId no_producer_id{-1};
inline constexpr ProducerEpoch no_producer_epoch{-1};
inline constexpr Sequence no_sequence{-1};
inline constexpr Generation no_generation{-1};
inline constexpr EventId no_event{0};  // events are numbered from 1

}  // namespace kscope
