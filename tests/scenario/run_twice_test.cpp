// Each shipped scenario is run twice, in two processes, and must come to the same run hash and hold
// all that it promises.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "tests/support/catch.h"

namespace {

struct Run {
    int status = -1;
    std::string last_line;
};

// The lines that the process prints; the last one is kept.
Run run(const std::string& command) {
    Run result;
    std::FILE* pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    char line[4096];
    while (std::fgets(line, sizeof line, pipe) != nullptr) result.last_line = line;
    result.status = ::pclose(pipe);
    return result;
}

}  // namespace

TEST_CASE("each scenario runs twice to the same hash, and all that it expects holds") {
    const char* folder = std::getenv("KSCOPE_BIN_DIR");
    const std::string binary =
        std::string(folder != nullptr ? folder : "build/dev/bin") + "/kscope";
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("scenarios")) {
        if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() >= 3);
    for (const std::string& file : files) {
        INFO(file);
        const Run first = run(binary + " run " + file);
        const Run second = run(binary + " run " + file + " --quiet");
        CHECK(first.status == 0);
        CHECK(first.last_line.rfind("run hash: ", 0) == 0);
        CHECK(first.last_line == second.last_line);
    }
}
