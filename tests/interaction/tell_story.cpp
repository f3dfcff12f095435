#include "tests/interaction/tell_story.h"

#include <algorithm>

#include "tests/interaction/commands.h"

namespace kscope::interaction {

namespace {

const CommandRow& find_row(const StoryCommand& command, const std::string& file) {
    const std::string& name = command.words.front().text;
    std::vector<std::string> known;
    for (const CommandRow& row : command_rows()) {
        if (row.name == name) return row;
        known.emplace_back(row.name);
    }
    throw sim::BadInput({file, command.line, 1}, sim::quoted(name) + " is no command",
                        sim::suggest(name, known));
}

void require_laws(const Stage& stage, const StoryCommand& command, const std::string& file) {
    const auto& violation = stage.checker().violation();
    if (!violation) return;
    throw sim::BadInput({file, command.line, 1},
                        std::string("the law ") + sim::text_of(violation->law).name +
                            " is broken at " + sim::millisecond_text(violation->time) + ": " +
                            violation->sentence,
                        "mend the rule, not the story");
}

void run(const StoryCommand& command, const std::string& file, std::unique_ptr<Stage>& stage,
         Lines& out) {
    const CommandRow& row = find_row(command, file);
    if (stage == nullptr && row.run != make_cluster) {
        throw sim::BadInput({file, command.line, 1}, "there is no cluster yet",
                            "begin the story with `cluster`");
    }
    if (!command.more.empty() && row.run != make_cluster) {
        throw sim::BadInput({file, command.line + 1, 1}, "only `cluster` goes on below",
                            std::string("write ") + row.usage);
    }
    Arguments arguments(file, command);
    Turn turn{arguments, stage, out};
    row.run(turn);
    require_laws(*stage, command, file);
}

}  // namespace

std::string tell_story(const std::string& text, const std::string& name) {
    StoryFile story = parse_story(text, name);
    std::unique_ptr<Stage> stage;
    for (StoryStep& step : story.steps) {
        step.output.clear();
        for (const StoryCommand& command : step.commands) run(command, name, stage, step.output);
    }
    return to_text(story);
}

}  // namespace kscope::interaction
