// The one door to Catch2: version 2.13 (Debian 12, one header) and 3.x (several) look alike behind
// it. Tests include this and nothing of Catch2 itself. Never defines main: tests_support does.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>  // IWYU pragma: export
#else
#include <catch2/catch.hpp>  // IWYU pragma: export
#endif
