// The progress line of long work: how far, how fast, how much longer; on a terminal only, rewritten
// in place a few times a second, and gone when the work is done.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>

namespace kscope::sim {

class Progress {
public:
    Progress(std::ostream& err, bool shown);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Cheap: looks at the clock only now and then.
    void step(std::uint64_t events, int done_per_mille) {
        if (shown_ && events >= next_look_) look(events, done_per_mille);
    }
    [[nodiscard]] std::int64_t elapsed_ns() const;

private:
    void look(std::uint64_t events, int done_per_mille);

    std::ostream& err_;
    bool shown_;
    bool written_ = false;
    std::uint64_t next_look_ = 0;
    std::chrono::steady_clock::time_point start_;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace kscope::sim
