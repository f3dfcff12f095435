#include "sim/codec/codecs.h"

#include "tests/support/catch.h"

using namespace kscope;

namespace {

constexpr std::array all_types{CompressionType::gzip, CompressionType::snappy, CompressionType::lz4,
                               CompressionType::zstd};

std::string text_of(std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) {
        text += "GET /item/" + std::to_string(i * i % 97) + " 200\n";
    }
    text.resize(size);
    return text;
}

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

}  // namespace

TEST_CASE("what was compressed comes back, of every type and size") {
    for (const CompressionType type : all_types) {
        const Codec& codec = sim::codecs().of(type);
        for (const std::size_t size : {0U, 1U, 100U, 32768U, 65536U, 200000U}) {
            INFO(name_of(type) << ", " << size << " bytes");
            const std::string text = text_of(size);
            const std::string packed = codec.compress(text, type == CompressionType::gzip ? -1 : 3);
            CHECK((size < 1000 || packed.size() < size / 2));
            CHECK(codec.decompress(packed, size) == text);
            CHECK(codec.compress(text, 3) == codec.compress(text, 3));
        }
    }
}

TEST_CASE("a bomb stops at the limit") {
    for (const CompressionType type : all_types) {
        INFO(name_of(type));
        const Codec& codec = sim::codecs().of(type);
        const std::string packed = codec.compress(std::string(1000000, '0'), 3);
        CHECK_FALSE(codec.decompress(packed, 999999));
        CHECK(codec.decompress(packed, 1000000));
    }
}

TEST_CASE("what is cut anywhere is refused") {
    for (const CompressionType type : all_types) {
        const Codec& codec = sim::codecs().of(type);
        const std::string packed = codec.compress(text_of(500), 3);
        for (std::size_t keep = 0; keep < packed.size(); ++keep) {
            INFO(name_of(type) << ", " << keep << " of " << packed.size() << " bytes");
            const auto plain = codec.decompress(packed.substr(0, keep), 1000);
            // Xerial's framing has no end mark: a cut between blocks is a shorter text.
            if (type == CompressionType::snappy && plain) {
                CHECK(plain->empty());
            } else {
                CHECK_FALSE(plain);
            }
        }
    }
}

TEST_CASE("a flipped byte never crashes") {
    for (const CompressionType type : all_types) {
        const Codec& codec = sim::codecs().of(type);
        const std::string text = text_of(500);
        const std::string packed = codec.compress(text, 3);
        std::size_t refused = 0;
        for (std::size_t at = 0; at < packed.size(); ++at) {
            std::string damaged = packed;
            damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
            const auto plain = codec.decompress(damaged, 1000);
            refused += plain ? 0 : 1;
            if (plain) CHECK(plain->size() <= 1000);
        }
        CHECK(refused > 0);
    }
}

// The specification's own streams: RFC 1952 with a stored block, snappy's and lz4's literals.
TEST_CASE("streams that others wrote are read") {
    CHECK(sim::gzip_decompress(from_hex("1f8b08000000000000ff010500faff68656c6c6f86a610360500000"
                                        "0"),
                               100) == "hello");
    CHECK(sim::snappy_decompress(from_hex("051068656c6c6f"), 100) == "hello");  // raw
    CHECK(sim::snappy_decompress(from_hex("82534e415050590000000001000000010000000705106865"
                                          "6c6c6f"),
                                 100) == "hello");  // xerial
}

TEST_CASE("kinds of compression have Kafka's names") {
    CHECK(name_of(CompressionType::zstd) == "zstd");
    CHECK(compression_named("lz4") == CompressionType::lz4);
    CHECK_FALSE(compression_named("brotli"));
}
