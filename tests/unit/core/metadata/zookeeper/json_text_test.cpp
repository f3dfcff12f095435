#include "core/metadata/zookeeper/json_text.h"

#include <optional>
#include <vector>

#include "tests/support/catch.h"

namespace kscope {

namespace {

bool is_json(const std::string& text) {
    JsonReader in(text);
    in.skip();
    return in.finished();
}

std::optional<std::int32_t> number_in(const std::string& text) {
    JsonReader in(text);
    const auto value = in.integer<std::int32_t>();
    if (!in.finished()) return std::nullopt;
    return value;
}

std::optional<std::string> text_in(const std::string& text) {
    JsonReader in(text);
    std::string value = in.text();
    if (!in.finished()) return std::nullopt;
    return value;
}

}  // namespace

TEST_CASE("fields are found by name, in any order, and others are skipped") {
    const std::string data = R"( {"x":{"a":[1,{"b":null}]} , "n" : 7,"list":[3 , 4],"s":"t",)"
                             R"("y":-1.5e+3,"z":true} )";
    JsonReader in(data);
    std::int32_t n = 0;
    std::vector<std::int32_t> list;
    std::string s;
    in.object([&](const std::string& name) {
        if (name == "n") n = in.integer<std::int32_t>();
        if (name == "list") in.array([&] { list.push_back(in.integer<std::int32_t>()); });
        if (name == "s") s = in.text();
    });
    CHECK(in.finished());
    CHECK(n == 7);
    CHECK(list == std::vector<std::int32_t>{3, 4});
    CHECK(s == "t");
}

TEST_CASE("what is no JSON is not good, and harms nobody") {
    for (const char* text :
         {"0", "-0", "10", "0.5", "1E9", "\"\"", "[]", "{}", " null ", "true", "[[],{}]"}) {
        INFO(text);
        CHECK(is_json(text));
    }
    for (const char* text : {"",        " ",        "{",
                             "[",       "{}}",      "[1,]",
                             "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
                             "{a:1}",   "{1:1}",    "01",
                             "1.",      ".5",       "-",
                             "+1",      "1e",       "nul",
                             "True",    "'a'",      "\"a",
                             "\"\\x\"", "\"\\",     "\"\n\"",
                             "1 2",     "[1 2]",    "{\"a\":1 \"b\":2}",
                             "]",       ","}) {
        INFO(text);
        CHECK_FALSE(is_json(text));
    }
    CHECK_FALSE(is_json(std::string(100'000, '[')));
    CHECK_FALSE(is_json(std::string("\0", 1)));
    CHECK(is_json(std::string(64, '[') + std::string(64, ']')));
    CHECK_FALSE(is_json(std::string(65, '[') + std::string(65, ']')));
    // Any beginning of a good text.
    const std::string whole = R"({"a":[1,-2.5e3,"\u00e4\"x"],"b":{"c":null,"d":false}})";
    REQUIRE(is_json(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        INFO(whole.substr(0, size));
        CHECK_FALSE(is_json(whole.substr(0, size)));
    }
}

TEST_CASE("a whole number is one that fits") {
    CHECK(number_in("2147483647") == 2147483647);
    CHECK(number_in("-2147483648") == -2147483647 - 1);
    for (const char* text : {"2147483648", "99999999999999999999", "1.0", "1e2", "\"1\"", "null"}) {
        INFO(text);
        CHECK_FALSE(number_in(text));
    }
}

TEST_CASE("texts come back as they were quoted") {
    CHECK(json_quoted("a\"b\\c\n\x01") == R"("a\"b\\c\n\u0001")");
    for (const char* text : {"", "plain", "q\"b\\", "\b\f\n\r\t\x1f", "\xc3\xa4"}) {
        CHECK(text_in(json_quoted(text)) == text);
    }
    CHECK(text_in(R"("\/\u0041\u00e4\u20ac\ud83d\ude00")") ==
          "/A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    for (const char* text :
         {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\u12")", R"("\u12g4")"}) {
        INFO(text);
        CHECK_FALSE(text_in(text));
    }
}

TEST_CASE("null is taken where it may stand for nothing") {
    JsonReader in("[null,1]");
    std::vector<bool> nulls;
    in.array([&] { nulls.push_back(in.take_null()); });
    CHECK(in.finished());
    CHECK(nulls == std::vector<bool>{true, false});
}

}  // namespace kscope
