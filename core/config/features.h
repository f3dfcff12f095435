// Features: what the rules of a cluster are, as enums. A Kafka version (and, later, hazards)
// becomes a Features value in core/config and only there; no other code names a version.
#pragma once

#include <cstdint>

namespace kscope {

enum class Truncation : std::uint8_t {
    to_high_watermark,          // before KIP-101
    leader_epoch_request,       // KIP-101, KIP-279: OffsetForLeaderEpoch
    diverging_epoch_in_fetch,   // KIP-595 for ordinary partitions, 2.7 on
};
enum class IsrChange : std::uint8_t {
    zookeeper_write,            // up to 2.6: the leader writes /state itself
    alter_partition,            // KIP-497
};
enum class HighWatermarkRule : std::uint8_t {
    isr,                        // min over the committed ISR
    maximal_isr,                // and over the proposed one (KIP-497)
    strict_min_isr,             // and never while under min.insync.replicas (KIP-966 part, 3.7)
};
enum class MetadataMode : std::uint8_t { zookeeper };

struct Features {
    Truncation truncation = Truncation::diverging_epoch_in_fetch;
    IsrChange isr_change = IsrChange::alter_partition;
    HighWatermarkRule high_watermark = HighWatermarkRule::strict_min_isr;
    MetadataMode metadata = MetadataMode::zookeeper;
    bool fence_fetch_by_leader_epoch = true;    // KIP-320
    bool incremental_fetch_sessions = true;     // KIP-227
    bool member_id_required = true;             // KIP-394
    bool uniform_sticky_partitioner = true;     // KIP-794
    friend bool operator==(const Features&, const Features&) = default;
};

}  // namespace kscope
