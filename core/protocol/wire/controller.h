// LeaderAndIsr (4), StopReplica (5), UpdateMetadata (6) and AlterPartition (56) on the wire.
// LeaderAndIsr stands at version 4 and AlterPartition at 1, the last with topic names in both
// directions: kscope's topics have no ids. What Kafka says elsewhere, or from a later version on
// (the topic's configuration, "this is all", a new partition in UpdateMetadata) are tagged fields
// of kscope's own.
#pragma once

#include <iterator>

#include "core/protocol/controller_messages.h"
#include "core/protocol/wire/wire_parts.h"

namespace kscope {

constexpr WireVersion version_of(WireType<LeaderAndIsrRequest>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<LeaderAndIsrResponse>) { return {4, 4}; }
constexpr WireVersion version_of(WireType<StopReplicaRequest>) { return {4, 2}; }
constexpr WireVersion version_of(WireType<StopReplicaResponse>) { return {4, 2}; }
constexpr WireVersion version_of(WireType<UpdateMetadataRequest>) { return {8, 6}; }
constexpr WireVersion version_of(WireType<UpdateMetadataResponse>) { return {8, 6}; }
constexpr WireVersion version_of(WireType<AlterPartitionRequest>) { return {1, 0}; }
constexpr WireVersion version_of(WireType<AlterPartitionResponse>) { return {1, 0}; }

template <class Io, class State>
void partition_state(Io& io, State& s) {
    io.fields(s.tp.partition, s.controller_epoch, s.leader, s.leader_epoch, s.isr,
              s.partition_epoch, s.replicas);
}

template <class Io>
void configs(Io& io, typename Io::template Of<ConfigEntries>& entries) {
    io.array(entries, [](auto& part, auto& entry) { part.fields(entry.first, entry.second); });
}

template <class Io>
void transfer(Io& io, typename Io::template Of<LeaderAndIsrRequest>& m) {
    io.fields(m.controller, m.controller_epoch, m.broker_epoch);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        partition_state(part, p.state);
        part.no_elements();  // adding replicas
        part.no_elements();  // removing replicas
        part.fields(p.state.is_new);
        part.tags(tag_field(tag_topic_config, !p.topic_config.empty(),
                            [&p](auto& tag) { configs(tag, p.topic_config); }));
    });
    io.array(m.live_leaders, [](auto& part, auto& broker) {
        endpoint(part, broker);
        part.tags();
    });
    io.tags(tag_field(tag_full, m.full, [&m](auto& tag) { tag.fields(m.full); }));
}

// LeaderAndIsr's and StopReplica's answers are alike.
template <class Io, class Response>
void partition_errors(Io& io, Response& m) {
    io.fields(m.error);
    io.array(m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.topic, p.tp.partition, p.error);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<LeaderAndIsrResponse>& m) {
    partition_errors(io, m);
}

template <class Io>
void transfer(Io& io, typename Io::template Of<StopReplicaRequest>& m) {
    io.fields(m.controller);
    io.uncarried(false);  // a KRaft controller
    io.fields(m.controller_epoch, m.broker_epoch);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.leader_epoch, p.delete_partition);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<StopReplicaResponse>& m) {
    partition_errors(io, m);
}

template <class Io>
void live_broker(Io& io, typename Io::template Of<BrokerEndpoint>& broker,
                 typename Io::template Of<std::vector<BrokerRack>>& racks) {
    io.fields(broker.broker);
    const auto listener = [&broker](auto& part) {
        port(part, broker.node);
        host(part, broker.node);
        part.uncarried_string("PLAINTEXT");
        part.uncarried(std::int16_t{0});  // security protocol PLAINTEXT
        part.tags();
    };
    if constexpr (Io::reading) {
        io.elements([&] { listener(io); });
    } else {
        io.count(1);
        listener(io);
    }
    std::string rack;
    if constexpr (!Io::reading) {
        for (const BrokerRack& known : racks) {
            if (known.broker == broker.broker) rack = known.rack;
        }
    }
    io.nullable_string(rack);
    if constexpr (Io::reading) {
        if (!rack.empty()) racks.push_back({broker.broker, std::move(rack)});
    }
    io.tags();
}

template <class Io>
void shared_states(Io& io, typename Io::template Of<PartitionStates>& shared) {
    std::vector<PartitionState> states;
    if constexpr (!Io::reading) {
        for (const SharedPartitionState& state : shared) states.push_back(*state);
    }
    by_topic(
        io, states, [](auto& topic) { topic.no_topic_id(); },
        [](auto& part, auto& p) {
            partition_state(part, p);
            part.no_elements();  // offline replicas
            part.tags(tag_field(tag_is_new, p.is_new, [&p](auto& tag) { tag.fields(p.is_new); }));
        });
    if constexpr (Io::reading) {
        shared = std::vector<SharedPartitionState>(std::make_move_iterator(states.begin()),
                                                   std::make_move_iterator(states.end()));
    }
}

template <class Io>
void transfer(Io& io, typename Io::template Of<UpdateMetadataRequest>& m) {
    io.fields(m.controller);
    io.uncarried(false);  // a KRaft controller
    io.fields(m.controller_epoch, m.broker_epoch);
    shared_states(io, m.partitions);
    io.array(m.live_brokers,
             [&m](auto& part, auto& broker) { live_broker(part, broker, m.racks); });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<UpdateMetadataResponse>& m) {
    io.fields(m.error);
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AlterPartitionRequest>& m) {
    io.fields(m.broker, m.broker_epoch);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.leader_epoch, p.new_isr);
        part.uncarried(std::int8_t{0});  // leader recovery state: recovered
        part.fields(p.partition_epoch);
        part.tags();
    });
    io.tags();
}

template <class Io>
void transfer(Io& io, typename Io::template Of<AlterPartitionResponse>& m) {
    io.uncarried(std::int32_t{0});  // throttle time
    io.fields(m.error);
    by_topic(io, m.partitions, [](auto& part, auto& p) {
        part.fields(p.tp.partition, p.error, p.leader, p.leader_epoch, p.isr);
        part.uncarried(std::int8_t{0});  // leader recovery state
        part.fields(p.partition_epoch);
        part.tags();
    });
    io.tags();
}

}  // namespace kscope
