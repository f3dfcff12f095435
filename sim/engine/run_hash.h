// RunHash: the 128-bit fingerprint of a run, always on. Each event adds its canonical fields; every
// 4,096 events a digest of all state is added, more seldom where that is large, so that it never
// costs much. Never notes, padding, pointers or container layout; so it is equal with every
// compiler, forwards or after a seek, observed or not.
#pragma once

#include <cstdint>

#include "core/base/digest.h"

namespace kscope::sim {

class RunHash {
public:
    static constexpr std::uint64_t state_interval = 4096;
    static constexpr std::uint64_t state_words_per_event = 4;

    // Four words per event, folded by wide products that do not wait for each other, so that the
    // chain grows by one step only.
    void add(std::uint64_t time, std::uint64_t cause, std::uint64_t who, std::uint64_t what,
             const Hash128& content) {
        const std::uint64_t x = fold(time ^ 0xa0761d6478bd642fULL, who ^ 0xe7037ed1a0b428dbULL);
        const std::uint64_t y = fold(cause ^ 0x8ebc6af09c88c6e3ULL, what ^ 0x589965cc75374cc3ULL);
        a_ = (a_ ^ (x + rotate(y, 23) + content.low)) * 0x9e3779b97f4a7c15ULL;
        a_ ^= a_ >> 32;
        b_ = (b_ + (y ^ rotate(x, 41)) + content.high) * 0xd6e8feb86659fd93ULL;
        b_ ^= b_ >> 29;
    }
    [[nodiscard]] bool wants_state(std::uint64_t event) const { return event >= state_due_; }
    // The digest of all state after this event.
    void add_state(std::uint64_t event, const Digest& state) {
        add(0, 0, 0, 0, state.value());
        const std::uint64_t intervals = state.words() / (state_words_per_event * state_interval);
        state_due_ = event + (intervals + 1) * state_interval;
    }

    [[nodiscard]] Hash128 value() const {
        Digest d;
        d.add(a_);
        d.add(b_);
        return d.value();
    }
    // One word of the chain: enough to find the first event at which two runs part.
    [[nodiscard]] std::uint64_t chain() const { return a_ ^ rotate(b_, 32); }
    friend bool operator==(const RunHash&, const RunHash&) = default;

private:
    static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
    static std::uint64_t fold(std::uint64_t x, std::uint64_t y) {
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(x) * y;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    }
    std::uint64_t a_ = 0x243f6a8885a308d3ULL;
    std::uint64_t b_ = 0x13198a2e03707344ULL;
    std::uint64_t state_due_ = state_interval;
};

}  // namespace kscope::sim
