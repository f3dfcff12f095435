// Records that an operator gives up, on the timeline (kafka-delete-records, KIP-107).
#include <limits>

#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

void read_delete_records(const Loading& loading, MapReader& entry, const Tree& tree,
                         Actions& actions) {
    // The request came with the same release as the newest record format.
    const Features& features = loading.scenario.brokers.front().config.features;
    if (features.newest_format != MessageFormat::v2) {
        throw BadInput(tree.place,
                       "Kafka " + loading.scenario.version + " does not know DeleteRecords",
                       "take it out, or run as a later version");
    }
    MapReader reader = entry.map("delete-records", tree);
    const Tree& partition = reader.required("partition");
    const TopicPartition tp = find_partition(loading, read_text(partition), partition.place);
    Offset before = delete_up_to_high_watermark;
    if (const Tree* offset = reader.optional("before")) {
        before = Offset(read_whole(*offset, 0, std::numeric_limits<std::int64_t>::max()));
    }
    const NodeId admin = find_node(loading, "admin", tree.place);
    const Ref<const Message> request =
        make_message(DeleteRecordsRequest{{{tp, before}}, admin_timeout});
    actions.emplace_back(AskLeader{admin, tp, request});
}

}  // namespace kscope::sim
