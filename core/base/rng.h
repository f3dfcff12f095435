// Random numbers: integers only, xoshiro256++ with outputs pinned by tests, forked by label so that
// one consumer's draws never shift another's. At most one draw per full expression: compilers
// evaluate arguments in different orders. (Blackman & Vigna, "Scrambled linear generators", 2021.)
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace kscope {

class Rng {
public:
    Rng() : Rng(0) {}
    explicit Rng(std::uint64_t seed);

    // A generator of its own for one consumer, for example fork("node/2"). Does not advance *this.
    [[nodiscard]] Rng fork(std::string_view label) const;

    std::uint64_t next() {
        const std::uint64_t result = rotate(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t t = state_[1] << 17;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = rotate(state_[3], 45);
        return result;
    }

    // Uniform in [0, bound); bound must be > 0. Lemire's multiply-shift, bias below 2^-32.
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
    }
    // Uniform in [low, high], both included; for spans beyond 32 bits too.
    std::int64_t between(std::int64_t low, std::int64_t high);
    // True with probability parts / 1'000'000'000.
    bool chance(std::uint32_t parts_per_billion) {
        return below(1'000'000'000) < parts_per_billion;
    }

    friend bool operator==(const Rng&, const Rng&) = default;
    [[nodiscard]] const std::array<std::uint64_t, 4>& state() const { return state_; }

private:
    static constexpr std::uint64_t rotate(std::uint64_t x, int k) {
        return (x << k) | (x >> (64 - k));
    }
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace kscope
