// compression.type of a topic: LogValidator.
#include "core/log/batch_codec.h"
#include "core/log/record_compression.h"
#include "sim/codec/codecs.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

RecordBatch packed_batch(int records, CompressionType type) {
    RecordBatch made = batch(records);
    made.record_set = compressed(made.record_set, made.base_timestamp, with_level(type, -1, 9, 3),
                                 &sim::codecs());
    return made;
}

const RecordBatch& written(const Output& out) {
    const auto& last = std::get<DiskWrite>(out.effects.back());
    return *std::get<Ref<const RecordBatch>>(last.extent);
}

}  // namespace

TEST_CASE_METHOD(LogFixture, "compression.type=producer keeps what the producer sent") {
    spec->codecs = &sim::codecs();
    append(packed_batch(50, CompressionType::lz4));
    CHECK(written(out).record_set->compression == CompressionType::lz4);
    append(batch(50));
    CHECK(written(out).record_set->compression == CompressionType::none);
}

TEST_CASE_METHOD(LogFixture, "a leader packs batches as its topic wants them") {
    spec->codecs = &sim::codecs();
    spec->config.compression_type = CompressionType::zstd;
    spec->config.compression_zstd_level = 3;
    const RecordBatch lz4 = packed_batch(50, CompressionType::lz4);
    CHECK(append(lz4).last_offset == Offset(49));
    const RecordBatch& stored = written(out);
    CHECK(stored.record_set->compression == CompressionType::zstd);
    CHECK(stored.records() == lz4.records());
    CHECK(log.size_in_bytes() == stored.size_in_bytes());
    CHECK(decode_batch(encode_batch(stored), &sim::codecs()).batch->records() == lz4.records());

    spec->config.compression_type = CompressionType::none;  // "uncompressed"
    append(lz4);
    CHECK(written(out).record_set->compression == CompressionType::none);
}

TEST_CASE_METHOD(LogFixture, "a batch that is too large once it is unpacked is refused whole") {
    spec->codecs = &sim::codecs();
    const RecordBatch zstd = packed_batch(100, CompressionType::zstd);
    spec->config.max_message_bytes = zstd.size_in_bytes();
    spec->config.compression_type = CompressionType::none;
    out.clear();
    CHECK(append(zstd).error == ErrorCode::message_too_large);
    CHECK(out.effects.empty());
    CHECK(log.log_end_offset() == Offset(0));
}
