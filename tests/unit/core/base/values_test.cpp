// Cow, Ref, FlatMap and the texts of times.
#include "core/base/flat_map.h"
#include "core/base/ref.h"
#include "core/base/time.h"
#include "tests/support/catch.h"

using namespace kscope;

TEST_CASE("a copy shares until one side edits") {
    Cow<int> original(1);
    Cow<int> copy = original;
    CHECK(copy.shares_with(original));
    copy.edit() = 2;
    CHECK_FALSE(copy.shares_with(original));
    CHECK(*original == 1);
    CHECK(*copy == 2);
    const int* place = &*copy;
    copy.edit() = 3;  // alone by now: in place
    CHECK(&*copy == place);
}

TEST_CASE("a reference counts its holders and not its target's value") {
    struct Counted : RefCounted {
        explicit Counted(int& alive) : alive_(alive) { ++alive_; }
        Counted(const Counted& other) : RefCounted(other), alive_(other.alive_) { ++alive_; }
        ~Counted() { --alive_; }
        int& alive_;
    };
    int alive = 0;
    {
        auto one = make_ref<Counted>(alive);
        Ref<const Counted> two = one;
        CHECK(alive == 1);
        auto copy = make_ref<Counted>(*one);
        CHECK(alive == 2);
        one = Ref<Counted>();
        CHECK(alive == 2);
    }
    CHECK(alive == 0);
}

TEST_CASE("a flat map keeps the order of its keys") {
    FlatMap<int, char> map;
    map[3] = 'c';
    map[1] = 'a';
    map.set(2, 'b');
    std::string order;
    for (const auto& [key, value] : map) order += value;
    CHECK(order == "abc");
    CHECK(map.find(4) == nullptr);
    CHECK(map.erase(2));
    CHECK_FALSE(map.erase(2));
    CHECK(map.size() == 2);
}

TEST_CASE("a duration is told in its largest unit, exactly") {
    CHECK(to_string(Duration::seconds(18)) == "18s");
    CHECK(to_string(Duration::millis(250)) == "250ms");
    CHECK(to_string(Duration::micros(1500)) == "1.5ms");
    CHECK(to_string(Duration::nanos(7)) == "7ns");
    CHECK(to_string(Duration::nanos(1'000'000'001)) == "1.000000001s");
    CHECK(to_string(Duration::millis(-20)) == "-20ms");
    CHECK(to_string(Duration()) == "0s");
    CHECK(to_string(Duration::forever()) == "forever");
}

TEST_CASE("an instant is told in seconds with milliseconds, or finer") {
    CHECK(to_seconds_text(Instant::at(Duration::millis(5012))) == "5.012 s");
    CHECK(to_seconds_text(Instant::at(Duration::seconds(3))) == "3.000 s");
    CHECK(to_seconds_text(Instant::at(Duration::nanos(1'500))) == "0.0000015 s");
    CHECK(to_seconds_text(Instant::never()) == "never");
}

TEST_CASE("a deadline for ever from now is never") {
    CHECK((Instant::at(Duration::seconds(1)) + Duration::forever()).is_never());
}
