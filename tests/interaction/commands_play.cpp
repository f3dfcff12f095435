// The cluster, and the passing of time.
#include "sim/engine/note_match.h"
#include "sim/scenario/load.h"
#include "sim/scenario/when.h"
#include "tests/interaction/commands.h"
#include "tests/interaction/telling.h"

namespace kscope::interaction {

namespace {

constexpr const char* cluster_file = "tests/interaction/cluster.yaml";
constexpr Duration longest_wait = Duration::seconds(300);

Telling read_telling(Arguments& arguments, const sim::Scenario& scenario) {
    if (arguments.take("silently")) return Telling(Detail::nothing);
    if (arguments.take("briefly")) return Telling(Detail::turning_points);
    if (!arguments.take("messages")) return Telling(Detail::steps);
    if (arguments.take("of")) return Telling::messages_of(arguments.node(scenario));
    return Telling(Detail::messages);
}

std::size_t matches_of(const sim::World& world, const sim::NotePattern& pattern) {
    std::size_t count = 0;
    for (const Note& note : world.last_notes()) count += sim::matches(pattern, note.body) ? 1 : 0;
    return count;
}

// The present is the last event's time: in a quiet cluster that is a little before `until`.
void play_for(Turn& turn, Telling& telling) {
    Stage& stage = *turn.stage;
    const Instant until = stage.world().now() + turn.arguments.duration();
    turn.arguments.end();
    while (stage.step(until)) telling.tell(stage, turn.out);
}

// Until the condition has come true; the event that makes it true is the last.
void play_until(Turn& turn, Telling& telling) {
    Stage& stage = *turn.stage;
    const std::string condition = turn.arguments.rest();
    sim::When when;
    try {
        when = sim::parse_when(stage.scenario(), condition);
    } catch (const sim::BadInput& error) {
        turn.arguments.refuse(error.problem(), error.remedy());
    }
    const Instant limit = stage.world().now() + longest_wait;
    for (std::size_t seen = 0; seen < when.pattern.count;) {
        if (!stage.step(limit)) {
            if (stage.checker().violation()) return;
            turn.arguments.refuse(sim::quoted(condition) + " did not happen within 300s",
                                  "wait for something that does");
        }
        telling.tell(stage, turn.out);
        seen += matches_of(stage.world(), when.pattern);
    }
}

}  // namespace

void make_cluster(Turn& turn) {
    if (turn.stage != nullptr) {
        turn.arguments.refuse("there is a cluster already", "tell another story in another file");
    }
    turn.arguments.end();
    try {
        turn.stage =
            std::make_unique<Stage>(sim::load_scenario(cluster_file, turn.arguments.more()));
    } catch (const sim::BadInput& error) {
        turn.arguments.refuse(error.what(), "see docs/reference/scenario.md");
    }
}

void play(Turn& turn) {
    Telling telling = read_telling(turn.arguments, turn.stage->scenario());
    if (turn.arguments.take("until")) {
        play_until(turn, telling);
    } else {
        play_for(turn, telling);
    }
    telling.finish(turn.out);
}

}  // namespace kscope::interaction
