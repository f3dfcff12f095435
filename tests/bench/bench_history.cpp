// Seeks in a history of a million events (of toys): the worst and the mean of random places, and
// one step back.
#include <algorithm>

#include "core/base/rng.h"
#include "sim/history/history.h"
#include "tests/bench/bench.h"
#include "tests/support/toy_process.h"

namespace kscope::bench {

void bench_history() {
    constexpr std::uint32_t events = 1'000'000;
    sim::History history(std::make_shared<const sim::WorldSpec>(test::toy_spec(64)), 1);
    const double played = seconds([&] { history.extend(0, events); });
    print_rate("history/extend", events / played, "M events/s", 0);
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
    print_value("history/seek worst", worst * 1e3, "ms", 100);
    print_value("history/seek mean", sum / seeks * 1e3, "ms", 0);
    const double back = seconds([&] { history.seek(0, history.cursor_event() - 1); });
    print_value("history/step back", back * 1e3, "ms", 0);
    print_value("history/size", static_cast<double>(history.bytes()) / 1e6, "MB", 0);
}

}  // namespace kscope::bench
