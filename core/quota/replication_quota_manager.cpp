#include "core/quota/replication_quota_manager.h"

#include <algorithm>
#include <charconv>

namespace kscope {

namespace {

std::int32_t number_in(std::string_view text) {
    std::int32_t number = -1;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

ThrottledPartitions parse_throttled_replicas(std::string_view text, BrokerId broker) {
    ThrottledPartitions throttled;
    throttled.all = text == "*";
    while (!throttled.all && !text.empty()) {
        const std::string_view entry = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), entry.size() + 1));
        const std::size_t colon = std::min(entry.find(':'), entry.size() - 1);
        if (number_in(entry.substr(colon + 1)) != broker.value()) continue;
        throttled.partitions.emplace_back(number_in(entry.substr(0, colon)));
    }
    std::sort(throttled.partitions.begin(), throttled.partitions.end());
    return throttled;
}

void ReplicationQuotaManager::configure(const QuotaWindows& windows,
                                        std::int64_t bytes_per_second) {
    windows_ = windows;
    bytes_per_second_ = bytes_per_second;
}

void ReplicationQuotaManager::mark_throttled(const std::string& topic,
                                             ThrottledPartitions partitions) {
    if (partitions.all || !partitions.partitions.empty()) {
        enabled_ = true;
        throttled_.set(topic, std::move(partitions));
    } else if (enabled_) {
        throttled_.erase(topic);
    }
}

void ReplicationQuotaManager::add_throttled(const TopicPartition& tp) {
    enabled_ = true;
    std::vector<PartitionIndex>& partitions = throttled_[tp.topic].partitions;
    const auto at = std::lower_bound(partitions.begin(), partitions.end(), tp.partition);
    if (at == partitions.end() || *at != tp.partition) partitions.insert(at, tp.partition);
}

bool ReplicationQuotaManager::is_throttled(const TopicPartition& tp) const {
    const ThrottledPartitions* of_topic = enabled_ ? throttled_.find(tp.topic) : nullptr;
    return of_topic != nullptr &&
           (of_topic->all || std::binary_search(of_topic->partitions.begin(),
                                                of_topic->partitions.end(), tp.partition));
}

bool ReplicationQuotaManager::is_quota_exceeded(std::int64_t now_ms) {
    const auto [bytes, window_ms] = measure(now_ms);
    return exceeds(bytes, window_ms, bytes_per_second_);
}

void ReplicationQuotaManager::record(std::int64_t bytes, std::int64_t now_ms) {
    sensor_.record(windows_, bytes, now_ms);
}

std::pair<std::int64_t, std::int64_t> ReplicationQuotaManager::measure(std::int64_t now_ms) {
    const std::int64_t bytes = sensor_.sum(windows_, now_ms);
    return {bytes, sensor_.simple_window_ms(windows_, now_ms)};
}

void ReplicationQuotaManager::digest(Digest& d) const {
    digest_into(d, bytes_per_second_);
    for (const auto& [topic, throttled] : throttled_) {
        digest_into(d, topic);
        d.add(throttled.all);
        digest_into(d, throttled.partitions);
    }
    sensor_.digest(d);
}

}  // namespace kscope
