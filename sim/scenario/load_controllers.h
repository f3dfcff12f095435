// The controllers of a cluster with KRaft: processes of their own, or the second role of brokers
// (process.roles=broker,controller, "combined").
#pragma once

#include <optional>
#include <vector>

#include "sim/scenario/loading.h"

namespace kscope::sim {

enum class ProcessRolesKey : std::uint8_t { separate, combined };

// `cluster.process-roles`; none: the key is not there. Throws BadInput without KRaft.
std::optional<ProcessRolesKey> read_process_roles(const Scenario& scenario, MapReader& cluster,
                                                  MetadataMode metadata);

// `cluster.controllers`, as processes of their own with the brokers' common configuration. Throws
// BadInput without KRaft; the keys of controllers are met in any case.
void read_separate_controllers(Scenario& scenario, MapReader& cluster, const BrokerConfig& common);
// `cluster.controllers` again: so many brokers, the first by id, are controllers too.
void combine_roles(Scenario& scenario, MapReader& cluster);

// Brokers whose server.properties say process.roles=broker,controller are the quorum, all of it.
// False: none does, and nothing changes.
bool combine_files(Scenario& scenario, MapReader& cluster,
                   const std::vector<ServerProperties>& files, const Features& features);

// `cluster.initial-controllers`, when all controllers are known.
void read_initial_controllers(Scenario& scenario, MapReader& cluster, const Features& features);

}  // namespace kscope::sim
