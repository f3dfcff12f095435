#include "core/replication/leader_state.h"

namespace kscope {

namespace {

template <class Followers>
auto find_in(Followers& followers, BrokerId broker) {
    const auto at = std::find_if(followers.begin(), followers.end(),
                                 [&](const RemoteReplica& f) { return f.broker == broker; });
    return at == followers.end() ? nullptr : &*at;
}

}  // namespace

// A follower that reads up to what the leader had at the follower's *previous* fetch was caught up
// then: without this a steady stream of appends would make every follower look late.
void RemoteReplica::update_fetch_state(Offset fetch_offset, Offset start_offset, Instant fetch_time,
                                       Offset leader_log_end_offset) {
    if (fetch_offset >= leader_log_end_offset) {
        last_caught_up_time = std::max(last_caught_up_time, fetch_time);
    } else if (fetch_offset >= last_fetch_leader_log_end_offset) {
        last_caught_up_time = std::max(last_caught_up_time, last_fetch_time);
    }
    log_start_offset = start_offset;
    log_end_offset = fetch_offset;
    last_fetch_leader_log_end_offset =
        std::max(last_fetch_leader_log_end_offset, leader_log_end_offset);
    last_fetch_time = fetch_time;
}

// A follower in the ISR counts as caught up at the election; one outside must not hold the high
// watermark back, nor come back into the ISR before it has fetched.
void RemoteReplica::reset(Instant now, Offset leader_log_end_offset, bool new_leader, bool in_isr) {
    const Instant time = in_isr ? now : long_ago;
    last_caught_up_time = time;
    if (new_leader) {
        log_start_offset = no_offset;
        log_end_offset = no_offset;
        last_fetch_leader_log_end_offset = no_offset;
        last_fetch_time = long_ago;
        last_sent_high_watermark = Offset(0);
        last_fetch_event = no_event;
    } else {
        last_fetch_leader_log_end_offset = leader_log_end_offset;
        last_fetch_time = time;
    }
}

RemoteReplica* Leader::find(BrokerId broker) { return find_in(followers, broker); }
const RemoteReplica* Leader::find(BrokerId broker) const { return find_in(followers, broker); }

}  // namespace kscope
