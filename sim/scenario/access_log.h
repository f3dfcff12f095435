// The access log of a web server, in common log format (host ident user [time] "request" status
// bytes) or combined (and "referer" "user agent"). Reads what real servers write: IPv6 and host
// names, escaped quotes, `-` for no size, requests that are no HTTP, time zones, CRLF. A malformed
// line is bad input with its own line number. Views point into the text, which must outlive them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.h"

namespace kscope::sim {

struct AccessLine {
    std::string_view line;  // all of it
    std::string_view client;
    std::string_view user;     // "-" if nobody logged in
    std::string_view request;  // between the quotes, escapes kept
    std::string_view method;   // "-" if the request is no HTTP
    std::string_view path;     // then the whole request
    std::string_view status;
    std::int64_t seconds = 0;  // since 1970, UTC
};

// In the order of the file; empty lines are skipped. `source` names the file. Throws BadInput.
std::vector<AccessLine> read_access_log(std::string_view text, const std::string& source,
                                        AccessLogSource::Format format);

// A larger one is refused. Text, lines and records of it are in memory at once, six times as much.
inline constexpr std::size_t access_log_bytes_max = std::size_t{128} * 1024 * 1024;

// Reads the file of the source, sorts it by its timestamps (lines of one second stay in order), and
// makes a record of each line. `partitions` tells how many a topic has; 0 if it is not known.
// `first_second` becomes the time of the first line. Throws BadInput.
struct AccessRecords {
    std::vector<PlannedRecord> records;
    std::int64_t first_second = 0;
};
AccessRecords plan_access_log(const AccessLogSource& source, const std::vector<NewTopic>& topics);
// The same of text in memory.
AccessRecords plan_access_text(const AccessLogSource& source, const std::string& text,
                               const std::vector<NewTopic>& topics);

}  // namespace kscope::sim
