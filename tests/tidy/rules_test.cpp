// Every rule is shown an offence, which it must name, and an innocent neighbour.
#include "tests/tidy/rules.h"

#include "tests/support/catch.h"

using namespace kscope::tidy;

namespace {

std::vector<std::string> rules_broken(const std::string& path, const std::string& text,
                                      bool has_header = false) {
    Findings findings;
    check_file(parse_source(path, text), has_header, findings);
    std::vector<std::string> rules;
    for (const Finding& finding : findings) rules.push_back(finding.rule);
    return rules;
}

using Rules = std::vector<std::string>;

std::string lines(int count, const std::string& line) {
    std::string text;
    for (int i = 0; i < count; ++i) text += line + "\n";
    return text;
}

}  // namespace

TEST_CASE("lines have at most 100 columns, counted in characters") {
    CHECK(rules_broken("core/a/a.cpp", "// " + std::string(98, 'x')) == Rules{"line-length"});
    CHECK(rules_broken("core/a/a.cpp", "// " + std::string(97, 'x')).empty());
    std::string accents = "// ";
    for (int i = 0; i < 97; ++i) accents += "\xC3\xA9";
    CHECK(rules_broken("core/a/a.cpp", accents).empty());
    CHECK(rules_broken("docs/a.md", std::string(300, 'x')).empty());
}

TEST_CASE("files have at most 500 lines") {
    CHECK(rules_broken("sim/a/a.cpp", lines(501, "int x();")) == Rules{"file-length"});
    CHECK(rules_broken("sim/a/a.cpp", lines(500, "int x();")).empty());
}

TEST_CASE("files are written in snake_case") {
    CHECK(rules_broken("core/a/BadName.cpp", "") == Rules{"file-name"});
    CHECK(rules_broken("core/a/good_name_2.cpp", "").empty());
}

TEST_CASE("headers begin with a paragraph and #pragma once") {
    CHECK(rules_broken("core/a/a.h", "#pragma once\n") == Rules{"header-paragraph"});
    CHECK(rules_broken("core/a/a.h", "// What it is.\n") == Rules{"pragma-once"});
    CHECK(rules_broken("core/a/a.h", "// What it is.\n#pragma once\n").empty());
}

TEST_CASE("a source includes its own header first") {
    const std::string late = "#include <vector>\n#include \"core/a/a.h\"\n";
    CHECK(rules_broken("core/a/a.cpp", late, true) == Rules{"own-header-first"});
    CHECK(rules_broken("core/a/a.cpp", "#include \"core/a/a.h\"\n", true).empty());
    CHECK(rules_broken("core/a/a.cpp", late, false).empty());
}

TEST_CASE("no path into one machine and no unknown host") {
    CHECK(rules_broken("docs/a.md", "see /home/someone/kafka") == Rules{"machine-path"});
    CHECK(rules_broken("docs/a.md", "see /tmp/kafka") == Rules{"machine-path"});
    CHECK(rules_broken("docs/a.md", "log.dirs=/tmp/kafka-logs-1, /tmp/zookeeper").empty());
    CHECK(rules_broken("docs/a.md", "log.dirs=/tmp/kraft-broker-logs-2").empty());
    CHECK(rules_broken("docs/a.md", "GET /shop/home/ and ~/home/").empty());
    CHECK(rules_broken("docs/a.md", "https://private.invalid/x") == Rules{"host"});
    CHECK(rules_broken("docs/a.md", "https://kafka.apache.org/documentation").empty());
    CHECK(rules_broken("scenarios/data/a.txt", "https://private.invalid/x").empty());
}

TEST_CASE("core and sim are pure") {
    for (const char* text :
         {"double x();", "std::hash<int> h();", "std::unordered_map<int, int> m();",
          "auto t() { return std::chrono::steady_clock::now(); }", "std::mt19937 engine();",
          "int f() { std::cout << 1; }"}) {
        CHECK(rules_broken("core/a/a.cpp", text) == Rules{"banned-word"});
        CHECK(rules_broken("sim/engine/a.cpp", text) == Rules{"banned-word"});
        CHECK(rules_broken("sim/cli/a.cpp", text).empty());
        CHECK(rules_broken("gui/canvas/a.cpp", text).empty());
    }
    CHECK(rules_broken("core/a/a.cpp", "// a double in a comment\nauto s() { return \"float\"; }")
              .empty());
    CHECK(rules_broken("core/a/a.cpp", "int doubled(int float_count);").empty());
}

TEST_CASE("banned includes") {
    CHECK(rules_broken("core/a/a.cpp", "#include <thread>") == Rules{"banned-include"});
    CHECK(rules_broken("sim/net/a.cpp", "#  include <random>") == Rules{"banned-include"});
    CHECK(rules_broken("sim/story/a.cpp", "#include <fstream>") == Rules{"banned-include"});
    CHECK(rules_broken("sim/scenario/a.cpp", "#include <fstream>").empty());
    CHECK(rules_broken("sim/sweep/a.cpp", "#include <thread>").empty());
    CHECK(rules_broken("sim/cli/a.cpp", "#include <QWidget>") == Rules{"banned-include"});
    CHECK(rules_broken("gui/app/a.cpp", "#include <QWidget>").empty());
    CHECK(rules_broken("sim/story/a.cpp", "#include <yaml-cpp/yaml.h>") == Rules{"banned-include"});
    CHECK(rules_broken("sim/scenario/a.cpp", "#include <yaml-cpp/yaml.h>").empty());
}

TEST_CASE("nothing is ordered by a pointer") {
    CHECK(rules_broken("core/a/a.cpp", "std::map<const Node*, int> f();") ==
          Rules{"pointer-order"});
    CHECK(rules_broken("core/a/a.cpp", "std::map<int, Node*> f();").empty());
}

TEST_CASE("no mutable state outlives a world") {
    CHECK(rules_broken("core/a/a.cpp", "static int count = 0;") == Rules{"mutable-static"});
    CHECK(rules_broken("core/a/a.cpp", "inline std::vector<int> all;") == Rules{"mutable-static"});
    CHECK(rules_broken("core/a/a.cpp", "void f() { static Cache cache{}; }") ==
          Rules{"mutable-static"});
    CHECK(rules_broken("core/a/a.cpp",
                       "static constexpr int a = 1;\ninline constexpr int b{2};\n"
                       "constexpr static int c = 1;\nstatic int f(int);\nstatic const int d = 1;\n")
              .empty());
    CHECK(rules_broken("sim/cli/a.cpp", "static int count = 0;").empty());
}

TEST_CASE("only core/config names a version") {
    CHECK(rules_broken("core/log/a.cpp", "f(\"3.9\");") == Rules{"version"});
    CHECK(rules_broken("gui/app/a.cpp", "f(\"0.10.2\");") == Rules{"version"});
    CHECK(rules_broken("core/config/a.cpp", "f(\"3.9\");").empty());
    CHECK(rules_broken("core/log/a.cpp", "f(\"3.\", \"v3.9\", \"1.2.3.4\"); // 3.9").empty());
}

TEST_CASE("a function has at most 70 lines") {
    const std::string body = lines(70, "    g();");
    CHECK(rules_broken("core/a/a.cpp", "void f() {\n" + body + "}\n") == Rules{"function-length"});
    CHECK(rules_broken("core/a/a.cpp", "void f() {\n" + lines(68, "    g();") + "}\n").empty());
    CHECK(rules_broken("core/a/a.cpp", "Foo::Foo(int a)\n    : a_{a}, b_{1} {\n" + body + "}\n") ==
          Rules{"function-length"});
    CHECK(rules_broken("core/a/a.h",
                       "// x\n#pragma once\nclass A {\npublic:\n    void f() const {\n" + body +
                           "    }\n};\n") == Rules{"function-length"});
    CHECK(rules_broken("tests/unit/a_test.cpp", "TEST_CASE(\"x\") {\n" + body + "}\n") ==
          Rules{"function-length"});
    const std::string small = "void f() {\n    if (a) {\n    }\n}\n";
    CHECK(rules_broken("core/a/a.cpp", "namespace a {\n" + lines(30, small) + "}\n").empty());
}

TEST_CASE("at most one draw in a full expression") {
    CHECK(rules_broken("sim/net/a.cpp", "void f() { g(rng.next(), rng.below(3)); }") ==
          Rules{"one-draw"});
    CHECK(rules_broken("core/a/a.cpp", "void f() { x = rng->next() +\n rng->next(); }") ==
          Rules{"one-draw"});
    CHECK(rules_broken("core/a/a.cpp", "void f() { a = rng.next(); b = rng.next(); }").empty());
}

TEST_CASE("literals and comments are seen through") {
    const SourceFile file =
        parse_source("core/a/a.cpp",
                     "auto a = R\"x(double \" }{)x\"; // {\nauto b = 1'000; auto c = '\"'; int d;");
    REQUIRE(file.literals.size() == 1);
    CHECK(file.literals[0].text == "double \" }{");
    CHECK(file.code[0].find("double") == std::string::npos);
    CHECK(file.code[1].find("int d;") != std::string::npos);
}
