#include "sim/cli/progress.h"

#include <fmt/format.h>

namespace kscope::sim {

namespace {

constexpr std::uint64_t events_between_looks = 4'096;
constexpr auto time_between_lines = std::chrono::milliseconds(200);

}  // namespace

Progress::Progress(std::ostream& err, bool shown)
    : err_(err), shown_(shown), start_(std::chrono::steady_clock::now()), last_(start_) {}

Progress::~Progress() {
    if (written_) err_ << "\r\x1b[K" << std::flush;
}

std::int64_t Progress::elapsed_ns() const {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now() - start_).count();
}

void Progress::look(std::uint64_t events, int done_per_mille) {
    next_look_ = events + events_between_looks;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < time_between_lines) return;
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    std::string left;
    if (done_per_mille > 10 && done_per_mille < 1'000) {
        left = fmt::format(", {:.0f} s left", seconds * (1'000 - done_per_mille) / done_per_mille);
    }
    err_ << fmt::format("\r\x1b[K{} %, {} events, {:.2f} M events/s{}", done_per_mille / 10, events,
                        static_cast<double>(events) / seconds / 1e6, left)
         << std::flush;
    written_ = true;
}

}  // namespace kscope::sim
