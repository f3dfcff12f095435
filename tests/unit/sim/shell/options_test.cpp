#include "sim/shell/options.h"

#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

Options options(const std::string& line, std::size_t positional = 0) {
    return Options(read_commands(line).at(0),
                   {flag("--create"), flag("--list"), with_value("--topic"),
                    with_value("--partitions"), maybe_value("--codec")},
                   positional);
}

template <class Act>
std::string mistake(Act act) {
    try {
        act();
    } catch (const BadInput& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("flags are read as joptsimple reads them") {
    const Options given = options("t --create --topic a --topic=b --codec --partitions -1 x", 1);
    CHECK(given.has("--create"));
    CHECK_FALSE(given.has("--list"));
    CHECK(given.values("--topic").size() == 2);
    CHECK(given.has("--topic"));
    CHECK(given.has("--codec"));
    CHECK(given.value("--codec") == nullptr);
    CHECK(given.whole("--partitions") == -1);
    CHECK(given.words().at(0).text == "x");
    CHECK(given.one_of({"--create", "--list"}) == "--create");
}

TEST_CASE("one value that is given twice is refused, whatever the values are") {
    const Options given = options("t --create --create --topic a --topic=a --codec --codec x");
    const std::string twice =
        "shell:1:31: Found multiple arguments for option topic, but you asked for only one; "
        "write --topic once";
    CHECK(mistake([&] { static_cast<void>(given.value("--topic")); }) == twice);
    CHECK(mistake([&] { static_cast<void>(given.text("--topic", "")); }) == twice);
    CHECK(mistake([&] { given.required("--topic"); }) == twice);
    CHECK(mistake([&] { static_cast<void>(given.whole("--topic")); }) == twice);
    CHECK(given.has("--create"));
    CHECK(given.value("--codec")->text == "x");  // a flag without its value has none
    CHECK(mistake([] {
              static_cast<void>(options("t --partitions 1 --partitions 1").whole("--partitions"));
          }) ==
          "shell:1:18: Found multiple arguments for option partitions, but you asked for "
          "only one; write --partitions once");
}

TEST_CASE("a wrong flag is one line with its place and what would be right") {
    CHECK(mistake([] { options("t --topics a"); }) ==
          "shell:1:3: topics is not a recognized option; did you mean `--topic`?");
    CHECK(mistake([] { options("t \xe2\x80\x93topic a"); }) ==
          "shell:1:3: `\xe2\x80\x93topic` has a typographic dash; write two plain ones: --topic");
    CHECK(mistake([] { options("t --topic"); }) ==
          "shell:1:3: Option topic requires an argument; write it behind --topic");
    CHECK(mistake([] { options("t --create=x"); }) ==
          "shell:1:3: --create takes no value; write only --create");
    CHECK(mistake([] { options("t stray"); }).starts_with("shell:1:3: `stray` belongs to no flag"));
    CHECK(mistake([] { static_cast<void>(options("t --partitions x").whole("--partitions")); }) ==
          "shell:1:16: Cannot parse argument 'x' of option partitions; write a whole number");
    CHECK(mistake([] {
              static_cast<void>(options("t --partitions 4294967297").whole_32("--partitions"));
          }) ==
          "shell:1:16: Cannot parse argument '4294967297' of option partitions; write a smaller "
          "number");
    CHECK(mistake([] { options("t").required("--topic"); }) ==
          "shell:1:1: Missing required argument \"[topic]\"; add --topic");
    CHECK(mistake([] {
              static_cast<void>(options("t --create --list").one_of({"--create", "--list"}));
          }).starts_with("shell:1:12: Command must include exactly one action"));
    CHECK(mistake([] {
              options("t --create --topic a").refuse_together("--create", {"--topic"});
          }).starts_with("shell:1:12: Option \"[create]\" can't be used"));
    CHECK(mistake([] {
              key_value_of({"novalue", {"shell", 1, 4}});
          }).find("key=val") != std::string::npos);
}

TEST_CASE("lists are split at commas, and trimmed") {
    CHECK(split("a, b ,,c", ',') == std::vector<std::string>{"a", "b", "", "c"});
    CHECK(split("", ',').empty());
    CHECK(joined({"a", "b"}, "/") == "a/b");
}

}  // namespace kscope::sim
