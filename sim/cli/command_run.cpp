#include <optional>

#include "sim/cli/atomic_file.h"
#include "sim/cli/commands.h"
#include "sim/cli/play.h"
#include "sim/cli/progress.h"
#include "sim/cli/summary.h"
#include "sim/cli/trace_writer.h"
#include "sim/cli/wire_check.h"
#include "sim/export/world_disks.h"
#include "sim/story/narrator.h"

namespace kscope::sim {

int command_run(const RunOptions& options, const Terminal& terminal) {
    Play play(options.scenario, options.until);
    const bool json = options.format == "json";
    const bool story = !options.quiet && !json;
    std::optional<AtomicFile> trace;
    if (!options.trace.empty()) trace.emplace(options.trace, "--trace");
    std::optional<AtomicDirectory> disks;
    if (!options.disks.empty()) disks.emplace(options.disks, "--disks");
    if (story) play.listen(Narrator::needed_notes());
    if (trace) play.listen(NoteFilter::all());
    const Narrator narrator(play.world().spec());

    std::optional<WireCheck> wire;
    if (options.wire) wire.emplace();

    std::int64_t wall_ns = 0;
    {
        Progress progress(terminal.err, terminal.progress && !(story && terminal.story_is_seen));
        play.run([&](const Play& now) {
            const World& world = now.world();
            if (wire) wire->after_step(world);
            if (trace) write_trace_line(trace->stream(), world);
            if (story && (!world.last_notes().empty() || !world.last_world_notes().empty())) {
                for (const StoryLine& line : narrator.tell(world)) {
                    terminal.out << to_text(line) << "\n";
                }
            }
            progress.step(world.counters().events, now.done_per_mille());
            return true;
        });
        wall_ns = progress.elapsed_ns();
    }
    Summary summary = summarize(play, wall_ns);
    if (wire) {
        wire->at_end(play.world());
        summary.wire = wire->totals();
    }
    if (disks) write_disks(play.world(), *disks);
    if (trace) trace->finish();
    if (disks) disks->finish();
    if (json) {
        write_json(terminal.out, summary);
    } else {
        if (!options.quiet) write_text(terminal.out, summary, terminal.color);
        terminal.out << "run hash: " << play.world().run_hash().hex() << "\n";
    }
    return summary.all_held() ? all_held : broken;
}

}  // namespace kscope::sim
