#include "core/base/rng.h"

#include "core/base/check.h"

namespace kscope {

namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t split_mix(std::uint64_t& x) {
    x += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = x;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

}  // namespace

Rng::Rng(std::uint64_t seed) {
    for (auto& word : state_) word = split_mix(seed);
}

Rng Rng::fork(std::string_view label) const {
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char c : label) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    Rng child;
    for (std::size_t i = 0; i < state_.size(); ++i) {
        std::uint64_t x = state_[i] ^ hash ^ (i * 0x9e3779b97f4a7c15ULL);
        child.state_[i] = split_mix(x);
    }
    return child;
}

std::int64_t Rng::between(std::int64_t low, std::int64_t high) {
    KSCOPE_CHECK(low <= high);
    const auto span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    const std::uint64_t draw = next();
    if (span == ~std::uint64_t{0}) return static_cast<std::int64_t>(draw);
    const auto scaled = (static_cast<Wide>(draw) * (span + 1)) >> 64;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) +
                                     static_cast<std::uint64_t>(scaled));
}

}  // namespace kscope
