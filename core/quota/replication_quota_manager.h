// ReplicationQuotaManager: how fast throttled replicas may be copied, on one side of it: as a
// leader that sends, or as a follower that fetches (KIP-73). It is a bound on what has been copied,
// not on a request: while it is exceeded, throttled replicas that are not in sync are left out;
// whoever is in sync never is. Which replicas those are, the caller looks up; this only keeps
// count. Rule: kafka.server.ReplicationQuotaManager.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/protocol/topic_partition.h"
#include "core/quota/sampled_sum.h"

namespace kscope {

// Of one topic: those of one broker, or all of them.
struct ThrottledPartitions {
    bool all = false;
    std::vector<PartitionIndex> partitions;  // sorted
    friend bool operator==(const ThrottledPartitions&, const ThrottledPartitions&) = default;
};
// What "0:1,0:2,1:2" or "*" (leader. or follower.replication.throttled.replicas) says of a broker.
ThrottledPartitions parse_throttled_replicas(std::string_view text, BrokerId broker);

class ReplicationQuotaManager {
public:
    void configure(const QuotaWindows& windows, std::int64_t bytes_per_second);
    void update_quota(std::int64_t bytes_per_second) { bytes_per_second_ = bytes_per_second; }
    [[nodiscard]] std::int64_t upper_bound() const { return bytes_per_second_; }

    // Replaces what was said of this topic; nothing at all: no replica of it is throttled.
    void mark_throttled(const std::string& topic, ThrottledPartitions partitions);
    // One partition more than before.
    void add_throttled(const TopicPartition& tp);
    [[nodiscard]] bool is_throttled(const TopicPartition& tp) const;
    // Is or was any replica throttled? Before, nothing needs to be measured.
    [[nodiscard]] bool enabled() const { return enabled_; }

    [[nodiscard]] bool is_quota_exceeded(std::int64_t now_ms);
    void record(std::int64_t bytes, std::int64_t now_ms);
    // Bytes, and the time in ms that they are measured over.
    [[nodiscard]] std::pair<std::int64_t, std::int64_t> measure(std::int64_t now_ms);

    void digest(Digest& d) const;

private:
    QuotaWindows windows_;
    std::int64_t bytes_per_second_ = 0;
    bool enabled_ = false;
    FlatMap<std::string, ThrottledPartitions> throttled_;
    SampledSum sensor_;
};

}  // namespace kscope
