// Replicas that move, on the timeline.
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

void ask_for_reassignment(const Loading& loading, const Tree& tree,
                          PartitionReassignment reassignment, Actions& actions) {
    const std::string about = to_string(reassignment.tp);
    ask_controller(loading, tree, AlterPartitionReassignmentsRequest{admin_timeout, {reassignment}},
                   about, actions);
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

}  // namespace

// kafka-reassign-partitions --verify, after the move.
void read_remove_throttle(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    require_throttles(loading, tree);
    const TopicPartition tp = find_partition(loading, read_text(tree), tree.place);
    actions.emplace_back(TellBrokers{AlterReplicationThrottle{tp, {}, std::nullopt}});
}

void read_reassign(const Loading& loading, MapReader& entry, const Tree& tree, Actions& actions) {
    MapReader reader = entry.map("reassign", tree);
    const Tree& partition = reader.required("partition");
    PartitionReassignment wish;
    wish.tp = find_partition(loading, read_text(partition), partition.place);
    wish.replicas = read_broker_list(loading, reader.required("to"));
    if (const Tree* rate = reader.optional("throttle")) {
        require_throttles(loading, *rate);
        actions.emplace_back(
            TellBrokers{AlterReplicationThrottle{wish.tp, *wish.replicas, read_rate(*rate)}});
    }
    ask_for_reassignment(loading, tree, std::move(wish), actions);
}

void read_cancel_reassignment(const Loading& loading, MapReader&, const Tree& tree,
                              Actions& actions) {
    require_cancellation(loading, tree);
    const TopicPartition tp = find_partition(loading, read_text(tree), tree.place);
    ask_for_reassignment(loading, tree, {tp, {}}, actions);
}

}  // namespace kscope::sim
