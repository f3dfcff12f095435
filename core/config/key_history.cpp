#include "core/config/key_history.h"

#include <algorithm>
#include <array>
#include <limits>

namespace kscope {

namespace {

constexpr auto broker = ConfigOwner::broker;
constexpr auto topic = ConfigOwner::topic;
constexpr auto producer = ConfigOwner::producer;
constexpr auto consumer = ConfigOwner::consumer;
constexpr const char* always = "";
constexpr const char* unlimited = "2147483647";
constexpr const char* for_ever = "9223372036854775807";

// The version itself: ApiVersion.latestVersion. 0.8 and 0.9 had one format and no key.
std::vector<EarlierDefault> format_versions() {
    return {{"0.9", "0.9.0"},   {"0.10.2", "0.10.2-IV0"}, {"0.11", "0.11.0-IV2"},
            {"1.1", "1.1-IV0"}, {"2.0", "2.0-IV1"},       {"2.5", "2.5-IV0"},
            {"2.8", "2.8-IV1"}};
}

std::vector<KeyHistory> of_the_quorum() {
    return {
        {broker, "controller.quorum.append.linger.ms", "3.3", always, {}, "2.8"},
        {broker, "controller.quorum.election.backoff.max.ms", "3.3", always, {}, "2.8"},
        {broker, "controller.quorum.election.timeout.ms", "3.3", always, {}, "2.8"},
        {broker, "controller.quorum.fetch.timeout.ms", "3.3", always, {}, "2.8"},
        {broker, "controller.quorum.request.timeout.ms", "3.3", always, {}, "2.8"},
        {broker, "controller.quorum.retry.backoff.ms", "3.3", always, {}, "2.8"},
    };
}

// keys_without_effect.cpp
std::vector<KeyHistory> of_keys_without_effect() {
    return {
        {broker, "initial.broker.registration.timeout.ms", "3.3", always, {}, "2.8"},
        {broker, "log.cleaner.dedupe.buffer.size", always, always, {{"0.8", "524288000"}}},
        {broker, "log.message.downconversion.enable", "2.0", always, {}},
        {broker, "log.preallocate", "0.9", always, {}},
        {broker, "max.connections", "2.5", always, {}, "2.3"},
        {broker, "metadata.log.max.record.bytes.between.snapshots", "3.3", always, {}, "3.0"},
        {broker, "num.recovery.threads.per.data.dir", always, always, {{"3.9", "1"}}},
    };
}

std::vector<KeyHistory> of_brokers() {
    return {
        {broker, "broker.rack", "0.10.2", always, {}, "0.10.0"},
        {broker, "broker.heartbeat.interval.ms", "3.3", always, {}, "2.8"},
        {broker, "broker.session.timeout.ms", "3.3", always, {}, "2.8"},
        {broker, "compression.type", "0.9", always, {}},
        {broker, "controlled.shutdown.max.retries", always, "3.9", {}},
        {broker, "controlled.shutdown.retry.backoff.ms", always, "3.9", {}},
        {broker, "delete.topic.enable", always, always, {{"0.11", "false"}}},
        {broker, "follower.replication.throttled.rate", "0.10.2", always, {}, "0.10.1"},
        {broker, "leader.replication.throttled.rate", "0.10.2", always, {}, "0.10.1"},
        {broker, "controller.quota.window.num", "2.8", always, {}, "2.7"},
        {broker, "controller.quota.window.size.seconds", "2.8", always, {}, "2.7"},
        {broker, "quota.window.num", "0.9", always, {}},
        {broker, "quota.window.size.seconds", "0.9", always, {}},
        {broker, "replication.quota.window.num", "0.10.2", always, {}, "0.10.1"},
        {broker, "replication.quota.window.size.seconds", "0.10.2", always, {}, "0.10.1"},
        {broker, "fetch.max.bytes", "2.5", always, {{"2.0", unlimited}}},
        {broker, "group.initial.rebalance.delay.ms", "0.11", always, {{"0.10.2", "0"}}},
        {broker,
         "group.max.session.timeout.ms",
         "0.9",
         always,
         {{"0.9", "30000"}, {"2.0", "300000"}}},
        {broker, "group.max.size", "2.5", always, {}, "2.2"},
        {broker, "group.min.session.timeout.ms", "0.9", always, {}},
        {broker, "log.cleaner.enable", always, always, {{"0.8", "false"}}},
        {broker, "log.cleaner.max.compaction.lag.ms", "2.5", always, {}, "2.3"},
        {broker, "log.cleaner.min.compaction.lag.ms", "0.10.2", always, {}, "0.10.1"},
        {broker, "log.initial.task.delay.ms", "3.9", always, {}, "3.8"},
        {broker, "log.message.timestamp.after.max.ms", "3.9", always, {{"3.9", for_ever}}, "3.6"},
        {broker, "log.message.timestamp.before.max.ms", "3.9", always, {}, "3.6"},
        {broker, "log.message.timestamp.difference.max.ms", "0.10.2", "3.9", {}, "0.10.0"},
        {broker, "log.message.timestamp.type", "0.10.2", always, {}, "0.10.0"},
        {broker, "log.message.format.version", "0.10.2", "3.9", format_versions(), "0.10.0"},
        {broker, "max.incremental.fetch.session.cache.slots", "1.1", always, {}},
        {broker,
         "metadata.log.max.snapshot.interval.ms",
         "3.9",
         always,
         {{"3.3", for_ever}},
         "3.4"},
        {broker, "metadata.max.idle.interval.ms", "3.3", always, {}},
        {broker, "message.max.bytes", always, always, {{"2.0", "1000012"}}},
        {broker, "offsets.retention.minutes", always, always, {{"1.1", "1440"}}},
        {broker, "producer.id.expiration.check.interval.ms", "3.9", always, {}, "3.4"},
        // Before, a producer id lived for transactional.id.expiration.ms.
        {broker, "producer.id.expiration.ms", "3.9", always, {{"3.3", "604800000"}}, "3.4"},
        {broker, "replica.fetch.backoff.ms", "0.9", always, {{"0.8", "0"}}},
        {broker,
         "replica.fetch.response.max.bytes",
         "0.10.2",
         always,
         {{"0.9", unlimited}},
         "0.10.1"},
        {broker, "replica.lag.max.messages", always, "0.8", {}},
        {broker, "replica.lag.time.max.ms", always, always, {{"2.0", "10000"}}},
        {broker, "replica.selector.class", "2.5", always, {}, "2.4"},
        {broker, "request.timeout.ms", "0.9", always, {}},
        {broker, "unclean.leader.election.interval.ms", "3.9", always, {}},
        {broker, "unclean.leader.election.enable", always, always, {{"0.10.2", "true"}}},
        {broker, "zookeeper.connection.timeout.ms", always, "3.9", {}},
        {broker, "zookeeper.session.timeout.ms", always, "3.9", {{"2.0", "6000"}}},
    };
}

std::vector<KeyHistory> of_topics() {
    return {
        {topic, "compression.type", "0.9", always, {}},
        {topic, "follower.replication.throttled.replicas", "0.10.2", always, {}, "0.10.1"},
        {topic, "leader.replication.throttled.replicas", "0.10.2", always, {}, "0.10.1"},
        {topic, "max.compaction.lag.ms", "2.5", always, {}, "2.3"},
        {topic, "max.message.bytes", always, always, {{"2.0", "1000012"}}},
        {topic, "message.timestamp.after.max.ms", "3.9", always, {{"3.9", for_ever}}, "3.6"},
        {topic, "message.timestamp.before.max.ms", "3.9", always, {}, "3.6"},
        {topic, "message.timestamp.difference.max.ms", "0.10.2", "3.9", {}, "0.10.0"},
        {topic, "message.format.version", "0.10.2", "3.9", format_versions(), "0.10.0"},
        {topic, "message.downconversion.enable", "2.0", always, {}},
        {topic, "preallocate", "0.9", always, {}},
        {topic, "min.compaction.lag.ms", "0.10.2", always, {}, "0.10.1"},
        {topic, "message.timestamp.type", "0.10.2", always, {}, "0.10.0"},
        {topic, "unclean.leader.election.enable", always, always, {{"0.10.2", "true"}}},
    };
}

// A backoff that has no maximum of its own does not grow (settle_as_of_version()). Where nothing
// limits connecting the operating system does (Linux: 127 s).
std::vector<KeyHistory> of_clients() {
    std::vector<KeyHistory> rows{
        {producer, "acks", always, always, {{"2.8", "1"}}},
        {producer, "enable.idempotence", "0.11", always, {{"2.8", "false"}}},
        {producer, "linger.ms", always, always, {{"3.9", "0"}}},  // KIP-1030
        {producer, "retries", always, always, {{"2.0", "0"}}},
        {producer, "delivery.timeout.ms", "2.5", always, {}, "2.1"},
        {producer, "max.block.ms", "0.9", always, {}},
        {producer, "request.timeout.ms", "0.9", always, {}},
        {consumer, "client.rack", "2.5", always, {}, "2.3"},
        {consumer, "auto.commit.interval.ms", always, always, {{"0.8", "60000"}}},
        {consumer, "fetch.max.bytes", "0.10.2", always, {{"0.9", unlimited}}, "0.10.1"},
        {consumer, "fetch.max.wait.ms", always, always, {{"0.8", "100"}}},
        {consumer, "heartbeat.interval.ms", "0.9", always, {}},
        // Before KIP-62 poll() itself was the heartbeat.
        {consumer, "max.poll.interval.ms", "0.10.2", always, {{"0.9", "30000"}}, "0.10.1"},
        {consumer, "max.poll.records", "0.10.2", always, {{"0.9", unlimited}}, "0.10.0"},
        {consumer,
         "request.timeout.ms",
         "0.9",
         always,
         {{"0.8", "30000"}, {"0.9", "40000"}, {"1.1", "305000"}}},
        {consumer, "session.timeout.ms", "0.9", always, {{"0.9", "30000"}, {"2.8", "10000"}}},
    };
    for (const ConfigOwner owner : {producer, consumer}) {
        rows.push_back({owner, "reconnect.backoff.ms", always, always, {{"0.8", "10"}}});
        rows.push_back(
            {owner, "reconnect.backoff.max.ms", "0.11", always, {{"0.8", "10"}, {"0.10.2", "50"}}});
        rows.push_back({owner, "retry.backoff.max.ms", "3.9", always, {{"3.3", "100"}}, "3.7"});
        for (const char* limit :
             {"socket.connection.setup.timeout.ms", "socket.connection.setup.timeout.max.ms"}) {
            rows.push_back({owner, limit, "2.8", always, {{"2.5", "127000"}}, "2.7"});
        }
    }
    for (const ConfigOwner owner : {broker, topic, producer}) {
        for (const char* level :
             {"compression.gzip.level", "compression.lz4.level", "compression.zstd.level"}) {
            rows.push_back({owner, level, "3.9", always, {}, "3.8"});  // KIP-390
        }
    }
    return rows;
}

// LogConfig of each version.
struct EarlierLeast {
    ConfigOwner owner;
    std::string_view name;
    std::string_view up_to;  // this version, included
    std::int64_t least;
};
constexpr std::int64_t any_value = std::numeric_limits<std::int64_t>::min();
constexpr std::array earlier_least{
    EarlierLeast{topic, "flush.messages", "2.8", 0},
    EarlierLeast{topic, "retention.ms", "2.0", any_value},
    EarlierLeast{topic, "segment.ms", "1.1", 0},
    EarlierLeast{broker, "max.connections.per.ip", "1.1", 1},
};

}  // namespace

const std::vector<KeyHistory>& key_histories() {
    static const std::vector<KeyHistory> rows = [] {
        std::vector<KeyHistory> all = of_brokers();
        for (const std::vector<KeyHistory>& more :
             {of_the_quorum(), of_keys_without_effect(), of_topics(), of_clients()}) {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }();
    return rows;
}

const KeyHistory* find_history(ConfigOwner owner, std::string_view name) {
    const auto& rows = key_histories();
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const KeyHistory& row) {
        return row.owner == owner && name == row.name;
    });
    return at == rows.end() ? nullptr : &*at;
}

bool known_as_of(const KeyHistory* history, std::string_view version) {
    if (history == nullptr) return true;
    const bool came = *history->since == '\0' || !is_before(version, history->since);
    const bool went = *history->until != '\0' && is_before(history->until, version);
    return came && !went;
}

const char* default_as_of(const KeyHistory* history, const char* newest, std::string_view version) {
    if (history == nullptr) return newest;
    for (const EarlierDefault& earlier : history->earlier) {
        if (!is_before(earlier.up_to, version)) return earlier.value;
    }
    return newest;
}

std::int64_t least_as_of(ConfigOwner owner, std::string_view name, std::int64_t newest,
                         std::string_view version) {
    for (const EarlierLeast& earlier : earlier_least) {
        const bool is_meant = earlier.owner == owner && earlier.name == name;
        if (is_meant && !is_before(earlier.up_to, version)) return earlier.least;
    }
    return newest;
}

std::string text_of(const KeyHistory* history, const char* newest) {
    std::string text;
    if (history == nullptr) return text;
    const auto add = [&text](const std::string& part) {
        text += (text.empty() ? "" : ", ") + part;
    };
    for (const EarlierDefault& earlier : history->earlier) {
        const bool known = known_as_of(history, earlier.up_to);
        if (known) add(std::string(earlier.value) + " up to " + earlier.up_to);
        const bool last = &earlier == &history->earlier.back();
        if (last && !is_before(earlier.up_to, default_version())) {
            add(std::string("then ") + newest);
        }
    }
    if (*history->since != '\0') add(std::string("since ") + history->first_release());
    if (*history->until != '\0') add(std::string("until ") + history->until);
    return text;
}

}  // namespace kscope
