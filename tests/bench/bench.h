// The benchmarks: plain programs that print one line per figure, with its unit and, where the
// design sets one, its budget. `kscope-bench NAME...` runs those whose names begin so; without, all
// but the ones that take minutes.
#pragma once

#include <cstdint>
#include <ctime>
#include <string>

namespace kscope::bench {

// What this process has used of a core so far. Not wall time: the machine is often shared.
inline double processor_seconds() {
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

// Seconds of a core that the work took.
template <class Work>
double seconds(Work work) {
    const double start = processor_seconds();
    work();
    return processor_seconds() - start;
}

// "queue/phold   13.20 M events/s   budget 12.00"
void print_rate(const std::string& name, double per_second, const char* unit, double budget);
void print_value(const std::string& name, double value, const char* unit, double budget);

void bench_queue();
void bench_world();
void bench_cluster();
void bench_history();
void bench_scale();

// The most memory that this process has had so far.
double peak_rss_mb();

}  // namespace kscope::bench
