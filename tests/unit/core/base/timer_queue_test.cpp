#include "core/base/timer_queue.h"

#include "core/base/rng.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

Instant at(std::int64_t ms) { return Instant::at(Duration::millis(ms)); }

}  // namespace

TEST_CASE("timers fire by deadline, and in the order of arming when equal") {
    TimerQueue<int> timers;
    timers.arm(at(20), 1);
    timers.arm(at(10), 2);
    timers.arm(at(10), 3);
    CHECK(timers.next_deadline() == at(10));
    CHECK(timers.pop() == std::pair(at(10), 2));
    CHECK(timers.pop() == std::pair(at(10), 3));
    CHECK_FALSE(timers.due(at(19)));
    CHECK(timers.due(at(20)));
    CHECK(timers.pop().second == 1);
    CHECK(timers.next_deadline().is_never());
}

TEST_CASE("a cancelled timer leaves at once, and its id stays harmless") {
    TimerQueue<int> timers;
    const TimerId first = timers.arm(at(1), 1);
    const TimerId second = timers.arm(at(2), 2);
    CHECK(timers.cancel(first));
    CHECK(timers.size() == 1);
    CHECK_FALSE(timers.cancel(first));
    const TimerId third = timers.arm(at(3), 3);  // takes the free slot
    CHECK_FALSE(timers.armed(first));
    CHECK_FALSE(timers.cancel(first));
    CHECK(timers.armed(third));
    CHECK(timers.pop().second == 2);
    CHECK_FALSE(timers.armed(second));
}

TEST_CASE("against a plain list: the same order under random arming and cancelling") {
    struct Armed {
        std::int64_t ms;
        int label;
        TimerId id;
    };
    TimerQueue<int> timers;
    std::vector<Armed> model;
    Rng rng(11);
    for (int label = 0; label < 2000; ++label) {
        const std::int64_t ms = rng.between(0, 50);
        model.push_back({ms, label, timers.arm(at(ms), label)});
        if (rng.chance(400'000'000)) {
            const auto victim = rng.below(static_cast<std::uint32_t>(model.size()));
            REQUIRE(timers.cancel(model[victim].id));
            model.erase(model.begin() + victim);
        }
    }
    std::stable_sort(model.begin(), model.end(),
                     [](const Armed& a, const Armed& b) { return a.ms < b.ms; });
    for (const Armed& expected : model) {
        REQUIRE(timers.pop() == std::pair(at(expected.ms), expected.label));
    }
    CHECK(timers.size() == 0);
}

TEST_CASE("a timer that never fires is refused") {
    TimerQueue<int> timers;
    CHECK_THROWS_AS(timers.arm(Instant::never(), 1), CheckFailure);
}
