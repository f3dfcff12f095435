#include "sim/outcome/run_end.h"

#include <algorithm>

#include "sim/check/checker.h"
#include "sim/engine/world.h"
#include "sim/outcome/outcome.h"

namespace kscope::sim {

namespace {

constexpr Duration look_every = Duration::millis(100);
constexpr Duration patience_for_when = Duration::seconds(60);
constexpr Duration patience_for_work = Duration::seconds(600);

}  // namespace

RunEnd::RunEnd(const Scenario& scenario) {
    if (scenario.until) until_ = Instant::at(*scenario.until);
    next_look_ = until_ ? std::min(*until_, Instant::at(look_every)) : Instant::at(look_every);
    for (const TimelineEntry& entry : scenario.timeline) {
        if (const auto* at = std::get_if<Instant>(&entry.trigger)) {
            last_timed_ = std::max(last_timed_, *at);
        }
    }
    for (const GroupPlan& group : scenario.groups) {
        last_timed_ = std::max(last_timed_, group.starts_at);
        if (!group.config.enable_auto_commit) by_hand_.push_back(group.name);
    }
    for (const ProducerPlan& producer : scenario.producers) {
        last_timed_ = std::max(last_timed_, producer.starts_at);
    }
}

bool RunEnd::settled(const World& world) const {
    static const Checker no_checker;
    const Outcome outcome = measure(world, no_checker);
    for (const ProducerOutcome& producer : outcome.producers) {
        if (!producer.idle) return false;
    }
    for (const GroupOutcome& group : outcome.groups) {
        const bool commits =
            std::find(by_hand_.begin(), by_hand_.end(), group.name) == by_hand_.end();
        if (group.partitions.empty() || (commits && group.lag() != 0)) return false;
    }
    return true;
}

bool RunEnd::look(const World& world) {
    const Instant now = next_look_;
    if (until_ && now >= *until_) return true;
    next_look_ = now + look_every;
    if (until_) {
        next_look_ = std::min(next_look_, *until_);
        return false;
    }
    if (!world.sources_exhausted() || now <= last_timed_) {
        busy_until_ = now;
        unsettled_until_ = now;
        return false;
    }
    if (now - busy_until_ >= patience_for_work) return true;
    if (!settled(world)) {
        unsettled_until_ = now;
        return false;
    }
    return world.timeline_done() || now - unsettled_until_ >= patience_for_when;
}

}  // namespace kscope::sim
