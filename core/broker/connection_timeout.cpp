#include "core/broker/connection_timeout.h"

#include "core/broker/broker_state.h"

namespace kscope {

Duration connection_timeout(const BrokerConfig& config) {
    return config.zookeeper_connection_timeout.value_or(config.zookeeper_session_timeout);
}

void exit_unconnected(BrokerStep& step) {
    BrokerState& state = step.state;
    if (state.shutdown.stopping()) return;  // ends anyway
    if (const auto& mark = state.zk().clean_shutdown) {
        state.checkpoints.write_clean_shutdown(step, *mark);
    }
    state.phase = BrokerPhase::stopped;
    const bool own = state.config.zookeeper_connection_timeout.has_value();
    const std::string key =
        own ? "zookeeper.connection.timeout.ms" : "zookeeper.session.timeout.ms";
    const std::int64_t ms = connection_timeout(state.config).to_millis();
    const std::string why = key + "=" + std::to_string(ms);
    step.out.effects.emplace_back(Exit{Bytes("it did not reach ZooKeeper in time (" + why + ")")});
}

}  // namespace kscope
