// The laws of groups read the order of what happened off the offsets topic, not off the order in
// which coordinators tell.
#include "sim/check/group_laws.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

AssignmentStored stored(int generation, std::int64_t log_offset) {
    const TopicPartition tp{"click", PartitionIndex(0)};
    return {BrokerId(1), "readers", Generation(generation), {{"member", {tp}}}, Offset(log_offset)};
}

OffsetCommitted committed(int generation, std::int64_t log_offset) {
    const TopicPartition tp{"click", PartitionIndex(0)};
    return {BrokerId(1), "readers", tp, Offset(5), Generation(generation), Offset(log_offset)};
}

}  // namespace

TEST_CASE("a commit of an older generation must lie before the newer one in the log") {
    GroupLaws laws;
    CHECK_FALSE(laws.on_assignment(stored(1, 10)));
    CHECK_FALSE(laws.on_assignment(stored(2, 38)));
    CHECK_FALSE(laws.on_commit(committed(2, 39)));
    // The deposed coordinator hears late that its record of before is committed.
    CHECK_FALSE(laws.on_commit(committed(1, 34)));
    CHECK(laws.on_commit(committed(1, 40)) ==
          "group readers takes a commit of click-0 from generation 1 although generation 2 is "
          "stored");
    // A simple consumer belongs to no generation.
    CHECK_FALSE(laws.on_commit(committed(-1, 41)));
}

TEST_CASE("behind its tombstone a group begins anew") {
    GroupLaws laws;
    CHECK_FALSE(laws.on_assignment(stored(7, 10)));
    CHECK_FALSE(laws.on_assignment({BrokerId(1), "readers", no_generation, {}, Offset(20)}));
    CHECK_FALSE(laws.on_assignment(stored(1, 30)));
    CHECK_FALSE(laws.on_commit(committed(1, 31)));
    CHECK(laws.on_assignment(stored(1, 32)));
}

TEST_CASE("stored generations rise along the log, whoever tells first") {
    GroupLaws laws;
    CHECK_FALSE(laws.on_assignment(stored(2, 38)));
    CHECK_FALSE(laws.on_assignment(stored(1, 10)));
    CHECK(laws.on_assignment(stored(2, 50)) ==
          "group readers stores generation 2 at offset 50, and generation 2 at offset 38");
    CHECK(laws.on_assignment(stored(3, 20)));
    laws.forget();
    CHECK_FALSE(laws.on_assignment(stored(1, 60)));
}

}  // namespace kscope::sim
