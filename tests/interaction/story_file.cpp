#include "tests/interaction/story_file.h"

#include "sim/scenario/input_error.h"

namespace kscope::interaction {

namespace {

constexpr const char* border = "----";

bool blank(const std::string& line) { return line.find_first_not_of(' ') == std::string::npos; }
bool comment(const std::string& line) { return blank(line) || line.front() == '#'; }

std::vector<Word> words_of(const std::string& line) {
    std::vector<Word> words;
    for (std::size_t at = line.find_first_not_of(' '); at != std::string::npos;) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        words.push_back({line.substr(at, end - at), static_cast<int>(at) + 1});
        at = line.find_first_not_of(' ', end);
    }
    return words;
}

class Reader {
public:
    Reader(const std::string& text, std::string name) : lines_(split_lines(text)) {
        story_.name = std::move(name);
    }

    StoryFile read() {
        while (true) {
            StoryStep step;
            while (!done() && comment(line())) step.before.push_back(take());
            if (done()) {
                story_.after = std::move(step.before);
                return std::move(story_);
            }
            read_commands(step);
            while (!done() && !blank(line())) step.output.push_back(take());
            story_.steps.push_back(std::move(step));
        }
    }

private:
    [[nodiscard]] bool done() const { return at_ == lines_.size(); }
    [[nodiscard]] const std::string& line() const { return lines_[at_]; }
    std::string take() { return lines_[at_++]; }

    void read_commands(StoryStep& step) {
        for (; !done() && line() != border; ++at_) {
            if (comment(line())) break;
            step.source.push_back(line());
            if (line().front() != ' ') {
                step.commands.push_back({static_cast<int>(at_) + 1, line(), words_of(line()), {}});
            } else if (step.commands.empty()) {
                refuse("this line belongs to no command", "begin a command in the first column");
            } else {
                step.commands.back().more.push_back(line().substr(line().find_first_not_of(' ')));
            }
        }
        if (done() || line() != border) refuse("no `----` after the commands", "add it here");
        if (step.commands.empty()) refuse("`----` without a command", "say what to do above it");
        ++at_;
    }

    [[noreturn]] void refuse(const char* problem, const char* remedy) const {
        throw sim::BadInput({story_.name, static_cast<int>(at_) + 1, 1}, problem, remedy);
    }

    Lines lines_;
    std::size_t at_ = 0;
    StoryFile story_;
};

void add(std::string& text, const Lines& lines) {
    for (const std::string& line : lines) text += line + '\n';
}

}  // namespace

Lines split_lines(const std::string& text) {
    Lines lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

StoryFile parse_story(const std::string& text, const std::string& name) {
    return Reader(text, name).read();
}

std::string to_text(const StoryFile& story) {
    std::string text;
    for (const StoryStep& step : story.steps) {
        add(text, step.before);
        add(text, step.source);
        text += std::string(border) + '\n';
        add(text, step.output);
    }
    add(text, story.after);
    return text;
}

}  // namespace kscope::interaction
