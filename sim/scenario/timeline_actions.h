// What an operator asks of the controller, as actions of the timeline: each reader turns the value
// behind its key into a command for the node `admin`.
#pragma once

#include <vector>

#include "sim/engine/world_spec.h"
#include "sim/scenario/loading.h"

namespace kscope::sim {

using Actions = std::vector<Action>;
// "elect-preferred-leaders: click-0" as it would stand in a timeline entry of this scenario.
Actions parse_actions(const Scenario& scenario, const std::string& text);

// Whether any of its actions alters the configuration of brokers: then they watch for it.
bool alters_brokers(const std::vector<TimelineEntry>& timeline);

using ReadAction = void (*)(const Loading&, MapReader&, const Tree&, Actions&);

// Kafka's own default of an admin client's patience (default.api.timeout.ms).
inline constexpr Duration admin_timeout = Duration::seconds(60);

template <class Request>
void ask_controller(const Loading& loading, const Tree& tree, Request request, std::string about,
                    Actions& actions) {
    const NodeId admin = find_node(loading, "admin", tree.place);
    actions.emplace_back(
        GiveCommand{admin, AskController{make_message(std::move(request)), std::move(about)}});
}

// "[4, 2, 3]", all of them brokers of the scenario.
std::vector<BrokerId> read_broker_list(const Loading& loading, const Tree& tree);

// One key of a list `remove`; what is set or removed already cannot be removed again.
void read_removed_key(const std::string& key, const Place& place, AlteredResource& wish);

void read_elect_preferred_leaders(const Loading&, MapReader&, const Tree&, Actions&);
void read_elect_unclean_leaders(const Loading&, MapReader&, const Tree&, Actions&);
void read_reassign(const Loading&, MapReader&, const Tree&, Actions&);
void read_remove_throttle(const Loading&, MapReader&, const Tree&, Actions&);
void read_cancel_reassignment(const Loading&, MapReader&, const Tree&, Actions&);
void read_alter_quotas(const Loading&, MapReader&, const Tree&, Actions&);
void read_delete_records(const Loading&, MapReader&, const Tree&, Actions&);
void read_delete_topic(const Loading&, MapReader&, const Tree&, Actions&);
void read_add_partitions(const Loading&, MapReader&, const Tree&, Actions&);
void read_alter_config(const Loading&, MapReader&, const Tree&, Actions&);
void read_alter_broker_config(const Loading&, MapReader&, const Tree&, Actions&);
void read_add_controller(const Loading&, MapReader&, const Tree&, Actions&);
void read_remove_controller(const Loading&, MapReader&, const Tree&, Actions&);

}  // namespace kscope::sim
