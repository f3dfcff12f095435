// Messages of v0 and v1 as bytes: what client libraries and brokers wrote, and random ones.
#include "core/log/message_codec.h"

#include "core/base/byte_order.h"
#include "core/base/rng.h"
#include "core/log/checksum.h"
#include "core/log/message_conversion.h"
#include "core/log/record_compression.h"
#include "sim/codec/codecs.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/format/golden.h"

using namespace kscope;
using namespace kscope::test;

namespace {

// A message of the golden file has no offset and length before it.
std::string in_a_log(const std::string& message, std::int64_t offset) {
    std::string bytes;
    put_big_endian(bytes, offset);
    put_big_endian(bytes, static_cast<std::int32_t>(message.size()));
    return bytes + message;
}

std::string written(const char* key, const char* value, MessageFormat format, std::int64_t ms) {
    const Record record{WallTime::from_millis(ms), Bytes(key), Bytes(value), {}};
    return encode_batch(make_batch(make_record_set({record}, format)));
}

Record random_record(Rng& rng) {
    const auto field = [&rng]() -> std::optional<Bytes> {
        if (rng.below(4) == 0) return std::nullopt;
        return Bytes(std::string(rng.below(40), static_cast<char>('a' + rng.below(26))));
    };
    Record record{WallTime::from_millis(rng.between(-1, 2'000'000'000'000)), {}, {}, {}};
    record.key = field();
    record.value = field();
    if (rng.below(3) == 0) record.headers.push_back({"h", field()});
    return record;
}

bool same(const RecordBatch& a, const RecordBatch& b) {
    Digest of_a;
    Digest of_b;
    a.visit([&](const char*, const auto& field) { digest_into(of_a, field); });
    b.visit([&](const char*, const auto& field) { digest_into(of_b, field); });
    return of_a == of_b && a.records() == b.records() && a.size_in_bytes() == b.size_in_bytes();
}

}  // namespace

TEST_CASE("CRC-32 of a message is java.util.zip's") { CHECK(crc32("123456789") == 0xcbf43926U); }

// test_encode_message_v0, test_encode_message_v1, test_encode_message_set of kafka-python
TEST_CASE("messages are written as kafka-python writes them") {
    const auto messages = golden("golden_messages.txt");
    const auto expected = [&](const char* name) { return in_a_log(messages.at(name), 0); };
    CHECK(written("key", "test", MessageFormat::v0, 1234) ==
          expected("kafka-python v0: a key and a value"));
    CHECK(written("key", "test", MessageFormat::v1, 1234) ==
          expected("kafka-python v1: a key and a value"));
    CHECK(written("k1", "v1", MessageFormat::v0, 1) == expected("kafka-python v0: first of a set"));
    CHECK(written("k2", "v2", MessageFormat::v0, 1) ==
          expected("kafka-python v0: second of a set"));
    const Record empty{WallTime::from_millis(0), {}, {}, {}};
    CHECK(encode_batch(make_batch(make_record_set({empty}, MessageFormat::v1))) ==
          expected("sarama v1: empty"));
}

TEST_CASE("what others wrote is read, and written again to the byte") {
    for (const auto& [name, message] : golden("golden_messages.txt")) {
        INFO(name);
        const bool two = name.find("two in") != std::string::npos;
        const std::string bytes = in_a_log(message, two ? 1 : 0);
        const DecodedBatch decoded = decode_batch(bytes, &sim::codecs());
        if (name.find("of nothing") != std::string::npos) {
            CHECK(decoded.error == ErrorCode::corrupt_message);
            continue;
        }
        REQUIRE(decoded.batch);
        CHECK(decoded.batch->record_count() == (two ? 2 : 1));
        CHECK(decoded.batch->base_offset == Offset(0));
        CHECK(decoded.size_in_bytes == bytes.size());
        CHECK(static_cast<std::size_t>(decoded.batch->size_in_bytes()) == bytes.size());
        CHECK(encode_batch(*decoded.batch) == bytes);
    }
    for (const auto& [name, bytes] : golden("golden_batches.txt")) {
        const bool message =
            name.find(" v0") != std::string::npos || name.find(" v1") != std::string::npos;
        if (!message || name.find("cut") != std::string::npos) continue;
        INFO(name);
        const DecodedBatch decoded = decode_batch(bytes, &sim::codecs());
        REQUIRE(decoded.batch);
        CHECK(encode_batch(*decoded.batch) == bytes);
    }
}

// LegacyRecordTest.testFields and testChecksum, with all of their arguments.
TEST_CASE("every field comes back, and no byte can change") {
    const std::string payload(1000, '\1');
    const std::vector<std::optional<Bytes>> keys{std::nullopt, Bytes(""), Bytes("key"),
                                                 Bytes(payload)};
    const std::vector<std::optional<Bytes>> values{std::nullopt, Bytes(""), Bytes("value"),
                                                   Bytes(payload)};
    for (const MessageFormat format : {MessageFormat::v0, MessageFormat::v1}) {
        for (const std::int64_t timestamp : {-1, 0, 1}) {
            for (const auto& key : keys) {
                for (const auto& value : values) {
                    const Record record{WallTime::from_millis(timestamp), key, value, {}};
                    const std::string bytes =
                        encode_batch(make_batch(make_record_set({record}, format)));
                    const DecodedBatch decoded = decode_batch(bytes);
                    REQUIRE(decoded.batch);
                    const Record& found = decoded.batch->records().front();
                    CHECK(found.key == key);
                    CHECK(found.value == value);
                    const std::int64_t kept = format == MessageFormat::v0 ? -1 : timestamp;
                    CHECK(found.timestamp.millis() == kept);
                    std::string bad = bytes;
                    for (std::size_t i = 16; i < bytes.size(); ++i) {
                        bad[i] = 69;
                        const bool changed = bytes[i] != 69;
                        CHECK((decode_batch(bad).error != ErrorCode::none) == changed);
                        bad[i] = bytes[i];
                    }
                }
            }
        }
    }
}

TEST_CASE("random batches of any format are stored in any other, written, and read as they were") {
    constexpr std::array types{CompressionType::none, CompressionType::gzip,
                               CompressionType::snappy, CompressionType::lz4};
    for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
        INFO("seed " << seed);
        Rng rng(seed);
        std::vector<Record> records;
        const std::uint32_t count = 1 + rng.below(6);
        for (std::uint32_t i = 0; i < count; ++i) records.push_back(random_record(rng));
        const auto from = static_cast<MessageFormat>(rng.below(3));
        RecordBatch sent = make_batch(make_record_set(records, from));
        sent.record_set = compressed(sent.record_set, sent.base_timestamp,
                                     default_compression(types[rng.below(4)]), &sim::codecs());
        StoredForm form;
        form.format = static_cast<MessageFormat>(rng.below(3));
        form.compression = default_compression(types[rng.below(4)]);
        form.base_offset = Offset(rng.between(0, 1'000'000));
        form.codecs = &sim::codecs();
        if (rng.below(3) == 0) form.log_append_time = WallTime::from_millis(1'700'000'000'000);
        const StoredBatches stored = in_stored_form(sent, form);
        REQUIRE(stored.error == ErrorCode::none);
        std::int64_t next = form.base_offset.value();
        std::size_t at = 0;
        for (const auto& batch : stored.batches) {
            CHECK(batch->format() == form.format);
            const std::string bytes = encode_batch(*batch);
            CHECK(bytes.size() == static_cast<std::size_t>(batch->size_in_bytes()));
            const DecodedBatch decoded = decode_batch(bytes, &sim::codecs());
            REQUIRE(decoded.batch);
            INFO("format " << static_cast<int>(from) << " to " << static_cast<int>(form.format)
                           << ", " << name_of(sent.record_set->compression) << " to "
                           << name_of(form.compression.type));
            CHECK(same(*decoded.batch, *batch));
            CHECK(decoded.batch->content_hash() == batch->content_hash());
            for (std::size_t i = 0; i < batch->records().size(); ++i, ++at) {
                CHECK(batch->offset_of(i) == Offset(next++));
                CHECK(batch->records()[i].key == records[at].key);
                CHECK(batch->records()[i].value == records[at].value);
            }
        }
        CHECK(at == records.size());
    }
}

TEST_CASE("plain messages that count from 0 are a producer's set") {
    const std::vector<Record> records{{WallTime::from_millis(9), Bytes("a"), Bytes("1"), {}},
                                      {WallTime::from_millis(4), {}, Bytes("2"), {}}};
    for (const MessageFormat format : {MessageFormat::v0, MessageFormat::v1}) {
        const RecordBatch sent = make_batch(make_record_set(records, format));
        std::string bytes = encode_batch(sent);
        std::vector<Ref<const RecordBatch>> messages;
        for (std::string_view rest = bytes; !rest.empty();) {
            messages.push_back(decode_batch(rest).batch);
            REQUIRE(messages.back());
            rest.remove_prefix(static_cast<std::size_t>(messages.back()->size_in_bytes()));
        }
        REQUIRE(messages.size() == 2);
        const auto joined = joined_messages(messages);
        REQUIRE(joined);
        CHECK(same(*joined, sent));
        std::swap(messages[0], messages[1]);
        CHECK_FALSE(joined_messages(messages));
    }
}
