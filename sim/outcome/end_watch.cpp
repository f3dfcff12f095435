#include "sim/outcome/end_watch.h"

#include <algorithm>

#include "sim/engine/run_end.h"
#include "sim/engine/world.h"

namespace kscope::sim {

namespace {

constexpr Duration look_every = Duration::millis(100);
constexpr Duration patience_for_when = Duration::seconds(60);
constexpr Duration patience_for_work = Duration::seconds(600);

}  // namespace

EndWatch::EndWatch(const Scenario& scenario) : next_look_(Instant::at(look_every)) {
    if (scenario.until) {
        until_ = Instant::at(*scenario.until);
        next_look_ = *until_;
    }
    for (const TimelineEntry& entry : scenario.timeline) {
        if (const auto* at = std::get_if<Instant>(&entry.trigger)) {
            last_planned_ = std::max(last_planned_, *at);
        }
    }
    for (const GroupPlan& group : scenario.groups) {
        last_planned_ = std::max(last_planned_, group.starts_at);
    }
    for (const ConsumerPlan& consumer : scenario.consumers) {
        last_planned_ = std::max(last_planned_, consumer.starts_at);
    }
    for (const ProducerPlan& producer : scenario.producers) {
        last_planned_ = std::max(last_planned_, producer.starts_at);
    }
}

bool EndWatch::look(const World& world) {
    if (until_) return true;
    const Instant now = next_look_;
    next_look_ = now + look_every;
    if (!world.sources_exhausted() || now <= last_planned_) {
        busy_until_ = now;
        undone_until_ = now;
        return false;
    }
    if (now - busy_until_ >= patience_for_work) return true;
    if (!producers_drained(world) || !consumers_drained(world)) {
        undone_until_ = now;
        return false;
    }
    return world.timeline_done() || now - undone_until_ >= patience_for_when;
}

void run_world(World& world, const Scenario& scenario,
               const std::function<bool(const World&)>& after_step) {
    EndWatch end(scenario);
    do {
        while (world.step_until(end.next_look())) {
            if (!after_step(world)) return;
        }
    } while (!end.look(world));
}

}  // namespace kscope::sim
