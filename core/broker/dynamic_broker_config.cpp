#include "core/broker/dynamic_broker_config.h"

#include "core/broker/broker_state.h"
#include "core/broker/controller_calls.h"
#include "core/broker/replica_manager.h"
#include "core/config/dynamic_configs.h"

namespace kscope {

namespace {

void digest_entries(Digest& d, const ConfigEntries& entries) {
    d.add(entries.size());
    for (const auto& [key, value] : entries) {
        digest_into(d, key);
        digest_into(d, value);
    }
}

}  // namespace

void DynamicBrokerConfig::update(BrokerStep& step, DynamicBrokerConfigs configs) {
    if (configs == configs_) return;
    configs_ = std::move(configs);
    BrokerState& state = step.state;
    const BrokerConfig before =
        std::exchange(state.config, with_dynamic_configs(*fixed_, configs_.of_all, configs_.own));
    const BrokerConfig& now = state.config;
    if (now.topic_defaults != before.topic_defaults ||
        now.producer_id_expiration != before.producer_id_expiration) {
        reconfigure_logs(step);
    }
    state.replication_throttle.reconfigure(before, now);
    if (!state.has_kraft()) {
        const bool unclean = now.features.unclean_default_elects_at_once &&
                             now.topic_defaults.unclean_leader_election_enable &&
                             !before.topic_defaults.unclean_leader_election_enable;
        reconfigure_controller(step, unclean);
    }
}

// LogManager.reconfigureDefaultLogConfig. A log whose topic has not been heard of yet takes the
// broker's configuration when it is.
void DynamicBrokerConfig::reconfigure_logs(BrokerStep& step) const {
    const Duration expiration = step.state.config.producer_id_expiration;
    for (const ReplicaSlot slot : std::vector<ReplicaSlot>(step.state.replicas.by_name())) {
        const LogSpec& spec = step.state.replicas.replica(slot).log().spec();
        if (spec.producer_id_expiration != expiration) {
            step.state.replicas.edit(slot, step.out).set_producer_id_expiration(expiration);
        }
        const TopicPartition tp = step.state.replicas.name(slot);
        if (!step.state.replicas.replica(slot).log().spec().config_known) continue;
        const ConfigEntries* own = topics_->find(tp.topic);
        find_or_create_replica(step, tp, own == nullptr ? ConfigEntries{} : ConfigEntries(*own));
    }
}

void DynamicBrokerConfig::know_topic(const std::string& topic, const ConfigEntries& own) {
    const ConfigEntries* known = topics_->find(topic);
    if (own.empty()) {
        if (known != nullptr) topics_.edit().erase(topic);
    } else if (known == nullptr || *known != own) {
        topics_.edit().set(topic, own);
    }
}

void DynamicBrokerConfig::digest(Digest& d) const {
    if (configs_.of_all.empty() && configs_.own.empty()) return;
    digest_entries(d, configs_.of_all);
    digest_entries(d, configs_.own);
    for (const auto& [topic, own] : *topics_) {
        digest_into(d, topic);
        digest_entries(d, own);
    }
}

}  // namespace kscope
