// Topics that go and topics that grow, on the timeline.
#include "sim/scenario/timeline_actions.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

void read_delete_topic(const Loading& loading, MapReader&, const Tree& tree, Actions& actions) {
    require_topic(loading, read_text(tree), tree.place);
    ask_controller(loading, tree, DeleteTopicsRequest{{tree.text}, admin_timeout}, tree.text,
                   actions);
}

void read_add_partitions(const Loading& loading, MapReader& entry, const Tree& tree,
                         Actions& actions) {
    MapReader reader = entry.map("add-partitions", tree);
    const Tree& topic = reader.required("topic");
    require_topic(loading, read_text(topic), topic.place);
    const std::int64_t count = read_whole(reader.required("count"), 1, partitions_max);
    MorePartitions wish{topic.text, static_cast<std::int32_t>(count), {}};
    if (const Tree* assignment = reader.optional("assignment")) {
        wish.assignments.emplace();
        for (const Tree& item : read_list(*assignment, "a list for each new partition")) {
            wish.assignments->push_back(read_broker_list(loading, item));
        }
    }
    ask_controller(loading, tree, CreatePartitionsRequest{{wish}, admin_timeout}, topic.text,
                   actions);
}

}  // namespace kscope::sim
