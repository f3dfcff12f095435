// Features: what the rules of a cluster are, as enums. A Kafka version becomes a Features value in
// core/config (kafka_version.h) and only there; no other code names a version. The defaults are the
// newest version's with ZooKeeper.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/message_format.h"

namespace kscope {

// How a follower finds what of its log its leader does not have, and drops it.
enum class Truncation : std::uint8_t {
    to_high_watermark,         // before KIP-101: all above its own high watermark
    leader_epoch_once,         // KIP-101: OffsetForLeaderEpoch, one question
    leader_epoch_rounds,       // KIP-279: as often as the answer is of another epoch
    diverging_epoch_in_fetch,  // KIP-595 for ordinary partitions, 2.7 on: the leader says so
};
enum class IsrChange : std::uint8_t {
    zookeeper_write,  // up to 2.6: the leader writes /state itself
    alter_partition,  // KIP-497
};
// Whose log ends the leader's high watermark waits for.
enum class HighWatermarkRule : std::uint8_t {
    isr,                // the ISR
    isr_and_caught_up,  // and those that have been caught up lately (KAFKA-4485)
    maximal_isr,        // and who is about to join (KIP-497)
    strict_min_isr,     // and never while under min.insync.replicas (KIP-966 part, 3.7)
};
// When a follower begins anew with its leader, truncation included.
enum class Refollow : std::uint8_t {
    new_leader,    // only when another broker leads
    missed_epoch,  // or when it has missed an epoch (KIP-279)
    new_epoch,     // at each leader epoch (KIP-320)
};
// Where a record without key goes.
enum class KeylessPartitioner : std::uint8_t {
    round_robin,
    sticky,          // KIP-480: another partition with each batch
    uniform_sticky,  // KIP-794: another after batch.size bytes, by queue lengths
};
// When a group's committed offset is forgotten, offsets.retention.minutes after what.
enum class OffsetExpiration : std::uint8_t {
    commit,           // whoever is in the group
    group_empty,      // KIP-211: while it has members only what they are not subscribed to
    stable_or_empty,  // KAFKA-13636: and never in the middle of a rebalance
};
// What a record without a key is in a compacted topic.
enum class KeylessInCompacted : std::uint8_t {
    accepted,
    corrupt_message,  // CORRUPT_MESSAGE, so that producers try again
    invalid_record,   // KAFKA-8729, 2.5 on
};
// What becomes of a wish to create a topic named __cluster_metadata, as the quorum's log is called.
enum class MetadataTopic : std::uint8_t {
    like_any_other,
    unauthorized,  // TOPIC_AUTHORIZATION_FAILED, with KRaft and with ZooKeeper
    prohibited,    // INVALID_REQUEST, which says why (KAFKA-16975)
};
// Which znodes brokers make at their start; each has those before it too.
enum class PersistentZnodes : std::uint8_t {
    topics,          // brokers, topics with their configurations and deletions, old consumers
    isr_changes,     // /isr_change_notification, /brokers/seqid, /config/clients
    producer_ids,    // /latest_producer_id_block (KIP-98)
    log_dir_events,  // /log_dir_event_notification (KIP-112), /config/users, /config/brokers
    ip_configs,      // /config/ips (KIP-612)
};
// Who keeps the metadata: the controller with ZooKeeper, or a quorum of controllers.
enum class MetadataMode : std::uint8_t { zookeeper, kraft };

// A deliberate mistake that breaks exactly one law, so that the laws can be seen to work; tests
// switch it on. One `if` in the core stands behind each (faults-and-checks: "mutation points").
enum class Mutant : std::uint8_t {
    none,
    no_divergence_check,          // LogMatching: leaders never tell a follower to truncate
    elect_any_replica,            // LeaderCompleteness: the controller does not look at the ISR
    expand_isr_early,             // LeaderCandidateCompleteness: whoever fetches joins the ISR
    shrink_isr_at_once,           // ReplicationQuorumSuperset: before the controller has agreed
    keep_leader_epoch,            // ElectionSafety: an election in the old epoch
    leave_leader_out_of_isr,      // LeaderInIsr
    unclamped_high_watermark,     // OffsetOrder: a follower believes the leader's beyond its log
    stamp_old_epoch,              // EpochOrder: every other batch bears the epoch before
    falling_high_watermark,       // LeaderHighWatermarkMonotone
    acknowledge_early,            // AcknowledgedRecordsKept: acks=all does not wait
    serve_beyond_high_watermark,  // ConsistentRead
    no_deduplication,             // ProducerSequence
    keep_controller_epoch,        // ControllerSafety
    assign_twice,                 // GroupOwnership
    accept_old_generation,        // CommitFencing
    compact_away_latest,          // CompactionKeepsLatest: the cleaner drops all that is dirty
};

struct Features {
    Truncation truncation = Truncation::diverging_epoch_in_fetch;
    IsrChange isr_change = IsrChange::alter_partition;
    HighWatermarkRule high_watermark = HighWatermarkRule::strict_min_isr;
    Refollow refollow = Refollow::new_epoch;
    KeylessPartitioner keyless_partitioner = KeylessPartitioner::uniform_sticky;
    OffsetExpiration offset_expiration = OffsetExpiration::stable_or_empty;
    KeylessInCompacted keyless_in_compacted = KeylessInCompacted::invalid_record;
    MetadataTopic metadata_topic = MetadataTopic::prohibited;
    MetadataMode metadata = MetadataMode::zookeeper;
    // What clients write, and what a log can hold; below `oldest_log_format` what is configured is
    // ignored (KIP-724).
    MessageFormat newest_format = MessageFormat::v2;
    MessageFormat oldest_log_format = MessageFormat::v2;
    // The version whose keys configurations have, with its defaults and bounds (config_keys.h).
    std::string_view keys_as_of = "3.9";
    bool bounds_timestamps_apart = true;             // KIP-937: before and after the clock
    bool takes_zstd = true;                          // KIP-110
    bool takes_both_policies = true;                 // KIP-71: a log is compacted and deleted
    std::int32_t idempotent_requests_in_flight = 5;  // KAFKA-5494: at most, of a producer
    bool tells_isr_changes = true;                   // zookeeper_write: /isr_change_notification
    bool lag_counts_messages = false;                // replica.lag.max.messages, before KIP-16
    bool epoch_begins_at_election = true;         // KIP-279: not at the first append of its leader
    bool appends_correct_epochs = true;           // KAFKA-7415: the epoch cache follows the log
    bool joins_isr_from_epoch_start = true;       // KAFKA-7128
    bool joins_isr_if_alive = true;               // KIP-841
    bool in_sync_at_log_end = true;               // who has all stays, however long it is silent
    bool isr_checked_twice_per_lag = true;        // in replica.lag.time.max.ms; else once
    bool returns_first_batch_whole = true;        // KIP-74: however small the fetch is
    bool sends_high_watermark_at_once = false;    // KIP-392, 2.4 and 2.5: to parked followers
    bool hides_lagging_end = true;                // KIP-207: OFFSET_NOT_AVAILABLE
    bool offsets_topic_waits_for_brokers = true;  // KIP-115
    bool truncates_before_high_watermark = true;  // KAFKA-14704
    bool cleans_below_high_watermark = true;      // KAFKA-13194: else up to the active segment
    bool fence_fetch_by_leader_epoch = true;      // KIP-320
    bool fence_by_broker_epoch = true;            // KIP-380
    bool validates_position = true;               // KIP-320, consumers
    bool incremental_fetch_sessions = true;       // KIP-227
    bool consumers_read_followers = true;         // KIP-392
    bool consumers_stay_in_isr = true;            // KAFKA-14372: a preferred replica is in sync
    bool member_id_required = true;               // KIP-394
    bool beats_before_sync = true;                // members, between JoinGroup and SyncGroup
    bool keeps_member_id = true;                  // after ILLEGAL_GENERATION
    bool fences_before_rebalance = true;          // commits and heartbeats: who asks comes first
    bool keeps_generation = true;                 // members, whose commit met a rebalance
    bool requests_time_out = true;                // producers: else they wait without end
    bool delivery_timeout = true;            // KIP-91: else request.timeout.ms bounds the queue
    bool retry_backoff_grows = true;         // KIP-580
    bool retries_new_leader_at_once = true;  // KAFKA-15415: a new leader is asked without a pause
    bool metadata_tells_epochs = true;       // KIP-320: Metadata has leader epochs
    bool producer_bumps_epoch = true;        // KIP-360: else a producer that lost count begins anew
    bool reconnect_backoff_grows = true;     // KIP-144
    bool poll_interval_is_its_own = true;    // KIP-62: else poll() is the heartbeat
    bool client_quotas = true;               // KIP-13
    bool user_quotas = true;                 // KIP-55
    bool replication_quotas = true;          // KIP-73
    bool request_quotas = true;              // KIP-124
    bool mutation_quotas = true;             // KIP-599
    bool reassignments_change = true;        // KIP-455: cancelled, or replaced by another
    bool unclean_election_on_request = true;  // KIP-460
    bool dynamic_broker_configs = true;       // KIP-226
    bool describe_log_dirs = true;            // KIP-113
    bool describe_cluster = true;             // KIP-700
    bool throttles_after_answer = true;       // KIP-219: else the answer itself waits
    bool fetches_within_quota = true;  // KAFKA-9677: asks the log for what may be sent at once
    // unclean.leader.election.enable, once it is true, elects where nobody leads.
    bool unclean_default_elects_at_once = true;  // KIP-226, of all brokers
    bool unclean_topic_elects_at_once = true;    // KAFKA-6835, of a topic
    // kafka-topics.
    bool spares_internal_topics = true;  // --zookeeper --delete does
    bool topic_reports_combine = true;   // --under-replicated-partitions and others like it
    // Only where metadata is zookeeper.
    bool refuses_disabled_deletion = true;   // KIP-322: else the controller forgets the request
    bool keeps_last_isr_member = true;       // KAFKA-5083: even where unclean elections are allowed
    bool takes_out_dead_at_failover = true;  // KAFKA-3143: of ISRs, not only where none leads
    bool tells_leader_that_leaves = true;    // KAFKA-7482: of its successor, in controlled shutdown
    bool leaves_by_assignment = true;        // controlled shutdown: not the head of the ISR leads
    bool balances_while_reassigning = true;  // leaders, while any replicas are being reassigned
    PersistentZnodes persistent_znodes = PersistentZnodes::ip_configs;
    std::int32_t broker_znode_version = 5;      // of /brokers/ids/ID: KIP-584; 4: KIP-36, KIP-103
    std::int32_t controller_znode_version = 2;  // KIP-866
    std::int32_t topic_znode_version = 3;       // of /brokers/topics/T: KIP-516; 2: KIP-455
    std::int32_t feature_znode_version = 2;     // 1: KIP-584; 0: there is no /feature
    bool cluster_id_znode = true;               // KIP-78
    // Only where metadata is kraft.
    bool check_quorum = true;               // KAFKA-15489: a leader without a majority resigns
    bool pre_vote = false;                  // KIP-996
    bool tells_high_watermark = false;      // KIP-1166
    bool voters_change = true;              // KIP-853
    bool describe_topic_partitions = true;  // KIP-966: brokers tell eligible leader replicas
    bool eligible_leader_replicas = false;  // KIP-966, in a new cluster
    bool epoch_bump_on_isr_shrink = false;  // before KAFKA-15021
    bool kraft_obeys_unclean_key = true;    // KAFKA-12670: unclean.leader.election.enable
    bool move_awaits_all_replicas = true;   // KAFKA-15665: in the ISR, not only those it adds
    bool repeats_begin_epoch = true;        // KAFKA-16536: to voters that acknowledged it, too
    std::int16_t metadata_version = 21;     // of a new cluster
    Mutant mutant = Mutant::none;
    friend bool operator==(const Features&, const Features&) = default;
};

}  // namespace kscope
