#include "core/metadata/topic_name.h"

#include "tests/support/catch.h"

namespace kscope {

// TopicTest.testTopicHasCollision, and its neighbours.
TEST_CASE("names that differ only in periods and underscores collide") {
    CHECK(topic_names_collide("a_b_c", "a.b.c"));
    CHECK(topic_names_collide("a.b_c", "a_b.c"));
    CHECK(topic_names_collide("a.b", "a.b"));
    CHECK_FALSE(topic_names_collide("a_b", "a-b"));
    CHECK_FALSE(topic_names_collide("a_b", "a.bc"));
    CHECK_FALSE(topic_names_collide("a_b", "a_c"));
    CHECK_FALSE(topic_names_collide("a.", "a"));
}

}  // namespace kscope
