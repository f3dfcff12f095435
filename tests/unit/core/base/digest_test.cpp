// The values are pinned: run hashes are promised per commit and over compilers. They were computed
// by a second implementation.
#include "core/base/digest.h"

#include "core/base/ids.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

template <class T>
Hash128 digest_of(const T& value) {
    Digest d;
    digest_into(d, value);
    return d.value();
}

struct Point {
    int x = 0;
    int y = 0;
    template <class V>
    void visit(V&& v) const {
        v("x", x), v("y", y);
    }
};

}  // namespace

TEST_CASE("digests are pinned") {
    CHECK(Digest().value().hex() == "37c6770fc98acaefa68fac29a569eb0c");
    Digest two;
    two.add(1);
    two.add(2);
    CHECK(two.value().hex() == "612b22099adf56f8933d142feaa02669");
    Digest bytes;
    bytes.add_bytes("website click");
    CHECK(bytes.value().hex() == "aac9fb8dc85db49029ffb9f79b812cc2");
    Digest few;
    few.add_bytes("click");
    CHECK(few.value().hex() == "49f4c1710435d597418c68b7b65e4e88");
}

TEST_CASE("an aggregate is digested field by field") {
    Digest fields;
    fields.add(3);
    fields.add(4);
    CHECK(digest_of(Point{3, 4}) == fields.value());
    CHECK_FALSE(digest_of(Point{3, 4}) == digest_of(Point{4, 3}));
}

TEST_CASE("few bytes are not mistaken for others") {
    CHECK_FALSE(digest_of(std::string("a")) == digest_of(std::string("a\0", 2)));
    CHECK_FALSE(digest_of(std::string()) == digest_of(std::string("\0", 1)));
    CHECK_FALSE(digest_of(std::string("1234567")) == digest_of(std::string("12345678")));
    CHECK_FALSE(digest_of(std::vector<std::string>{"ab", "c"}) ==
                digest_of(std::vector<std::string>{"a", "bc"}));
}

TEST_CASE("null, empty and absent differ") {
    CHECK_FALSE(digest_of(std::optional<Bytes>()) == digest_of(std::optional<Bytes>(Bytes())));
    CHECK_FALSE(digest_of(std::vector<int>{0}) == digest_of(std::vector<int>{0, 0}));
    CHECK(digest_of(Offset(5)) == digest_of(std::int64_t{5}));
    CHECK(digest_of(Bytes("ab")) == digest_of(std::string("ab")));
}
