#include "sim/history/checkpoints.h"

#include <algorithm>

namespace kscope::sim {

void Checkpoints::passing(const World& world) {
    const std::uint64_t event = world.last_event().value();
    if (event % distance_ != 0) return;
    const auto place = std::lower_bound(kept_.begin(), kept_.end(), event,
                                        [](const Copy& c, std::uint64_t e) { return c.event < e; });
    if (place != kept_.end() && place->event == event) return;
    kept_.insert(place, Copy{event, std::make_unique<World>(world)});
    if (bytes() > bytes_max_ && kept_.size() > 2) thin();
}

void Checkpoints::thin() {
    distance_ *= 2;
    std::erase_if(kept_, [this](const Copy& c) { return c.event % distance_ != 0; });
}

void Checkpoints::passing_near(const World& world) {
    const std::uint64_t event = world.last_event().value();
    if (event % dense_distance != 0) return;
    for (const Copy& c : dense_) {
        if (c.event == event) return;
    }
    dense_.push_back(Copy{event, std::make_unique<World>(world)});
    if (dense_.size() > dense_count) dense_.pop_front();
}

const World* Checkpoints::nearest(std::uint64_t event) const {
    const Copy* best = nullptr;
    const auto after = std::upper_bound(kept_.begin(), kept_.end(), event,
                                        [](std::uint64_t e, const Copy& c) { return e < c.event; });
    if (after != kept_.begin()) best = &*(after - 1);
    for (const Copy& c : dense_) {
        if (c.event <= event && (best == nullptr || c.event > best->event)) best = &c;
    }
    return best == nullptr ? nullptr : best->world.get();
}

void Checkpoints::cut(std::uint64_t event) {
    const auto after = [event](const Copy& c) { return c.event > event; };
    std::erase_if(kept_, after);
    std::erase_if(dense_, after);
}

std::size_t Checkpoints::bytes() const {
    std::size_t total = 0;
    for (const Copy& c : kept_) total += c.world->bytes();
    for (const Copy& c : dense_) total += c.world->bytes();
    return total;
}

}  // namespace kscope::sim
