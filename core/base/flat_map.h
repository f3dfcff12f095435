// FlatMap: a map as a sorted vector. Iteration is in key order, so it is the same on every run;
// look-ups stay in a few cache lines. For maps that are read often and grow seldom.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace kscope {

template <class Key, class Value>
class FlatMap {
public:
    using Entry = std::pair<Key, Value>;

    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }
    auto begin() { return entries_.begin(); }
    auto end() { return entries_.end(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    void clear() { entries_.clear(); }

    template <class K>
    [[nodiscard]] const Value* find(const K& key) const {
        const auto at = lower(entries_, key);
        return at != entries_.end() && !(key < at->first) ? &at->second : nullptr;
    }
    template <class K>
    Value* find(const K& key) {
        const auto at = lower(entries_, key);
        return at != entries_.end() && !(key < at->first) ? &at->second : nullptr;
    }
    template <class K>
    [[nodiscard]] bool contains(const K& key) const {
        return find(key) != nullptr;
    }
    // The value at the key, made with Value{} if it is new.
    Value& operator[](const Key& key) {
        auto at = lower(entries_, key);
        if (at == entries_.end() || key < at->first) {
            at = entries_.insert(at, Entry(key, Value{}));
        }
        return at->second;
    }
    // As operator[], for keys that mostly rise: looks first where the last one was found, and on
    // from there in growing strides. `place` is where; 0 to begin with.
    Value& next(std::size_t& place, const Key& key) {
        std::size_t low = place < entries_.size() && entries_[place].first < key ? place : 0;
        std::size_t stride = 1;
        while (low + stride < entries_.size() && entries_[low + stride].first < key) {
            low += stride;
            stride *= 2;
        }
        const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(low);
        const auto last = entries_.begin() +
                          static_cast<std::ptrdiff_t>(std::min(low + stride + 1, entries_.size()));
        auto at = std::lower_bound(first, last, key,
                                   [](const Entry& e, const Key& k) { return e.first < k; });
        if (at == entries_.end() || key < at->first) {
            at = entries_.insert(at, Entry(key, Value{}));
        }
        place = static_cast<std::size_t>(at - entries_.begin());
        return at->second;
    }
    // Inserts or replaces.
    Value& set(const Key& key, Value value) {
        auto at = lower(entries_, key);
        if (at == entries_.end() || key < at->first) {
            at = entries_.insert(at, Entry(key, std::move(value)));
        } else {
            at->second = std::move(value);
        }
        return at->second;
    }
    template <class K>
    bool erase(const K& key) {
        const auto at = lower(entries_, key);
        if (at == entries_.end() || key < at->first) return false;
        entries_.erase(at);
        return true;
    }
    template <class Predicate>
    void erase_if(Predicate predicate) {
        std::erase_if(entries_, [&](Entry& e) { return predicate(e.first, e.second); });
    }
    friend bool operator==(const FlatMap&, const FlatMap&) = default;

private:
    template <class Entries, class K>
    static auto lower(Entries& entries, const K& key) {
        return std::lower_bound(entries.begin(), entries.end(), key,
                                [](const Entry& e, const K& k) { return e.first < k; });
    }
    std::vector<Entry> entries_;
};

}  // namespace kscope
