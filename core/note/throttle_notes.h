// Notes of quotas: who must go slowly, and why. `broker` is always the broker that tells.
#pragma once

#include "core/base/time.h"
#include "core/protocol/topic_partition.h"

namespace kscope {

// A client is above its quota. Since KIP-219 it has its answer and nothing more is read from it
// for so long; before, its answer comes so much later.
struct ClientThrottled {
    BrokerId broker;
    NodeId client;
    std::string client_id;
    std::string request;  // "Produce", "Fetch"
    Duration throttle_time;
    bool answered = false;
    bool again = false;  // it was throttled within the window before as well
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("client", client), v("client_id", client_id);
        v("request", request), v("throttle_time", throttle_time), v("answered", answered);
        v("again", again);
    }
};

// A replica that is not in sync must wait for its records: the quota of throttled replication is
// used up (KIP-73). Told when it begins. As the leader `replica` gets nothing, as the follower
// `broker` itself does not ask.
struct ReplicaThrottled {
    BrokerId broker;
    TopicPartition tp;
    BrokerId replica;
    bool as_leader = false;
    template <class V>
    void visit(V&& v) const {
        v("broker", broker), v("partition", tp), v("replica", replica), v("as_leader", as_leader);
    }
};

}  // namespace kscope
