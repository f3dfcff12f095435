// The keys of server.properties that Kafka has, or had in some version, and no rule here obeys: a
// file that was written for a real broker may have them (KafkaConfig of 0.8.0, 2.5.0, 3.6.0, and
// the configuration classes of 3.9).
#include <algorithm>
#include <iterator>

#include "sim/scenario/server_properties.h"

namespace kscope::sim {

namespace {

constexpr std::string_view keys_without_effect[] = {
    "alter.config.policy.class.name",
    "alter.log.dirs.replication.quota.window.num",
    "alter.log.dirs.replication.quota.window.size.seconds",
    "authorizer.class.name",
    "background.threads",
    "broker.id.generation.enable",
    "client.quota.callback.class",
    "connection.failed.authentication.delay.ms",
    "connections.max.idle.ms",
    "connections.max.reauth.ms",
    "control.plane.listener.name",
    "controller.listener.names",
    "controller.message.queue.size",
    "create.topic.policy.class.name",
    "delete.records.purgatory.purge.interval.requests",
    "early.start.listeners",
    "eligible.leader.replicas.enable",
    "fetch.purgatory.purge.interval.requests",
    "follower.replication.throttled.replicas",
    "group.consumer.assignors",
    "group.consumer.heartbeat.interval.ms",
    "group.consumer.max.heartbeat.interval.ms",
    "group.consumer.max.session.timeout.ms",
    "group.consumer.max.size",
    "group.consumer.migration.policy",
    "group.consumer.min.heartbeat.interval.ms",
    "group.consumer.min.session.timeout.ms",
    "group.consumer.session.timeout.ms",
    "group.coordinator.append.linger.ms",
    "group.coordinator.new.enable",
    "group.coordinator.rebalance.protocols",
    "group.coordinator.threads",
    "group.share.delivery.count.limit",
    "group.share.enable",
    "group.share.heartbeat.interval.ms",
    "group.share.max.groups",
    "group.share.max.heartbeat.interval.ms",
    "group.share.max.record.lock.duration.ms",
    "group.share.max.session.timeout.ms",
    "group.share.max.size",
    "group.share.min.heartbeat.interval.ms",
    "group.share.min.record.lock.duration.ms",
    "group.share.min.session.timeout.ms",
    "group.share.partition.max.record.locks",
    "group.share.record.lock.duration.ms",
    "group.share.session.timeout.ms",
    "initial.broker.registration.timeout.ms",
    "inter.broker.listener.name",
    "inter.broker.protocol.version",
    "kafka.csv.metrics.dir",
    "kafka.csv.metrics.reporter.enabled",
    "kafka.metrics.polling.interval.secs",
    "kafka.metrics.reporters",
    "leader.replication.throttled.replicas",
    "listener.security.protocol.map",
    "log.cleaner.dedupe.buffer.size",
    "log.cleaner.io.buffer.load.factor",
    "log.cleaner.io.buffer.size",
    "log.cleaner.io.max.bytes.per.second",
    "log.cleaner.threads",
    "log.cleanup.interval.mins",
    "log.dir.failure.timeout.ms",
    "log.flush.interval.ms.per.topic",
    "log.flush.start.offset.checkpoint.interval.ms",
    "log.local.retention.bytes",
    "log.local.retention.ms",
    "log.max.id.map.snapshots",
    "log.message.downconversion.enable",
    "log.preallocate",
    "log.retention.bytes.per.topic",
    "log.retention.hours.per.topic",
    "log.roll.hours.per.topic",
    "log.segment.bytes.per.topic",
    "max.connection.creation.rate",
    "max.connections",
    "max.connections.per.ip",
    "max.connections.per.ip.overrides",
    "max.request.partition.size.limit",
    "metadata.log.dir",
    "metadata.log.max.record.bytes.between.snapshots",
    "metadata.log.segment.bytes",
    "metadata.log.segment.min.bytes",
    "metadata.log.segment.ms",
    "metadata.max.retention.bytes",
    "metadata.max.retention.ms",
    "num.io.threads",
    "num.network.threads",
    "num.recovery.threads.per.data.dir",
    "num.replica.alter.log.dirs.threads",
    "num.replica.fetchers",
    "offsets.commit.required.acks",
    "offsets.load.buffer.size",
    "offsets.topic.compression.codec",
    "principal.builder.class",
    "producer.purgatory.purge.interval.requests",
    "queued.max.request.bytes",
    "quota.consumer.default",
    "quota.producer.default",
    "replica.alter.log.dirs.io.max.bytes.per.second",
    "replica.socket.receive.buffer.bytes",
    "reserved.broker.max.id",
    "security.inter.broker.protocol",
    "security.providers",
    "server.max.startup.time.ms",
    "socket.listen.backlog.size",
    "socket.receive.buffer.bytes",
    "socket.request.max.bytes",
    "socket.send.buffer.bytes",
    "telemetry.max.bytes",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms",
    "transaction.max.timeout.ms",
    "transaction.partition.verification.enable",
    "transaction.remove.expired.transaction.cleanup.interval.ms",
    "transaction.state.log.load.buffer.size",
    "transaction.state.log.min.isr",
    "transaction.state.log.num.partitions",
    "transaction.state.log.replication.factor",
    "transaction.state.log.segment.bytes",
    "transactional.id.expiration.ms",
    "unstable.api.versions.enable",
    "unstable.feature.versions.enable",
    "zookeeper.client.secure",
    "zookeeper.max.in.flight.requests",
    "zookeeper.metadata.migration.enable",
    "zookeeper.metadata.migration.min.batch.size",
    "zookeeper.set.acl",
    "zookeeper.sync.time.ms",
};

}  // namespace

const std::vector<std::string>& kafka_keys_without_effect() {
    static const std::vector<std::string> keys(std::begin(keys_without_effect),
                                               std::end(keys_without_effect));
    return keys;
}

bool is_kafka_key_without_effect(std::string_view key) {
    // Security, tiered storage, and settings of one listener are whole families of keys.
    for (const char* family : {"ssl.", "sasl.", "zookeeper.ssl.", "remote.", "delegation.",
                               "password.encoder.", "listener.name."}) {
        if (key.starts_with(family)) return true;
    }
    const auto& all = kafka_keys_without_effect();
    return std::find(all.begin(), all.end(), key) != all.end();
}

}  // namespace kscope::sim
