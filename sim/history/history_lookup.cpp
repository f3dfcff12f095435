// Look-ups over branches: a branch's past is its parent's, up to the fork.
#include <algorithm>

#include "core/base/check.h"
#include "sim/history/history.h"

namespace kscope::sim {

BranchInfo History::branch(BranchId branch) const {
    const Branch& b = branches_.at(branch);
    return {b.name,         b.parent,  b.fork_event, b.front->last_event().value(),
            b.front->now(), b.complete};
}

const IndexEntry& History::entry(BranchId branch, std::uint64_t event) const {
    const EventIndex& index = branches_[owner(branch, event)].index;
    KSCOPE_CHECK(event >= index.first() && event < index.end(), "no such event");
    return index.at(event);
}

std::optional<std::uint64_t> History::stop_before(BranchId branch, std::uint64_t event,
                                                  StopClass c) const {
    for (BranchId b = branch;; b = branches_[b].parent) {
        if (const auto found = branches_[b].index.stop_before(event, c)) return found;
        if (b == 0) return std::nullopt;
        event = std::min(event, branches_[b].fork_event + 1);
    }
}

std::optional<std::uint64_t> History::stop_after(BranchId branch, std::uint64_t event,
                                                 StopClass c) const {
    std::vector<BranchId> path{branch};
    while (path.back() != 0) path.push_back(branches_[path.back()].parent);
    for (std::size_t i = path.size(); i-- > 0;) {
        const auto found = branches_[path[i]].index.stop_after(event, c);
        const bool shared = i == 0 || (found && *found <= branches_[path[i - 1]].fork_event);
        if (found && shared) return found;
    }
    return std::nullopt;
}

std::uint64_t History::last_event_until(BranchId branch, Instant t) const {
    for (BranchId b = branch;; b = branches_[b].parent) {
        if (const auto found = branches_[b].index.last_until(t)) {
            return std::min(*found, b == branch ? *found : branches_[branch].fork_event);
        }
        if (b == 0) return 0;
    }
}

std::vector<std::uint64_t> History::stops_between(BranchId branch, std::uint64_t after,
                                                  std::uint64_t until, StopClass c,
                                                  std::size_t max) const {
    std::vector<std::uint64_t> result;
    for (auto at = stop_after(branch, after, c); at && *at <= until && result.size() < max;
         at = stop_after(branch, *at, c)) {
        result.push_back(*at);
    }
    return result;
}

std::vector<JournalEntry> History::journal(BranchId branch) const {
    std::vector<JournalEntry> result;
    std::uint64_t before = ~std::uint64_t{0};
    for (BranchId b = branch;; b = branches_[b].parent) {
        std::vector<JournalEntry> own;
        for (const JournalEntry& j : branches_[b].journal) {
            if (j.after < before) own.push_back(j);
        }
        result.insert(result.begin(), own.begin(), own.end());
        if (b == 0) return result;
        before = std::min(before, branches_[b].fork_event);
    }
}

std::size_t History::bytes() const {
    std::size_t total = cursor_->bytes();
    for (const Branch& b : branches_) {
        total += (b.index.end() - b.index.first()) * sizeof(IndexEntry) + b.checkpoints.bytes();
    }
    return total;
}

}  // namespace kscope::sim
