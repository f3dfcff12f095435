// The broker's side of incremental fetch sessions (KIP-227): after the first, full fetch only what
// has changed travels, in both directions. A session holds what the fetcher last asked of each
// partition and what it was last told. Rules: kafka.server.FetchSession, FetchManager.
//
// It reads no log: it turns a request into the items to read, and outcomes into the response.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/rng.h"
#include "core/broker/replica_table.h"

namespace kscope {

// How a fetch uses a session; chosen when the request came, acted upon when it is answered.
struct FetchSessionUse {
    enum class Kind : std::uint8_t { sessionless, open, incremental };
    Kind kind = Kind::sessionless;
    std::int32_t id = 0;
    bool from_follower = false;
};

class FetchSessionCache {
public:
    void configure(std::int32_t slots) { slots_ = slots; }

    // What must be read, or the error that answers the whole fetch.
    ErrorCode begin(const FetchRequest& request, const ReplicaTable& replicas, Instant now,
                    FetchSessionUse& use, std::vector<FetchItem>& items);
    // A fetch of an incremental session that asks for what it asked for last, if it is in its turn.
    bool repeat(std::int32_t id, std::int32_t epoch, Instant now);
    // What must be told. `outcomes` stand beside `items`; their batches are moved away.
    void fill(const FetchSessionUse& use, const std::vector<FetchItem>& items,
              std::vector<FetchOutcome>& outcomes, Instant now, Rng& rng, FetchResponse& response);
    // An incremental session whose partitions were all read without anything to tell.
    [[nodiscard]] bool is_quiet(const FetchSessionUse& use, const std::vector<FetchItem>& items,
                                const std::vector<FetchOutcome>& outcomes) const;
    // Bytes of what fill() would tell (FetchContext.getResponseSize), an estimate as wire_size().
    [[nodiscard]] std::int64_t response_size(const FetchSessionUse& use,
                                             const std::vector<FetchItem>& items,
                                             const std::vector<FetchOutcome>& outcomes) const;
    // What fill() does while that is still so.
    void fill_quiet(const FetchSessionUse& use, FetchResponse& response) const;

    [[nodiscard]] std::size_t size() const { return sessions_.size(); }
    void digest(Digest& d) const;

private:
    struct CachedPartition {
        FetchPartition asked;
        ReplicaSlot slot = no_slot;
        Offset high_watermark = no_offset;  // as last told
        Offset log_start_offset = no_offset;
        bool forgotten = false;
    };
    struct Session {
        std::int32_t epoch = 1;  // of the next request
        bool from_follower = false;
        Instant created;
        Instant last_used;
        std::vector<CachedPartition> partitions;  // a place never moves
        std::vector<std::uint32_t> order;         // places; what was served goes to the end
        std::vector<std::uint32_t> free_places;
        FlatMap<TopicPartition, std::uint32_t> places;
    };

    static void put(Session& session, const FetchPartition& asked, const ReplicaTable& replicas);
    static bool has_news(const CachedPartition& cached, const FetchOutcome& outcome);
    static bool must_tell(CachedPartition& cached, const FetchOutcome& outcome);
    void fill_incremental(Session& session, const std::vector<FetchItem>& items,
                          std::vector<FetchOutcome>& outcomes, FetchResponse& response);
    std::int32_t open_session(const FetchSessionUse& use, const std::vector<FetchItem>& items,
                              const std::vector<FetchOutcome>& outcomes, Instant now, Rng& rng);
    bool make_room(bool for_follower, Instant now);

    std::int32_t slots_ = 1000;
    FlatMap<std::int32_t, Session> sessions_;
};

}  // namespace kscope
