// Whole console sessions: tests/unit/sim/shell/sessions/*.txt, each a transcript that must come out
// again. KSCOPE_APPROVE=1 writes them anew.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "tests/support/catch.h"
#include "tests/unit/sim/shell/transcript.h"

namespace kscope::sim {

namespace {

const std::string folder = "tests/unit/sim/shell/sessions";

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

// Files of the tree; disks are never written.
class Tree : public Outside {
public:
    [[nodiscard]] std::optional<std::string> read_file(const std::string& path) const override {
        std::ifstream file(path, std::ios::binary);
        if (!file || std::filesystem::is_directory(path)) return std::nullopt;
        return std::string{std::istreambuf_iterator<char>(file), {}};
    }
    void write_disks(const World&, const std::string&) const override {}
};

std::set<std::string> transcripts() {
    std::set<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        paths.insert(entry.path().string());
    }
    return paths;
}

}  // namespace

TEST_CASE("sessions come out as they were written") {
    const Tree tree;
    const bool approve = std::getenv("KSCOPE_APPROVE") != nullptr;
    REQUIRE_FALSE(transcripts().empty());
    for (const std::string& path : transcripts()) {
        const std::string expected = content_of(path);
        Session session(Session::own_scenario({}), Session::Origin::own, tree);
        const std::string got = played(expected, session);
        if (approve) std::ofstream(path, std::ios::binary) << got;
        INFO(path);
        CHECK(session.broken_law() == "");
        if (!approve) CHECK(got == expected);
    }
}

TEST_CASE("the documentation tells these sessions") {
    const std::pair<std::string, std::string> told[] = {
        {"docs/reference/shell.md", "/seed_documents.txt"},
        {"docs/lessons/14-at-the-console.md", "/lesson.txt"}};
    for (const auto& [document, session] : told) {
        const std::string begin_mark =
            "<!-- session: made by the test of sim/shell; do not edit -->\n";
        const std::string before = content_of(document);
        const std::string story = content_of(folder + session);
        const std::size_t begin = before.find(begin_mark) + begin_mark.size();
        const std::size_t end = before.find("<!-- end of session -->");
        REQUIRE(end != std::string::npos);
        std::string text = before;
        text.replace(begin, end - begin,
                     "\n```text\n" + story.substr(story.find("\n$ ") + 1) + "```\n\n");
        if (std::getenv("KSCOPE_APPROVE") != nullptr) std::ofstream(document) << text;
        INFO("run with KSCOPE_APPROVE=1, then look at the difference of " << document);
        CHECK((text == before));
    }
}

TEST_CASE("a session is the same each time") {
    const Tree tree;
    const std::string story = content_of(folder + "/seed_documents.txt");
    Session one(Session::own_scenario({}), Session::Origin::own, tree);
    Session two(Session::own_scenario({}), Session::Origin::own, tree);
    CHECK(played(story, one) == played(story, two));
    CHECK(one.cluster().world().run_hash() == two.cluster().world().run_hash());
}

}  // namespace kscope::sim
