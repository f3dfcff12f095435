#include "core/client/record_accumulator.h"
#include "sim/codec/codecs.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

constexpr std::int32_t batch_size = 1000;

// Sends this many equal records, and tells how many each closed batch holds.
struct Packing {
    explicit Packing(CompressionType type) : accumulator(settings(type)) {
        accumulator.set_codecs(&sim::codecs());
    }
    static AccumulatorSettings settings(CompressionType type) {
        AccumulatorSettings made;
        made.batch_size = batch_size;
        made.buffer_memory = 1 << 20;
        made.compression = with_level(type, -1, 9, 3);
        return made;
    }
    std::vector<std::int32_t> send(int records) {
        const PartitionSlot slot = accumulator.slot({"click", PartitionIndex(0)});
        const Record record{WallTime::from_millis(1), {}, Bytes(std::string(90, 'a')), {}};
        std::vector<std::int32_t> counts;
        for (int i = 0; i < records; ++i) {
            REQUIRE(accumulator.append(slot, record, Instant()));
            if (accumulator.partition(slot).queue.size() < 2) continue;
            const BatchIndex full = accumulator.take_first(slot);
            last_size = accumulator.batch(full).size_in_bytes;
            CHECK(last_size ==
                  RecordBatch::header_bytes + accumulator.batch(full).record_set->size_in_bytes);
            counts.push_back(accumulator.batch(full).record_count);
            accumulator.deallocate(full);
            accumulator.release(full);
        }
        accumulator.check_invariants();
        return counts;
    }
    RecordAccumulator accumulator;
    std::int32_t last_size = 0;
};

}  // namespace

TEST_CASE("batches hold more records as a producer learns how well they compress") {
    const auto plain = Packing(CompressionType::none).send(500);
    CHECK(plain.front() == 9);
    CHECK(plain.back() == 9);

    Packing gzip(CompressionType::gzip);
    const auto packed = gzip.send(5000);
    CHECK(packed.front() == 9);  // it expects no gain yet; the margin of 5 % is not felt here
    CHECK(packed.back() > 2 * packed.front());
    CHECK(std::is_sorted(packed.begin(), packed.end()));
    CHECK(gzip.last_size <= batch_size);
}

TEST_CASE("a batch that the broker finds too large is split, and no gain is expected any more") {
    Packing gzip(CompressionType::gzip);
    const auto counts = gzip.send(3000);
    const PartitionSlot slot = gzip.accumulator.slot({"click", PartitionIndex(0)});
    const BatchIndex big = gzip.accumulator.take_first(slot);
    const std::int32_t records = gzip.accumulator.batch(big).record_count;
    gzip.accumulator.batch(big).in_flight = true;
    const auto parts = gzip.accumulator.split(big);
    std::int32_t sum = 0;
    for (const BatchIndex part : parts) {
        const ProducerBatch& batch = gzip.accumulator.batch(part);
        CHECK(batch.record_set->compression == CompressionType::gzip);
        CHECK(batch.record_count <= 9);
        sum += batch.record_count;
    }
    CHECK(sum == records);
    CHECK(counts.back() > 9);
}

// ProducerBatch.createBatchOffAccumulatorForRecord, RecordAccumulator.deallocate.
TEST_CASE("parts are filled as other batches are, outside of the buffer's memory") {
    RecordAccumulator accumulator(Packing::settings(CompressionType::none));
    const PartitionSlot slot = accumulator.slot({"click", PartitionIndex(0)});
    const auto split = [&] {
        const BatchIndex whole = accumulator.take_first(slot);
        accumulator.batch(whole).in_flight = true;
        std::vector<std::int32_t> counts;
        for (const BatchIndex part : accumulator.split(whole)) {
            counts.push_back(accumulator.batch(part).record_count);
        }
        accumulator.batch(whole).done = true;
        accumulator.deallocate(whole);
        accumulator.release(whole);
        accumulator.check_invariants();
        CHECK(accumulator.buffer_used() == 0);
        return counts;
    };
    const auto add = [&](std::size_t bytes) {
        const Record record{WallTime::from_millis(1), {}, Bytes(std::string(bytes, 'a')), {}};
        REQUIRE(accumulator.append(slot, record, Instant()));
    };
    for (int i = 0; i < 5; ++i) add(90);
    CHECK(split() == std::vector<std::int32_t>{5});
    // A record larger than batch.size leaves room for what its estimate was too large by.
    add(2000);
    add(0);
    add(0);
    REQUIRE(accumulator.partition(slot).queue.size() == 1);
    CHECK(split() == std::vector<std::int32_t>{3});
}
