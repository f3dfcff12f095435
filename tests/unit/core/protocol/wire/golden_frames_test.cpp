// The bytes of golden_frames.txt were written by others: an encoder that reads Kafka's own message
// schemas, and two client libraries. A mistake that encoder and decoder here have in common would
// pass every round trip; it does not pass these.
#include <fstream>
#include <map>
#include <set>

#include "core/protocol/wire/difference.h"
#include "core/protocol/wire/message_codec.h"
#include "tests/support/catch.h"
#include "tests/unit/core/protocol/wire/samples.h"

namespace kscope {

namespace {

struct GoldenFrame {
    std::string name;
    std::string source;
    std::string hex;
};

std::vector<GoldenFrame> golden_frames() {
    std::ifstream file("tests/unit/core/protocol/wire/golden_frames.txt");
    std::vector<GoldenFrame> all;
    GoldenFrame frame;
    while (std::getline(file, frame.name, '|') && std::getline(file, frame.source, '|') &&
           std::getline(file, frame.hex)) {
        all.push_back(frame);
    }
    return all;
}

std::string bytes_of(const std::string& hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return bytes;
}

std::string hex_of(const std::string& bytes) {
    constexpr const char* digits = "0123456789abcdef";
    std::string hex;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

// Of ZooKeeper's answers, of what its servers say to each other and of SetWatches there is no
// writer but ZooKeeper itself.
bool has_other_writers(const MessageBody& message) {
    if (api_key_of(message) >= 0) return true;
    const std::string name = name_of(message);
    return !is_response(message) && !name.starts_with("Zab ") && name != "ZooKeeper setWatches";
}

}  // namespace

TEST_CASE("every message of Kafka and every request to ZooKeeper has the bytes of others") {
    const std::vector<MessageBody> samples = all_samples();
    std::set<std::string> compared;
    for (const GoldenFrame& golden : golden_frames()) {
        for (const MessageBody& message : samples) {
            if (golden.name != name_of(message)) continue;
            INFO(golden.name << ", " << golden.source);
            CHECK(hex_of(encode(message, sample_correlation)) == golden.hex);
            const DecodedMessage decoded = decode(message.index(), bytes_of(golden.hex));
            REQUIRE(decoded.body);
            const auto where = difference(message, *decoded.body);
            CHECK((where ? where->field : "") == "");
            compared.insert(golden.name);
        }
    }
    for (const MessageBody& message : samples) {
        INFO(name_of(message));
        CHECK((!has_other_writers(message) || compared.count(name_of(message)) == 1));
    }
}

TEST_CASE("the header of a request that kscope has not is read all the same") {
    for (const GoldenFrame& golden : golden_frames()) {
        if (golden.name != "ApiVersions") continue;
        const std::string bytes = bytes_of(golden.hex);
        WireReader in(std::string_view(bytes).substr(4), WireFormat::classic);
        const RequestHeader header = read_request_header(in);
        CHECK(header.api_key == 18);
        CHECK(header.api_version == 3);
        CHECK(header.correlation == sample_correlation);
        CHECK(header.client_id == "c-1");
        in.set_format(WireFormat::compact);
        in.tags();
        std::string software;
        std::string version;
        in.fields(software, version);
        in.tags();
        CHECK(software == "kscope");
        CHECK(version == "1");
        CHECK(in.ok());
        CHECK(in.unread() == 0);
        return;
    }
    FAIL("no ApiVersions among the golden frames");
}

TEST_CASE("answers of ZooKeeper, laid out by hand after zookeeper.jute") {
    // xid 7, zxid 0, error 0; czxid 11, mzxid 12, ctime, mtime, version 3, cversion, aversion,
    // ephemeralOwner 77, dataLength, numChildren, pzxid 13.
    const std::string head =
        "00000007"
        "0000000000000000"
        "00000000";
    const std::string stat =
        "000000000000000b"
        "000000000000000c"
        "0000000000000000"
        "0000000000000000"
        "00000003"
        "00000000"
        "00000000"
        "000000000000004d"
        "00000000"
        "00000000"
        "000000000000000d";
    const std::map<std::string, std::string> expected{
        {"ZooKeeper stat response", "00000054" + head + stat},
        {"ZooKeeper data response", "0000005a" + head +
                                        "00000002"
                                        "7b7d" +
                                        stat},
        {"ZooKeeper children response", "00000062" + head +
                                            "00000002"
                                            "00000001"
                                            "31"
                                            "00000001"
                                            "32" +
                                            stat},
        {"ZooKeeper watch event",
         "00000028"
         "ffffffff"
         "ffffffffffffffff"
         "00000000"
         "00000004"
         "00000003"
         "0000000c"
         "2f62726f6b6572732f696473"},
        {"ZooKeeper ping response",
         "00000010"
         "fffffffe"
         "0000000000000000"
         "00000000"}};
    std::size_t compared = 0;
    for (const MessageBody& message : zookeeper_samples()) {
        const auto found = expected.find(name_of(message));
        if (found == expected.end()) continue;
        CHECK(hex_of(encode(message, sample_correlation)) == found->second);
        ++compared;
    }
    CHECK(compared == expected.size());
    CHECK(hex_of(encode(ZkStatResponse{ZkError::no_such_node, {}}, sample_correlation)) ==
          "00000010"
          "00000007"
          "0000000000000000"
          "ffffff9b");
}

}  // namespace kscope
