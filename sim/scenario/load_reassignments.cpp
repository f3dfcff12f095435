// Replicas that move, on the timeline.
#include <algorithm>
#include <limits>

#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

std::vector<BrokerId> read_broker_list(const Loading& loading, const Tree& tree) {
    std::vector<BrokerId> replicas;
    for (const Tree& item : read_list(tree, "the brokers' ids: [1, 2, 3]")) {
        const std::int64_t id = read_whole(item, 0, std::numeric_limits<std::int32_t>::max());
        replicas.push_back(find_broker(loading, id, item.place));
    }
    return replicas;
}

namespace {

using Reassignments = std::vector<PartitionReassignment>;

void ask_for_reassignment(const Loading& loading, const Tree& tree, Reassignments wishes,
                          Actions& actions) {
    std::string about;
    for (const PartitionReassignment& wish : wishes) {
        about += (about.empty() ? "" : ", ") + to_string(wish.tp);
    }
    ask_controller(loading, tree,
                   AlterPartitionReassignmentsRequest{admin_timeout, std::move(wishes)}, about,
                   actions);
}

void require_throttles(const Loading& loading, const Tree& tree) {
    if (loading.scenario.brokers.front().config.features.replication_quotas) return;
    throw BadInput(tree.place,
                   "Kafka " + loading.scenario.version + " cannot throttle a reassignment",
                   "take it out, or run as a later version");
}

// KIP-455
void require_cancellation(const Loading& loading, const Tree& tree) {
    if (loading.scenario.brokers.front().config.features.reassignments_change) return;
    throw BadInput(tree.place,
                   "Kafka " + loading.scenario.version + " cannot cancel a reassignment",
                   "take it out, or run as a later version");
}

struct Move {
    PartitionReassignment wish;
    std::optional<std::int64_t> throttle;  // bytes a second
};

Move read_move(const Loading& loading, MapReader reader, Actions& actions) {
    const Tree& partition = reader.required("partition");
    Move move;
    PartitionReassignment& wish = move.wish;
    wish.tp = find_partition(loading, read_text(partition), partition.place);
    wish.replicas = read_broker_list(loading, reader.required("to"));
    if (const Tree* rate = reader.optional("throttle")) {
        require_throttles(loading, *rate);
        move.throttle = read_rate(*rate);
        actions.emplace_back(
            TellBrokers{AlterReplicationThrottle{wish.tp, *wish.replicas, move.throttle}});
    }
    return move;
}

}  // namespace

// kafka-reassign-partitions --verify, after the move.
void read_remove_throttle(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    require_throttles(loading, tree);
    const TopicPartition tp = find_partition(loading, read_text(tree), tree.place);
    actions.emplace_back(TellBrokers{AlterReplicationThrottle{tp, {}, std::nullopt}});
}

// kafka-reassign-partitions --execute: its file may name many partitions, each once.
void read_reassign(const Loading& loading, MapReader& entry, const Tree& tree, Actions& actions) {
    Reassignments wishes;
    std::optional<std::int64_t> rate;  // the tool has one --throttle for all
    const auto read = [&](const Tree& one) {
        Move move = read_move(loading, entry.map("reassign", one), actions);
        PartitionReassignment& wish = move.wish;
        if (move.throttle && rate && *move.throttle != *rate) {
            throw BadInput(one.place, "two throttles in one reassignment",
                           "write the same rate at each partition, or reassign one after another");
        }
        if (move.throttle) rate = move.throttle;
        const bool twice =
            std::any_of(wishes.begin(), wishes.end(),
                        [&](const PartitionReassignment& w) { return w.tp == wish.tp; });
        if (twice) {
            throw BadInput(one.place, to_string(wish.tp) + " is reassigned twice",
                           "keep one of the two");
        }
        wishes.push_back(std::move(wish));
    };
    if (tree.kind != Tree::Kind::list) {
        read(tree);
    } else {
        for (const Tree& item : tree.items) read(item);
    }
    if (wishes.empty()) {
        throw BadInput(tree.place, "the list is empty", "write `{partition: click-0, to: [2, 1]}`");
    }
    ask_for_reassignment(loading, tree, std::move(wishes), actions);
}

void read_cancel_reassignment(const Loading& loading, MapReader&, const Tree& tree,
                              Actions& actions) {
    require_cancellation(loading, tree);
    const TopicPartition tp = find_partition(loading, read_text(tree), tree.place);
    ask_for_reassignment(loading, tree, {{tp, std::nullopt}}, actions);
}

}  // namespace kscope::sim
