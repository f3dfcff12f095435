// Checkpoints: copies of one branch's world at some events, thinned with age so that their cost
// stays under a cap: every 2^15 events at first; when the cap is reached, every second one goes and
// the distance doubles. Beside them a dense ring of the last copies near the cursor, for stepping
// back.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "sim/engine/world.h"

namespace kscope::sim {

class Checkpoints {
public:
    static constexpr std::uint64_t first_distance = 1U << 15;
    static constexpr std::uint64_t dense_distance = 512;
    static constexpr std::size_t dense_count = 16;

    explicit Checkpoints(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // Played on to here, or passing here on a replay: keeps a copy if one is due.
    void passing(const World& world);
    // The same near the cursor: often, but only the last few are kept.
    void passing_near(const World& world);
    // The latest copy not after the event; null: none.
    [[nodiscard]] const World* nearest(std::uint64_t event) const;
    // Forgets copies after the event.
    void cut(std::uint64_t event);
    [[nodiscard]] std::size_t size() const { return kept_.size() + dense_.size(); }
    [[nodiscard]] std::size_t bytes() const;

private:
    struct Copy {
        std::uint64_t event = 0;
        std::unique_ptr<World> world;
    };
    void thin();

    std::size_t bytes_max_;
    std::uint64_t distance_ = first_distance;
    std::vector<Copy> kept_;  // ascending
    std::deque<Copy> dense_;  // in order of making
};

}  // namespace kscope::sim
