// What a test of many seeds asks of each: KSCOPE_SEEDS=1000 asks for more of them than the build
// does, KSCOPE_FIRST_SEED=17 begins with another.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <string>

#include "tests/support/catch.h"

namespace kscope::test {

inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

// `try_one(seed)` throws, or answers what is wrong with the seed; empty: nothing.
template <class TryOne>
void try_seeds(std::uint64_t usual_seeds, TryOne try_one) {
    const std::uint64_t first = number_from_environment("KSCOPE_FIRST_SEED", 1);
    const std::uint64_t seeds = number_from_environment("KSCOPE_SEEDS", usual_seeds);
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        std::string wrong;
        try {
            wrong = try_one(seed);
        } catch (const std::exception& error) {
            wrong = error.what();
        }
        INFO("seed " << seed);
        CHECK(wrong == "");
    }
}

}  // namespace kscope::test
