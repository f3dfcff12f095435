#include "sim/scenario/values.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "core/config/config_value.h"

namespace kscope::sim {

namespace {

struct LookAlike {
    std::string_view bytes;
    const char* name;
};
constexpr std::array look_alikes{
    LookAlike{"\xE2\x80\x90", "hyphen"},
    LookAlike{"\xE2\x80\x91", "hyphen"},
    LookAlike{"\xE2\x80\x93", "dash"},
    LookAlike{"\xE2\x80\x94", "dash"},
    LookAlike{"\xE2\x88\x92", "minus sign"},
    LookAlike{"\xE2\x80\x98", "quotation mark"},
    LookAlike{"\xE2\x80\x99", "quotation mark"},
    LookAlike{"\xE2\x80\x9C", "quotation mark"},
    LookAlike{"\xE2\x80\x9D", "quotation mark"},
    LookAlike{"\xE2\x80\x9E", "quotation mark"},
    LookAlike{"\xC2\xA0", "space"},
    LookAlike{"\xE2\x80\xAF", "space"},
    LookAlike{"\xEF\xBC\x9A", "colon"},
    LookAlike{"\xC2\xB5", "micro sign, write us"},
};

[[noreturn]] void refuse(const Tree& tree, const std::string& is_no, const std::string& remedy) {
    throw BadInput(tree.place,
                   description_of(tree) + " is no " + is_no + typography_hint(tree.text), remedy);
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string description_of(const Tree& tree) {
    switch (tree.kind) {
        case Tree::Kind::nothing: return "nothing";
        case Tree::Kind::list: return "a list";
        case Tree::Kind::map: return "a map";
        case Tree::Kind::text: return quoted(tree.text);
    }
    return "";
}

std::string list_of(const std::vector<std::string>& words) {
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
    return list.empty() ? "names of your own" : list;
}

std::string typography_hint(std::string_view text) {
    for (const LookAlike& sign : look_alikes) {
        if (text.find(sign.bytes) != std::string_view::npos) {
            return std::string(" (there is a typographic ") + sign.name + " in it)";
        }
    }
    return "";
}

const std::string& read_text(const Tree& tree) {
    if (tree.kind != Tree::Kind::text) refuse(tree, "text", "write one word or sentence");
    return tree.text;
}

std::string read_prose(const Tree& tree) {
    std::string text = read_text(tree);
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    return text;
}

bool read_yes_no(const Tree& tree) {
    if (tree.kind == Tree::Kind::text && tree.text == "true") return true;
    if (tree.kind == Tree::Kind::text && tree.text == "false") return false;
    refuse(tree, "choice", "write true or false");
}

std::int64_t read_whole(const Tree& tree, std::int64_t least, std::int64_t most) {
    const auto value = tree.kind == Tree::Kind::text ? parse_integer(tree.text) : std::nullopt;
    const bool bounded = most < std::numeric_limits<std::int32_t>::max();
    const std::string range =
        std::to_string(least) + (bounded ? " to " + std::to_string(most) : std::string(" or more"));
    if (!value) refuse(tree, "whole number", "write digits only, " + range);
    const std::int64_t number = value.value_or(least);
    if (number < least || number > most) {
        throw BadInput(tree.place, quoted(tree.text) + " is out of range", "write " + range);
    }
    return number;
}

std::int32_t read_whole_32(const Tree& tree, std::int32_t least) {
    return static_cast<std::int32_t>(
        read_whole(tree, least, std::numeric_limits<std::int32_t>::max()));
}

Duration read_time(const Tree& tree, Duration most) {
    const auto value = tree.kind == Tree::Kind::text ? parse_duration(tree.text) : std::nullopt;
    if (value && *value > most) {
        const std::int64_t seconds = most.count() / Duration::seconds(1).count();
        const std::int64_t days = seconds / 86'400;
        throw BadInput(tree.place, quoted(tree.text) + " is too long",
                       "write at most " +
                           (days > 0 ? std::to_string(days) + "d" : std::to_string(seconds) + "s"));
    }
    if (value) return *value;
    if (all_digits(tree.text)) {
        throw BadInput(tree.place, quoted(tree.text) + " has no unit of time",
                       "write " + tree.text + "s or " + tree.text + "ms");
    }
    refuse(tree, "time", "write for example 250ms, 12s or 3m");
}

std::int64_t read_thousandths(const Tree& tree) {
    const auto value =
        tree.kind == Tree::Kind::text ? parse_duration(tree.text + "us") : std::nullopt;
    if (!value || value->count() <= 0) refuse(tree, "number above 0", "write 1, 60 or 0.5");
    return value->count();
}

std::int64_t read_rate(const Tree& tree) {
    const std::string& text = tree.text;
    const bool per_second = text.size() > 2 && text.ends_with("/s");
    const auto value = per_second ? parse_size(text.substr(0, text.size() - 2)) : std::nullopt;
    if (!value || *value <= 0) refuse(tree, "size per second", "write for example 10MiB/s");
    return *value;
}

std::vector<std::string> read_words(const Tree& tree) {
    if (tree.kind == Tree::Kind::text) return {tree.text};
    std::vector<std::string> words;
    for (const Tree& item : read_list(tree, "one word, or [one, two]")) {
        words.push_back(read_text(item));
    }
    if (words.empty()) throw BadInput(tree.place, "the list is empty", "write at least one word");
    return words;
}

const std::vector<Tree>& read_list(const Tree& tree, const char* example) {
    if (tree.kind != Tree::Kind::list) refuse(tree, "list", std::string("write ") + example);
    return tree.items;
}

// ---- dates

std::int64_t days_from_civil(std::int64_t year, std::int64_t month, std::int64_t day) {
    // Years begin in March here, so that the leap day is a year's last.
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146'097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719'468;
}

std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
    constexpr std::array<std::int64_t, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

namespace {

// The number in text[at, at+length), or -1.
std::int64_t digits_at(std::string_view text, std::size_t at, std::size_t length) {
    if (at + length > text.size() || !all_digits(text.substr(at, length))) return -1;
    return *parse_integer(text.substr(at, length));
}

std::optional<WallTime> parse_instant(std::string_view text) {
    const bool shaped = text.size() >= 20 && text[4] == '-' && text[7] == '-' &&
                        (text[10] == 'T' || text[10] == ' ') && text[13] == ':' &&
                        text[16] == ':' && text.back() == 'Z';
    if (!shaped) return std::nullopt;
    const std::int64_t year = digits_at(text, 0, 4);
    const std::int64_t month = digits_at(text, 5, 2);
    const std::int64_t day = digits_at(text, 8, 2);
    const std::int64_t hour = digits_at(text, 11, 2);
    const std::int64_t minute = digits_at(text, 14, 2);
    const std::int64_t second = digits_at(text, 17, 2);
    if (year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || hour < 0) return {};
    if (day > days_in_month(year, month) || hour > 23) return {};
    if (minute < 0 || minute > 59 || second < 0 || second > 59) return {};
    std::int64_t fraction = 0;
    if (text.size() > 20) {
        const auto part =
            parse_duration("0" + std::string(text.substr(19, text.size() - 20)) + "s");
        if (text[19] != '.' || !part) return std::nullopt;
        fraction = part->count();
    }
    const std::int64_t days = days_from_civil(year, month, day);
    const std::int64_t seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
    return WallTime::from_nanos(seconds * 1'000'000'000 + fraction);
}

}  // namespace

WallTime read_instant(const Tree& tree) {
    const auto value = tree.kind == Tree::Kind::text ? parse_instant(tree.text) : std::nullopt;
    if (!value) refuse(tree, "date and time", "write it in UTC: 2024-05-17T10:05:00Z");
    return *value;
}

// ---- latencies

namespace {

constexpr const char* latency_forms =
    "write 1ms, {uniform: [1ms, 3ms]} or {exponential: {at-least: 1ms, mean: 3ms}}";

Latency read_uniform(const Tree& tree) {
    const std::vector<Tree>& ends = read_list(tree, "{uniform: [1ms, 3ms]}");
    if (ends.size() != 2) throw BadInput(tree.place, "two times are needed", latency_forms);
    const Duration least = read_work_time(ends[0]);
    const Duration most = read_work_time(ends[1]);
    if (most < least) {
        throw BadInput(ends[1].place, "the longest is below the shortest", "swap them");
    }
    return {Latency::Shape::uniform, least, most - least};
}

Latency read_exponential(const Tree& tree) {
    const Tree* least = tree.find("at-least");
    const Tree* mean = tree.find("mean");
    if (mean == nullptr || tree.entries.size() != (least == nullptr ? 1U : 2U)) {
        throw BadInput(tree.place, "an exponential latency has `mean` and may have `at-least`",
                       latency_forms);
    }
    const Duration base = least == nullptr ? Duration() : read_work_time(*least);
    const Duration whole = read_work_time(*mean);
    if (whole < base) throw BadInput(mean->place, "the mean is below at-least", "raise `mean`");
    return {Latency::Shape::exponential, base, whole - base};
}

}  // namespace

Latency read_latency(const Tree& tree) {
    if (tree.kind == Tree::Kind::text) return {Latency::Shape::constant, read_work_time(tree), {}};
    if (tree.kind == Tree::Kind::map && tree.entries.size() == 1) {
        const Tree::Entry& shape = tree.entries.front();
        if (shape.key == "uniform") return read_uniform(shape.value);
        if (shape.key == "exponential") return read_exponential(shape.value);
        throw BadInput(shape.place, quoted(shape.key) + " is no shape of a latency",
                       suggest(shape.key, {"uniform", "exponential"}));
    }
    refuse(tree, "latency", latency_forms);
}

}  // namespace kscope::sim
