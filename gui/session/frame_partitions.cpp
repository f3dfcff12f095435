// FrameBuilder: partitions as the controller has decided them, and each replica as it sees itself.
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <set>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/broker/replication_throttle.h"
#include "core/log/checkpoint_file.h"
#include "core/log/log_files.h"
#include "core/metadata/zookeeper/znode_tree.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "gui/session/event_rows.h"
#include "gui/session/frame_builder.h"
#include "gui/session/metadata_source.h"
#include "gui/session/zookeeper_source.h"

namespace kscope::gui {

namespace {

constexpr std::size_t columns_most = 16;  // of a page of partitions
constexpr std::size_t rows_most = 12;     // unless one partition alone has more replicas
constexpr std::size_t segments_most = 64;

const ZnodeTree* tree_of(const sim::World& world, const Frame& frame) {
    const auto view = informed_view(world, frame.zookeeper);
    return view ? view->tree : nullptr;
}

// From a checkpoint file, which has lines "topic partition offset"; 0: it does not say.
Offset checkpointed(const sim::NodeDisk& disk, const char* file, const TopicPartition& tp) {
    const std::size_t size = disk.has(file) ? disk.size(file) : 0;
    if (size == 0) return Offset(0);
    const auto* text = std::get_if<Bytes>(&disk.extent(file, size - 1));
    if (text == nullptr) return Offset(0);
    const std::string line = "\n" + tp.topic + " " + std::to_string(tp.partition.value()) + " ";
    const std::size_t at = text->view().find(line);
    if (at == std::string_view::npos) return Offset(0);
    return Offset(std::strtoll(text->view().data() + at + line.size(), nullptr, 10));
}

bool holds(const std::vector<BrokerId>& brokers, BrokerId broker) {
    return std::find(brokers.begin(), brokers.end(), broker) != brokers.end();
}

// Bytes a second; 0: not throttled, or at a rate that bounds nothing.
std::int64_t throttled_rate(const Broker& broker, const Replica& replica) {
    const ReplicationThrottle& throttle = broker.replication_throttle();
    const ReplicationQuotaManager& side =
        replica.is_leader() ? throttle.leader() : throttle.follower();
    const bool bounded = side.upper_bound() < std::numeric_limits<std::int64_t>::max();
    return bounded && side.is_throttled(replica.tp()) ? side.upper_bound() : 0;
}

void add_segments(const PartitionLog& log, FrameLane& lane) {
    const auto& all = log.segments();
    lane.bytes = log.size_in_bytes();
    const std::size_t first = all.size() > segments_most ? all.size() - segments_most : 0;
    lane.older_segments = static_cast<std::int32_t>(first);
    for (std::size_t i = first; i < all.size(); ++i) {
        FrameSegment segment;
        segment.active = i + 1 == all.size();
        segment.base = all[i]->base_offset();
        segment.end = segment.active ? log.log_end_offset() : all[i + 1]->base_offset();
        segment.bytes = all[i]->size_in_bytes();
        segment.batches = static_cast<std::int64_t>(all[i]->batch_count());
        lane.segments.push_back(segment);
    }
}

// A segment's file as a process left it.
struct LastFile {
    std::string name;
    Offset base{0};
    std::size_t extents = 0;
    std::size_t flushed = 0;
    bool made_empty = false;  // its first extent is no batch
};

const RecordBatch* batch_at(const sim::NodeDisk& disk, const std::string& file, std::size_t place) {
    const auto* batch = std::get_if<Ref<const RecordBatch>>(&disk.extent(file, place));
    return batch != nullptr ? &**batch : nullptr;
}

std::vector<LastFile> segment_files(const sim::NodeDisk& disk, const TopicPartition& tp,
                                    Instant now) {
    const std::string folder = to_string(tp) + "/";
    std::vector<LastFile> found;
    for (sim::FileView& file : disk.files(now)) {
        if (!file.name.starts_with(folder)) continue;
        const auto base = base_offset_of(file.name);
        if (!base) continue;
        const bool made_empty = file.extents > 0 && batch_at(disk, file.name, 0) == nullptr;
        found.push_back({std::move(file.name), *base, file.extents, file.flushed, made_empty});
    }
    return found;
}

// Without their bytes: nobody keeps a sum of those, and there may be thousands of batches.
void add_segments(const std::vector<LastFile>& files, FrameLane& lane) {
    const std::size_t first = files.size() > segments_most ? files.size() - segments_most : 0;
    lane.older_segments = static_cast<std::int32_t>(first);
    for (std::size_t f = first; f < files.size(); ++f) {
        FrameSegment segment;
        segment.active = f + 1 == files.size();
        segment.base = files[f].base;
        segment.end = segment.active ? lane.log_end : files[f + 1].base;
        const std::size_t no_batch = files[f].made_empty ? 1 : 0;
        segment.batches = static_cast<std::int64_t>(files[f].extents - no_batch);
        lane.segments.push_back(segment);
    }
}

}  // namespace

const Broker* broker_process(const sim::World& world, NodeId node) {
    const Node* process = world.find_node(node);
    return process != nullptr ? process->get_if<Broker>() : nullptr;
}

std::int32_t min_isr_of(const sim::World& world, const Frame& frame, const PartitionState& state) {
    for (const FrameBroker& broker : frame.brokers) {
        if (!holds(state.replicas, broker.broker)) continue;
        const Broker* process = broker_process(world, broker.node);
        const auto slot = process != nullptr ? process->replicas().find(state.tp) : std::nullopt;
        if (!slot) continue;
        const Replica& replica = process->replicas().replica(*slot);
        if (replica.effective_min_isr() > 0) return replica.effective_min_isr();
        // It was not told yet how many replicas there are.
        return std::min(replica.log().spec().config.min_insync_replicas,
                        static_cast<std::int32_t>(state.replicas.size()));
    }
    return 1;
}

void FrameBuilder::add_partitions(const sim::World& world, const LookAt& look, Frame& frame) {
    if (const MetadataImage* image = informed_image(world, frame)) {
        truths_.read(*image);
    } else if (const ZnodeTree* tree = tree_of(world, frame)) {
        truths_.read(*tree);
    } else if (const ClusterImage* told = told_image(world, frame)) {
        truths_.read(*told);
    } else {
        return;
    }
    for (const auto& [name, topic] : truths_.topics()) {
        if (!topic.internal) continue;
        frame.internal_topics.push_back(name);
        frame.internal_partitions += static_cast<std::int32_t>(topic.partitions.size());
        for (const PartitionTruth& p : topic.partitions) {
            frame.internal_no_leader += p.state.leader == no_broker ? 1 : 0;
        }
    }
    const auto wanted = truths_.topics().find(look.topic);
    const bool there = wanted != truths_.topics().end() && !wanted->second.internal &&
                       !wanted->second.partitions.empty();
    if (there && look.distance != Distance::cluster) {
        add_focus(world, look, wanted->second, frame);
        return;
    }
    if (truths_.partition_count() > partitions_with_lanes) {
        add_overview(world, frame);
        const PartitionTruth* one =
            there ? truths_.find({look.topic, PartitionIndex(look.partition)}) : nullptr;
        if (one != nullptr) add_partition(world, *one, frame);
        return;
    }
    for (const auto& [name, topic] : truths_.topics()) {
        if (topic.internal) continue;
        for (const PartitionTruth& p : topic.partitions) add_partition(world, p, frame);
    }
}

// A topic's pages begin at its first partition, and each ends where there is no more room for a
// column, or for the rows of its brokers: so whoever turns pages sees every partition once.
void FrameBuilder::add_focus(const sim::World& world, const LookAt& look, const TopicTruth& topic,
                             Frame& frame) {
    const auto count = topic.partitions.size();
    const auto wanted = static_cast<std::size_t>(
        std::clamp(look.partition, 0, static_cast<std::int32_t>(count) - 1));
    FrameFocus focus;
    focus.topic = look.topic;
    focus.alone = look.distance == Distance::partition;
    focus.of_topic = static_cast<std::int32_t>(count);
    focus.of_cluster = static_cast<std::int32_t>(truths_.partition_count());
    std::size_t first = focus.alone ? wanted : 0;
    std::size_t end = first;
    std::set<BrokerId> rows;
    for (; end < count; ++end) {
        const std::vector<BrokerId>& replicas = topic.partitions[end].state.replicas;
        std::set<BrokerId> more = rows;
        more.insert(replicas.begin(), replicas.end());
        const bool full =
            end > first && (focus.alone || end - first == columns_most || more.size() > rows_most);
        if (full && end > wanted) break;
        if (full) {
            first = end;
            more = {replicas.begin(), replicas.end()};
        }
        rows = std::move(more);
    }
    focus.first = static_cast<std::int32_t>(first);
    focus.shown = static_cast<std::int32_t>(end - first);
    for (const FrameBroker& broker : frame.brokers) {
        if (rows.contains(broker.broker)) focus.rows.push_back(broker.broker);
    }
    frame.focus = std::move(focus);
    for (std::size_t i = first; i < end; ++i) add_partition(world, topic.partitions[i], frame);
}

// Up to 2.2 a dead leader may stay in /state (KAFKA-3143): nobody leads.
BrokerId FrameBuilder::serving(const Frame& frame, BrokerId leader) const {
    if (!keeps_dead_leaders_) return leader;
    for (const FrameBroker& broker : frame.brokers) {
        if (broker.broker == leader && !broker.registered) return no_broker;
    }
    return leader;
}

void FrameBuilder::add_partition(const sim::World& world, const PartitionTruth& truth,
                                 Frame& frame) {
    const PartitionState& state = truth.state;
    FramePartition out;
    out.topic = state.tp.topic;
    out.index = state.tp.partition.value();
    out.name = truth.name;
    out.leader = serving(frame, state.leader);
    out.epoch = state.leader_epoch;
    out.isr = state.isr;
    out.elr = truth.elr;
    out.replicas = state.replicas;
    out.adding = truth.adding;
    out.removing = truth.removing;
    out.min_isr = min_isr_of(world, frame, state);
    for (const FrameBroker& broker : frame.brokers) {
        if (!holds(state.replicas, broker.broker)) continue;
        const Broker* process = broker_process(world, broker.node);
        FrameLane lane;
        if (process == nullptr) {
            lane = dead_lane(world, broker.node, state.tp, frame);
        } else if (const auto slot = process->replicas().find(state.tp)) {
            const Replica& replica = process->replicas().replica(*slot);
            lane = alive_lane(world, broker.node, replica, frame);
            lane.throttled_rate = throttled_rate(*process, replica);
        }
        lane.adding = holds(truth.adding, broker.broker);
        lane.removing = holds(truth.removing, broker.broker);
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
    for (const char c : tp.topic.view()) name = name * 31 + static_cast<unsigned char>(c);
    return (name << 40) + static_cast<std::uint64_t>(offset.value()) + 1;
}

void FrameBuilder::add_records(const TopicPartition& tp, const RecordBatch& batch, FrameLane& lane,
                               Frame& frame) {
    for (std::int32_t i = 0; i < batch.record_count(); ++i) {
        const Record& record = batch.records()[static_cast<std::size_t>(i)];
        FrameRecord cell;
        cell.offset = batch.offset_of(static_cast<std::size_t>(i));
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
    add_segments(log, lane);
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

// The last known disk of a process that is gone: its segment files, and the tail of the records in
// them.
FrameLane FrameBuilder::dead_lane(const sim::World& world, NodeId node, const TopicPartition& tp,
                                  Frame& frame) {
    FrameLane lane;
    lane.role = ReplicaRole::offline;
    const sim::NodeDisk& disk = world.disk(node);
    std::vector<LastFile> files = segment_files(disk, tp, world.now());
    if (files.empty()) return lane;
    lane.log_start =
        std::max(files.front().base, checkpointed(disk, log_start_offset_checkpoint, tp));
    // The newest files that fill the lane; what lies before them is on the disk for long.
    std::size_t first = files.size() - 1;
    for (std::size_t seen = files[first].extents; first > 0 && seen < cells_per_lane;) {
        seen += files[--first].extents;
    }
    lane.log_end = lane.flushed = files[first].base;
    for (std::size_t f = first; f < files.size(); ++f) {
        const LastFile& file = files[f];
        lane.log_end = std::max(lane.log_end, file.base);
        const std::size_t from = file.extents > cells_per_lane ? file.extents - cells_per_lane : 0;
        for (std::size_t i = from; i < file.extents; ++i) {
            const RecordBatch* batch = batch_at(disk, file.name, i);
            if (batch == nullptr) continue;
            add_records(tp, *batch, lane, frame);
            lane.log_end = batch->next_offset();
            lane.epoch = batch->partition_leader_epoch;
            if (i < file.flushed) lane.flushed = lane.log_end;
        }
    }
    add_segments(files, lane);
    lane.high_watermark = lane.last_stable =
        std::min(lane.log_end, checkpointed(disk, replication_offset_checkpoint, tp));
    return lane;
}

}  // namespace kscope::gui
