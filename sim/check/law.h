// The laws: what must hold in every run, each in one sentence. docs/reference/laws.md tells them
// with their licences and the mutant that proves each one can fail. Sources: the invariants of the
// TLA+ models of Kafka's replication (Vanlightly, hachikuji) and of Kafka's own simulation tests.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/protocol/topic_partition.h"

namespace kscope::sim {

enum class Law : std::uint8_t {
    log_matching,
    leader_completeness,
    leader_candidate_completeness,
    replication_quorum_superset,
    election_safety,
    leader_in_isr,
    offset_order,
    epoch_order,
    leader_high_watermark_monotone,
    acknowledged_records_kept,
    consistent_read,
    producer_sequence,
    controller_safety,
    group_ownership,
    commit_fencing,
    compaction_keeps_latest,
};
inline constexpr std::size_t law_count = 16;

struct LawText {
    Law law;
    const char* name;  // "LogMatching"
    const char* sentence;
    const char* licence;  // when a breach is only reported; empty: never
};
const std::array<LawText, law_count>& laws();
const LawText& text_of(Law law);

struct Violation {
    Law law = Law::log_matching;
    EventId event;
    Instant time;
    std::string sentence;  // with the numbers, and the known defect that explains it
};

// Acknowledged records that no leader has any more. With acks=all a violation, unless licensed.
struct LostRecords {
    // A new leader's log lacks them; or a deposed leader took them, and others stand there.
    enum class How : std::uint8_t { not_in_new_leader, replaced };
    TopicPartition tp;
    Offset from;
    Offset to;  // the offset after the last
    std::int16_t acks = 0;
    NodeId producer = no_node;
    BrokerId leader;  // who has not got them
    EventId event;
    Instant time;
    How how = How::not_in_new_leader;
};

// A breach that a licence covers: a whole ISR lost its power, or an election was unclean.
struct LicensedLoss {
    TopicPartition tp;
    Offset from;  // committed offsets [from, to) are gone
    Offset to;
    EventId event;
    std::string sentence;
};

}  // namespace kscope::sim
