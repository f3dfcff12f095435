// FrameBuilder: a world's shown state as a Frame of plain values. A function of the world alone
// (and of the scenario's keys, whose hues are given once), bounded by what is visible: the tails of
// logs, user topics, a few batches. It never changes a world.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/protocol/controller_messages.h"
#include "gui/session/frame.h"
#include "sim/engine/world.h"

namespace kscope {
class Broker;
class PartitionLog;
class Replica;
class ZnodeTree;
}  // namespace kscope

namespace kscope::gui {

class FrameBuilder {
public:
    explicit FrameBuilder(const sim::WorldSpec& spec);

    // Everything but the story and the laws.
    void build(const sim::World& world, bool background, Frame& frame);

private:
    // frame_nodes.cpp
    void add_nodes(const sim::World& world, Frame& frame) const;
    void add_zookeeper(const sim::World& world, Frame& frame) const;
    void add_links(const sim::World& world, Frame& frame) const;
    // frame_partitions.cpp
    void add_partitions(const sim::World& world, Frame& frame);
    void add_partition(const sim::World& world, const PartitionState& state, Frame& frame);
    FrameLane alive_lane(const sim::World& world, NodeId node, const Replica& replica,
                         Frame& frame);
    FrameLane dead_lane(const sim::World& world, NodeId node, const TopicPartition& tp,
                        Frame& frame);
    void add_records(const TopicPartition& tp, const RecordBatch& batch, FrameLane& lane,
                     Frame& frame);
    std::optional<PartitionState> decode_state(const std::string& path, const std::string& data,
                                               const TopicPartition& tp);
    void add_internal(const std::string& topic, std::size_t partitions, const ZnodeTree& tree,
                      Frame& frame);
    // frame_waiting.cpp
    static void add_parked(const sim::World& world, Frame& frame);
    static void add_watches(const sim::World& world, Frame& frame);
    // frame_clients.cpp
    void add_producers(const sim::World& world, Frame& frame);
    void add_groups(const sim::World& world, Frame& frame) const;
    // frame_flights.cpp
    void add_flights(const sim::World& world, bool background, Frame& frame);

    // Class of a key, in the order in which the scenario first sends it.
    [[nodiscard]] std::int8_t hue_of(const std::optional<Bytes>& key) const;
    [[nodiscard]] std::int32_t key_place(const std::optional<Bytes>& key, Frame& frame) const;
    void give_hue(const std::string& key);
    void expect_send(const std::string& topic, Instant at);

    std::map<std::string, std::int8_t, std::less<>> hues_;
    std::map<std::string, Instant, std::less<>> first_sends_;  // by topic
    // Decoded /state znodes by path, with the data that they were decoded from.
    std::map<std::string, std::pair<std::string, PartitionState>> states_;
};

FrameNode frame_node(const sim::World& world, NodeId node);
// FrameRecord::record: one number for one record, in every lane and on the wire.
std::uint64_t record_identity(const TopicPartition& tp, Offset offset);

}  // namespace kscope::gui
