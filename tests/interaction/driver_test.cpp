// The driver itself: what it reads it writes, a wrong expectation is seen, and mistakes in a story
// are told with their place.
#include "sim/scenario/input_error.h"
#include "tests/interaction/difference.h"
#include "tests/interaction/tell_story.h"
#include "tests/support/catch.h"

namespace kscope::interaction {

namespace {

const std::string small_story = R"(# A comment.
cluster
play silently 5s
send web click-0 a
play silently 1s
----

log click-0 b2
----
offset 0       epoch 0  producer 1000 epoch 0 sequence 0  a

# The end.
)";

std::string refusal(const std::string& text) {
    try {
        return "was told:\n" + tell_story(text, "s.txt");
    } catch (const sim::BadInput& error) {
        return error.what();
    }
}

}  // namespace

TEST_CASE("a story whose expectations are right stays as it is") {
    CHECK(tell_story(small_story, "s.txt") == small_story);
}

TEST_CASE("a wrong expectation is replaced, and the difference tells it by lines") {
    std::string wrong = small_story;
    wrong.replace(wrong.find("epoch 0"), 7, "epoch 9");
    const std::string told = tell_story(wrong, "s.txt");
    CHECK(told == small_story);
    CHECK(difference(wrong, told) ==
          "line 7:\n"
          "  \n"
          "  log click-0 b2\n"
          "  ----\n"
          "- offset 0       epoch 9  producer 1000 epoch 0 sequence 0  a\n"
          "+ offset 0       epoch 0  producer 1000 epoch 0 sequence 0  a\n"
          "  \n"
          "  # The end.\n");
    CHECK(difference(told, told).empty());
}

TEST_CASE("a missing expectation is added, one too much is removed") {
    std::string wrong = small_story;
    wrong.erase(wrong.find("offset 0"), wrong.find("# The end") - wrong.find("offset 0") - 1);
    wrong.insert(wrong.find("\nlog"), "something else\nand more\n");
    CHECK(wrong != small_story);
    CHECK(tell_story(wrong, "s.txt") == small_story);
}

TEST_CASE("mistakes are refused with their place") {
    const std::string begin = "cluster\n----\n\n";
    CHECK(refusal(begin + "kil b1\n----\n") ==
          "s.txt:4:1: `kil` is no command; did you mean `kill`?");
    CHECK(refusal(begin + "kill b7\n----\n") ==
          "s.txt:4:6: there is no node `b7`; did you mean `b1`?");
    CHECK(refusal(begin + "kill\n----\n") ==
          "s.txt:4:1: the name of a node is missing; write it behind this");
    CHECK(refusal(begin + "kill b1 b2\n----\n") ==
          "s.txt:4:9: `b2` is too much; end the command before it");
    CHECK(refusal(begin + "play 5\n----\n") ==
          "s.txt:4:6: `5` is no time with a unit; write for example 250ms");
    CHECK(refusal(begin + "partition click-1\n----\n") ==
          "s.txt:4:11: there is no partition `click-1`; did you mean `click-0`?");
    CHECK(refusal(begin + "partition click\n----\n").starts_with("s.txt:4:11: there is no "));
    CHECK(refusal(begin + "log click-0 web\n----\n") ==
          "s.txt:4:13: `web` is no broker; name one: b1");
    CHECK(refusal(begin + "send b1 click-0 a\n----\n") ==
          "s.txt:4:6: `b1` is no producer; name one, as web");
    CHECK(refusal(begin + "play until Thunder\n----\n").starts_with("s.txt:4:12: "));
    CHECK(refusal(begin + "group readers\n----\n") ==
          "s.txt:4:7: there is no group `readers`; there are none");
}

TEST_CASE("a text that is no story is refused with its place") {
    CHECK(refusal("play 1s\n----\n") ==
          "s.txt:1:1: there is no cluster yet; begin the story with `cluster`");
    CHECK(refusal("cluster\n") == "s.txt:2:1: no `----` after the commands; add it here");
    CHECK(refusal("# x\n----\n") == "s.txt:2:1: `----` without a command; say what to do above it");
    CHECK(refusal("  x=1\n----\n") ==
          "s.txt:1:1: this line belongs to no command; begin a command in the first column");
    CHECK(refusal("cluster\n----\n\ncluster\n----\n").starts_with("s.txt:4:1: there is a cluster"));
    CHECK(refusal("cluster\n  topics.click.partition=2\n----\n").starts_with("s.txt:1:1: --set "));
    CHECK(refusal("cluster\nkill b1\n  now\n----\n").starts_with("s.txt:3:1: only `cluster` "));
}

// b1 is not there to be killed twice.
TEST_CASE("an action that meets nothing is refused") {
    CHECK(refusal("cluster\nplay silently 1s\nkill b1\nkill b1\n----\n") ==
          "s.txt:4:6: there is nothing to act on; look at the state of the node");
}

}  // namespace kscope::interaction
