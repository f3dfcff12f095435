#include <sys/resource.h>

#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/bench.h"

namespace kscope::bench {

namespace {

void print(const std::string& name, double value, const char* unit, double budget) {
    if (budget > 0) {
        std::printf("%-28s %10.2f %-22s budget %.2f\n", name.c_str(), value, unit, budget);
    } else {
        std::printf("%-28s %10.2f %s\n", name.c_str(), value, unit);
    }
    std::fflush(stdout);
}

struct Bench {
    const char* name;
    void (*run)();
    bool only_by_name = false;
};

const std::vector<Bench> benches{
    {"queue", bench_queue},     {"world", bench_world},       {"history", bench_history},
    {"cluster", bench_cluster}, {"scale", bench_scale, true},
};

}  // namespace

void print_rate(const std::string& name, double per_second, const char* unit, double budget) {
    print(name, per_second / 1e6, unit, budget);
}
void print_value(const std::string& name, double value, const char* unit, double budget) {
    print(name, value, unit, budget);
}

double peak_rss_mb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

int run(const std::vector<std::string>& wanted) {
    int ran = 0;
    for (const Bench& bench : benches) {
        bool chosen = wanted.empty() && !bench.only_by_name;
        for (const std::string& w : wanted) chosen |= std::string(bench.name).rfind(w, 0) == 0;
        if (!chosen) continue;
        bench.run();
        print_value(std::string(bench.name) + "/peak RSS so far", peak_rss_mb(), "MB", 0);
        ++ran;
    }
    if (ran > 0) return 0;
    std::fprintf(stderr, "no such benchmark; there are:");
    for (const Bench& bench : benches) std::fprintf(stderr, " %s", bench.name);
    std::fprintf(stderr, "\n");
    return 2;
}

}  // namespace kscope::bench

int main(int argc, char** argv) {
    return kscope::bench::run(std::vector<std::string>(argv + 1, argv + argc));
}
