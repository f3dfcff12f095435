#include "sim/engine/run_hash.h"

#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::sim;

TEST_CASE("state is hashed every 4,096 events, more seldom where it is large") {
    RunHash hash;
    CHECK_FALSE(hash.wants_state(4095));
    REQUIRE(hash.wants_state(4096));
    Digest small;
    small.add(1);
    hash.add_state(4096, small);
    CHECK_FALSE(hash.wants_state(8191));
    REQUIRE(hash.wants_state(8192));
    Digest large;
    for (std::uint64_t word = 0; word < 100'000; ++word) large.add(word);
    hash.add_state(8192, large);
    // 100,000 words at four an event are 25,000 events, that is seven intervals.
    CHECK_FALSE(hash.wants_state(8192 + 7 * 4096 - 1));
    CHECK(hash.wants_state(8192 + 7 * 4096));
}
