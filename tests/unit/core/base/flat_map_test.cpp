#include "core/base/flat_map.h"

#include <algorithm>
#include <map>

#include "core/base/rng.h"
#include "tests/support/catch.h"

using namespace kscope;

TEST_CASE("a look-up that goes on from the last one finds the same places as any other") {
    Rng rng(7);
    FlatMap<int, int> flat;
    std::map<int, int> plain;
    std::size_t place = 0;
    int key = 0;
    for (int i = 1; i <= 5'000; ++i) {
        // Mostly rising, by small and large strides; now and then back, or beyond the end.
        key = rng.below(20) == 0 ? static_cast<int>(rng.below(3'000))
                                 : key + static_cast<int>(rng.below(40));
        flat.next(place, key) = i;
        plain[key] = i;
        REQUIRE(place < flat.size());
        REQUIRE((flat.begin() + static_cast<std::ptrdiff_t>(place))->first == key);
    }
    CHECK(std::equal(
        flat.begin(), flat.end(), plain.begin(), plain.end(),
        [](const auto& a, const auto& b) { return a.first == b.first && a.second == b.second; }));
}
