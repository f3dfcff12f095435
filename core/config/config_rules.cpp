// Rules that bind several keys, each as Kafka refuses them at start.
#include <algorithm>
#include <limits>

#include "core/config/config_keys.h"

namespace kscope {

std::optional<std::string> validate(const BrokerConfig& config) {
    if (config.replica_fetch_wait_max > config.replica_lag_time_max) {
        return "replica.fetch.wait.max.ms must be at most replica.lag.time.max.ms, or followers "
               "that wait would leave the ISR";
    }
    if (config.replica_fetch_wait_max > config.replica_socket_timeout) {
        return "replica.fetch.wait.max.ms must be at most replica.socket.timeout.ms";
    }
    // Up to KIP-74 a fetch brought no message that is larger than it asked for.
    if (!config.features.returns_first_batch_whole &&
        config.replica_fetch_max_bytes < config.topic_defaults.max_message_bytes) {
        return "replica.fetch.max.bytes must be at least message.max.bytes, or followers could not "
               "fetch the largest messages";
    }
    // KafkaConfig.validateValues; of the three keys, the finest that is set counts.
    if (config.topic_defaults.retention == Duration()) {
        return "log.retention.ms must be unlimited (-1) or, greater than or equal to 1; write a "
               "whole number above 0, or -1 for ever";
    }
    // Likewise; the protocol between brokers is that of their version.
    const MessageFormatVersion& format = config.topic_defaults.message_format_version;
    if (format.format() > config.features.newest_format) {
        return "log.message.format.version " + std::string(format.name()) +
               " can only be used when inter.broker.protocol.version is set to version " +
               std::string(MessageFormatVersion::first_of(format.format()).name()) + " or higher";
    }
    return std::nullopt;
}

namespace {

template <class Client>
void settle_backoffs(Client& config) {
    if (!config.features.retry_backoff_grows) config.retry_backoff_max = config.retry_backoff;
    if (!config.features.reconnect_backoff_grows) {
        config.reconnect_backoff_max = config.reconnect_backoff;
    }
}

}  // namespace

void settle_as_of_version(ProducerConfig& config) { settle_backoffs(config); }

void settle_as_of_version(ConsumerConfig& config) {
    settle_backoffs(config);
    if (!config.features.poll_interval_is_its_own) {
        config.max_poll_interval = config.session_timeout;
    }
}

void settle_idempotence(ProducerConfig& config, const KeyIsSet& set_by_user) {
    std::int32_t& in_flight = config.max_in_flight_requests_per_connection;
    const std::int32_t most = config.features.idempotent_requests_in_flight;
    if (!set_by_user("enable.idempotence")) {
        const bool excluded = config.acks != -1 || config.retries == 0 || in_flight > most;
        if (excluded) config.enable_idempotence = false;
    }
    if (!config.enable_idempotence) return;
    if (!set_by_user("acks")) config.acks = -1;
    if (!set_by_user("retries")) config.retries = std::numeric_limits<std::int32_t>::max();
    if (!set_by_user("max.in.flight.requests.per.connection")) {
        in_flight = std::min(in_flight, most);
    }
}

std::optional<std::string> validate(const ProducerConfig& config) {
    // KafkaProducer.configureDeliveryTimeout
    if (config.features.delivery_timeout &&
        config.delivery_timeout < config.linger + config.request_timeout) {
        return "delivery.timeout.ms must be at least linger.ms + request.timeout.ms";
    }
    if (!config.enable_idempotence) return std::nullopt;
    // ProducerConfig.postProcessAndValidateIdempotenceConfigs
    if (config.acks != -1) {
        return "enable.idempotence=true needs acks=all; set acks: all, or enable.idempotence: "
               "false";
    }
    if (config.retries == 0) {
        return "enable.idempotence=true needs retries above 0; or set enable.idempotence: false";
    }
    const std::int32_t most = config.features.idempotent_requests_in_flight;
    if (config.max_in_flight_requests_per_connection > most) {
        return "enable.idempotence=true needs max.in.flight.requests.per.connection of at most " +
               std::to_string(most) + "; or set enable.idempotence: false";
    }
    return std::nullopt;
}

// QuorumPeerConfig.parseProperties
std::optional<std::string> validate(const ZooKeeperConfig& config) {
    if (config.least_session_timeout() > config.most_session_timeout()) {
        return "minSessionTimeout is above maxSessionTimeout; lower it";
    }
    return std::nullopt;
}

std::optional<std::string> validate(const ConsumerConfig& config) {
    if (config.heartbeat_interval >= config.session_timeout) {
        return "heartbeat.interval.ms must be below session.timeout.ms (a third of it is usual)";
    }
    return std::nullopt;
}

}  // namespace kscope
