#include "sim/scenario/load_controllers.h"

#include <algorithm>

#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

constexpr std::int64_t controllers_max = 15;
constexpr std::int32_t first_controller_id = 3'000;
constexpr std::int64_t usual_controllers = 3;

std::string ids_text(const std::vector<BrokerId>& ids) {
    std::vector<std::string> words;
    for (const BrokerId id : ids) words.push_back(std::to_string(id.value()));
    return list_of(words);
}

// All of these are voters of the quorum that the file names, and nobody else is.
void require_same_voters(const ServerProperties& file, const std::vector<BrokerId>& combined) {
    std::vector<BrokerId> voters;
    if (!file.kraft) return;  // the loader of the broker refuses it
    for (const QuorumVoterAddress& voter : file.kraft->voters) voters.push_back(voter.id);
    std::sort(voters.begin(), voters.end());
    if (voters == combined) return;
    throw BadInput(file.kraft->voters_place,
                   "the voters here are " + ids_text(voters) + ", but the files of " +
                       ids_text(combined) + " say process.roles=broker,controller",
                   "name the same voters in all files, and the file of each here");
}

}  // namespace

std::optional<ProcessRolesKey> read_process_roles(const Scenario& scenario, MapReader& cluster,
                                                  MetadataMode metadata) {
    const Tree* tree = cluster.optional("process-roles");
    if (tree == nullptr) return std::nullopt;
    const std::string& roles = read_text(*tree);
    if (roles != "combined" && roles != "separate") {
        throw BadInput(tree->place, quoted(roles) + " says nothing of process.roles",
                       "write `combined` (broker,controller) or `separate`");
    }
    if (metadata != MetadataMode::kraft) {
        throw BadInput(tree->place, "with ZooKeeper a broker has no process.roles",
                       can_run_kraft(scenario.version)
                           ? "take this key out, or add `metadata: kraft`"
                           : "take this key out: KRaft came with 3.3");
    }
    return roles == "combined" ? ProcessRolesKey::combined : ProcessRolesKey::separate;
}

void read_separate_controllers(Scenario& scenario, MapReader& cluster, const BrokerConfig& common) {
    const Tree* tree = cluster.optional("controllers");
    const Tree* initial = cluster.optional("initial-controllers");
    if (common.features.metadata != MetadataMode::kraft) {
        if (tree == nullptr) tree = initial;
        if (tree == nullptr) return;
        throw BadInput(tree->place, "a cluster with ZooKeeper has no controllers of its own",
                       "take this key out, or add `metadata: kraft`");
    }
    const std::int64_t count =
        tree == nullptr ? usual_controllers : read_whole(*tree, 1, controllers_max);
    scenario.zookeeper_servers = 0;
    for (std::int32_t i = 0; i < count; ++i) {
        BrokerConfig config = common;
        config.broker_id = BrokerId(first_controller_id + i);
        scenario.controllers.push_back(std::move(config));
    }
}

void combine_roles(Scenario& scenario, MapReader& cluster) {
    const auto brokers = static_cast<std::int64_t>(scenario.brokers.size());
    const Tree* tree = cluster.optional("controllers");
    const std::int64_t count = tree == nullptr ? std::min(usual_controllers, brokers)
                                               : read_whole(*tree, 1, controllers_max);
    if (count > brokers) {
        throw BadInput(tree->place,
                       std::to_string(count) + " controllers are more than the " +
                           std::to_string(brokers) + (brokers == 1 ? " broker" : " brokers") +
                           " that are to be both",
                       "write at most " + std::to_string(brokers) +
                           ", add brokers, or write `process-roles: separate`");
    }
    scenario.zookeeper_servers = 0;
    scenario.controllers.clear();
    for (std::int64_t i = 0; i < count; ++i) {
        scenario.controllers.push_back(scenario.brokers[static_cast<std::size_t>(i)].config);
    }
}

bool combine_files(Scenario& scenario, MapReader& cluster,
                   const std::vector<ServerProperties>& files, const Features& features) {
    std::vector<BrokerId> ids;
    std::vector<BrokerConfig> combined;
    for (const ServerProperties& file : files) {
        if (!file.kraft || file.kraft->role != ProcessRole::combined) continue;
        ids.push_back(file.config.broker_id);
        combined.push_back(file.config);
        combined.back().features = features;
    }
    if (combined.empty()) return false;
    for (const char* key : {"controllers", "process-roles"}) {
        const Tree* tree = cluster.optional(key);
        if (tree == nullptr) continue;
        throw BadInput(tree->place, "the properties files say who is a controller",
                       "take this key out");
    }
    std::sort(ids.begin(), ids.end());
    for (const ServerProperties& file : files) require_same_voters(file, ids);
    std::sort(combined.begin(), combined.end(),
              [](const auto& a, const auto& b) { return a.broker_id < b.broker_id; });
    scenario.controllers = std::move(combined);
    return true;
}

// The voters of a quorum that can change (kafka-storage format --initial-controllers).
void read_initial_controllers(Scenario& scenario, MapReader& cluster, const Features& features) {
    const Tree* tree = cluster.optional("initial-controllers");
    if (tree == nullptr) return;
    if (!features.voters_change) {
        throw BadInput(tree->place, "the voters of Kafka " + scenario.version + " stay as they are",
                       "take this key out: voters change since 3.9 (KIP-853)");
    }
    const auto all = static_cast<std::int64_t>(scenario.controllers.size());
    scenario.initial_controllers = static_cast<std::int32_t>(read_whole(*tree, 1, all));
}

}  // namespace kscope::sim
