// Each file in bad/ says in its first line, a comment, how it is refused. Files that are too large
// or too strange to keep are made here.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

const std::string folder = "tests/scenario/bad";

std::string refusal(const std::string& path) {
    try {
        compile(load_scenario(path));
    } catch (const BadInput& error) {
        return error.what();
    }
    return "was not refused";
}

std::string refusal_of(const std::string& content) {
    const auto path = std::filesystem::temp_directory_path() / "kscope-bad-input-test.yaml";
    std::ofstream(path, std::ios::binary) << content;
    const std::string text = refusal(path.string());
    std::filesystem::remove(path);
    return text.substr(std::min(text.size(), path.string().size()));
}

std::string repeated(const std::string& text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

}  // namespace

TEST_CASE("each bad file is refused with its one line") {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 20);
    for (const auto& file : files) {
        std::ifstream stream(file);
        std::string expected;
        std::getline(stream, expected);
        REQUIRE(expected.starts_with("# "));
        expected.erase(0, 2);
        const bool of_data_file = expected.starts_with("tests/");
        const std::string prefix = of_data_file ? "" : file.string() + ":";
        const std::string said = refusal(file.string());
        CHECK(said == prefix + expected);
        CHECK(said.find('\n') == std::string::npos);
    }
}

TEST_CASE("strange files are refused and do no harm") {
    CHECK(refusal_of("") ==
          ":1:1: there is nothing in it; a scenario begins with `scenario: NAME`");
    CHECK(refusal_of(std::string("scenario: x\n\0\1\2", 15)) ==
          ":2:1: this is not text; a scenario is YAML in UTF-8");
    CHECK(refusal_of("scenario: \xC3(\n").starts_with(":1:11: this is not text"));
    CHECK(refusal_of("scenario: " + repeated("x", 100 * 1024 * 1024))
              .starts_with(":1:1: larger than 16 MiB"));
    const std::string deep = ": nested too deeply; a scenario needs no more than 64 levels";
    CHECK(refusal_of(repeated("[", 10'000)).ends_with(deep));
    CHECK(refusal_of(repeated("{a: ", 10'000)).ends_with(deep));
    CHECK(refusal_of("about: " + repeated("[", 10'000) + repeated("]", 10'000)).ends_with(deep));
    CHECK(refusal_of(repeated("- ", 10'000) + "x").ends_with(deep));
    std::string indented;
    for (int i = 0; i < 1'000; ++i) indented += repeated(" ", i) + "a:\n";
    CHECK(refusal_of(indented).ends_with(deep));
    CHECK(refusal("no/such/file.yaml").starts_with("no/such/file.yaml:1:1: cannot be opened"));
    CHECK(refusal("tests").starts_with("tests:1:1: cannot be read"));
}

}  // namespace kscope::sim
