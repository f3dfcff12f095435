#include "tests/tidy/folders.h"

#include "tests/support/catch.h"

using namespace kscope::tidy;

namespace {

using Rules = std::vector<std::string>;

// A tree in which sim/engine uses core/log, which uses core/base: no finding.
std::map<std::string, std::string> good_tree() {
    return {{"core/base/CMakeLists.txt", "kscope_library()"},
            {"core/base/ids.h", "// Ids.\n#pragma once\n"},
            {"core/log/CMakeLists.txt", "kscope_library(DEPS\n    core_base fmt::fmt)"},
            {"core/log/log.h", "// Log.\n#pragma once\n#include \"core/base/ids.h\"\n"},
            {"sim/engine/CMakeLists.txt", "kscope_library(DEPS core_log)  # not gui_app"},
            {"sim/engine/a.cpp", "#include \"core/log/log.h\"\n#include \"core/base/ids.h\"\n"}};
}

Rules rules_broken(const std::map<std::string, std::string>& texts) {
    std::vector<SourceFile> tree;
    for (const auto& [path, text] : texts) tree.push_back(parse_source(path, text));
    Findings findings;
    check_tree(tree, findings);
    Rules rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
}

}  // namespace

TEST_CASE("includes that DEPS allow, directly or through others") {
    CHECK(rules_broken(good_tree()).empty());
}

TEST_CASE("an include that DEPS do not cover") {
    auto tree = good_tree();
    tree["core/base/ids.h"] += "#include \"core/log/log.h\"\n";
    CHECK(rules_broken(tree) == Rules{"deps"});
}

TEST_CASE("nothing points back: core never includes sim, sim never gui") {
    auto tree = good_tree();
    tree["core/log/log.h"] += "#include \"sim/engine/world.h\"\n";
    tree["sim/engine/a.cpp"] += "#include \"gui/app/window.h\"\n";
    CHECK(rules_broken(tree) == Rules{"layer", "layer"});
}

TEST_CASE("sources never include tests") {
    auto tree = good_tree();
    tree["core/log/log.h"] += "#include \"tests/support/catch.h\"\n";
    CHECK(rules_broken(tree) == Rules{"layer"});
}

TEST_CASE("DEPS that nothing uses") {
    auto tree = good_tree();
    tree["core/log/log.h"] = "// Log.\n#pragma once\n";
    CHECK(rules_broken(tree) == Rules{"unused-dep"});
}

TEST_CASE("folders that depend on each other") {
    auto tree = good_tree();
    tree["core/base/CMakeLists.txt"] = "kscope_library(DEPS core_log)";
    tree["core/base/ids.h"] += "#include \"core/log/log.h\"\n";
    CHECK(rules_broken(tree) == Rules{"cycle", "cycle"});
}

TEST_CASE("a source that no target reaches") {
    auto tree = good_tree();
    tree["core/lost/a.cpp"] = "";
    CHECK(rules_broken(tree) == Rules{"reached"});
    tree = good_tree();
    tree["core/log/main.cpp"] = "";
    CHECK(rules_broken(tree) == Rules{"reached"});
    tree["core/log/CMakeLists.txt"] += "\nkscope_executable(log DEPS core_log)";
    CHECK(rules_broken(tree).empty());
}

TEST_CASE("a header that nobody includes is dead") {
    std::vector<SourceFile> tree{parse_source("core/a/a.h", "// A.\n#pragma once\n"),
                                 parse_source("core/a/a.cpp", "#include \"core/a/a.h\"\n")};
    Findings findings;
    check_dead_headers(tree, findings);
    CHECK(findings.size() == 1);
    tree.push_back(parse_source("core/b/b.cpp", "#include \"core/a/a.h\"\n"));
    findings.clear();
    check_dead_headers(tree, findings);
    CHECK(findings.empty());
}
