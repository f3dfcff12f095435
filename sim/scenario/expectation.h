// Expectations: what a scenario promises about its end, as sentences that can be read aloud:
//
//     lag of monitoring is 0
//     log end of click is at least 100
//     isr of click-0 is b1, b2, b3
//     no acknowledged record is lost
//
// This file knows their grammar and their plain form; whoever runs the world measures and compares.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/protocol/topic_partition.h"
#include "sim/scenario/input_error.h"

namespace kscope::sim {

enum class Quantity : std::uint8_t {
    // of a producer
    sent,
    acked,
    failed,
    retries,
    lost,
    // of a group
    lag,
    members,
    generation,
    state,
    // of a topic or a partition
    log_end,
    high_watermark,
    leader,
    leader_epoch,
    isr,
    // of the run; no `of`
    breach,
    every_law_holds,
    nothing_acked_is_lost,
    every_record_acked,
    every_record_consumed,
    every_replica_in_sync,
};

struct Expectation {
    enum class Compare : std::uint8_t { is, is_not, at_least, at_most };
    std::string text;  // as written
    Place place;
    Quantity quantity = Quantity::every_law_holds;
    std::string of;  // a producer, a group, a topic, or "click-0"
    Compare compare = Compare::is;
    std::int64_t number = 0;        // for numbers, and for leader the broker's id
    std::string word;               // for state; for breach the known defect
    std::vector<BrokerId> brokers;  // for isr, sorted
};

// One row of `kscope schema` and of the documentation: "lag of GROUP is N", and what it means.
struct ExpectationForm {
    Quantity quantity;
    const char* words;  // "lag", "no acknowledged record is lost"
    const char* of;     // "GROUP", "PRODUCER", "PARTITION", "TOPIC"; empty: nothing
    const char* value;  // "N", "STATE", "BROKER", "BROKERS"; empty: nothing
    const char* meaning;
};
const std::vector<ExpectationForm>& expectation_forms();

// Reads one sentence; throws BadInput. Names are not looked up here.
Expectation parse_expectation(const std::string& text, const Place& place);

}  // namespace kscope::sim
