// LogSpec: what a partition's log on one broker is made from. Shared by all copies of the log and
// of its replica; never changes in the life of a broker. `log_id` is the replica's place in
// Broker::replicas(): it stands in the upper half of the tokens of the log's flushes, so that
// DiskDone finds its log without a table. The broker's own tokens have the top bit set.
#pragma once

#include <algorithm>
#include <string>

#include "core/base/compression.h"
#include "core/base/ref.h"
#include "core/base/rng.h"
#include "core/config/configs.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

struct LogSpec : RefCounted {
    TopicPartition tp;
    BrokerId broker;
    std::uint32_t log_id = 0;  // below 2^31
    TopicConfig config;
    // A recovered log has the broker's defaults until the controller tells the topic's own: until
    // then nothing of it is given up.
    bool config_known = true;
    MessageFormat oldest_format = MessageFormat::v2;  // Features::oldest_log_format
    MessageFormat newest_format = MessageFormat::v2;  // Features::newest_format
    KeylessInCompacted keyless_in_compacted = KeylessInCompacted::invalid_record;  // of Features
    // Features::appends_correct_epochs
    bool appends_correct_epochs = true;
    Duration producer_id_expiration;
    bool check_sequences = true;     // false: the mutant no_deduplication
    bool keep_latest = true;         // false: the mutant compact_away_latest
    Rng rng;                         // forked for each segment's jitter, never advanced
    const Codecs* codecs = nullptr;  // of Boot

    // What the leader writes.
    [[nodiscard]] MessageFormat format() const {
        return std::clamp(config.message_format_version.format(), oldest_format, newest_format);
    }
};

inline constexpr std::uint64_t broker_flush_token = std::uint64_t{1} << 63;
inline constexpr std::uint32_t log_of_flush_token(std::uint64_t token) {
    return static_cast<std::uint32_t>(token >> 32);
}

}  // namespace kscope
