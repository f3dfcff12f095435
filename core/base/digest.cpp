#include "core/base/digest.h"

#include <bit>
#include <cstring>

namespace kscope {

namespace {

// Little-endian on every machine, so that the digest does not depend on the host.
std::uint64_t eight_bytes(const char* p) {
    std::uint64_t word = 0;
    if constexpr (std::endian::native == std::endian::little) {
        std::memcpy(&word, p, 8);
    } else {
        for (std::size_t i = 0; i < 8; ++i) {
            word |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
        }
    }
    return word;
}

std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

}  // namespace

std::string Hash128::hex() const {
    static constexpr const char* digits = "0123456789abcdef";
    std::string text;
    for (const std::uint64_t word : {high, low}) {
        for (int shift = 60; shift >= 0; shift -= 4) text += digits[word >> shift & 15];
    }
    return text;
}

void Digest::add_many_bytes(std::string_view bytes) {
    add(std::uint64_t{8} << 56 | bytes.size());
    while (bytes.size() >= 8) {
        add(eight_bytes(bytes.data()));
        bytes.remove_prefix(8);
    }
    if (!bytes.empty()) add(few_bytes(bytes));
}

Hash128 Digest::value() const {
    return {mix(a_ ^ (b_ << 1)), mix(b_ + 0x9e3779b97f4a7c15ULL * a_)};
}

}  // namespace kscope
