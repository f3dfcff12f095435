// Each stories/*.txt, told again, prints what stands in it. KSCOPE_APPROVE=1 writes what it prints
// into the file, for `git diff` to be looked at.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/interaction/difference.h"
#include "tests/interaction/tell_story.h"
#include "tests/support/catch.h"

namespace kscope::interaction {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> story_files() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator("tests/interaction/stories")) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

std::string content_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

void check_story(const fs::path& path) {
    const std::string text = content_of(path);
    std::string told;
    try {
        told = tell_story(text, path.generic_string());
        CHECK(tell_story(told, path.generic_string()) == told);
    } catch (const std::exception& error) {
        FAIL_CHECK(error.what());
        return;
    }
    if (told == text) return;
    if (std::getenv("KSCOPE_APPROVE") != nullptr) {
        std::ofstream(path, std::ios::binary) << told;
        return;
    }
    // Not as Catch2's message, which would break the lines anew.
    std::cerr << path.generic_string() << " tells something else now:\n" << difference(text, told);
    FAIL_CHECK(path.generic_string() << ": if that is right, KSCOPE_APPROVE=1 writes it down");
}

}  // namespace

TEST_CASE("the stories print what stands in them") {
    const auto files = story_files();
    CHECK(files.size() >= 8);
    for (const fs::path& path : files) check_story(path);
}

}  // namespace kscope::interaction
