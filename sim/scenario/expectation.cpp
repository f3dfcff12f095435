#include "sim/scenario/expectation.h"

#include <algorithm>

#include "core/config/config_value.h"
#include "core/config/known_defects.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

[[noreturn]] void refuse(const Place& place, const std::string& problem,
                         const std::string& remedy) {
    throw BadInput(place, problem, remedy);
}

bool starts_with_word(std::string_view text, std::string_view word) {
    return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ');
}

// Takes the word and the space behind it off the front.
bool take(std::string_view& text, std::string_view word) {
    if (!starts_with_word(text, word)) return false;
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return true;
}

std::string_view take_word(std::string_view& text) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    return word;
}

std::string example_of(const ExpectationForm& form) {
    std::string text = form.words;
    if (*form.of != '\0') text += std::string(" of ") + form.of;
    if (*form.value != '\0') text += std::string(" is ") + form.value;
    return "write `" + text + "`";
}

const ExpectationForm& find_form(std::string_view& rest, const Place& place) {
    std::vector<std::string> known;
    for (const ExpectationForm& form : expectation_forms()) {
        std::string_view after = rest;
        const bool whole_sentence = *form.of == '\0';
        if (take(after, form.words) && (!whole_sentence || after.empty())) {
            rest = after;
            return form;
        }
        known.emplace_back(form.words);
    }
    refuse(place, quoted(rest) + " is no expectation" + typography_hint(rest),
           "write for example `lag of monitoring is 0`; beginnings are: " + list_of(known));
}

BrokerId read_broker(std::string_view word, const ExpectationForm& form, const Place& place) {
    const auto id = parse_integer(word.starts_with("b") ? word.substr(1) : word);
    if (!id || *id < 0) refuse(place, quoted(word) + " is no broker", example_of(form));
    return BrokerId(static_cast<std::int32_t>(*id));
}

void read_brokers(Expectation& expectation, std::string_view rest, const ExpectationForm& form) {
    while (!rest.empty()) {
        std::string_view word = take_word(rest);
        if (word.ends_with(',')) word.remove_suffix(1);
        if (word == "and") continue;
        expectation.brokers.push_back(read_broker(word, form, expectation.place));
    }
    std::sort(expectation.brokers.begin(), expectation.brokers.end());
}

void read_defect(Expectation& expectation, std::string_view rest) {
    expectation.word = std::string(rest);
    if (find_defect(rest) != nullptr) return;
    std::vector<std::string> known;
    for (const KnownDefect& defect : known_defects()) known.emplace_back(defect.name);
    refuse(expectation.place, quoted(rest) + " is no known defect",
           suggest(expectation.word, known));
}

void read_value(Expectation& expectation, std::string_view rest, const ExpectationForm& form) {
    const Place& place = expectation.place;
    const std::string_view value = form.value;
    const bool ordered = value == "N";
    if (!ordered && expectation.compare > Expectation::Compare::is_not) {
        refuse(place, quoted(form.words) + " has no more and no less", example_of(form));
    }
    if (value == "DEFECT" && expectation.compare == Expectation::Compare::is_not) {
        refuse(place, "a breach is expected or it is not", "write `every law holds`");
    }
    if (rest.empty()) refuse(place, "the value is missing", example_of(form));
    if (value == "BROKERS") {
        read_brokers(expectation, rest, form);
    } else if (value == "BROKER") {
        expectation.number = rest == "none" ? -1 : read_broker(rest, form, place).value();
    } else if (ordered) {
        const auto number = parse_integer(rest);
        if (!number) {
            refuse(place, quoted(rest) + " is no whole number" + typography_hint(rest),
                   example_of(form));
        }
        expectation.number = *number;
    } else if (value == "DEFECT") {
        read_defect(expectation, rest);
    } else {
        static const std::vector<std::string> states{"Empty", "PreparingRebalance",
                                                     "CompletingRebalance", "Stable", "Dead"};
        expectation.word = std::string(rest);
        if (std::find(states.begin(), states.end(), expectation.word) == states.end()) {
            refuse(place, quoted(rest) + " is no state of a group",
                   suggest(expectation.word, states));
        }
    }
}

}  // namespace

const std::vector<ExpectationForm>& expectation_forms() {
    using enum Quantity;
    static const std::vector<ExpectationForm> forms{
        {sent, "sent", "PRODUCER", "N", "records that the application gave to send()"},
        {acked, "acked", "PRODUCER", "N", "records that it was told are safe"},
        {failed, "failed", "PRODUCER", "N", "records that the producer gave up on"},
        {retries, "retries", "PRODUCER", "N", "batches that were sent again"},
        {lost, "lost", "PRODUCER", "N",
         "acknowledged records that are no longer in the leader's log"},
        {lag, "lag", "GROUP", "N", "records up to the log ends that the group has not committed"},
        {members, "members", "GROUP", "N", "members of the current generation"},
        {generation, "generation", "GROUP", "N", "how often the group has formed"},
        {state, "state", "GROUP", "STATE", "Stable, Empty, PreparingRebalance, ..."},
        {log_end, "log end", "TOPIC or PARTITION", "N",
         "the leader's log end offset; of a topic, the sum over its partitions"},
        {high_watermark, "high watermark", "TOPIC or PARTITION", "N",
         "the leader's high watermark; of a topic, the sum"},
        {leader_epoch, "leader epoch", "PARTITION", "N", "how often the leader was chosen, from 0"},
        {leader, "leader", "PARTITION", "BROKER", "b1, or none"},
        {isr, "isr", "PARTITION", "BROKERS", "the in-sync replicas: b1, b2, b3"},
        {breach, "breach", "LAW", "DEFECT",
         "as of a version with this known defect (KIP-101, ...) this law is broken; as of another "
         "every law holds"},
        {every_law_holds, "every law holds", "", "", "no law was broken (always checked)"},
        {nothing_acked_is_lost, "no acknowledged record is lost", "", "",
         "every record that any producer was told is safe is in the leader's log"},
        {every_record_acked, "every record is acknowledged", "", "",
         "all producers have an answer for all they sent, and no failure"},
        {every_record_consumed, "every record is consumed", "", "", "the lag of every group is 0"},
        {every_replica_in_sync, "every replica is in sync", "", "",
         "the ISR of each partition holds all of its replicas"},
    };
    return forms;
}

Expectation parse_expectation(const std::string& text, const Place& place) {
    Expectation expectation;
    expectation.text = text;
    expectation.place = place;
    std::string_view rest = text;
    const ExpectationForm& form = find_form(rest, place);
    expectation.quantity = form.quantity;
    if (*form.of == '\0') return expectation;
    if (!take(rest, "of")) refuse(place, quoted(text) + " does not say of what", example_of(form));
    expectation.of = std::string(take_word(rest));
    if (!take(rest, "is")) {
        refuse(place, quoted(text) + " does not say what it is", example_of(form));
    }
    if (take(rest, "at least")) {
        expectation.compare = Expectation::Compare::at_least;
    } else if (take(rest, "at most")) {
        expectation.compare = Expectation::Compare::at_most;
    } else if (take(rest, "not")) {
        expectation.compare = Expectation::Compare::is_not;
    }
    read_value(expectation, rest, form);
    return expectation;
}

}  // namespace kscope::sim
