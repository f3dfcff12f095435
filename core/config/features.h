// Features: what the rules of a cluster are, as enums. A Kafka version (and, later, hazards)
// becomes a Features value in core/config and only there; no other code names a version.
#pragma once

#include <cstdint>

namespace kscope {

enum class Truncation : std::uint8_t {
    to_high_watermark,         // before KIP-101
    leader_epoch_request,      // KIP-101, KIP-279: OffsetForLeaderEpoch
    diverging_epoch_in_fetch,  // KIP-595 for ordinary partitions, 2.7 on
};
enum class IsrChange : std::uint8_t {
    zookeeper_write,  // up to 2.6: the leader writes /state itself
    alter_partition,  // KIP-497
};
enum class HighWatermarkRule : std::uint8_t {
    isr,             // min over the committed ISR
    maximal_isr,     // and over the proposed one (KIP-497)
    strict_min_isr,  // and never while under min.insync.replicas (KIP-966 part, 3.7)
};
enum class MetadataMode : std::uint8_t { zookeeper };

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
    MetadataMode metadata = MetadataMode::zookeeper;
    bool fence_fetch_by_leader_epoch = true;  // KIP-320
    bool incremental_fetch_sessions = true;   // KIP-227
    bool member_id_required = true;           // KIP-394
    bool uniform_sticky_partitioner = true;   // KIP-794
    Mutant mutant = Mutant::none;
    friend bool operator==(const Features&, const Features&) = default;
};

}  // namespace kscope
