#include "core/log/leader_epoch_cache.h"

#include <algorithm>
#include <charconv>

#include "core/base/check.h"

namespace kscope {

bool LeaderEpochCache::assign(LeaderEpoch epoch, Offset start_offset) {
    KSCOPE_CHECK(epoch >= LeaderEpoch(0) && start_offset >= Offset(0));
    if (!entries_.empty() && entries_.back().epoch == epoch &&
        entries_.back().start_offset <= start_offset) {
        return false;
    }
    while (!entries_.empty() &&
           (entries_.back().epoch >= epoch || entries_.back().start_offset >= start_offset)) {
        entries_.pop_back();
    }
    entries_.push_back({epoch, start_offset});
    return true;
}

bool LeaderEpochCache::assign_rising(LeaderEpoch epoch, Offset start_offset) {
    KSCOPE_CHECK(epoch >= LeaderEpoch(0) && start_offset >= Offset(0));
    if (epoch <= latest_epoch()) return false;
    if (!entries_.empty() && start_offset < entries_.back().start_offset) return false;
    entries_.push_back({epoch, start_offset});
    return true;
}

bool LeaderEpochCache::truncate_from_end(Offset end_offset) {
    if (end_offset < Offset(0)) return false;  // undefined
    const std::size_t before = entries_.size();
    while (!entries_.empty() && entries_.back().start_offset >= end_offset) entries_.pop_back();
    return entries_.size() != before;
}

bool LeaderEpochCache::truncate_from_start(Offset start_offset) {
    const auto above = std::find_if(entries_.begin(), entries_.end(), [&](const EpochEntry& e) {
        return e.start_offset > start_offset;
    });
    if (above == entries_.begin()) return false;
    const auto floor = above - 1;
    if (floor == entries_.begin() && floor->start_offset == start_offset) return false;
    floor->start_offset = start_offset;
    entries_.erase(entries_.begin(), floor);
    return true;
}

bool LeaderEpochCache::clear() {
    const bool changed = !entries_.empty();
    entries_.clear();
    return changed;
}

EpochEnd LeaderEpochCache::end_offset_for(LeaderEpoch requested, Offset log_end_offset) const {
    if (requested == no_leader_epoch || entries_.empty()) return {};
    if (requested == entries_.back().epoch) return {requested, log_end_offset};
    const auto higher =
        std::upper_bound(entries_.begin(), entries_.end(), requested,
                         [](LeaderEpoch e, const EpochEntry& entry) { return e < entry.epoch; });
    if (higher == entries_.end()) return {};
    const LeaderEpoch floor = higher == entries_.begin() ? requested : (higher - 1)->epoch;
    return {floor, higher->start_offset};
}

std::optional<EpochEntry> LeaderEpochCache::earliest_entry() const {
    if (entries_.empty()) return std::nullopt;
    return entries_.front();
}

LeaderEpoch LeaderEpochCache::epoch_for_offset(Offset offset) const {
    LeaderEpoch found = no_leader_epoch;
    for (const EpochEntry& entry : entries_) {
        if (entry.start_offset > offset) break;
        found = entry.epoch;
    }
    return found;
}

std::string LeaderEpochCache::to_checkpoint() const {
    std::string text = "0\n" + std::to_string(entries_.size()) + "\n";
    for (const EpochEntry& entry : entries_) {
        text += std::to_string(entry.epoch.value()) + " " +
                std::to_string(entry.start_offset.value()) + "\n";
    }
    return text;
}

LeaderEpochCache LeaderEpochCache::from_checkpoint(std::string_view text) {
    std::vector<std::int64_t> numbers;
    const char* at = text.data();
    const char* end = at + text.size();
    while (at != end) {
        std::int64_t number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || next == end || (*next != ' ' && *next != '\n')) return {};
        numbers.push_back(number);
        at = next + 1;
    }
    if (numbers.size() < 2 || numbers[0] != 0 || numbers[1] < 0 ||
        numbers.size() != 2 + 2 * static_cast<std::size_t>(numbers[1])) {
        return {};
    }
    LeaderEpochCache cache;
    for (std::size_t i = 2; i < numbers.size(); i += 2) {
        if (numbers[i] < 0 || numbers[i] > 0x7fffffff || numbers[i + 1] < 0) return {};
        const LeaderEpoch epoch(static_cast<std::int32_t>(numbers[i]));
        const Offset start_offset(numbers[i + 1]);
        if (!cache.assign_rising(epoch, start_offset)) cache.assign(epoch, start_offset);
    }
    return cache;
}

void LeaderEpochCache::check_invariants() const {
    for (std::size_t i = 1; i < entries_.size(); ++i) {
        KSCOPE_CHECK(entries_[i - 1].epoch < entries_[i].epoch);
        KSCOPE_CHECK(entries_[i - 1].start_offset <= entries_[i].start_offset);
    }
}

}  // namespace kscope
