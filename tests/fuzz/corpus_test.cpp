// Every file of the corpora, and seeded mutations of it, through its target.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/base/rng.h"
#include "tests/fuzz/targets.h"
#include "tests/support/catch.h"

namespace kscope::fuzz {

namespace {

std::map<std::string, std::string> corpus(const std::string& target) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator("tests/fuzz/corpus/" + target)) {
        std::ifstream in(entry.path(), std::ios::binary);
        std::ostringstream bytes;
        bytes << in.rdbuf();
        files[entry.path().filename().string()] = bytes.str();
    }
    return files;
}

// A few bits flipped, bytes cut out, doubled, or set to what breaks arithmetic.
std::string mutated(std::string bytes, Rng& rng) {
    const std::uint32_t changes = 1 + rng.below(4);
    for (std::uint32_t i = 0; i < changes && !bytes.empty(); ++i) {
        const std::uint32_t at = rng.below(static_cast<std::uint32_t>(bytes.size()));
        const std::uint32_t kind = rng.below(5);
        const std::uint32_t length = rng.below(9);
        if (kind == 0) bytes[at] = static_cast<char>(bytes[at] ^ (1 << (length % 8)));
        if (kind == 1) bytes.erase(at, length);
        if (kind == 2) bytes.insert(at, bytes.substr(at, length));
        if (kind == 3) bytes[at] = length < 4 ? '\x7f' : '\xff';
        if (kind == 4) bytes.resize(at);
    }
    return bytes;
}

}  // namespace

TEST_CASE("nothing in the corpora, and nothing near it, breaks a parser") {
    for (const Target& target : targets()) {
        const auto files = corpus(target.name);
        REQUIRE(files.size() >= 5);
        for (const auto& [name, bytes] : files) {
            INFO(target.name << " " << name);
            REQUIRE_NOTHROW(target.run(bytes));
            Rng rng(1);
            for (int round = 0; round < target.rounds; ++round) {
                const std::string changed = mutated(bytes, rng);
                INFO("round " << round);
                REQUIRE_NOTHROW(target.run(changed));
            }
        }
    }
}

TEST_CASE("a batch with a right CRC gets through the decoder's front door") {
    const auto files = corpus("batch_decoder");
    std::string bytes = files.at("broker_0_11_v2_one_record");
    bytes[17] = static_cast<char>(bytes[17] + 1);
    CHECK(with_right_crcs(bytes) == files.at("broker_0_11_v2_one_record"));
}

}  // namespace kscope::fuzz
