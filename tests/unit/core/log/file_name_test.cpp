#include "core/border/files.h"

#include "tests/support/catch.h"

using namespace kscope;

TEST_CASE("equal file names are equal, shared or not, and have one hash") {
    const FileName name("click-0/00000000000000000000.log");
    const FileName shared = name;
    const FileName again(std::string("click-0/") + "00000000000000000000.log");
    const FileName other("click-1/00000000000000000000.log");
    CHECK(name == shared);
    CHECK(name == again);
    CHECK(name.hash() == again.hash());
    CHECK_FALSE(name == other);
    CHECK(name.hash() != other.hash());
    CHECK(again.text() == "click-0/00000000000000000000.log");
}
