// ReplicaFetcher: follows one leader broker: a loop of long polls over one connection, for all
// partitions that it leads and this broker follows. Requests are incremental (KIP-227): a partition
// stands in one only if what we want of it has changed. What an answer means for a log, Replica
// decides; here is when to ask again. Rules: AbstractFetcherThread, ReplicaFetcherThread,
// FetchSessionHandler.
//
// A partition, by what the leader said last:
//   fetching      goes into the next request
//   out_of_range  ListOffsets comes first, then fetching again
//   truncating    before KIP-595, at first: OffsetForLeaderEpoch comes first, once or, since
//                 KIP-279, until the logs agree
//   delayed       after an error: fetching again after replica.fetch.backoff.ms
//   (delayed_truncating:
//                 truncating again)
//   failed        FENCED_LEADER_EPOCH for our epoch, or records that begin before our log's end: no
//                 retry can help, so it waits for the next LeaderAndIsr
#pragma once

#include <vector>

#include "core/broker/peer_connection.h"
#include "core/broker/replica_table.h"

namespace kscope {

struct FetcherPartition {
    enum class State : std::uint8_t {
        fetching,
        out_of_range,
        delayed,
        failed,
        truncating,
        delayed_truncating
    };
    ReplicaSlot slot = no_slot;
    State state = State::fetching;
    bool changed = true;  // what we want differs from what the session holds
    bool in_session = false;
    bool in_sync = false;    // had all that was committed; only known where it may be throttled
    bool in_flight = false;  // the request on its way covers it, and it was not reset since
    Instant delayed_until;
    LeaderEpoch leader_epoch = no_leader_epoch;
    Offset fetch_offset{0};  // as last asked
    [[nodiscard]] bool is_delayed() const {
        return state == State::delayed || state == State::delayed_truncating;
    }
};

class ReplicaFetcher {
public:
    ReplicaFetcher() = default;
    explicit ReplicaFetcher(const BrokerEndpoint& leader) : leader_(leader) {}

    void add(BrokerStep& step, const BrokerEndpoint& leader, ReplicaSlot slot);
    bool remove(BrokerStep& step, ReplicaSlot slot);
    void on_log_start_moved(ReplicaSlot slot);
    [[nodiscard]] bool empty() const { return partitions_.empty(); }
    void shut_down(BrokerStep& step);

    void pump(BrokerStep& step);
    void on_connected(BrokerStep& step);
    void on_response(BrokerStep& step, const Received& received);
    // PeerLost, or a timeout of ours.
    void on_failure(BrokerStep& step, PeerConnection::Told told);

    [[nodiscard]] const std::vector<FetcherPartition>& partitions() const { return partitions_; }
    void digest(Digest& d) const;

private:
    [[nodiscard]] BrokerTimer timeout_timer() const;
    FetcherPartition* find(const BrokerStep& step, const TopicPartition& tp);
    void wake_delayed(Instant now);
    void arm_backoff(BrokerStep& step);
    void delay(BrokerStep& step, FetcherPartition& partition);
    enum class GivenUp : std::uint8_t { fenced, logs_have_parted };
    void fail(BrokerStep& step, FetcherPartition& partition, GivenUp why);
    static void delay_only(const BrokerStep& step, FetcherPartition& partition);

    bool leave_out(BrokerStep& step, FetcherPartition& partition);
    bool send_list_offsets(BrokerStep& step);
    bool send_epoch_queries(BrokerStep& step);
    void send_fetch(BrokerStep& step);
    void close_session();

    void on_fetched(BrokerStep& step, const FetchResponse& response);
    void on_partition(BrokerStep& step, FetcherPartition& partition, const FetchedPartition& data);
    void on_data(BrokerStep& step, FetcherPartition& partition, const FetchedPartition& data);
    void on_listed(BrokerStep& step, const ListOffsetsResponse& response);
    void on_epoch_ends(BrokerStep& step, const OffsetForLeaderEpochResponse& response);

    BrokerEndpoint leader_{no_broker, no_node};
    PeerConnection peer_;
    std::vector<FetcherPartition> partitions_;  // by slot
    std::vector<TopicPartition> forgotten_;     // to be taken out of the session
    std::int32_t session_id_ = 0;
    std::int32_t session_epoch_ = 0;  // 0: the next fetch is full
    TimerId backoff_timer_;
};

}  // namespace kscope
