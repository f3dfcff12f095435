#include "tests/interaction/arguments.h"

#include <algorithm>

#include "core/config/config_value.h"

namespace kscope::interaction {

using sim::quoted;

bool Arguments::take(const char* word) {
    if (empty() || command_->words[at_].text != word) return false;
    ++at_;
    return true;
}

std::string Arguments::word(const char* what) {
    if (empty()) refuse(std::string(what) + " is missing", "write it behind this");
    return command_->words[at_++].text;
}

Duration Arguments::duration() {
    const std::string text = word("a time");
    const auto value = parse_duration(text);
    if (!value) refuse(quoted(text) + " is no time with a unit", "write for example 250ms");
    return *value;
}

NodeId Arguments::node(const sim::Scenario& scenario) {
    const std::string name = word("the name of a node");
    const auto& names = scenario.node_names;
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) refuse("there is no node " + quoted(name), sim::suggest(name, names));
    return NodeId(static_cast<std::int32_t>(at - names.begin()));
}

NodeId Arguments::broker(const sim::Scenario& scenario) {
    const NodeId found = node(scenario);
    if (is_broker_node(scenario, found)) return found;
    const auto place = static_cast<std::size_t>(found.value());
    refuse(quoted(scenario.node_names[place]) + " is no broker", "name one: b1");
}

TopicPartition Arguments::partition(const sim::Scenario& scenario) {
    const std::string text = word("a partition");
    const std::size_t dash = std::min(text.rfind('-'), text.size());
    const auto number = parse_integer(text.substr(std::min(dash + 1, text.size())));
    std::vector<std::string> known;
    for (const NewTopic& topic : scenario.topics) {
        for (std::int32_t i = 0; i < topic.partitions; ++i) {
            const TopicPartition tp{topic.name, PartitionIndex(i)};
            if (topic.name == text.substr(0, dash) && number == i) return tp;
            known.push_back(to_string(tp));
        }
    }
    refuse("there is no partition " + quoted(text), sim::suggest(text, known));
}

std::string Arguments::rest() {
    if (empty()) refuse("something is missing", "write it behind this");
    const auto from = static_cast<std::size_t>(command_->words[at_].column) - 1;
    at_ = command_->words.size();
    return command_->text.substr(from);
}

void Arguments::end() const {
    if (empty()) return;
    const Word& word = command_->words[at_];
    throw sim::BadInput({*file_, command_->line, word.column}, quoted(word.text) + " is too much",
                        "end the command before it");
}

void Arguments::refuse(const std::string& problem, const std::string& remedy) const {
    const Word& word = command_->words[at_ - 1];
    throw sim::BadInput({*file_, command_->line, word.column}, problem, remedy);
}

}  // namespace kscope::interaction
