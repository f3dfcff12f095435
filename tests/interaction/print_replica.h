// One replica and its log as lines of a story.
#pragma once

#include "core/replication/replica.h"
#include "tests/interaction/story_file.h"

namespace kscope::interaction {

// Role, epoch, offsets, the leader epoch cache, and of a leader the ISR.
std::string replica_text(const Replica& replica);
// Of a leader that has asked the controller for another ISR; else empty.
std::string isr_change_text(const Replica& replica);
// A line for each batch.
Lines log_lines(const PartitionLog& log);

}  // namespace kscope::interaction
