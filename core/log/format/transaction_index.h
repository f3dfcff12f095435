// The .txnindex file of a segment: the transactions that were aborted in it, 34 bytes each
// (AbortedTxn, version 0), by their last offsets. Kafka makes the file with its first entry.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/ids.h"

namespace kscope {

struct AbortedTransaction {
    static constexpr std::size_t bytes = 34;
    static constexpr std::int16_t current_version = 0;

    std::int16_t version = current_version;
    ProducerId producer_id = no_producer_id;
    Offset first_offset = no_offset;
    Offset last_offset = no_offset;         // of its abort marker
    Offset last_stable_offset = no_offset;  // of the log, when it was aborted
    friend bool operator==(const AbortedTransaction&, const AbortedTransaction&) = default;
};

void append_aborted_transaction(std::string& file, const AbortedTransaction& transaction);
// `bytes` of one entry.
AbortedTransaction read_aborted_transaction(std::string_view bytes);

}  // namespace kscope
