// Which topics a --topic means that may be a regular expression: of Java's in Kafka, of ECMAScript
// here, and the whole name must match. A comma stands for a bar, blanks count for nothing, quotes
// around it neither. What Java has and ECMAScript has not, or reads otherwise, is refused. Rule:
// org.apache.kafka.server.util.TopicFilter.IncludeList.
#pragma once

#include <optional>
#include <regex>
#include <string>

#include "sim/shell/command_text.h"

namespace kscope::sim {

class TopicChooser {
public:
    // Empty: all topics. Throws BadInput at `place`.
    TopicChooser(const std::string& pattern, const Place& place);
    // Null: all topics.
    explicit TopicChooser(const Word* pattern);
    [[nodiscard]] bool matches(const std::string& topic) const;

private:
    std::optional<std::regex> regex_;  // none: all
};

}  // namespace kscope::sim
