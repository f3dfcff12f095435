#include "core/log/format/batch_header.h"

#include "core/log/batch_codec.h"
#include "core/log/format/record_view.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/format/golden.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct Read {
    BatchHeader header;
    std::vector<RecordView> records;
    FileFlaw flaw;
};

Read read_all(const std::string& bytes) {
    const auto header = read_batch_header(bytes);
    REQUIRE(header);
    Read result{*header, {}, {}};
    RecordCursor cursor(result.header, bytes);
    RecordView record;
    while (cursor.next(record)) result.records.push_back(record);
    result.flaw = cursor.flaw();
    return result;
}

}  // namespace

TEST_CASE("whoever wrote a batch, its CRC is right and its size is its own") {
    const auto batches = golden("golden_batches.txt");
    REQUIRE(batches.size() >= 20);
    for (const auto& [name, bytes] : batches) {
        INFO(name);
        if (name == "sarama v0: message that a fetch cut") {
            CHECK_FALSE(read_batch_header(bytes));
            continue;
        }
        const auto header = read_batch_header(bytes);
        REQUIRE(header);
        CHECK(header->size_in_bytes == static_cast<std::int64_t>(bytes.size()));
        CHECK(computed_crc(bytes) == header->crc);
        for (std::size_t place = 17; place < bytes.size(); ++place) {
            std::string bad = bytes;
            bad[place] = static_cast<char>(bad[place] ^ 1);
            const auto damaged = read_batch_header(bad);
            REQUIRE(damaged);
            CHECK(computed_crc(bad) != damaged->crc);
        }
    }
}

// test_memory_records_v2, _v1 and _v0 of kafka-python
TEST_CASE("live data of brokers, as kafka-python reads it") {
    const auto batches = golden("golden_batches.txt");
    const Read first = read_all(batches.at("broker 0.11 v2: one record"));
    REQUIRE(first.records.size() == 1);
    CHECK(first.records[0].value == "123");
    CHECK_FALSE(first.records[0].key);
    CHECK(first.records[0].timestamp == 1503229838908);
    CHECK_FALSE(first.header.log_append_time());
    CHECK(first.records[0].header_keys.empty());
    const Read second = read_all(batches.at("broker 0.11 v2: two empty values"));
    REQUIRE(second.records.size() == 2);
    CHECK(second.records[1].value == "");
    CHECK(second.records[1].offset == 2);
    const Read hdr = read_all(batches.at("broker 0.11 v2: a header"));
    CHECK(hdr.records.at(0).value == "hdr");
    CHECK(hdr.records[0].header_keys == std::vector<std::string_view>{"hkey"});
    const Read v1 = read_all(batches.at("broker 0.11 v1: message 0"));
    CHECK(v1.records.at(0).value == "123");
    CHECK(v1.records[0].timestamp == 1503648000942);
    CHECK(v1.header.crc == 1199974594);
    const Read v0 = read_all(batches.at("broker 0.10 v0: message 3"));
    CHECK(v0.records.at(0).offset == 3);
    CHECK(v0.records[0].timestamp == -1);
    CHECK_FALSE(v0.flaw);
}

// recordBatchTestCases of sarama
TEST_CASE("batches of sarama: empty, control, and each codec") {
    const auto batches = golden("golden_batches.txt");
    CHECK(read_all(batches.at("sarama v2: empty record")).records.empty());
    CHECK(read_all(batches.at("sarama v2: control batch")).header.is_control());
    const Read plain = read_all(batches.at("sarama v2: uncompressed record"));
    CHECK(plain.header.compression() == CompressionType::none);
    REQUIRE(plain.records.size() == 1);
    CHECK(plain.records[0].timestamp == 1479847795005);
    CHECK(plain.records[0].key == "\x01\x02\x03\x04");
    CHECK(plain.records[0].value == "\x05\x06\x07");
    CHECK(plain.records[0].header_keys == std::vector<std::string_view>{"\x08\x09\x0a"});
    const auto codec = [&](const char* name) {
        return read_batch_header(batches.at(name))->compression();
    };
    CHECK(codec("sarama v2: gzipped record") == CompressionType::gzip);
    CHECK(codec("sarama v2: snappy compressed record") == CompressionType::snappy);
    CHECK(codec("sarama v2: lz4 compressed record") == CompressionType::lz4);
}

TEST_CASE("what kscope makes of others' batches is what they wrote, to the byte") {
    const auto batches = golden("golden_batches.txt");
    for (const char* name :
         {"broker 0.11 v2: one record", "broker 0.11 v2: two empty values",
          "broker 0.11 v2: one record again", "broker 0.11 v2: a header",
          "sarama v2: uncompressed record", "sarama v2: record of a fetch response"}) {
        INFO(name);
        const DecodedBatch decoded = decode_batch(batches.at(name));
        REQUIRE(decoded.batch);
        CHECK(encode_batch(*decoded.batch) == batches.at(name));
    }
}

TEST_CASE("records of a kscope batch are seen as they were encoded") {
    RecordBatch written = produced(7, 2, 5, 3);
    written.base_offset = Offset(100);
    const std::string bytes = encode_batch(written);
    const Read read = read_all(bytes);
    CHECK(read.header.producer_id == 7);
    CHECK(read.header.last_offset == 102);
    CHECK(read.header.last_sequence() == 7);
    REQUIRE(read.records.size() == 3);
    CHECK(read.records[2].sequence == 7);
    CHECK(read.records[2].key == "user-1");
    CHECK(read.records[2].timestamp == written.records()[2].timestamp.millis());
}

TEST_CASE("records that do not fit their batch are a flaw, at every byte") {
    const std::string good = encode_batch(batch(2));
    for (std::size_t place = 57; place < good.size(); ++place) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[place] = static_cast<char>(bad[place] ^ (1 << bit));
            const auto header = read_batch_header(bad);
            RecordCursor cursor(*header, bad);
            RecordView record;
            int read = 0;
            while (cursor.next(record)) ++read;
            CHECK((cursor.flaw() || read == 2));
            CHECK(cursor.flaw().position <= bad.size());
        }
    }
}

TEST_CASE("sequences wrap at 31 bits, both ways") {
    CHECK(advance_sequence(2147483647, 1) == 0);
    CHECK(advance_sequence(1, -3) == 2147483646);
    CHECK(advance_sequence(5, -5) == 0);
}
