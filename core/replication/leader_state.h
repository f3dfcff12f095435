// What a leader knows of itself and of each follower. A follower's log end is the offset of its
// last Fetch, so the leader learns one round late. Rules: Kafka's Replica and ReplicaState.
#pragma once

#include <algorithm>
#include <vector>

#include "core/base/time.h"
#include "core/replication/isr.h"

namespace kscope {

// Before all time: "never caught up" must not look recent in a cluster that has just started.
inline constexpr Instant long_ago =
    Instant::at(Duration::nanos(std::numeric_limits<std::int64_t>::min() / 2));

struct RemoteReplica {
    BrokerId broker;
    Offset log_end_offset = no_offset;  // no_offset: has not fetched in this epoch yet
    Offset log_start_offset = no_offset;
    Offset last_fetch_leader_log_end_offset{0};
    Instant last_fetch_time = long_ago;
    // The largest t such that the follower has all that the leader had at t.
    Instant last_caught_up_time = long_ago;
    // That of the answer to its last fetch; only where Features say that it counts.
    Offset last_sent_high_watermark{0};
    EventId last_fetch_event;  // only for notes

    void update_fetch_state(Offset fetch_offset, Offset start_offset, Instant fetch_time,
                            Offset leader_log_end_offset);
    void reset(Instant now, Offset leader_log_end_offset, bool new_leader, bool in_isr);
    [[nodiscard]] bool caught_up_lately(Instant now, Duration max_lag) const {
        return now - last_caught_up_time <= max_lag;
    }
    [[nodiscard]] bool caught_up(Offset leader_log_end_offset, Instant now,
                                 Duration max_lag) const {
        return log_end_offset == leader_log_end_offset || caught_up_lately(now, max_lag);
    }
    template <class V>
    void visit(V&& v) const {
        v("broker", broker);
        v("log_end_offset", log_end_offset);
        v("log_start_offset", log_start_offset);
        v("last_fetch_leader_log_end_offset", last_fetch_leader_log_end_offset);
        v("last_fetch_time", last_fetch_time);
        v("last_caught_up_time", last_caught_up_time);
        if (last_sent_high_watermark != Offset(0)) {
            v("last_sent_high_watermark", last_sent_high_watermark);
        }
    }
};

struct Leader {
    Offset epoch_start_offset;
    IsrState isr;
    std::vector<RemoteReplica> followers;  // by broker

    [[nodiscard]] RemoteReplica* find(BrokerId broker);
    [[nodiscard]] const RemoteReplica* find(BrokerId broker) const;
};

struct Follower {
    BrokerId leader = no_broker;  // no_broker: nobody leads now
};

// Has a log, but no part: just built, or stopped.
struct Offline {};

}  // namespace kscope
