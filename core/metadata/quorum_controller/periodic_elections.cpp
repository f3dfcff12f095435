#include "core/metadata/quorum_controller/periodic_elections.h"

#include <algorithm>

#include "core/config/metadata_version.h"
#include "core/metadata/quorum_controller/replication_control.h"

namespace kscope {

namespace {

constexpr Duration pause_before_more = Duration::millis(10);

bool wants_election(ElectionType type, const PartitionRegistration& partition) {
    return type == ElectionType::preferred ? partition.leader != partition.replicas.front()
                                           : partition.leader == no_broker;
}

bool any_wants_election(ElectionType type, const MetadataImage& image) {
    for (const auto& [name, topic] : image.topics()) {
        for (const PartitionRegistration& partition : topic->partitions) {
            if (wants_election(type, partition)) return true;
        }
    }
    return false;
}

}  // namespace

PeriodicElections::PeriodicElections(const BrokerConfig& config, Instant now)
    : by_period_(elects_by_period(config.features.metadata_version)) {
    if (config.auto_leader_rebalance_enable) {
        timers_[0].interval = config.leader_imbalance_check_interval;
    }
    if (config.features.kraft_obeys_unclean_key) {
        timers_[1].interval = config.unclean_leader_election_interval;
    }
    for (Timer& timer : timers_) {
        if (by_period_ && timer.interval > Duration()) timer.at = now + timer.interval;
    }
}

void PeriodicElections::arm(const MetadataImage& image, Instant now) {
    if (by_period_ || !unseen_) return;
    unseen_ = false;
    for (const ElectionType type : {ElectionType::preferred, ElectionType::unclean}) {
        Timer& timer = timers_[type == ElectionType::preferred ? 0 : 1];
        if (timer.interval == Duration() || timer.at != Instant::never()) continue;
        if (!any_wants_election(type, image)) continue;
        timer.at = now + (timer.soon ? pause_before_more : timer.interval);
    }
}

void PeriodicElections::held(ElectionType type, Instant now, std::size_t elected) {
    Timer& timer = timers_[type == ElectionType::preferred ? 0 : 1];
    timer.soon = elected >= elections_at_once_max;
    timer.at = Instant::never();
    if (by_period_) timer.at = now + (timer.soon ? pause_before_more : timer.interval);
    unseen_ = true;
}

Instant PeriodicElections::next_deadline() const { return std::min(timers_[0].at, timers_[1].at); }

void PeriodicElections::digest(Digest& d) const {
    for (const Timer& timer : timers_) {
        digest_into(d, timer.at);
        d.add(timer.soon);
    }
    d.add(unseen_);
}

}  // namespace kscope
