// Which topics a regular expression of --topic means (org.apache.kafka.server.util.TopicFilter).
#include "sim/shell/topic_chooser.h"

#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

// Of these topics, those that are chosen.
std::string chosen_of(const std::string& pattern) {
    const TopicChooser chooser(pattern, {"shell", 1, 1});
    std::string text;
    for (const char* topic : {"abc", "a.c", "abbc", "axc", "click", "click2", "user_click", "["}) {
        if (chooser.matches(topic)) text += (text.empty() ? "" : " ") + std::string(topic);
    }
    return text;
}

std::string refusal_of(const std::string& pattern) {
    try {
        const TopicChooser chooser(pattern, {"shell", 1, 1});
    } catch (const BadInput& error) {
        return error.what();
    }
    return "";
}

bool is_invalid(const std::string& pattern) {
    return refusal_of(pattern).starts_with("shell:1:1: " + pattern + " is an invalid regex; ");
}

}  // namespace

TEST_CASE("a name means itself, and a regular expression what it matches as a whole") {
    CHECK(chosen_of("click") == "click");
    CHECK(chosen_of("a.c") == "abc a.c axc");
    CHECK(chosen_of("a\\.c") == "a.c");
    CHECK(chosen_of("a[bx]c") == "abc axc");
    CHECK(chosen_of("ab{2}c") == "abbc");
    CHECK(chosen_of("ab+c") == "abc abbc");
    CHECK(chosen_of("clic") == "");
    CHECK(chosen_of(".*click.*") == "click click2 user_click");
    CHECK(chosen_of("(user_)?click\\d?") == "click click2 user_click");
    CHECK(chosen_of("(?!a).*c.*") == "click click2 user_click");
    CHECK(chosen_of("^click$") == "click");
    CHECK(chosen_of("\\[") == "[");
}

TEST_CASE("commas and bars part alternatives; blanks and quotes around them count for nothing") {
    CHECK(chosen_of("click,abc") == "abc click");
    CHECK(chosen_of("click|abc") == "abc click");
    CHECK(chosen_of(" click , abc ") == "abc click");
    CHECK(chosen_of("\"click,abc'") == "abc click");
    CHECK(chosen_of("click,") == "click");
    CHECK(chosen_of("\"\"") == "");
    CHECK(chosen_of("") == "abc a.c abbc axc click click2 user_click [");
    CHECK(TopicChooser(nullptr).matches("click"));
}

TEST_CASE("what is no regular expression is refused, and what Java alone has") {
    for (const char* bad : {"[", "(", ")", "*", "a{", "a{2", "a\\", "(?i)click", "(?<!b)click",
                            "\\Qclick\\E", "\\p{Alpha}+", "[a-c&&b]", "[a[b]]", "[]a]"}) {
        INFO(bad);
        CHECK(is_invalid(bad));
    }
    // A comma is a bar, in Kafka too.
    CHECK(refusal_of("ab{1,2}c").starts_with("shell:1:1: ab{1|2}c is an invalid regex; "));
}

TEST_CASE("no expression takes ages, and none is too long to say so") {
    const std::string name(249, 'a');
    const Place place{"shell", 1, 1};
    CHECK_FALSE(TopicChooser("(a+)+b", place).matches(name));
    CHECK_FALSE(TopicChooser("(a|aa)+b", place).matches(name));
    CHECK(TopicChooser(name, place).matches(name));
    CHECK(TopicChooser(std::string(2000, '(') + "a" + std::string(2000, ')'), place).matches("a"));
    CHECK(refusal_of(std::string(4096, 'a')) == "");
    CHECK(refusal_of(std::string(4097, 'a')) ==
          "shell:1:1: a regular expression that is too long for a list of topics; "
          "write at most 4096 signs");
    CHECK(refusal_of("(a?){99999}") ==
          "shell:1:1: a regular expression that is too long for a list of topics; "
          "write smaller numbers of repetitions");
}

}  // namespace kscope::sim
