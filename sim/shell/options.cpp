#include "sim/shell/options.h"

#include <algorithm>
#include <charconv>

#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

std::vector<std::string> names_of(const std::vector<Flag>& flags) {
    std::vector<std::string> names;
    for (const Flag& flag : flags) names.push_back(flag.name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

bool has_plain_dash(const std::string& text) { return text.size() > 1 && text.front() == '-'; }

// Tutorials on the web have them: an editor made one long dash of two short ones.
bool has_typographic_dash(const std::string& text) { return !typography_hint(text).empty(); }

std::string without_dashes(std::string text) {
    while (!text.empty() && (text.front() == '-' || (text.front() & 0x80) != 0)) text.erase(0, 1);
    return text;
}

[[noreturn]] void refuse_flag(const Word& word, const std::vector<Flag>& known) {
    if (has_typographic_dash(word.text)) {
        const std::string bare = without_dashes(word.text);
        throw BadInput(word.place, quoted(word.text) + " has a typographic dash",
                       "write two plain ones: --" + (bare.empty() ? "topic" : bare));
    }
    const std::string bare = word.text.substr(word.text.find_first_not_of('-'));
    const std::vector<std::string> names = names_of(known);
    const bool by_servers = std::binary_search(names.begin(), names.end(), "--bootstrap-server");
    throw BadInput(word.place, bare + " is not a recognized option",
                   bare == "zookeeper" && by_servers
                       ? "there is no ZooKeeper: write --bootstrap-server localhost:9092"
                       : suggest(word.text, names));
}

template <class Number>
Number number_of(const Word& word, const std::string& what) {
    Number number = 0;
    const char* end = word.text.data() + word.text.size();
    const auto parsed = std::from_chars(word.text.data(), end, number);
    if (parsed.ec == std::errc{} && parsed.ptr == end) return number;
    throw BadInput(word.place,
                   "Cannot parse argument '" + word.text + "' of option " + what.substr(2),
                   parsed.ec == std::errc::result_out_of_range ? "write a smaller number"
                                                               : "write a whole number");
}

}  // namespace

Options::Options(const CommandText& command, const std::vector<Flag>& known, std::size_t positional)
    : place_(command.place()) {
    read(command.words, known, positional);
}

void Options::read(const std::vector<Word>& words, const std::vector<Flag>& known,
                   std::size_t positional) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        const Word& word = words[i];
        if (!has_plain_dash(word.text)) {
            if (has_typographic_dash(word.text)) refuse_flag(word, known);
            if (words_.size() >= positional) {
                throw BadInput(word.place, quoted(word.text) + " belongs to no flag",
                               "flags here: " + joined(names_of(known), ", "));
            }
            words_.push_back(word);
            continue;
        }
        const std::size_t equals = word.text.find('=');
        const std::string name = word.text.substr(0, equals);
        const auto found = std::find_if(known.begin(), known.end(),
                                        [&](const Flag& flag) { return flag.name == name; });
        if (found == known.end()) refuse_flag({name, word.place}, known);
        Given given{name, word.place, {}};
        const bool next_is_value =
            i + 1 < words.size() &&
            (!has_plain_dash(words[i + 1].text) ||
             words[i + 1].text.find_first_not_of("-0123456789") == std::string::npos);
        if (found->value == Flag::Value::none) {
            if (equals != std::string::npos) {
                throw BadInput(word.place, name + " takes no value", "write only " + name);
            }
        } else if (equals != std::string::npos) {
            given.value = Word{word.text.substr(equals + 1), word.place};
        } else if (next_is_value) {
            given.value = words[++i];
        } else if (found->value == Flag::Value::required) {
            throw BadInput(word.place, "Option " + name.substr(2) + " requires an argument",
                           "write it behind " + name);
        }
        given_.push_back(std::move(given));
    }
}

const Options::Given* Options::find(const std::string& name) const {
    const auto last = std::find_if(given_.rbegin(), given_.rend(),
                                   [&](const Given& given) { return given.name == name; });
    return last == given_.rend() ? nullptr : &*last;
}

const Word* Options::value(const std::string& name) const {
    const Word* only = nullptr;
    for (const Given& given : given_) {
        if (given.name != name || !given.value) continue;
        if (only != nullptr) {  // joptsimple.MultipleArgumentsForOptionException
            throw BadInput(given.place,
                           "Found multiple arguments for option " + name.substr(2) +
                               ", but you asked for only one",
                           "write " + name + " once");
        }
        only = &*given.value;
    }
    return only;
}

std::string Options::text(const std::string& name, const std::string& otherwise) const {
    const Word* word = value(name);
    return word != nullptr ? word->text : otherwise;
}

std::vector<Word> Options::values(const std::string& name) const {
    std::vector<Word> all;
    for (const Given& given : given_) {
        if (given.name == name && given.value) all.push_back(*given.value);
    }
    return all;
}

std::vector<Word> Options::in_order(const std::vector<std::string>& names) const {
    std::vector<Word> all;
    for (const Given& given : given_) {
        if (std::find(names.begin(), names.end(), given.name) == names.end()) continue;
        all.push_back(given.value.value_or(Word{"", given.place}));
    }
    return all;
}

Place Options::place_of(const std::string& name) const {
    const Given* given = find(name);
    return given != nullptr ? given->place : place_;
}

const Word& Options::required(const std::string& name) const {
    if (const Word* word = value(name)) return *word;
    throw BadInput(place_, "Missing required argument \"[" + name.substr(2) + "]\"", "add " + name);
}

std::optional<std::int64_t> Options::whole(const std::string& name) const {
    const Word* word = value(name);
    if (word == nullptr) return std::nullopt;
    return whole_of(*word, name);
}

std::optional<std::int32_t> Options::whole_32(const std::string& name) const {
    const Word* word = value(name);
    if (word == nullptr) return std::nullopt;
    return int_of(*word, name);
}

std::string Options::one_of(const std::vector<std::string>& names) const {
    std::string found;
    for (const std::string& name : names) {
        if (!has(name)) continue;
        if (!found.empty()) {
            throw BadInput(place_of(name),
                           "Command must include exactly one action: " + joined(names, ", "),
                           "leave out " + found + " or " + name);
        }
        found = name;
    }
    if (!found.empty()) return found;
    throw BadInput(place_, "Command must include exactly one action: " + joined(names, ", "),
                   "add one of them");
}

void Options::refuse_together(const std::string& name,
                              const std::vector<std::string>& others) const {
    if (!has(name)) return;
    for (const std::string& other : others) {
        if (!has(other)) continue;
        throw BadInput(place_of(other),
                       "Option \"[" + name.substr(2) + "]\" can't be used with option \"[" +
                           other.substr(2) + "]\"",
                       "leave out one of them");
    }
}

std::int64_t whole_of(const Word& word, const std::string& what) {
    return number_of<std::int64_t>(word, what);
}

std::int32_t int_of(const Word& word, const std::string& what) {
    return number_of<std::int32_t>(word, what);
}

KeyValue key_value_of(const Word& word) {
    const std::size_t equals = word.text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw BadInput(word.place,
                       "Invalid config " + quoted(word.text) +
                           ": all configs to be added must be in the format \"key=val\"",
                       "write key=val");
    }
    return {word.text.substr(0, equals), word.text.substr(equals + 1), word.place};
}

KeyValue topic_config_of(const Word& word) {
    std::vector<std::string> parts = split(word.text, '=');
    while (!parts.empty() && parts.back().empty()) parts.pop_back();  // String.split
    if (parts.size() == 2) return {parts[0], parts[1], word.place};
    throw BadInput(word.place,
                   "Invalid config " + quoted(word.text) +
                       ": all configs to be added must be in the format \"key=val\"",
                   "write key=val");
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size() && !text.empty();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        std::string part = text.substr(at, end - at);
        const std::size_t first = part.find_first_not_of(" \t");
        const std::size_t last = part.find_last_not_of(" \t");
        parts.push_back(first == std::string::npos ? "" : part.substr(first, last - first + 1));
        at = end + 1;
    }
    return parts;
}

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += separator;
        text += part;
    }
    return text;
}

}  // namespace kscope::sim
