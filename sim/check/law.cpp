#include "sim/check/law.h"

namespace kscope::sim {

namespace {

constexpr const char* whole_isr = "power loss of a member of the ISR; unclean leader election";

constexpr std::array<LawText, law_count> texts{{
    {Law::log_matching, "LogMatching",
     "Two replicas of a partition hold the same records below the lower of their high watermarks.",
     whole_isr},
    {Law::leader_completeness, "LeaderCompleteness",
     "A new leader holds every record that was ever committed in its partition.", whole_isr},
    {Law::leader_candidate_completeness, "LeaderCandidateCompleteness",
     "Every running member of the ISR that follows the leader holds every committed record.",
     whole_isr},
    {Law::replication_quorum_superset, "ReplicationQuorumSuperset",
     "A leader waits for at least the replicas that the controller holds to be in the ISR.", ""},
    {Law::election_safety, "ElectionSafety", "A partition has at most one leader per leader epoch.",
     ""},
    {Law::leader_in_isr, "LeaderInIsr", "A leader is a member of its own ISR.", ""},
    {Law::offset_order, "OffsetOrder", "On each replica: log start <= high watermark <= log end.",
     ""},
    {Law::epoch_order, "EpochOrder",
     "Leader epochs never fall along a log, and offsets have no gap.", ""},
    {Law::leader_high_watermark_monotone, "LeaderHighWatermarkMonotone",
     "While a broker leads in one epoch, its high watermark never falls.", ""},
    {Law::acknowledged_records_kept, "AcknowledgedRecordsKept",
     "A record acknowledged with acks=all is committed, and stays.", whole_isr},
    {Law::consistent_read, "ConsistentRead",
     "A consumer is given only committed records, so that what was read stays in the log.",
     whole_isr},
    {Law::producer_sequence, "ProducerSequence",
     "The committed batches of a producer id and epoch have consecutive sequence numbers.",
     "a new leader whose log has none of them any more, and a leader that has forgotten a silent "
     "producer: they may begin anywhere"},
    {Law::controller_safety, "ControllerSafety",
     "A controller epoch belongs to one broker, and those that a broker wins rise.", ""},
    {Law::group_ownership, "GroupOwnership",
     "Within a generation of a group a partition has one owner, and stored generations rise along "
     "__consumer_offsets.",
     "loss there: generations may begin again"},
    {Law::commit_fencing, "CommitFencing",
     "No commit of an older generation lies behind a newer generation in __consumer_offsets.",
     "loss there: generations may begin again"},
    {Law::compaction_keeps_latest, "CompactionKeepsLatest",
     "Of each key a compacted log keeps the latest committed record, unless that is a tombstone.",
     whole_isr},
}};

}  // namespace

const std::array<LawText, law_count>& laws() { return texts; }

const LawText& text_of(Law law) { return texts[static_cast<std::size_t>(law)]; }

}  // namespace kscope::sim
