// The benchmarks: plain programs that print one line per figure, with its unit and, where the
// design sets one, its budget. `kscope-bench NAME...` runs those whose names begin so; without,
// all.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace kscope::bench {

// Seconds of wall time that the work took.
template <class Work>
double seconds(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// "queue/phold   13.20 M events/s   budget 12.00"
void print_rate(const std::string& name, double per_second, const char* unit, double budget);
void print_value(const std::string& name, double value, const char* unit, double budget);

void bench_queue();
void bench_world();
void bench_cluster();
void bench_history();

}  // namespace kscope::bench
