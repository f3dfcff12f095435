// Which partition a record goes to: the one it names; else by murmur2 of its key; else, without a
// key, the sticky one of its topic until that has had batch.size bytes, then another, drawn at
// random, less often the longer a partition's queue is (KIP-794). Earlier versions drew another
// with each batch (KIP-480), and before that took all in turn.
// (org.apache.kafka.clients.producer.internals.BuiltInPartitioner, common.utils.Utils.murmur2.)
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/base/rng.h"
#include "core/config/features.h"

namespace kscope {

std::uint32_t murmur2(std::string_view bytes);
PartitionIndex partition_for_key(std::string_view key, std::int32_t partitions);

// One partition as the sticky partitioner sees it.
struct PartitionLoad {
    PartitionIndex partition;
    bool available = false;  // has a known leader
    bool used = false;       // a record has been sent to it before
    std::uint32_t queued_batches = 0;
};

class StickyPartitioner {
public:
    explicit StickyPartitioner(std::int32_t sticky_bytes = 0,
                               KeylessPartitioner rule = KeylessPartitioner::uniform_sticky)
        : sticky_bytes_(sticky_bytes), rule_(rule) {}

    [[nodiscard]] std::optional<PartitionIndex> current() const { return current_; }
    void choose(const std::vector<PartitionLoad>& loads, Rng& rng);
    // A record was appended to the current partition. Switching waits for the end of a batch, so
    // that it makes no half-empty ones, but not for ever. True if the partition is used up; the
    // caller then calls choose().
    bool appended(std::int32_t bytes, bool last_batch_full);
    // The partition's last batch is full before a record could go into it.
    [[nodiscard]] bool used_up() const {
        return rule_ == KeylessPartitioner::uniform_sticky && bytes_ >= sticky_bytes_;
    }

    template <class V>
    void visit(V&& v) const {
        v("current", current_);
        v("bytes", bytes_);
    }

private:
    void choose_next(const std::vector<const PartitionLoad*>& candidates, Rng& rng);
    void choose_other(const std::vector<const PartitionLoad*>& candidates, Rng& rng);

    std::int32_t sticky_bytes_;
    KeylessPartitioner rule_;
    std::int32_t bytes_ = 0;
    std::optional<PartitionIndex> current_;
};

}  // namespace kscope
