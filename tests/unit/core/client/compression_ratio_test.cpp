#include "core/client/compression_ratio.h"

#include "tests/support/catch.h"

using namespace kscope;

TEST_CASE("a ratio gets better in small steps, and worse at once") {
    CompressionRatio ratio;
    CHECK(ratio.per_million() == 1'000'000);
    CHECK(ratio.estimate(1000) == 1050);  // with the margin of MemoryRecordsBuilder

    ratio.observe(1000, 200);
    CHECK(ratio.per_million() == 995'000);
    for (int i = 0; i < 500; ++i) ratio.observe(1000, 200);
    CHECK(ratio.per_million() == 200'000);
    CHECK(ratio.estimate(1000) == 210);

    ratio.observe(1000, 210);  // a little worse: a whole step
    CHECK(ratio.per_million() == 250'000);
    ratio.observe(1000, 900);  // much worse: as it was seen
    CHECK(ratio.per_million() == 900'000);

    ratio.give_up(1000, 500);
    CHECK(ratio.per_million() == 1'000'000);
    ratio.give_up(1000, 1200);
    CHECK(ratio.per_million() == 1'200'000);
}
