// FrameBuilder: a world's shown state as a Frame of plain values. A function of the world and of
// what is looked at (and of the scenario's keys, whose hues are given once), bounded by what is
// visible: the tails of logs, user topics, a few batches. It never changes a world.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "gui/session/frame.h"
#include "gui/session/partition_truths.h"
#include "sim/engine/world.h"

namespace kscope {
class Broker;
class Replica;
class ZnodeTree;
}  // namespace kscope

namespace kscope::gui {

class FrameBuilder {
public:
    explicit FrameBuilder(const sim::WorldSpec& spec);

    // Everything but the story and the laws.
    void build(const sim::World& world, const LookAt& look, bool background, Frame& frame);

private:
    // frame_nodes.cpp
    void add_nodes(const sim::World& world, Frame& frame) const;
    void add_zookeeper(const sim::World& world, Frame& frame) const;
    void add_quorum(const sim::World& world, Frame& frame) const;
    void add_links(const sim::World& world, Frame& frame) const;
    // frame_znodes.cpp
    static void add_znodes(const sim::World& world, Frame& frame);
    // frame_partitions.cpp
    void add_partitions(const sim::World& world, const LookAt& look, Frame& frame);
    void add_focus(const sim::World& world, const LookAt& look, const TopicTruth& topic,
                   Frame& frame);
    void add_partition(const sim::World& world, const PartitionTruth& truth, Frame& frame);
    FrameLane alive_lane(const sim::World& world, NodeId node, const Replica& replica,
                         Frame& frame);
    FrameLane dead_lane(const sim::World& world, NodeId node, const TopicPartition& tp,
                        Frame& frame);
    void add_records(const TopicPartition& tp, const RecordBatch& batch, FrameLane& lane,
                     Frame& frame);
    [[nodiscard]] BrokerId serving(const Frame& frame, BrokerId leader) const;
    // frame_overview.cpp
    void add_overview(const sim::World& world, Frame& frame) const;
    // frame_waiting.cpp
    static void add_parked(const sim::World& world, Frame& frame);
    static void add_watches(const sim::World& world, Frame& frame);
    // frame_clients.cpp
    void add_producers(const sim::World& world, Frame& frame);
    void add_groups(const sim::World& world, Frame& frame) const;
    void set_bounds(const sim::World& world, const Frame& frame, const TopicPartition& tp,
                    FrameReader& reader) const;
    // frame_flights.cpp
    void add_flights(const sim::World& world, bool background, Frame& frame);

    // Class of a key, in the order in which the scenario first sends it.
    [[nodiscard]] std::int8_t hue_of(const std::optional<Bytes>& key) const;
    [[nodiscard]] std::int32_t key_place(const std::optional<Bytes>& key, Frame& frame) const;
    void give_hue(const std::string& key);
    void expect_send(const std::string& topic, Instant at);

    std::map<std::string, std::int8_t, std::less<>> hues_;
    std::map<std::string, Instant, std::less<>> first_sends_;  // by topic
    PartitionTruths truths_;
    bool keeps_dead_leaders_ = false;
};

FrameNode frame_node(const sim::World& world, NodeId node);
// Null: it is down, or no broker.
const Broker* broker_process(const sim::World& world, NodeId node);
// min.insync.replicas as it binds the partition, as any live replica knows it; 1 if none does.
std::int32_t min_isr_of(const sim::World& world, const Frame& frame, const PartitionState& state);
// "b2"; "?": no such node.
std::string name_of_node(const sim::World& world, NodeId node);
// FrameRecord::record: one number for one record, in every lane and on the wire.
std::uint64_t record_identity(const TopicPartition& tp, Offset offset);

}  // namespace kscope::gui
