// Offsets and their marks.
#include "gui/geometry/marks.h"
#include "gui/geometry/offset_axis.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::gui;

TEST_CASE("a short log is shown whole, from its start") {
    const OffsetAxis axis = make_offset_axis({0, 136, Offset{0}, Offset{4}, no_offset});
    CHECK(axis.first == Offset{0});
    CHECK(axis.folded == 0);
    CHECK(axis.boundary(Offset{1}) - axis.boundary(Offset{0}) == 20);
    CHECK(axis.boundary(Offset{4}) <= 136);
}

TEST_CASE("a long log follows its end, older cells fold") {
    const OffsetAxis axis = make_offset_axis({0, 136, Offset{0}, Offset{42}, no_offset});
    CHECK(axis.cells == 5);
    CHECK(axis.first == Offset{37});
    CHECK(axis.folded == 37);
    CHECK(axis.shows(Offset{41}));
    CHECK_FALSE(axis.shows(Offset{42}));
    CHECK(axis.shows_boundary(Offset{42}));
    CHECK(axis.boundary(Offset{42}) <= 136);
    CHECK(axis.at(axis.boundary(Offset{40}) + 3) == Offset{40});
    CHECK(axis.at(-1000) == Offset{37});
}

TEST_CASE("the chip of the folded cells has room for its own digits") {
    for (std::int64_t end = 20; end < 1'300; ++end) {
        const OffsetAxis axis = make_offset_axis({4, 284, Offset{0}, Offset{end}, no_offset});
        if (axis.folded == 0) continue;
        INFO("log end " << end << ", folded " << axis.folded);
        const auto letters = static_cast<double>(std::to_string(axis.folded).size() + 1);
        if (axis.folded < 1'000) CHECK(axis.origin - 4 >= letters * 7.2);
        CHECK(axis.boundary(Offset{end}) <= 284 - 6);
    }
}

TEST_CASE("a pinned axis stays, within the log") {
    CHECK(make_offset_axis({0, 136, Offset{0}, Offset{42}, Offset{10}}).first == Offset{10});
    CHECK(make_offset_axis({0, 136, Offset{0}, Offset{42}, Offset{90}}).first == Offset{37});
    CHECK(make_offset_axis({0, 136, Offset{7}, Offset{42}, Offset{1}}).folded == 0);
}

TEST_CASE("three digits get a wider cell") {
    CHECK(make_offset_axis({0, 136, Offset{0}, Offset{100}, no_offset}).pitch == 20);
    CHECK(make_offset_axis({0, 136, Offset{0}, Offset{101}, no_offset}).pitch == 23);
}

TEST_CASE("numbers as the canvas writes them") {
    CHECK(fold_text(36) == "\u203936");
    CHECK(fold_text(12'036) == "\u203912k");
    CHECK(fold_text(3'400'000) == "\u20393M");
    CHECK(cell_text(Offset{41}) == "41");
    CHECK(cell_text(Offset{12'041}) == "041");
    CHECK(grouped(999) == "999");
    CHECK(grouped(18'204) == "18,204");
    CHECK(grouped(-1'234'567) == "-1,234,567");
}

TEST_CASE("coinciding marks merge into one flag") {
    FlagInput in{Offset{42}, Offset{42}, 120, 120, 0, 136};
    const auto flags = place_flags(in);
    REQUIRE(flags.size() == 1);
    CHECK(flags[0].text == "HW = LEO 42");
    CHECK(flags[0].left + flags[0].width <= 136);
}

TEST_CASE("flags never cover each other, whatever the offsets") {
    for (const std::int64_t leo : {1LL, 42LL, 1'000LL, 12'044LL, 999'999LL, 123'456'789LL}) {
        for (const int behind : {1, 3}) {
            FlagInput in{Offset{leo - behind}, Offset{leo}, 128.0 - 20 * behind, 128, 0, 136};
            const auto flags = place_flags(in);
            REQUIRE(flags.size() == 2);
            CHECK(flags[0].high_watermark);
            CHECK(flags[0].left >= -0.01);
            CHECK(flags[0].left + flags[0].width + 6 <= flags[1].left + 0.01);
            CHECK(flags[1].left + flags[1].width <= 136.01);
        }
    }
}

TEST_CASE("a flag gets shorter only when it must") {
    FlagInput in{Offset{1'041}, Offset{1'044}, 60, 128, 0, 200};
    CHECK(place_flags(in)[0].text == "HW 1,041");
    in.right = 124;
    CHECK(place_flags(in)[0].text == "HW 1041");
    in = {Offset{123'456'786}, Offset{123'456'789}, 60, 128, 0, 136};
    CHECK(place_flags(in)[1].text == "LEO +3");
}
