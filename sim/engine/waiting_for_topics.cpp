// Who sets up a cluster makes its topics first and starts the applications then. Where the cluster
// takes its time to elect somebody, applications that start at once would have brokers create the
// topics in their own way (auto.create.topics.enable).
#include <algorithm>

#include "core/client/admin.h"
#include "core/node/node.h"
#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

const NodePlan& plan_of(const WorldSpec& spec, NodeId node) {
    return spec.nodes[static_cast<std::size_t>(node.value())];
}

bool has_made_topics(const World& world, NodeId admin) {
    const Node* node = world.find_node(admin);
    const auto* client = node == nullptr ? nullptr : node->get_if<Admin>();
    return client != nullptr && client->has_made_topics();
}

}  // namespace

// Its entry comes again when the topics are there, and at the latest when the patience is over.
bool World::must_wait_for_topics(const QueueEntry& entry) {
    const NodePlan& plan = plan_of(*spec_, entry.target);
    if (plan.starts_after == no_node || host(entry.target).incarnation > 0) return false;
    const Instant latest = plan.starts_at + topics_patience;
    if (entry.time >= latest || has_made_topics(*this, plan.starts_after)) {
        std::erase(wait_for_topics_, entry.target);
        return false;
    }
    const bool waits = std::find(wait_for_topics_.begin(), wait_for_topics_.end(), entry.target) !=
                       wait_for_topics_.end();
    if (waits) return true;
    wait_for_topics_.push_back(entry.target);
    push(EventClass::command, EventKind::boot, latest, entry.target, no_event, 0);
    return true;
}

// The admin client has taken a step: were those the last topics?
void World::start_who_waited(NodeId admin) {
    if (!has_made_topics(*this, admin)) return;
    for (const NodeId node : wait_for_topics_) {
        if (plan_of(*spec_, node).starts_after == admin) boot_later(node, last_.id);
    }
}

// What an application does begins with it; after a later start it goes on where it was.
void World::start_sources(NodeId node) {
    const Host& h = host(node);
    const Instant planned = plan_of(*spec_, node).starts_at;
    const bool late = h.incarnation == 1 && plan_of(*spec_, node).starts_after != no_node;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (sources_.producer(i) != node) continue;
        if (late) sources_.put_off(i, now_ - planned);
        if (!sources_.waiting(i)) continue;  // its entry in the queue finds out (run_source)
        sources_.go_on(i);
        const Instant next = late ? std::max(now_, sources_.next_time(i).value_or(now_)) : now_;
        push(EventClass::command, EventKind::command, next, node, no_event, i);
    }
}

}  // namespace kscope::sim
