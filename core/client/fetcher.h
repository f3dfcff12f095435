// Fetcher: gets records from the leaders, one fetch in flight per broker, each parked there up to
// fetch.max.wait.ms, and keeps what came until poll() takes it. A partition with records in the
// buffer is not asked for again. Records below the position are skipped; an answer for another
// position than today's (after a seek) is thrown away.
// (org.apache.kafka.clients.consumer.internals.AbstractFetch, FetchCollector, CompletedFetch.)
#pragma once

#include <vector>

#include "core/client/consumer_context.h"
#include "core/client/fetch_session.h"

namespace kscope {

class Fetcher {
public:
    void send_fetches(ConsumerContext& context);
    void on_completion(const Completion& done, ConsumerContext& context);
    // Up to max.poll.records, told as RecordsConsumed; how many. Sets `failed` if there is no
    // policy for a position that is out of range, or what is there cannot be read.
    std::int32_t collect(ConsumerContext& context, ErrorCode& failed);
    [[nodiscard]] bool has_buffered() const { return next_ < buffer_.size(); }
    void close_sessions(ConsumerContext& context);
    void drop_buffer();

    void digest(Digest& d) const;

private:
    struct Session {
        NodeId node;
        FetchSession session;
        bool in_flight = false;
    };
    // One partition of one answer; batches are taken from `next` on.
    struct Fetched {
        Ref<const Message> response;
        std::uint32_t place = 0;  // in the response
        Offset fetch_offset;
        std::uint32_t next = 0;  // batch
        bool initialized = false;
        [[nodiscard]] const FetchedPartition& data() const;
    };

    Session& session(NodeId node);
    // The leader, or the replica that it has told to read from (AbstractFetch.selectReadReplica).
    // no_node: unknown.
    static NodeId read_from(AssignedPartition& partition, ConsumerContext& context);
    static void choose_replica(const TopicPartition& tp, AssignedPartition& partition,
                               BrokerId replica, ConsumerContext& context);
    static void forget_replicas(const Session& session, ConsumerContext& context);
    [[nodiscard]] bool buffered(const TopicPartition& tp) const;
    bool initialize(Fetched& fetched, ConsumerContext& context, ErrorCode& failed);
    void on_error(const FetchedPartition& data, Offset fetch_offset, ConsumerContext& context,
                  ErrorCode& failed);
    // Records taken; the partition's position moves behind them.
    std::int32_t take(Fetched& fetched, AssignedPartition& partition, std::int32_t limit,
                      ConsumerContext& context);

    std::vector<Session> sessions_;  // by node
    std::vector<Fetched> buffer_;    // oldest first, from next_ on
    std::size_t next_ = 0;
};

}  // namespace kscope
