// OffsetCommits: writes the consumer's offsets to its group and reads them back. Auto commit
// happens inside poll(), when auto.commit.interval.ms is over, and writes what earlier polls
// returned: records that the application still works on count as done. Before a rejoin and on close
// it waits for the answer. (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator.)
#pragma once

#include <vector>

#include "core/client/consumer_context.h"
#include "core/client/group_membership.h"

namespace kscope {

class OffsetCommits {
public:
    void boot(Instant now, Duration interval) { next_auto_commit_ = now + interval; }

    // In poll(): commits if the interval is over.
    void maybe_auto_commit(GroupMembership& membership, ConsumerContext& context);
    // Commits and waits; to be called until it says true: written, given up, or nothing to write.
    bool commit_sync(GroupMembership& membership, ConsumerContext& context, Duration patience);
    // Asks for the committed offsets of partitions without a position.
    void fetch_committed(GroupMembership& membership, ConsumerContext& context);

    void on_completion(const Completion& done, GroupMembership& membership,
                       ConsumerContext& context);
    [[nodiscard]] Instant next_deadline() const { return next_auto_commit_; }
    [[nodiscard]] Instant retry_at(Instant now) const;
    // A partition has no committed offset and there is no policy to reset by.
    [[nodiscard]] bool position_missing() const { return position_missing_; }
    void joined(Instant now, Duration interval) { next_auto_commit_ = now + interval; }

    void digest(Digest& d) const;

private:
    enum class Sync : std::uint8_t { idle, waiting, in_flight, done };
    struct Sent {
        std::uint64_t id = 0;
        bool sync = false;
        std::uint64_t stamp = 0;
        std::vector<CommittedOffset> offsets;
    };

    // False if it cannot be sent now.
    bool send(std::vector<CommittedOffset> offsets, bool sync, GroupMembership& membership,
              ConsumerContext& context);
    void on_committed(const Completion& done, GroupMembership& membership,
                      ConsumerContext& context);
    ErrorCode settle(const OffsetCommitResponse& response, const Sent& sent,
                     GroupMembership& membership, ConsumerContext& context);
    void on_fetched(const Completion& done, GroupMembership& membership, ConsumerContext& context);
    void fetch_failed(ConsumerContext& context);

    Instant next_auto_commit_ = Instant::never();
    std::uint64_t next_id_ = 1;
    std::vector<Sent> sent_;
    Sync sync_ = Sync::idle;
    Instant sync_deadline_;
    Instant sync_retry_at_;
    std::int64_t sync_attempts_ = 0;
    bool fetch_in_flight_ = false;
    Instant fetch_retry_at_;
    std::int64_t fetch_attempts_ = 0;
    bool position_missing_ = false;
};

}  // namespace kscope
