#include "sim/shell/command_text.h"

#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

std::vector<std::string> texts(const CommandText& command) {
    std::vector<std::string> all;
    for (const Word& word : command.words) all.push_back(word.text);
    return all;
}

std::string mistake_in(const std::string& text) {
    try {
        read_commands(text);
    } catch (const BadInput& error) {
        return error.what();
    }
    return "";
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("words, quotes, escapes and comments are a POSIX shell's") {
    const auto commands = read_commands(
        "a 'b c' \"d \\\" e\" f\\ g # not this\n"
        "h; i\\\n j\n\n  # nothing\n k'l'\"m\" '' && n &\n");
    REQUIRE(commands.size() == 5);
    CHECK(texts(commands[0]) == Words{"a", "b c", "d \" e", "f g"});
    CHECK(texts(commands[1]) == Words{"h"});
    CHECK(texts(commands[2]) == Words{"i", "j"});
    CHECK(texts(commands[3]) == Words{"klm", ""});
    CHECK(texts(commands[4]) == Words{"n"});
    CHECK_FALSE(commands[3].background);
    CHECK(commands[4].background);
}

TEST_CASE("a tool's name as Windows writes it keeps its backslashes") {
    const auto commands =
        read_commands("D:\\kafka_2.12-2.5.0\\bin\\kafka-topics.bat --topic a\\ b");
    CHECK(texts(commands.at(0)) ==
          Words{"D:\\kafka_2.12-2.5.0\\bin\\kafka-topics.bat", "--topic", "a b"});
}

TEST_CASE("each word has its place") {
    const auto commands = read_commands("a\n  b 'c\nd' e", 10);
    CHECK(commands[1].words[0].place.line == 11);
    CHECK(commands[1].words[0].place.column == 3);
    CHECK(to_string(commands[1].words[1].place) == "shell:11:5");
    CHECK(to_string(commands[1].words[2].place) == "shell:12:4");
}

TEST_CASE("here-documents and files feed a command") {
    const auto commands = read_commands("a <<END b\none\n two # three\nEND\nc < file > other; d");
    REQUIRE(commands.size() == 3);
    CHECK(texts(commands[0]) == Words{"a", "b"});
    CHECK(commands[0].input == "one\n two # three\n");
    CHECK(commands[1].input_file->text == "file");
    CHECK(commands[1].output_file->text == "other");
    CHECK(texts(commands[2]) == Words{"d"});
    CHECK(commands[2].words[0].place.line == 5);
    CHECK(read_commands("a <<END\nEND").at(0).input == "");
}

TEST_CASE("what is never closed waits for more, all else is a mistake") {
    for (const char* text : {"a 'b", "a \"b", "a <<END\nb\n", "a \\"}) {
        INFO(text);
        CHECK(is_unfinished(text));
        CHECK(mistake_in(text) != "");
    }
    CHECK(is_unfinished("a \\\n"));
    CHECK_FALSE(is_unfinished("a \\\\\n"));
    for (const char* text : {"a | b", "a <", "< b", "&", "a > ;", "a >& b", "a <| b"}) {
        INFO(text);
        CHECK_FALSE(is_unfinished(text));
        CHECK(mistake_in(text).starts_with("shell:1:"));
    }
    CHECK_FALSE(is_unfinished("a 'b' <<END\nEND\n"));
    CHECK(mistake_in("ab 'c") == "shell:1:4: the quote is never closed; add a ' behind it");
}

}  // namespace kscope::sim
