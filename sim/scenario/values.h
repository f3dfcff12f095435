// Reading single values of a scenario: times, sizes, numbers, words, dates, latencies. Each throws
// BadInput with what would be right. A time or a size always needs its unit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "sim/engine/world_spec.h"
#include "sim/scenario/tree.h"

namespace kscope::sim {

// "a list", "nothing", "`5`"
std::string description_of(const Tree& tree);
std::string list_of(const std::vector<std::string>& words);
// " (it has a typographic dash)" if the text holds a look-alike of a plain character, else empty.
std::string typography_hint(std::string_view text);

const std::string& read_text(const Tree& tree);
// Sentences; without the line end that YAML's `>` leaves behind.
std::string read_prose(const Tree& tree);
bool read_yes_no(const Tree& tree);
std::int64_t read_whole(const Tree& tree, std::int64_t least, std::int64_t most);
std::int32_t read_whole_32(const Tree& tree, std::int32_t least = 0);
// No more than ten years: the clock counts nanoseconds, and sums of times must fit.
inline constexpr Duration time_max = Duration::seconds(std::int64_t{3650} * 86'400);
Duration read_time(const Tree& tree, Duration most = time_max);
// How long one piece of work, or one message, takes: no more than a day.
inline constexpr Duration work_time_max = Duration::seconds(86'400);
inline Duration read_work_time(const Tree& tree) { return read_time(tree, work_time_max); }
// "2.5" as thousandths; above zero.
std::int64_t read_thousandths(const Tree& tree);
// "10MiB/s"
std::int64_t read_rate(const Tree& tree);
// "2024-05-17T10:05:00Z", with an optional fraction; UTC.
WallTime read_instant(const Tree& tree);
// "1ms", or {uniform: [1ms, 3ms]}, or {exponential: {at-least: 1ms, mean: 3ms}}
Latency read_latency(const Tree& tree);
// One word, or a list of words.
std::vector<std::string> read_words(const Tree& tree);
// The list itself; anything else is bad input. `example` completes "write ...".
const std::vector<Tree>& read_list(const Tree& tree, const char* example);

// Days since 1970-01-01 of a date of the Gregorian calendar.
std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day);
std::int64_t days_in_month(std::int64_t year, std::int64_t month);

}  // namespace kscope::sim
