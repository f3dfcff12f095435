// The configuration of a KRaft quorum's replica: the controller.quorum.* keys with Kafka's defaults
// (org.apache.kafka.raft.QuorumConfig, KafkaRaftClient), and what differs between versions.
#pragma once

#include <cstdint>

#include "core/config/configs.h"

namespace kscope {

// A deliberate mistake that breaks one law of the quorum; tests switch it on.
enum class QuorumMutant : std::uint8_t {
    none,
    falling_high_watermark,  // MonotonicHighWatermark: it is what was fetched last
    unwritten_epoch,         // MonotonicEpoch: quorum-state is not written
    vote_twice,              // SingleLeader: a voter forgets whom it voted for
    commit_alone,            // MajorityReachedHighWatermark: the leader counts only itself
    keep_divergence,         // ConsistentCommittedData: a fetch's last epoch is not looked at
};

struct QuorumConfig {
    Duration election_timeout = Duration::millis(1'000);  // controller.quorum.election.timeout.ms
    Duration fetch_timeout = Duration::millis(2'000);     // controller.quorum.fetch.timeout.ms
    Duration election_backoff_max = Duration::millis(1'000);
    Duration append_linger = Duration::millis(25);       // controller.quorum.append.linger.ms
    Duration request_timeout = Duration::millis(2'000);  // controller.quorum.request.timeout.ms
    Duration retry_backoff = Duration::millis(20);       // controller.quorum.retry.backoff.ms
    Duration fetch_max_wait = Duration::millis(500);     // KafkaRaftClient.MAX_FETCH_WAIT_MS
    std::int32_t fetch_max_bytes = 8 << 20;              // KafkaRaftClient.MAX_FETCH_SIZE_BYTES
    std::int32_t batch_max_bytes = 8 << 20;              // KafkaRaftClient.MAX_BATCH_SIZE_BYTES
    bool check_quorum = true;   // KAFKA-15489, from 3.7: who has lost its majority resigns
    bool pre_vote = true;       // KIP-996, from 4.0
    bool voters_change = true;  // KIP-853, from 3.9: replicas have directories, voters change
    // KAFKA-16536, from 3.9: BeginQuorumEpoch goes to all voters again and again; before, to who
    // has not acknowledged it.
    bool repeats_begin_epoch = true;
    // KIP-1166, from 4.1: who follows says which high watermark it knows, and hears at once of
    // another.
    bool tells_high_watermark = true;
    QuorumMutant mutant = QuorumMutant::none;
};

inline QuorumConfig quorum_config_of(const BrokerConfig& config) {
    QuorumConfig quorum;
    quorum.election_timeout = config.controller_quorum_election_timeout;
    quorum.fetch_timeout = config.controller_quorum_fetch_timeout;
    quorum.election_backoff_max = config.controller_quorum_election_backoff_max;
    quorum.append_linger = config.controller_quorum_append_linger;
    quorum.request_timeout = config.controller_quorum_request_timeout;
    quorum.retry_backoff = config.controller_quorum_retry_backoff;
    quorum.check_quorum = config.features.check_quorum;
    quorum.pre_vote = config.features.pre_vote;
    quorum.voters_change = config.features.voters_change;
    quorum.repeats_begin_epoch = config.features.repeats_begin_epoch;
    quorum.tells_high_watermark = config.features.tells_high_watermark;
    return quorum;
}

}  // namespace kscope
