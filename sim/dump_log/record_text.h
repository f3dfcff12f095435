// One record in the words of kafka-dump-log.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include "core/log/format/record_view.h"
#include "sim/dump_log/dump_log.h"

namespace kscope::sim {

// Throws DumpFailure, relative to the batch, if a control record is none.
void print_record(std::ostream& out, const BatchHeader& header, const RecordView& record,
                  bool is_valid, const DumpOptions& options);

inline const char* text_of(bool value) { return value ? "true" : "false"; }
// As Java's UTF-8 decoder shows bytes that are none: U+FFFD in place of each.
std::string utf8_text(std::string_view bytes);

}  // namespace kscope::sim
