// One bit per kind of note, for constants that name several kinds. Private to sim/story.
#pragma once

#include <cstddef>
#include <cstdint>

namespace kscope::sim {

constexpr std::uint64_t bit(std::size_t kind) { return std::uint64_t{1} << kind; }

}  // namespace kscope::sim
