// The cases of org.apache.kafka.raft.internals.BatchAccumulatorTest that have a meaning here.
#include "core/metadata/kraft/batch_accumulator.h"

#include "tests/support/catch.h"

namespace kscope {

namespace {

const Instant start = Instant::at(Duration::millis(100));
const Duration linger = Duration::millis(50);

std::vector<Record> records(int count, std::size_t bytes = 1) {
    Record record;
    record.value = Bytes(std::string(bytes, 'a'));
    return std::vector<Record>(static_cast<std::size_t>(count), record);
}

}  // namespace

TEST_CASE("testLingerIgnoredIfAccumulatorEmpty") {
    CHECK(BatchAccumulator(Offset(157), linger, 512).drain_at().is_never());
}

TEST_CASE("testLingerBeginsOnFirstWrite") {
    BatchAccumulator accumulator(Offset(157), linger, 512);
    CHECK(accumulator.append(start, records(1)) == Offset(157));
    CHECK(accumulator.append(start + Duration::millis(20), records(2)) == Offset(159));
    CHECK(accumulator.drain_at() == start + linger);
    const auto batches = accumulator.drain();
    REQUIRE(batches.size() == 1);
    CHECK(batches[0].record_count() == 3);
    CHECK(accumulator.drain_at().is_never());
}

TEST_CASE("testDrainDoesNotBlockWithConcurrentAppend: offsets go on after a drain") {
    BatchAccumulator accumulator(Offset(0), linger, 512);
    accumulator.append(start, records(3));
    accumulator.drain();
    CHECK(accumulator.append(start, records(1)) == Offset(3));
}

TEST_CASE("testMultipleBatchAccumulation: a full batch is drained at once") {
    BatchAccumulator accumulator(Offset(0), linger, 256);
    accumulator.append(start, records(1, 150));
    CHECK(accumulator.drain_at() == start + linger);
    accumulator.append(start, records(1, 150));
    CHECK(accumulator.drain_at() <= start);
    CHECK(accumulator.drain().size() == 2);
}

TEST_CASE("testRecordsAreSplit... but what was given together stays together") {
    BatchAccumulator accumulator(Offset(0), linger, 256);
    CHECK(!accumulator.append(start, records(2, 150)));
    CHECK(accumulator.next_offset() == Offset(0));
}

TEST_CASE("testForceDrain: control records stand alone and wait for nobody") {
    BatchAccumulator accumulator(Offset(0), linger, 512);
    accumulator.append(start, records(2));
    CHECK(accumulator.append_control(records(1)) == Offset(2));
    CHECK(accumulator.drain_at() <= start);
    const auto batches = accumulator.drain();
    REQUIRE(batches.size() == 2);
    CHECK(batches[0].record_count() == 2);
    CHECK(batches[1].record_count() == 1);
}

}  // namespace kscope
