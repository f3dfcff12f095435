// The expected JSON is that of DumpLogSegmentsTest.testOffsetsMessageParser in Kafka.
#include "sim/dump_log/offsets_decoder.h"
#include "core/base/byte_order.h"

#include "tests/support/catch.h"
#include "tests/unit/core/log/format/golden.h"

namespace kscope::sim {

namespace {

void put_text(std::string& bytes, std::string_view text) {
    put_big_endian(bytes, static_cast<std::int16_t>(text.size()));
    bytes += text;
}

void put_compact(std::string& bytes, std::string_view text) {
    bytes += static_cast<char>(text.size() + 1);
    bytes += text;
}

std::string group_key_bytes() {
    std::string key;
    put_big_endian(key, std::int16_t{2});
    put_text(key, "group");
    return key;
}

// GroupMetadataValue version 4, which is flexible.
std::string group_value_bytes(std::string_view subscription, std::string_view assignment) {
    std::string value;
    put_big_endian(value, std::int16_t{4});
    put_compact(value, "consumer");
    put_big_endian(value, std::int32_t{10});
    put_compact(value, "range");
    put_compact(value, "member");
    put_big_endian(value, std::int64_t{-1});
    value += '\2';  // one member
    for (const char* text : {"member", "instance", "client", "host"}) put_compact(value, text);
    put_big_endian(value, std::int32_t{1000});
    put_big_endian(value, std::int32_t{100});
    put_compact(value, subscription);
    put_compact(value, assignment);
    value += '\0';  // no tagged fields, of the member and of the group
    value += '\0';
    return value;
}

void put_one_partition(std::string& bytes) {
    put_big_endian(bytes, std::int32_t{1});
    put_text(bytes, "foo");
    put_big_endian(bytes, std::int32_t{1});
    put_big_endian(bytes, std::int32_t{0});
}

DecodedOffsetsRecord decode(const std::string& key, const std::optional<std::string>& value) {
    RecordView record;
    record.key = key;
    if (value) record.value = *value;
    return decode_offsets_record(record);
}

constexpr const char* group_json = R"({"type":"2","data":{"group":"group"}})";
const std::string member_json =
    R"({"version":"4","data":{"protocolType":"consumer","generation":10,"protocol":"range",)"
    R"("leader":"member","currentStateTimestamp":-1,"members":[{"memberId":"member",)"
    R"("groupInstanceId":"instance","clientId":"client","clientHost":"host",)"
    R"("rebalanceTimeout":1000,"sessionTimeout":100,"subscription":)";

}  // namespace

TEST_CASE("the consumer's embedded protocol is parsed if possible") {
    std::string subscription;
    put_big_endian(subscription, std::int16_t{3});
    put_big_endian(subscription, std::int32_t{1});
    put_text(subscription, "foo");
    put_big_endian(subscription, std::int32_t{-1});
    put_one_partition(subscription);
    put_big_endian(subscription, std::int32_t{0});
    put_text(subscription, "rack");
    std::string assignment;
    put_big_endian(assignment, std::int16_t{3});
    put_one_partition(assignment);
    put_big_endian(assignment, std::int32_t{-1});
    const auto decoded = decode(group_key_bytes(), group_value_bytes(subscription, assignment));
    CHECK(decoded.key == group_json);
    CHECK(decoded.payload ==
          member_json +
              R"({"topics":["foo"],"userData":null,"ownedPartitions":[{"topic":"foo",)"
              R"("partitions":[0]}],"generationId":0,"rackId":"rack"},"assignment":)"
              R"({"assignedPartitions":[{"topic":"foo","partitions":[0]}],"userData":null}}]}})");
}

TEST_CASE("the consumer's embedded protocol is not parsed if malformed") {
    const auto decoded = decode(group_key_bytes(), group_value_bytes("Subscription", "Assignment"));
    CHECK(decoded.key == group_json);
    CHECK(decoded.payload ==
          member_json + R"("U3Vic2NyaXB0aW9u","assignment":"QXNzaWdubWVudA=="}]}})");
}

TEST_CASE("a committed offset in each version of its value") {
    std::string key;
    put_big_endian(key, std::int16_t{1});
    put_text(key, "g\"1");
    put_text(key, "click");
    put_big_endian(key, std::int32_t{2});
    for (std::int16_t version = 0; version <= 4; ++version) {
        std::string value;
        put_big_endian(value, version);
        put_big_endian(value, std::int64_t{42});
        if (version >= 3) put_big_endian(value, std::int32_t{7});
        if (version == 4) {
            put_compact(value, "m");
        } else {
            put_text(value, "m");
        }
        put_big_endian(value, std::int64_t{1000});
        if (version == 1) put_big_endian(value, std::int64_t{2000});
        if (version == 4) value += '\0';
        const auto decoded = decode(key, value);
        CHECK(decoded.key ==
              R"({"type":"1","data":{"group":"g\"1","topic":"click","partition":2}})");
        const std::string epoch = version >= 3 ? R"("leaderEpoch":7,)" : "";
        const std::string expires = version == 1 ? R"(,"expireTimestamp":2000)" : "";
        CHECK(decoded.payload == R"({"version":")" + std::to_string(version) +
                                     R"(","data":{"offset":42,)" + epoch +
                                     R"("metadata":"m","commitTimestamp":1000)" + expires + "}}");
        for (std::size_t cut = 2; cut < value.size(); ++cut) {
            CHECK(decode(key, value.substr(0, cut)).key ==
                  "Error at offset 0, skipping. The value ends within a field");
        }
    }
    CHECK(decode(key, std::nullopt).payload == "<DELETE>");
}

TEST_CASE("an unknown record type is reported as such") {
    std::string key;
    put_big_endian(key, std::int16_t{32767});
    CHECK(decode(key, "x").key == "Unknown record type 32767 at offset 0, skipping.");
    CHECK_FALSE(decode(key, "x").payload);
    CHECK(decode("", "x").key.starts_with("Error at offset 0, skipping. "));
}

}  // namespace kscope::sim
