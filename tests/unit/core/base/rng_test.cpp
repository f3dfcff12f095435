// The outputs are pinned: another value here is another run of every scenario. They were computed
// by a second implementation of xoshiro256++ and splitmix64.
#include "core/base/rng.h"

#include "core/base/check.h"
#include "tests/support/catch.h"

using kscope::Rng;

TEST_CASE("the first outputs of a seed are pinned") {
    Rng one(1);
    CHECK(one.next() == 0xcfc5d07f6f03c29bULL);
    CHECK(one.next() == 0xbf424132963fe08dULL);
    CHECK(one.next() == 0x19a37d5757aaf520ULL);
    Rng other(42);
    CHECK(other.next() == 0xd0764d4f4476689fULL);
    CHECK(other.next() == 0x519e4174576f3791ULL);
    CHECK(other.next() == 0xfbe07cfb0c24ed8cULL);
}

TEST_CASE("a fork is pinned by its label and does not advance its parent") {
    Rng parent(42);
    Rng child = parent.fork("node/2");
    CHECK(child.next() == 0xe0c1ce557b457aabULL);
    CHECK(child.next() == 0x7e7e7d6d3c5dbde5ULL);
    CHECK(parent == Rng(42));
    CHECK_FALSE(parent.fork("node/2") == parent.fork("node/3"));
}

TEST_CASE("below and between stay in their bounds, with pinned draws") {
    Rng below(7);
    for (const std::uint32_t expected : {0, 1, 7, 4, 9, 4, 7, 3})
        CHECK(below.below(10) == expected);
    Rng between(7);
    for (const std::int64_t expected : {-5, -4, 2, -1, 5, 0, 2, -2}) {
        CHECK(between.between(-5, 5) == expected);
    }
    CHECK(between.between(3, 3) == 3);
    CHECK_THROWS_AS(between.between(4, 3), kscope::CheckFailure);
}

TEST_CASE("chance takes parts per billion") {
    Rng rng(3);
    CHECK_FALSE(rng.chance(0));
    CHECK(rng.chance(1'000'000'000));
}
