// DynamicBrokerConfig: what of a broker's configuration is dynamic (KIP-226), over what the broker
// was started with; and what topics have of their own, so that a changed default reaches the logs
// of those that say nothing. An update is obeyed in the same step: by all logs, by throttled
// replication, and by the controller if this broker may be one. It never reads or writes: with
// ZooKeeper dynamic_config_manager.h does, with KRaft metadata_publisher.h. Rules:
// kafka.server.DynamicBrokerConfig, DynamicLogConfig.reconfigure, BrokerConfigHandler.
#pragma once

#include <string>

#include "core/base/digest.h"
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/config/configs.h"
#include "core/metadata/broker_configs.h"

namespace kscope {

struct BrokerStep;

class DynamicBrokerConfig {
public:
    void start(const BrokerConfig& fixed) { fixed_ = Cow<BrokerConfig>(fixed); }
    // server.properties and defaults.
    [[nodiscard]] const BrokerConfig& fixed() const { return *fixed_; }
    [[nodiscard]] const DynamicBrokerConfigs& configs() const { return configs_; }
    void update(BrokerStep& step, DynamicBrokerConfigs configs);

    // What a topic with replicas here has of its own.
    void know_topic(const std::string& topic, const ConfigEntries& own);
    // Nothing, unless something of it is dynamic.
    void digest(Digest& d) const;

private:
    void reconfigure_logs(BrokerStep& step) const;

    Cow<BrokerConfig> fixed_;
    DynamicBrokerConfigs configs_;
    Cow<FlatMap<std::string, ConfigEntries>> topics_;  // only those that have some
};

}  // namespace kscope
