#include "core/log/batch_codec.h"

#include "core/log/checksum.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;

namespace {

RecordBatch golden_batch() {
    std::vector<Record> records;
    const std::int64_t base = 1'700'000'000'000;
    records.push_back({WallTime::from_millis(base), Bytes("user-1"), Bytes("/index.html"), {}});
    records.push_back({WallTime::from_millis(base + 5),
                       std::nullopt,
                       Bytes(""),
                       {{"trace", Bytes("ab")}, {"n", std::nullopt}}});
    records.push_back({WallTime::from_millis(base - 300), Bytes("k"), std::nullopt, {}});
    RecordBatch batch = make_batch(make_record_set(std::move(records)));
    batch.base_offset = Offset(42);
    batch.partition_leader_epoch = LeaderEpoch(9);
    batch.producer_id = ProducerId(1000);
    batch.producer_epoch = ProducerEpoch(3);
    batch.base_sequence = Sequence(7);
    return batch;
}

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        for (const int shift : {4, 0}) {
            text += "0123456789abcdef"[static_cast<unsigned char>(c) >> shift & 15];
        }
    }
    return text;
}

}  // namespace

TEST_CASE("crc32c has the check value of its polynomial") {
    CHECK(crc32c("123456789") == 0xe3069283U);
}

// Written field by field from the message format's description, by another program.
TEST_CASE("a batch has Kafka's bytes") {
    CHECK(hex(encode_batch(golden_batch())) ==
          "000000000000002a"  // base offset
          "00000065"          // length
          "00000009"          // partition leader epoch
          "02"                // magic
          "0ab0643b"          // crc-32c
          "0000"              // attributes
          "00000002"          // last offset delta
          "0000018bcfe56800"  // base timestamp
          "0000018bcfe56805"  // max timestamp
          "00000000000003e8"  // producer id
          "0003"              // producer epoch
          "00000007"          // base sequence
          "00000003"          // records
          "2e0000000c757365722d31162f696e6465782e68746d6c00"
          "24000a020100040a7472616365046162026e01"
          "1000d70404026b0100");
}

TEST_CASE("a batch reads back, with or without append time, and its size is what it says") {
    for (const TimestampType type : {TimestampType::create_time, TimestampType::log_append_time}) {
        RecordBatch batch = golden_batch();
        batch.timestamp_type = type;
        const std::string bytes = encode_batch(batch);
        CHECK(static_cast<std::int32_t>(bytes.size()) == batch.size_in_bytes());
        const DecodedBatch decoded = decode_batch(bytes + "the next batch");
        REQUIRE(decoded.error == ErrorCode::none);
        CHECK(decoded.size_in_bytes == bytes.size());
        CHECK(decoded.batch->records() == batch.records());
        CHECK(decoded.batch->content_hash() == batch.content_hash());
        Digest before;
        Digest after;
        digest_into(before, batch);
        digest_into(after, *decoded.batch);
        CHECK(before == after);
    }
}

TEST_CASE("sizes of large fields agree with their encoding") {
    for (const std::size_t n : {0U, 63U, 64U, 8191U, 8192U, 70000U}) {
        std::vector<Record> records;
        for (std::int64_t i = 0; i < 70; ++i) {
            records.push_back({WallTime::from_millis(i * 1000),
                               Bytes(std::string(n, 'k')),
                               Bytes(std::string(n, 'v')),
                               {{std::string(n, 'h'), std::nullopt}}});
        }
        const RecordBatch batch = make_batch(make_record_set(std::move(records)));
        CHECK(static_cast<std::int32_t>(encode_batch(batch).size()) == batch.size_in_bytes());
    }
}

TEST_CASE("torn and rotten batches are CORRUPT_MESSAGE, never a crash") {
    const std::string bytes = encode_batch(golden_batch());
    for (std::size_t keep = 0; keep < bytes.size(); ++keep) {
        CHECK(decode_batch(std::string_view(bytes).substr(0, keep)).error ==
              ErrorCode::corrupt_message);
    }
    // Base offset and leader epoch are outside the CRC, as in Kafka: the leader writes them last.
    for (std::size_t at = 17; at < bytes.size(); ++at) {
        std::string rotten = bytes;
        rotten[at] = static_cast<char>(rotten[at] ^ 0x10);
        CHECK(decode_batch(rotten).error == ErrorCode::corrupt_message);
    }
}

TEST_CASE("a timestamp that no clock here can show is refused, though the CRC is right") {
    for (const std::size_t at : {27U, 35U}) {  // base, max
        for (const char first : {'\x7f', '\x80'}) {
            std::string bytes = encode_batch(golden_batch());
            bytes[at] = first;
            const std::uint32_t crc = crc32c(std::string_view(bytes).substr(21));
            for (int i = 0; i < 4; ++i) bytes[17 + i] = static_cast<char>(crc >> (24 - 8 * i));
            CHECK(decode_batch(bytes).error == ErrorCode::corrupt_message);
        }
    }
}

TEST_CASE("the end of a torn batch can be told from its header") {
    const std::string bytes = encode_batch(golden_batch());
    CHECK(peek_next_offset(std::string_view(bytes).substr(0, 27)) == Offset(45));
    CHECK_FALSE(peek_next_offset(std::string_view(bytes).substr(0, 26)));
}
