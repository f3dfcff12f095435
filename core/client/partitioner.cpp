#include "core/client/partitioner.h"

#include <algorithm>

namespace kscope {

std::uint32_t murmur2(std::string_view bytes) {
    constexpr std::uint32_t seed = 0x9747b28c;
    constexpr std::uint32_t m = 0x5bd1e995;
    const auto byte = [bytes](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    std::uint32_t h = seed ^ static_cast<std::uint32_t>(bytes.size());
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4) {
        std::uint32_t k = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
        k *= m;
        k ^= k >> 24;
        k *= m;
        h *= m;
        h ^= k;
    }
    const std::size_t tail = bytes.size() - i;
    if (tail >= 3) h ^= byte(i + 2) << 16;
    if (tail >= 2) h ^= byte(i + 1) << 8;
    if (tail >= 1) {
        h ^= byte(i);
        h *= m;
    }
    h ^= h >> 13;
    h *= m;
    h ^= h >> 15;
    return h;
}

PartitionIndex partition_for_key(std::string_view key, std::int32_t partitions) {
    const auto positive = static_cast<std::int32_t>(murmur2(key) & 0x7fffffffU);
    return PartitionIndex(positive % partitions);
}

void StickyPartitioner::choose(const std::vector<PartitionLoad>& loads, Rng& rng) {
    bytes_ = 0;
    std::vector<const PartitionLoad*> available;
    bool all_used = true;
    bool equal = true;
    for (const PartitionLoad& load : loads) {
        all_used = all_used && load.used;
        if (!load.available) continue;
        equal = equal &&
                (available.empty() || available.front()->queued_batches == load.queued_batches);
        available.push_back(&load);
    }
    if (rule_ != KeylessPartitioner::uniform_sticky) {
        if (available.empty()) {
            for (const PartitionLoad& load : loads) available.push_back(&load);
        }
        if (rule_ == KeylessPartitioner::round_robin) {
            choose_next(available, rng);
        } else {
            choose_other(available, rng);
        }
        return;
    }
    const auto random = static_cast<std::uint32_t>(rng.next() >> 33);
    // Weights only once every partition has a queue, and only where the queues differ.
    const bool weighted =
        all_used && available.size() >= 2 && !(equal && available.size() == loads.size());
    if (available.empty()) {
        current_ = loads[random % loads.size()].partition;
    } else if (!weighted) {
        current_ = available[random % available.size()]->partition;
    } else {
        std::uint32_t longest = 0;
        for (const PartitionLoad* load : available) {
            longest = std::max(longest, load->queued_batches);
        }
        std::uint32_t total = 0;
        for (const PartitionLoad* load : available) total += longest + 1 - load->queued_batches;
        std::uint32_t ticket = random % total;
        for (const PartitionLoad* load : available) {
            current_ = load->partition;
            const std::uint32_t weight = longest + 1 - load->queued_batches;
            if (ticket < weight) break;
            ticket -= weight;
        }
    }
}

// DefaultPartitioner before KIP-480: a counter that begins anywhere.
void StickyPartitioner::choose_next(const std::vector<const PartitionLoad*>& candidates, Rng& rng) {
    if (!current_) {
        current_ = candidates[(rng.next() >> 33) % candidates.size()]->partition;
        return;
    }
    const auto next =
        std::find_if(candidates.begin(), candidates.end(),
                     [this](const PartitionLoad* load) { return load->partition > *current_; });
    current_ = (next == candidates.end() ? candidates.front() : *next)->partition;
}

// StickyPartitionCache (KIP-480): any but the one of now.
void StickyPartitioner::choose_other(const std::vector<const PartitionLoad*>& candidates,
                                     Rng& rng) {
    std::vector<const PartitionLoad*> others;
    for (const PartitionLoad* load : candidates) {
        if (load->partition != current_ || candidates.size() == 1) others.push_back(load);
    }
    current_ = others[(rng.next() >> 33) % others.size()]->partition;
}

bool StickyPartitioner::appended(std::int32_t bytes, bool last_batch_full) {
    if (rule_ == KeylessPartitioner::round_robin) return true;
    bytes_ += bytes;
    if (rule_ == KeylessPartitioner::sticky) return last_batch_full;
    return (bytes_ >= sticky_bytes_ && last_batch_full) || bytes_ >= sticky_bytes_ * 2;
}

}  // namespace kscope
