// What a decision of the active controller may look at: the image that it works on (records that
// are not committed yet included), who is heard of, its own configuration. A decision makes records
// and an answer, and changes nothing else but the heartbeats; the records are replayed into the
// image when they are appended (quorum_controller.cpp).
#pragma once

#include <vector>

#include "core/config/configs.h"
#include "core/metadata/image/metadata_image.h"
#include "core/metadata/quorum_controller/broker_heartbeat_manager.h"
#include "core/quota/controller_mutation_quota_manager.h"

namespace kscope {

using MetadataRecords = std::vector<MetadataRecord>;

// QuorumController.MAX_RECORDS_PER_USER_OP: of one request; what the controller itself decides is
// appended in parts of as many.
inline constexpr std::size_t records_per_batch_max = 10'000;

struct ControllerView {
    const BrokerConfig& config;
    const MetadataImage& image;
    BrokerHeartbeatManager& heartbeats;
    ControllerMutationQuotaManager& mutations;
    Instant now;
    EventId event;

    // What a topic has that says nothing: the controller's own configuration, and over it what is
    // dynamic for all brokers and for its own id (ConfigurationControlManager.getTopicConfig).
    [[nodiscard]] TopicConfig topic_defaults() const;
    // The topic's own configuration over that.
    [[nodiscard]] TopicConfig effective_config(std::string_view topic) const;
    // Whether the topic's leaders may be elected uncleanly with nobody asking for it
    // (ConfigurationControlManager.uncleanLeaderElectionEnabledForTopic).
    [[nodiscard]] bool may_elect_uncleanly(std::string_view topic) const {
        return may_elect_uncleanly(effective_config(topic));
    }
    [[nodiscard]] bool may_elect_uncleanly(const TopicConfig& effective) const {
        return config.features.kraft_obeys_unclean_key && effective.unclean_leader_election_enable;
    }
    [[nodiscard]] bool elr_enabled() const;
    // STALE_BROKER_EPOCH if it is not that life's.
    [[nodiscard]] ErrorCode check_broker_epoch(BrokerId broker, BrokerEpoch epoch) const;
};

inline constexpr const char* metadata_version_feature = "metadata.version";
inline constexpr const char* elr_version_feature = "eligible.leader.replicas.version";

}  // namespace kscope
