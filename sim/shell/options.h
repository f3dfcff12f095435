// Options: the flags of one command line, read as joptsimple reads those of Kafka's tools:
// `--flag`,
// `--flag value`, `--flag=value`; a flag that the tool does not know is refused with the nearest
// one that it does. What the values mean is the tool's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/shell/command_text.h"

namespace kscope::sim {

// A flag of a tool.
struct Flag {
    enum class Value : std::uint8_t { none, required, optional };
    std::string name;  // "--topic"
    Value value = Value::none;
};
inline Flag flag(std::string name) { return {std::move(name), Flag::Value::none}; }
inline Flag with_value(std::string name) { return {std::move(name), Flag::Value::required}; }
inline Flag maybe_value(std::string name) { return {std::move(name), Flag::Value::optional}; }

class Options {
public:
    // Throws BadInput. `positional` says how many words without a flag may stand there.
    Options(const CommandText& command, const std::vector<Flag>& known, std::size_t positional = 0);

    [[nodiscard]] bool has(const std::string& name) const { return find(name) != nullptr; }
    // Null if it was not given. Throws if it was given several times (OptionSet.valueOf): only what
    // Kafka's tool reads with valuesOf may be, and has values().
    [[nodiscard]] const Word* value(const std::string& name) const;
    [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const;
    [[nodiscard]] std::vector<Word> values(const std::string& name) const;
    // The values of these flags in the order in which they stand there; empty for those without.
    [[nodiscard]] std::vector<Word> in_order(const std::vector<std::string>& names) const;
    // Of the flag itself; of the command, if it was not given.
    [[nodiscard]] Place place_of(const std::string& name) const;
    // Throws Kafka's "Missing required argument".
    const Word& required(const std::string& name) const;
    [[nodiscard]] std::optional<std::int64_t> whole(const std::string& name) const;
    [[nodiscard]] std::optional<std::int32_t> whole_32(const std::string& name) const;
    // Exactly one of these must be there: which one.
    [[nodiscard]] std::string one_of(const std::vector<std::string>& names) const;
    // Throws if both are there (CommandLineUtils.checkInvalidArgs).
    void refuse_together(const std::string& name, const std::vector<std::string>& others) const;
    [[nodiscard]] const std::vector<Word>& words() const { return words_; }
    [[nodiscard]] const Place& place() const { return place_; }

private:
    struct Given {
        std::string name;
        Place place;
        std::optional<Word> value;
    };
    [[nodiscard]] const Given* find(const std::string& name) const;
    void read(const std::vector<Word>& words, const std::vector<Flag>& known,
              std::size_t positional);

    Place place_;
    std::vector<Given> given_;
    std::vector<Word> words_;
};

// A whole number, or BadInput as joptsimple says it.
std::int64_t whole_of(const Word& word, const std::string& what);
// The same, within Java's int: a count, a partition, a broker.
std::int32_t int_of(const Word& word, const std::string& what);
// "key=value" as two; Kafka refuses what has no '='.
struct KeyValue {
    std::string key;
    std::string value;
    Place place;
};
KeyValue key_value_of(const Word& word);
// kafka-topics --config: blanks may stand around both (TopicCommand.parseTopicConfigsToBeAdded).
KeyValue topic_config_of(const Word& word);
// The parts between commas, trimmed; none of an empty text.
std::vector<std::string> split(const std::string& text, char separator);
std::string joined(const std::vector<std::string>& parts, const std::string& separator);

}  // namespace kscope::sim
