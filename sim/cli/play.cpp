#include "sim/cli/play.h"

#include <algorithm>

#include "core/config/config_value.h"
#include "sim/outcome/end_watch.h"
#include "sim/scenario/compile.h"
#include "sim/scenario/load.h"

namespace kscope::sim {

namespace {

Instant last_planned(const WorldSpec& spec) {
    Instant last;
    for (const SourceSpec& source : spec.sources) {
        if (const auto* recorded = std::get_if<RecordedSource>(&source.records)) {
            if (!recorded->records->empty()) {
                last = std::max(last, source.starts_at + recorded->records->back().at);
            }
        } else {
            const auto& made = std::get<GeneratedSource>(source.records);
            const std::int64_t interval = std::max<std::int64_t>(made.interval.count(), 1);
            const auto most = static_cast<std::uint64_t>(Duration::forever().count() / interval);
            const auto count = static_cast<std::int64_t>(std::min(made.count, most));
            last = std::max(last, source.starts_at + made.interval * count);
        }
    }
    for (const TimelineEntry& entry : spec.timeline) {
        if (const auto* at = std::get_if<Instant>(&entry.trigger)) last = std::max(last, *at);
    }
    return last;
}

Duration parse_until(const std::string& text) {
    const auto value = parse_duration(text);
    if (value) return *value;
    throw BadInput({"--until " + text, 0, 0}, quoted(text) + " is no time with a unit",
                   "write for example --until 30s");
}

}  // namespace

Play::Play(const ScenarioChoice& choice, const std::string& until)
    : choice_(choice), scenario_(load_scenario(choice.file, choice.overrides)) {
    if (choice.seed) scenario_.seed = *choice.seed;
    if (!until.empty()) scenario_.until = parse_until(until);
    auto spec = std::make_shared<const WorldSpec>(compile(scenario_));
    planned_end_ = scenario_.until ? Instant::at(*scenario_.until) : last_planned(*spec);
    world_ = std::make_unique<World>(std::move(spec), scenario_.seed);
    listen(Checker::needed_notes());
}

void Play::listen(NoteFilter filter) {
    filter_.bits |= filter.bits;
    world_->listen(filter_);
}

void Play::run(const std::function<bool(const Play&)>& after_step) {
    run_world(*world_, scenario_, [&](const World& world) {
        checker_.after_step(world);
        return after_step(*this) && !checker_.violation();
    });
}

int Play::done_per_mille() const {
    const std::int64_t whole = std::max<std::int64_t>(planned_end_.nanos() / 1'000, 1);
    return static_cast<int>(std::min<std::int64_t>(world_->now().nanos() / whole, 1'000));
}

}  // namespace kscope::sim
