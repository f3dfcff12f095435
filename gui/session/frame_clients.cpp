// FrameBuilder: producers and groups.
#include <algorithm>
#include <map>

#include "core/broker/broker.h"
#include "core/broker/replica_table.h"
#include "core/client/consumer.h"
#include "core/client/producer.h"
#include "core/group/group_coordinator.h"
#include "core/node/node.h"
#include "core/replication/replica.h"
#include "gui/session/frame_builder.h"

namespace kscope::gui {

namespace {

constexpr std::size_t batches_max = 12;
constexpr std::size_t hues_max = 6;

std::string acks_text(std::int16_t acks) { return acks == -1 ? "all" : std::to_string(acks); }

gui::GroupState state_of(kscope::GroupState state) { return static_cast<gui::GroupState>(state); }

struct CoordinatorView {
    BrokerId broker = no_broker;
    const Group* group = nullptr;
};

CoordinatorView coordinator_of(const sim::World& world, const Frame& frame,
                               const std::string& name) {
    for (const FrameBroker& b : frame.brokers) {
        const Node* node = world.find_node(b.node);
        const auto* broker = node != nullptr ? node->get_if<Broker>() : nullptr;
        if (broker == nullptr) continue;
        if (const Group* group = broker->groups().find_group(name)) return {b.broker, group};
    }
    return {};
}

using Readers = std::map<TopicPartition, FrameReader>;

void add_member(const sim::World& world, NodeId node, FrameGroup& group, Readers& readers) {
    FrameMember member;
    static_cast<FrameNode&>(member) = frame_node(world, node);
    const Node* process = world.find_node(node);
    const auto* consumer = process != nullptr ? process->get_if<Consumer>() : nullptr;
    if (consumer != nullptr) {
        const GroupMembership& m = consumer->membership();
        member.member_id = m.member_id();
        member.leader = m.is_leader();
        if (m.generation() > group.generation) group.generation = m.generation();
        group.coordinator_lost |= !member.member_id.empty();
        member.joined = m.state() == MemberState::stable;
        for (const auto& [tp, assigned] : consumer->subscriptions().partitions()) {
            member.assigned.push_back(to_string(tp));
            FrameReader& reader = readers[tp];
            reader.member = member.name;
            if (assigned.has_position()) reader.position = assigned.position.offset;
            reader.committed = std::max(reader.committed, assigned.committed);
        }
    }
    group.members.push_back(std::move(member));
}

}  // namespace

void FrameBuilder::add_producers(const sim::World& world, Frame& frame) {
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const auto* spec = std::get_if<ProducerSpec>(&world.spec().nodes[i].spec);
        if (spec == nullptr) continue;
        const NodeId node{static_cast<std::int32_t>(i)};
        FrameProducer out;
        static_cast<FrameNode&>(out) = frame_node(world, node);
        out.acks = acks_text(spec->config.acks);
        out.max_in_flight = spec->config.max_in_flight_requests_per_connection;
        const Node* process = world.find_node(node);
        if (const auto* producer = process != nullptr ? process->get_if<Producer>() : nullptr) {
            const Producer::Counters counters = producer->counters();
            out.sent = static_cast<std::int64_t>(counters.sent);
            out.acked = static_cast<std::int64_t>(counters.acked);
            out.failed = static_cast<std::int64_t>(counters.failed);
            out.retries = static_cast<std::int64_t>(counters.retries);
            out.in_flight_total = producer->network().in_flight_total();
            for (const FrameBroker& b : frame.brokers) {
                out.in_flight = std::max(out.in_flight, producer->network().in_flight({b.node}));
            }
            const RecordAccumulator& accumulator = producer->accumulator();
            for (const ProducerBatch& batch : accumulator.batches()) {
                if (batch.record_count == 0 || batch.done) continue;
                if (out.batches.size() == batches_max) {
                    ++out.more_batches;
                    continue;
                }
                FrameBatch b;
                b.partition = to_string(accumulator.partitions()[batch.slot].tp);
                b.records = batch.record_count;
                b.attempts = batch.attempts;
                b.in_flight = batch.in_flight;
                b.closed = batch.closed;
                const std::vector<Record>& records =
                    batch.record_set ? batch.record_set->records : batch.records;
                for (std::size_t r = 0; r < records.size() && r < hues_max; ++r) {
                    b.hues.push_back(hue_of(records[r].key));
                }
                out.batches.push_back(std::move(b));
            }
        }
        frame.producers.push_back(std::move(out));
    }
}

// Without a live leader the followers know best.
void FrameBuilder::set_bounds(const sim::World& world, const Frame& frame, const TopicPartition& tp,
                              FrameReader& reader) const {
    const PartitionTruth* truth = truths_.find(tp);
    if (truth == nullptr) return;
    for (const FrameBroker& b : frame.brokers) {
        const auto& replicas = truth->state.replicas;
        if (std::find(replicas.begin(), replicas.end(), b.broker) == replicas.end()) continue;
        const Broker* broker = broker_process(world, b.node);
        const auto slot = broker != nullptr ? broker->replicas().find(tp) : std::nullopt;
        if (!slot) continue;
        const Replica& replica = broker->replicas().replica(*slot);
        reader.end = std::max(reader.end, replica.high_watermark());
        reader.start = std::max(reader.start, replica.log().log_start_offset());
    }
}

void FrameBuilder::add_groups(const sim::World& world, Frame& frame) const {
    std::vector<Readers> readers;  // by group
    for (std::size_t i = 0; i < world.node_count(); ++i) {
        const auto* spec = std::get_if<ConsumerSpec>(&world.spec().nodes[i].spec);
        if (spec == nullptr) continue;
        const std::string& name =
            spec->config.group_id.empty() ? world.spec().nodes[i].name : spec->config.group_id;
        std::size_t known = 0;
        while (known < frame.groups.size() && frame.groups[known].name != name) ++known;
        if (known == frame.groups.size()) {
            frame.groups.emplace_back();
            frame.groups.back().name = name;
            frame.groups.back().alone = spec->config.group_id.empty();
            frame.groups.back().assignor = spec->config.partition_assignment_strategy;
            readers.emplace_back();
        }
        add_member(world, NodeId(static_cast<std::int32_t>(i)), frame.groups[known],
                   readers[known]);
    }
    for (std::size_t g = 0; g < frame.groups.size(); ++g) {
        FrameGroup& group = frame.groups[g];
        const CoordinatorView view = coordinator_of(world, frame, group.name);
        group.coordinator = view.broker;
        group.coordinator_lost &= view.group == nullptr;
        if (view.group != nullptr) {
            group.state = state_of(view.group->state());
            group.generation = view.group->generation();
            if (!view.group->protocol().empty()) group.assignor = view.group->protocol();
            for (const auto& [tp, offset] : view.group->offsets()) {
                readers[g][tp].committed = offset.offset;
            }
        }
        for (auto& [tp, reader] : readers[g]) {
            reader.partition = to_string(tp);
            reader.commits = !group.alone;
            set_bounds(world, frame, tp, reader);
            group.readers.push_back(std::move(reader));
        }
    }
    if (!frame.focus) return;
    // Who reads what is looked at comes first: there may not be room for all.
    const auto reads = [&](const FrameGroup& group) {
        return std::any_of(group.readers.begin(), group.readers.end(), [&](const FrameReader& r) {
            return std::any_of(frame.partitions.begin(), frame.partitions.end(),
                               [&](const FramePartition& p) { return p.name == r.partition; });
        });
    };
    std::stable_partition(frame.groups.begin(), frame.groups.end(), reads);
}

}  // namespace kscope::gui
