#include "core/log/record_compression.h"

#include "core/log/batch_codec.h"
#include "sim/codec/codecs.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

std::vector<Record> clicks(int count) {
    std::vector<Record> records;
    for (int i = 0; i < count; ++i) {
        Record& record = records.emplace_back();
        record.timestamp = WallTime::from_millis(1000 + i);
        record.key = Bytes("user-" + std::to_string(i % 3));
        record.value = Bytes("GET /item/" + std::to_string(i % 7));
    }
    return records;
}

}  // namespace

TEST_CASE("a compressed batch has the same records in fewer bytes, and comes back from its bytes") {
    const auto plain = make_record_set(clicks(200));
    for (const char* name : {"gzip", "snappy", "lz4", "zstd"}) {
        INFO(name);
        const Compression compression = with_level(*compression_named(name), -1, 9, 3);
        const auto packed =
            compressed(plain, WallTime::from_millis(1000), compression, &sim::codecs());
        CHECK(packed->records == plain->records);
        CHECK(packed->size_in_bytes < plain->size_in_bytes / 2);
        CHECK(packed->digest != plain->digest);
        CHECK(compressed(packed, WallTime::from_millis(1000), compression, &sim::codecs()) ==
              packed);
        CHECK(compressed(packed, WallTime::from_millis(1000), {}, nullptr)->digest ==
              plain->digest);

        const std::string bytes = encode_batch(make_batch(packed));
        CHECK(bytes.size() == static_cast<std::size_t>(make_batch(packed).size_in_bytes()));
        const DecodedBatch back = decode_batch(bytes, &sim::codecs());
        REQUIRE(back.error == ErrorCode::none);
        CHECK(back.batch->record_set->digest == packed->digest);
        CHECK(encode_batch(*back.batch) == bytes);
        CHECK(decode_batch(bytes).error == ErrorCode::unsupported_compression_type);
    }
}

TEST_CASE("what does not unpack is corrupt, though its CRC is right") {
    const auto set = make_packed_set(*make_record_set(clicks(3)), CompressionType::gzip,
                                     Bytes("no gzip at all"));
    const std::string bytes = encode_batch(make_batch(set));
    CHECK(decode_batch(bytes, &sim::codecs()).error == ErrorCode::corrupt_message);
}
