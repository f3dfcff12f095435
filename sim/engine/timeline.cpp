#include "sim/engine/timeline.h"

#include <algorithm>

#include "sim/engine/note_match.h"

namespace kscope::sim {

bool matches(const NotePattern& pattern, const NoteBody& note) {
    if (note.index() != pattern.kind) return false;
    if (pattern.fields.empty()) return true;
    const auto fields = note_fields(note);
    return std::all_of(pattern.fields.begin(), pattern.fields.end(), [&fields](const auto& want) {
        return std::find(fields.begin(), fields.end(), want) != fields.end();
    });
}

Timeline::Timeline(const WorldSpec& spec)
    : entries_(&spec.timeline), by_kind_(note_kinds), fired_(spec.timeline.size(), false) {
    for (std::size_t i = 0; i < spec.timeline.size(); ++i) {
        const auto* pattern = std::get_if<NotePattern>(&spec.timeline[i].trigger);
        if (pattern == nullptr) continue;
        by_kind_[pattern->kind].push_back(Watch{static_cast<std::uint32_t>(i), 0});
    }
    refresh_filter();
}

void Timeline::refresh_filter() {
    filter_ = {};
    for (std::size_t kind = 0; kind < by_kind_.size(); ++kind) {
        if (!by_kind_[kind].empty()) filter_.bits |= std::uint64_t{1} << kind;
    }
}

void Timeline::match(const NoteBody& note, std::vector<std::uint32_t>& triggered) {
    auto& watches = by_kind_[note.index()];
    const std::size_t before = triggered.size();
    for (Watch& watch : watches) {
        const auto& pattern = std::get<NotePattern>((*entries_)[watch.entry].trigger);
        if (!matches(pattern, note)) continue;
        if (++watch.seen >= pattern.count) triggered.push_back(watch.entry);
    }
    if (triggered.size() == before) return;
    std::erase_if(watches, [&](const Watch& watch) {
        return std::find(triggered.begin() + static_cast<std::ptrdiff_t>(before), triggered.end(),
                         watch.entry) != triggered.end();
    });
    refresh_filter();
}

bool Timeline::all_fired() const {
    return std::find(fired_.begin(), fired_.end(), false) == fired_.end();
}

std::vector<std::size_t> Timeline::unfired() const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < fired_.size(); ++i) {
        if (!fired_[i]) result.push_back(i);
    }
    return result;
}

void Timeline::digest(Digest& d) const {
    for (const bool fired : fired_) d.add(fired);
    for (const auto& watches : by_kind_) {
        for (const Watch& watch : watches) d.add(watch.seen);
    }
}

}  // namespace kscope::sim
