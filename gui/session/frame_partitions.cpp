// FrameBuilder: partitions as the controller has decided them, and each replica as it sees itself.
#include <algorithm>
#include <cstdlib>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/metadata/zookeeper/zk_data.h"
#include "core/metadata/zookeeper/zookeeper_server.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "gui/session/event_rows.h"
#include "gui/session/frame_builder.h"

namespace kscope::gui {

namespace {

constexpr std::size_t partitions_with_lanes = 32;  // more become an overview

const ZnodeTree* tree_of(const sim::World& world, const Frame& frame) {
    for (const FrameNode& server : frame.zookeeper.servers) {
        const Node* node = world.find_node(server.node);
        const auto* zk = node != nullptr ? node->get_if<ZooKeeperServer>() : nullptr;
        if (zk != nullptr) return &zk->tree();
    }
    return nullptr;
}

const Broker* broker_process(const sim::World& world, NodeId node) {
    const Node* process = world.find_node(node);
    return process != nullptr ? process->get_if<Broker>() : nullptr;
}

// From replication-offset-checkpoint, which has lines "topic partition offset".
Offset checkpointed_high_watermark(const sim::NodeDisk& disk, const TopicPartition& tp) {
    constexpr const char* file = "replication-offset-checkpoint";
    const std::size_t size = disk.has(file) ? disk.size(file) : 0;
    if (size == 0) return Offset(0);
    const auto* text = std::get_if<Bytes>(&disk.extent(file, size - 1));
    if (text == nullptr) return Offset(0);
    const std::string line = "\n" + tp.topic + " " + std::to_string(tp.partition.value()) + " ";
    const std::size_t at = text->view().find(line);
    if (at == std::string_view::npos) return Offset(0);
    return Offset(std::strtoll(text->view().data() + at + line.size(), nullptr, 10));
}

}  // namespace

std::optional<PartitionState> FrameBuilder::decode_state(const std::string& path,
                                                         const std::string& data,
                                                         const TopicPartition& tp) {
    const auto known = states_.find(path);
    if (known != states_.end() && known->second.first == data) return known->second.second;
    std::optional<PartitionState> state = TopicPartitionStateZNode::decode(data, ZkStat{});
    if (!state) return std::nullopt;
    state->tp = tp;
    states_[path] = {data, *state};
    return state;
}

void FrameBuilder::add_partitions(const sim::World& world, Frame& frame) {
    const ZnodeTree* tree = tree_of(world, frame);
    const Znode* topics = tree != nullptr ? tree->find(TopicsZNode::path) : nullptr;
    if (topics == nullptr) return;
    for (const std::string& topic : topics->children) {
        const Znode* znode = tree->find(TopicZNode::path(topic));
        if (znode == nullptr) continue;
        const auto assignment = TopicZNode::decode(znode->data);
        if (!assignment) continue;
        if (is_internal(topic)) {
            add_internal(topic, assignment->size(), *tree, frame);
            continue;
        }
        for (std::size_t i = 0; i < assignment->size(); ++i) {
            if (frame.partitions.size() >= partitions_with_lanes) return;
            const TopicPartition tp{topic, PartitionIndex(static_cast<std::int32_t>(i))};
            const std::string path = TopicPartitionStateZNode::path(tp);
            const Znode* at = tree->find(path);
            PartitionState state;
            state.tp = tp;
            state.leader_epoch = no_leader_epoch;
            if (at != nullptr) {
                if (auto decoded = decode_state(path, at->data, tp)) state = std::move(*decoded);
            }
            state.replicas = (*assignment)[i].replicas;
            add_partition(world, state, frame);
        }
    }
}

void FrameBuilder::add_internal(const std::string& topic, std::size_t partitions,
                                const ZnodeTree& tree, Frame& frame) {
    frame.internal_topics.push_back(topic);
    frame.internal_partitions += static_cast<std::int32_t>(partitions);
    for (std::size_t i = 0; i < partitions; ++i) {
        const TopicPartition tp{topic, PartitionIndex(static_cast<std::int32_t>(i))};
        const std::string path = TopicPartitionStateZNode::path(tp);
        const Znode* at = tree.find(path);
        const auto state = at != nullptr ? decode_state(path, at->data, tp) : std::nullopt;
        if (!state || state->leader == no_broker) ++frame.internal_no_leader;
    }
}

void FrameBuilder::add_partition(const sim::World& world, const PartitionState& state,
                                 Frame& frame) {
    FramePartition out;
    out.topic = state.tp.topic;
    out.index = state.tp.partition.value();
    out.name = to_string(state.tp);
    out.leader = state.leader;
    out.epoch = state.leader_epoch;
    out.isr = state.isr;
    out.replicas = state.replicas;
    for (const FrameBroker& broker : frame.brokers) {
        if (std::find(state.replicas.begin(), state.replicas.end(), broker.broker) ==
            state.replicas.end()) {
            continue;
        }
        const Broker* process = broker_process(world, broker.node);
        FrameLane lane;
        if (process == nullptr) {
            lane = dead_lane(world, broker.node, state.tp, frame);
        } else if (const auto slot = process->replicas().find(state.tp)) {
            const Replica& replica = process->replicas().replica(*slot);
            lane = alive_lane(world, broker.node, replica, frame);
            if (replica.is_leader()) out.min_isr = replica.effective_min_isr();
        }
        lane.broker = broker.broker;
        lane.preferred = !state.replicas.empty() && state.replicas.front() == broker.broker;
        out.lanes.push_back(std::move(lane));
    }
    const auto first = first_sends_.find(out.topic);
    if (first != first_sends_.end() && frame.now < first->second) out.first_send = first->second;
    frame.partitions.push_back(std::move(out));
}

std::uint64_t record_identity(const TopicPartition& tp, Offset offset) {
    std::uint64_t name = static_cast<std::uint64_t>(tp.partition.value()) + 1;
    for (const char c : tp.topic) name = name * 31 + static_cast<unsigned char>(c);
    return (name << 40) + static_cast<std::uint64_t>(offset.value()) + 1;
}

void FrameBuilder::add_records(const TopicPartition& tp, const RecordBatch& batch, FrameLane& lane,
                               Frame& frame) {
    for (std::int32_t i = 0; i < batch.record_count(); ++i) {
        const Record& record = batch.records()[static_cast<std::size_t>(i)];
        FrameRecord cell;
        cell.offset = batch.base_offset + i;
        cell.hue = hue_of(record.key);
        cell.key = key_place(record.key, frame);
        cell.epoch = batch.partition_leader_epoch;
        cell.record = record_identity(tp, cell.offset);
        lane.records.push_back(cell);
    }
    if (lane.records.size() > cells_per_lane) {
        lane.records.erase(lane.records.begin(), lane.records.end() - cells_per_lane);
    }
}

FrameLane FrameBuilder::alive_lane(const sim::World& world, NodeId node, const Replica& replica,
                                   Frame& frame) {
    FrameLane lane;
    lane.role = replica.is_leader()     ? ReplicaRole::leader
                : replica.is_follower() ? ReplicaRole::follower
                                        : ReplicaRole::unknown;
    lane.epoch = replica.leader_epoch();
    lane.follows = replica.is_follower() ? replica.leader() : no_broker;
    const PartitionLog& log = replica.log();
    lane.log_start = log.log_start_offset();
    lane.log_end = log.log_end_offset();
    lane.high_watermark = lane.last_stable = replica.high_watermark();
    // The disk writes back by itself too: what it has flushed of the active segment's file.
    lane.flushed = log.recovery_point();
    const LogSegment& active = *log.segments().back();
    const std::size_t on_disk = world.disk(node).flushed(active.file(), world.now());
    if (on_disk >= active.extents()) lane.flushed = lane.log_end;
    const Offset from = std::max(lane.log_start, lane.log_end - cells_per_lane);
    if (from < lane.log_end) {
        const TopicPartition& tp = replica.tp();
        log.for_each_batch(from,
                           [&](const RecordBatch& batch) { add_records(tp, batch, lane, frame); });
    }
    return lane;
}

// The last known disk of a process that is gone: the tail of the newest segment file.
FrameLane FrameBuilder::dead_lane(const sim::World& world, NodeId node, const TopicPartition& tp,
                                  Frame& frame) {
    FrameLane lane;
    lane.role = ReplicaRole::offline;
    const sim::NodeDisk& disk = world.disk(node);
    const std::string folder = to_string(tp) + "/";
    std::string newest;
    for (const sim::FileView& file : disk.files(world.now())) {
        if (file.name.starts_with(folder) && file.name.ends_with(".log")) newest = file.name;
    }
    if (newest.empty()) return lane;
    const std::size_t size = disk.size(newest);
    const std::size_t flushed = disk.flushed(newest, world.now());
    const std::size_t first = size > cells_per_lane ? size - cells_per_lane : 0;
    for (std::size_t i = first; i < size; ++i) {
        const auto* batch = std::get_if<Ref<const RecordBatch>>(&disk.extent(newest, i));
        if (batch == nullptr) continue;
        add_records(tp, **batch, lane, frame);
        lane.log_end = (*batch)->next_offset();
        lane.epoch = (*batch)->partition_leader_epoch;
        if (i < flushed) lane.flushed = lane.log_end;
    }
    lane.high_watermark = lane.last_stable =
        std::min(lane.log_end, checkpointed_high_watermark(disk, tp));
    return lane;
}

}  // namespace kscope::gui
