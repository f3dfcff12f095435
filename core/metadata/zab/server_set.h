// ServerSet: some servers of an ensemble, and whether they are a majority of it.
#pragma once

#include <bit>
#include <cstdint>

#include "core/base/ids.h"

namespace kscope {

class ServerSet {
public:
    void add(ServerId server) { bits_ |= bit(server); }
    void clear() { bits_ = 0; }
    [[nodiscard]] bool contains(ServerId server) const { return (bits_ & bit(server)) != 0; }
    [[nodiscard]] std::size_t size() const {
        return static_cast<std::size_t>(std::popcount(bits_));
    }
    [[nodiscard]] bool majority_of(std::size_t servers) const { return size() * 2 > servers; }
    [[nodiscard]] std::uint64_t bits() const { return bits_; }

private:
    static std::uint64_t bit(ServerId server) { return std::uint64_t{1} << server.value(); }
    std::uint64_t bits_ = 0;
};

}  // namespace kscope
