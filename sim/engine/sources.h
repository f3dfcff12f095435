// Sources: where the records of producers come from: fixed lists (an access log) or generators.
// Each has at most one pending event, so that a million-line log costs one queue entry. A source is
// the application: while its producer is down it waits, and then goes on with the next record.
#pragma once

#include <optional>

#include "core/base/rng.h"
#include "sim/engine/world_spec.h"

namespace kscope::sim {

class Sources {
public:
    Sources() = default;
    Sources(const WorldSpec& spec, const Rng& seed);

    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] NodeId producer(std::size_t source) const;
    // When the next record is due; none: exhausted.
    [[nodiscard]] std::optional<Instant> next_time(std::size_t source) const;
    // The next record; there must be one.
    SendRecord take(std::size_t source);

    // Its start is put off by so much.
    void put_off(std::size_t source, Duration late);
    void wait(std::size_t source) { states_[source].waiting = true; }
    [[nodiscard]] bool waiting(std::size_t source) const { return states_[source].waiting; }
    void go_on(std::size_t source) { states_[source].waiting = false; }

    [[nodiscard]] std::uint64_t taken(std::size_t source) const { return states_[source].taken; }
    [[nodiscard]] bool exhausted() const;
    void digest(Digest& d) const;

private:
    struct State {
        std::uint64_t taken = 0;
        Duration late;         // after the start of the spec
        Instant generated_at;  // of the next generated record
        Rng rng;
        bool waiting = false;
    };
    [[nodiscard]] const SourceSpec& spec(std::size_t source) const { return (*specs_)[source]; }
    SendRecord generate(const GeneratedSource& g, State& state);

    const std::vector<SourceSpec>* specs_ = nullptr;  // the world's spec outlives its worlds
    std::vector<State> states_;
};

}  // namespace kscope::sim
