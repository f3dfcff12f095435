#include "core/client/partitioner.h"

#include "tests/support/catch.h"

using namespace kscope;

TEST_CASE("murmur2 agrees with Java's", "[client]") {
    // Vectors of org.apache.kafka.common.utils.UtilsTest.
    CHECK(static_cast<std::int32_t>(murmur2("21")) == -973932308);
    CHECK(static_cast<std::int32_t>(murmur2("foobar")) == -790332482);
    CHECK(static_cast<std::int32_t>(murmur2("a-little-bit-long-string")) == -985981536);
    CHECK(static_cast<std::int32_t>(murmur2("a-little-bit-longer-string")) == -1486304829);
    CHECK(static_cast<std::int32_t>(murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8")) ==
          -58897971);
    CHECK(static_cast<std::int32_t>(murmur2("abc")) == 479470107);
}

TEST_CASE("keys go where Kafka puts them", "[client]") {
    CHECK(partition_for_key("0", 3) == PartitionIndex(2));
    CHECK(partition_for_key("1", 3) == PartitionIndex(0));
    CHECK(partition_for_key("2", 3) == PartitionIndex(2));
}

TEST_CASE("the sticky partition changes after batch.size bytes, at the end of a batch",
          "[client]") {
    StickyPartitioner sticky(100);
    CHECK_FALSE(sticky.appended(60, false));
    CHECK_FALSE(sticky.appended(60, false));  // used up, but its batch is not full
    CHECK(sticky.appended(1, true));
    StickyPartitioner late(100);
    CHECK_FALSE(late.appended(150, false));
    CHECK(late.appended(50, false));  // twice the size: no more patience
}

TEST_CASE("a sticky partition is one with a leader, and rather one with a short queue",
          "[client]") {
    Rng rng(1);
    StickyPartitioner sticky(100);
    std::vector<PartitionLoad> loads(3);
    for (int i = 0; i < 3; ++i) loads[static_cast<std::size_t>(i)].partition = PartitionIndex(i);
    loads[1].available = true;
    for (int i = 0; i < 20; ++i) {
        sticky.choose(loads, rng);
        CHECK(sticky.current() == PartitionIndex(1));
    }
    int chosen[3] = {0, 0, 0};
    for (auto& load : loads) {
        load.available = true;
        load.used = true;
    }
    loads[0].queued_batches = 8;  // weight 1 against 9 and 9
    for (int i = 0; i < 1900; ++i) {
        sticky.choose(loads, rng);
        ++chosen[sticky.current()->value()];
    }
    CHECK(chosen[0] > 50);
    CHECK(chosen[0] < 160);
}
