// Arguments: a command line as argparse4j reads it, for those of Kafka's tools that have
// sub-commands (kafka-storage, kafka-cluster, kafka-metadata-quorum): options before the
// sub-command are the tool's, options behind it the sub-command's own. Its messages are
// argparse4j's, "TOOL: error: ...". What the values mean is the tool's business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/shell/command_text.h"

namespace kscope::sim {

struct Argument {
    std::string name;        // "--config"
    std::string short_name;  // "-c"; empty: none
    bool takes_value = true;
    bool required = false;

    // "--config/-c"
    [[nodiscard]] std::string shown() const {
        return short_name.empty() ? name : name + "/" + short_name;
    }
};

struct SubCommand {
    std::string name;
    std::vector<Argument> arguments;
    // Exactly one of these is required, if there are any.
    std::vector<Argument> one_of;
};

class Arguments {
public:
    // Throws BadInput. `one_of`: as in SubCommand, before it.
    Arguments(const CommandText& command, const std::vector<SubCommand>& commands,
              const SubCommand& common = {});

    // The sub-command.
    [[nodiscard]] const std::string& command() const { return command_; }
    [[nodiscard]] const Place& command_place() const { return command_place_; }
    [[nodiscard]] bool has(const std::string& name) const { return find(name) != nullptr; }
    // Null: it was not given, or takes none.
    [[nodiscard]] const Word* value(const std::string& name) const;
    // A whole number; throws as argparse4j does for what is none.
    [[nodiscard]] std::int32_t integer(const std::string& name) const;
    [[nodiscard]] Place place_of(const std::string& name) const;
    [[noreturn]] void error(const Place& place, const std::string& why,
                            const std::string& right) const;

private:
    struct Given {
        Argument argument;
        Place place;
        std::optional<Word> value;
    };
    // Reads from here on what is known, and says where the first other word stands.
    std::size_t read(const std::vector<Word>& words, std::size_t at, const SubCommand& known);
    void check(const SubCommand& known) const;
    void refuse_unknown(const Word& word, const SubCommand& common) const;
    [[nodiscard]] const Given* find(const std::string& name) const;

    std::string tool_;
    Place place_;
    std::string command_;
    Place command_place_;
    std::vector<Given> given_;
};

}  // namespace kscope::sim
