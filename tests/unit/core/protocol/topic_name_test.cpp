#include "core/protocol/topic_name.h"

#include <algorithm>
#include <vector>

#include "core/base/digest.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

// Around 23 bytes, the most that stand in the value, and Kafka's longest.
const std::vector<std::string> names{"",
                                     "a",
                                     "b",
                                     "click",
                                     "click-stream",
                                     "clicks",
                                     std::string(22, 'm'),
                                     std::string(23, 'm'),
                                     std::string(24, 'm'),
                                     std::string(23, 'm') + "n",
                                     std::string(249, 'm'),
                                     std::string(248, 'm') + "n",
                                     std::string("nul\0", 4),
                                     "nul",
                                     "\xc3\xa9t\xc3\xa9"};

}  // namespace

TEST_CASE("a topic's name is the text that it was made from") {
    for (const std::string& name : names) {
        const TopicName topic(name);
        CHECK(topic.view() == name);
        CHECK(topic.str() == name);
        CHECK(topic.empty() == name.empty());
        CHECK(topic == name);
        CHECK(name == topic);
        CHECK("<" + topic + ">" == "<" + name + ">");
        CHECK(topic + "-0" == name + "-0");
    }
}

TEST_CASE("topics' names are ordered as their texts are") {
    for (const std::string& a : names) {
        for (const std::string& b : names) {
            CAPTURE(a, b);
            const TopicName left(a);
            const TopicName right(b);
            CHECK((left == right) == (a == b));
            CHECK((left < right) == (a < b));
            CHECK((left < b) == (a < b));
            CHECK((a < right) == (a < b));
        }
    }
}

TEST_CASE("a copied name stays when the other one changes or goes") {
    for (const std::string& a : names) {
        for (const std::string& b : names) {
            CAPTURE(a, b);
            TopicName name(a);
            const TopicName copy(name);
            name = TopicName(b);
            CHECK(copy == a);
            CHECK(name == b);
            TopicName other(a);
            other = name;
            name = TopicName();
            CHECK(other == b);
            const TopicName& same = other;
            other = same;
            CHECK(other == b);
            TopicName moved(std::move(other));
            CHECK(moved == b);
            name = std::move(moved);
            CHECK(name == b);
        }
    }
}

TEST_CASE("a topic's name is digested as its text") {
    for (const std::string& name : names) {
        Digest of_name;
        Digest of_text;
        digest_into(of_name, TopicName(name));
        digest_into(of_text, name);
        CHECK(of_name == of_text);
    }
}
