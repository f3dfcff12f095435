// HashTrace: one word of the run hash per event, kept by whoever wants to know at which event two
// runs part. Equal seeds must give equal traces; the first difference names the leak.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ids.h"

namespace kscope::sim {

class HashTrace {
public:
    void add(std::uint64_t chain) { words_.push_back(chain); }
    [[nodiscard]] std::size_t size() const { return words_.size(); }

    // The first event (numbered from 1) that differs; a trace that ends early differs there.
    [[nodiscard]] static std::optional<EventId> first_difference(const HashTrace& a,
                                                                 const HashTrace& b) {
        const std::size_t both = std::min(a.words_.size(), b.words_.size());
        for (std::size_t i = 0; i < both; ++i) {
            if (a.words_[i] != b.words_[i]) return EventId(i + 1);
        }
        if (a.words_.size() == b.words_.size()) return std::nullopt;
        return EventId(both + 1);
    }

private:
    std::vector<std::uint64_t> words_;
};

}  // namespace kscope::sim
