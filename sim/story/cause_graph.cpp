#include "sim/story/cause_graph.h"

#include <algorithm>

#include "core/base/check.h"
#include "sim/story/note_bit.h"

namespace kscope::sim {

namespace {

// Too many, and never the answer to a "why?".
constexpr std::uint64_t frequent =
    bit(note_kind<RecordsAppended>) | bit(note_kind<HighWatermarkAdvanced>) |
    bit(note_kind<RecordSent>) | bit(note_kind<BatchSent>) | bit(note_kind<RecordsAcked>) |
    bit(note_kind<RecordsConsumed>) | bit(note_kind<OffsetCommitted>) |
    bit(note_kind<MetadataRefreshed>) | bit(note_kind<WatchFired>);

template <class Kept>
std::pair<std::size_t, std::size_t> range_of(const std::vector<Kept>& kept, EventId id) {
    const auto first = std::lower_bound(kept.begin(), kept.end(), id,
                                        [](const Kept& k, EventId e) { return k.event < e; });
    auto last = first;
    while (last != kept.end() && last->event == id) ++last;
    return {static_cast<std::size_t>(first - kept.begin()),
            static_cast<std::size_t>(last - kept.begin())};
}

}  // namespace

NoteFilter CauseGraph::needed_notes() { return {~frequent}; }

void CauseGraph::observe(const World& world) {
    const EventRecord& record = world.last();
    KSCOPE_CHECK(record.id == last().next(), "the graph has missed an event");
    events_.push_back({record.time, record.cause, record.node});
    for (const Note& note : world.last_notes()) {
        if ((frequent >> note.body.index() & 1U) == 0) notes_.push_back({record.id, note});
    }
    for (const WorldNote& note : world.last_world_notes()) {
        world_notes_.push_back({record.id, note});
    }
}

void CauseGraph::rewind(EventId last) {
    if (last.value() < events_.size()) events_.resize(static_cast<std::size_t>(last.value()));
    const auto after = [last](const auto& kept) { return kept.event > last; };
    std::erase_if(notes_, after);
    std::erase_if(world_notes_, after);
}

std::pair<std::size_t, std::size_t> CauseGraph::notes_of(EventId id) const {
    return range_of(notes_, id);
}

std::pair<std::size_t, std::size_t> CauseGraph::world_notes_of(EventId id) const {
    return range_of(world_notes_, id);
}

}  // namespace kscope::sim
