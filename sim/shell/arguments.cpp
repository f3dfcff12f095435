#include "sim/shell/arguments.h"

#include <algorithm>
#include <charconv>

#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

// A negative number is none.
bool is_flag(const std::string& text) {
    return text.starts_with("-") && text.find_first_not_of("-0123456789") != std::string::npos;
}

std::string tool_name(std::string name) {
    name = name.substr(name.find_last_of("/\\") + 1);
    return name.substr(0, name.find('.'));
}

}  // namespace

Arguments::Arguments(const CommandText& command, const std::vector<SubCommand>& commands,
                     const SubCommand& common)
    : tool_(tool_name(command.words.front().text)),
      place_(command.place()),
      command_place_(command.place()) {
    std::string choices;
    for (const SubCommand& one : commands) {
        choices += (choices.empty() ? "'" : ", '") + one.name + "'";
    }
    const std::vector<Word>& words = command.words;
    const std::size_t at = read(words, 1, common);
    if (at == words.size()) {
        check(common);
        error(place_, "too few arguments", "write one of " + choices);
    }
    refuse_unknown(words[at], common);
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const auto& one) { return one.name == words[at].text; });
    if (found == commands.end()) {
        error(words[at].place,
              "invalid choice: '" + words[at].text + "' (choose from " + choices + ")",
              "write one of them");
    }
    command_ = found->name;
    command_place_ = words[at].place;
    const std::size_t rest = read(words, at + 1, *found);
    if (rest < words.size()) {
        refuse_unknown(words[rest], common);
        error(words[rest].place, "unrecognized arguments: '" + words[rest].text + "'",
              "leave it out");
    }
    check(*found);
    check(common);
}

// A flag that stands where it is none.
void Arguments::refuse_unknown(const Word& word, const SubCommand& common) const {
    const bool dash = !typography_hint(word.text).empty();
    if (!word.text.starts_with("-") && !dash) return;
    const auto is_it = [&](const Argument& one) { return word.text.starts_with(one.name); };
    const bool misplaced = !command_.empty() &&
                           (std::any_of(common.arguments.begin(), common.arguments.end(), is_it) ||
                            std::any_of(common.one_of.begin(), common.one_of.end(), is_it));
    error(word.place, "unrecognized arguments: '" + word.text + "'",
          dash        ? "write two plain dashes"
          : misplaced ? "write it before " + command_
                      : "see help " + tool_);
}

std::size_t Arguments::read(const std::vector<Word>& words, std::size_t at,
                            const SubCommand& known) {
    std::vector<Argument> all = known.arguments;
    all.insert(all.end(), known.one_of.begin(), known.one_of.end());
    for (; at < words.size(); ++at) {
        const Word& word = words[at];
        const std::size_t equals =
            word.text.starts_with("--") ? word.text.find('=') : std::string::npos;
        const std::string name = word.text.substr(0, equals);
        const auto found = std::find_if(all.begin(), all.end(), [&](const Argument& one) {
            return one.name == name || (!one.short_name.empty() && one.short_name == name);
        });
        if (found == all.end()) break;
        Given given{*found, word.place, {}};
        if (equals != std::string::npos) {
            if (!found->takes_value) {
                error(word.place,
                      "argument " + found->shown() + ": ignored explicit argument '" +
                          word.text.substr(equals + 1) + "'",
                      "write only " + name);
            }
            given.value = Word{word.text.substr(equals + 1), word.place};
        } else if (found->takes_value) {
            if (at + 1 == words.size() || is_flag(words[at + 1].text)) {
                error(word.place, "argument " + found->shown() + ": expected one argument",
                      "write it behind " + name);
            }
            given.value = words[++at];
        }
        given_.push_back(std::move(given));
    }
    return at;
}

void Arguments::check(const SubCommand& known) const {
    for (const Argument& one : known.arguments) {
        if (!one.required || has(one.name)) continue;
        error(place_, "argument " + one.shown() + " is required", "add " + one.name);
    }
    const Argument* first = nullptr;
    std::string names;
    for (const Argument& one : known.one_of) {
        names += " " + one.shown();
        if (!has(one.name)) continue;
        if (first != nullptr) {
            error(place_of(one.name),
                  "argument " + one.shown() + ": not allowed with argument " + first->shown(),
                  "leave out one of them");
        }
        first = &one;
    }
    if (first != nullptr || names.empty()) return;
    error(place_, "one of the arguments" + names + " is required", "add " + known.one_of[0].name);
}

const Arguments::Given* Arguments::find(const std::string& name) const {
    const auto last = std::find_if(given_.rbegin(), given_.rend(),
                                   [&](const Given& given) { return given.argument.name == name; });
    return last == given_.rend() ? nullptr : &*last;
}

const Word* Arguments::value(const std::string& name) const {
    const Given* given = find(name);
    return given != nullptr && given->value ? &*given->value : nullptr;
}

std::int32_t Arguments::integer(const std::string& name) const {
    const Given* given = find(name);
    const std::string& text = given->value->text;
    std::int32_t number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (parsed.ec == std::errc{} && parsed.ptr == end) return number;
    error(given->value->place,
          "argument " + given->argument.shown() + ": could not convert '" + text +
              "' to Integer (For input string: \"" + text + "\")",
          "write a whole number");
}

Place Arguments::place_of(const std::string& name) const {
    const Given* given = find(name);
    return given != nullptr ? given->place : place_;
}

void Arguments::error(const Place& place, const std::string& why, const std::string& right) const {
    throw BadInput(place, tool_ + ": error: " + why, right);
}

}  // namespace kscope::sim
