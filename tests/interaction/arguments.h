// Arguments: reads the words of one command from left to right, as what they should be. Whatever is
// wrong is one sim::BadInput with file, line and column, and what would be right.
#pragma once

#include <string>

#include "core/protocol/topic_partition.h"
#include "sim/scenario/scenario.h"
#include "tests/interaction/story_file.h"

namespace kscope::interaction {

class Arguments {
public:
    Arguments(const std::string& file, const StoryCommand& command)
        : file_(&file), command_(&command) {}

    [[nodiscard]] bool empty() const { return at_ == command_->words.size(); }
    // Takes the word if it is the next one.
    bool take(const char* word);
    // `what` completes "... is missing": "the name of a node".
    std::string word(const char* what);
    Duration duration();
    NodeId node(const sim::Scenario& scenario);
    NodeId broker(const sim::Scenario& scenario);
    TopicPartition partition(const sim::Scenario& scenario);
    // What is left of the line, as it stands.
    std::string rest();
    // Nothing may be left.
    void end() const;

    [[nodiscard]] const Lines& more() const { return command_->more; }
    // About the word that was read last.
    [[noreturn]] void refuse(const std::string& problem, const std::string& remedy) const;

private:
    const std::string* file_;
    const StoryCommand* command_;
    std::size_t at_ = 1;  // the first word is the command itself
};

}  // namespace kscope::interaction
