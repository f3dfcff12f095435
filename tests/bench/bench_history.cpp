// Seeks in a history of a million events, of toys and of a real cluster under load: the worst and
// the mean of random places, one step back, and the memory that the history takes.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "core/base/rng.h"
#include "sim/history/history.h"
#include "tests/bench/bench.h"
#include "tests/bench/cluster_plan.h"
#include "tests/support/toy_process.h"

namespace kscope::bench {

namespace {

// What this process has in memory now; 0 where the system does not say.
double resident_mb() {
    std::ifstream statm("/proc/self/statm");
    double total_pages = 0;
    double resident_pages = 0;
    statm >> total_pages >> resident_pages;
    return resident_pages * 4096 / 1e6;
}

// In a process of its own, so that the memory of one does not pass for another's.
template <class Work>
void in_child(Work work) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        work();
        std::fflush(stdout);
        _exit(0);
    }
    if (child > 0) waitpid(child, nullptr, 0);
}

void measure(const std::string& name, sim::WorldSpec spec) {
    constexpr std::uint32_t events = 1'000'000;
    const double before_mb = resident_mb();
    sim::History history(std::make_shared<const sim::WorldSpec>(std::move(spec)), 1);
    const double played = seconds([&] { history.extend(0, events); });
    print_rate(name + ", extend", events / played, "M events/s", 0);
    Rng rng(7);
    double worst = 0;
    double sum = 0;
    constexpr int seeks = 40;
    for (int i = 0; i < seeks; ++i) {
        const std::uint64_t target = rng.below(events) + 1;
        const double s = seconds([&] { history.seek(0, target); });
        worst = std::max(worst, s);
        sum += s;
    }
    print_value(name + ", seek worst", worst * 1e3, "ms", 100);
    print_value(name + ", seek mean", sum / seeks * 1e3, "ms", 0);
    const double back = seconds([&] { history.seek(0, history.cursor_event() - 1); });
    print_value(name + ", step back", back * 1e3, "ms", 0);
    print_value(name + ", resident", resident_mb() - before_mb, "MB", 0);
    print_value(name + ", its own count", static_cast<double>(history.bytes()) / 1e6, "MB", 0);
}

}  // namespace

void bench_history() {
    in_child([] { measure("history/toys", test::toy_spec(64)); });
    for (const Shape& shape : {small_shape, large_shape}) {
        in_child([&] { measure(std::string("history/") + shape.name, cluster_of(shape)); });
    }
}

}  // namespace kscope::bench
