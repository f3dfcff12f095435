#include "sim/engine/sources.h"

#include <string>

#include "core/base/check.h"

namespace kscope::sim {

Sources::Sources(const WorldSpec& spec, const Rng& seed) : specs_(&spec.sources) {
    states_.resize(spec.sources.size());
    for (std::size_t i = 0; i < states_.size(); ++i) {
        states_[i].rng = seed.fork("source/" + std::to_string(i));
        states_[i].generated_at = spec.sources[i].starts_at;
    }
}

NodeId Sources::producer(std::size_t source) const { return spec(source).producer; }

std::optional<Instant> Sources::next_time(std::size_t source) const {
    const State& state = states_[source];
    if (const auto* list = std::get_if<RecordedSource>(&spec(source).records)) {
        if (!list->records || state.taken >= list->records->size()) return std::nullopt;
        return spec(source).starts_at + state.late + (*list->records)[state.taken].at;
    }
    const auto& g = std::get<GeneratedSource>(spec(source).records);
    if (g.count != 0 && state.taken >= g.count) return std::nullopt;
    return state.generated_at;
}

void Sources::put_off(std::size_t source, Duration late) {
    states_[source].late = late;
    states_[source].generated_at = spec(source).starts_at + late;
}

SendRecord Sources::take(std::size_t source) {
    State& state = states_[source];
    if (const auto* list = std::get_if<RecordedSource>(&spec(source).records)) {
        KSCOPE_CHECK(state.taken < list->records->size());
        return (*list->records)[state.taken++].record;
    }
    const auto& g = std::get<GeneratedSource>(spec(source).records);
    SendRecord record = generate(g, state);
    ++state.taken;
    Duration gap = g.interval;
    if (g.jitter) gap = Duration::nanos(state.rng.between(0, 2 * g.interval.count()));
    state.generated_at = state.generated_at + gap;
    return record;
}

SendRecord Sources::generate(const GeneratedSource& g, State& state) {
    SendRecord record;
    record.topic = g.topic;
    if (g.keys > 0) {
        const std::uint32_t number = state.rng.below(static_cast<std::uint32_t>(g.keys));
        const std::string& prefix = g.key_prefix;
        record.key = Bytes((prefix.empty() ? "user-" : prefix) + std::to_string(number));
        if (g.key_is_partition) {
            record.partition = PartitionIndex(static_cast<std::int32_t>(number));
        }
    }
    std::string value = g.value_prefix + std::to_string(state.taken + 1);
    if (value.size() < static_cast<std::size_t>(g.value_bytes)) {
        value.resize(static_cast<std::size_t>(g.value_bytes), '.');
    }
    record.value = Bytes(value);
    return record;
}

bool Sources::exhausted() const {
    for (std::size_t i = 0; i < states_.size(); ++i) {
        if (next_time(i)) return false;
    }
    return true;
}

void Sources::digest(Digest& d) const {
    for (const State& state : states_) {
        d.add(state.taken);
        d.add(state.rng.state()[0]);
        digest_into(d, state.late);
        digest_into(d, state.generated_at);
        d.add(state.waiting);
    }
}

}  // namespace kscope::sim
