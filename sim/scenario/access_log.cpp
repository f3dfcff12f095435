#include "sim/scenario/access_log.h"

#include <algorithm>
#include <array>

#include "core/config/config_value.h"
#include "sim/scenario/values.h"

namespace kscope::sim {

namespace {

constexpr const char* example =
    "127.0.0.1 - - [17/May/2024:10:05:03 +0000] \"GET / HTTP/1.1\" 200 512";

// Reads one line from left to right; `at` is where it stands.
class LineReader {
public:
    LineReader(std::string_view line, const std::string& source, int number)
        : line_(line), source_(source), number_(number) {}

    [[noreturn]] void refuse(const std::string& problem, const std::string& remedy) const {
        refuse_at(at_, problem, remedy);
    }
    // At the word that was read last.
    [[noreturn]] void refuse_word(const std::string& problem, const std::string& remedy) const {
        refuse_at(word_, problem, remedy);
    }

    std::string_view word(const char* what) {
        const std::size_t end = line_.find(' ', at_);
        if (end == std::string_view::npos || end == at_) {
            refuse(std::string("the ") + what + " is missing",
                   std::string("a line of an access log looks like ") + example);
        }
        return take(end);
    }

    // The user may hold spaces: it ends before " [".
    std::string_view user() {
        const std::size_t end = line_.find(" [", at_);
        if (end == std::string_view::npos) {
            refuse("the time in brackets is missing",
                   std::string("a line of an access log looks like ") + example);
        }
        return take(end);
    }

    std::string_view quoted_text(const char* what) {
        if (at_ >= line_.size() || line_[at_] != '"') {
            refuse(std::string("the ") + what + " in quotes is missing",
                   std::string("a line of an access log looks like ") + example);
        }
        const std::size_t begin = at_ + 1;
        std::size_t end = begin;
        while (end < line_.size() && line_[end] != '"') end += line_[end] == '\\' ? 2 : 1;
        if (end >= line_.size()) {
            refuse(std::string("the quotes of the ") + what + " are not closed",
                   "close them; is the line cut off?");
        }
        at_ = end + 1;
        skip_space();
        return line_.substr(begin, end - begin);
    }

    // The rest up to a space or the end; may be the last word.
    std::string_view last_word(const char* what) {
        const std::size_t end = std::min(line_.find(' ', at_), line_.size());
        if (end == at_) refuse(std::string("the ") + what + " is missing", "write a number or -");
        return take(end);
    }

    std::int64_t time();

    [[nodiscard]] bool at_end() const { return at_ >= line_.size(); }

private:
    [[noreturn]] void refuse_at(std::size_t at, const std::string& problem,
                                const std::string& remedy) const {
        throw BadInput({source_, number_, static_cast<int>(at) + 1}, problem, remedy);
    }
    std::string_view take(std::size_t end) {
        word_ = at_;
        const std::string_view word = line_.substr(at_, end - at_);
        at_ = end;
        skip_space();
        return word;
    }
    void skip_space() {
        if (at_ < line_.size() && line_[at_] == ' ') ++at_;
    }
    std::int64_t digits(std::size_t offset, std::size_t length) const {
        const auto value = parse_integer(line_.substr(at_ + offset, length));
        return value.value_or(-1);
    }

    std::string_view line_;
    const std::string& source_;
    int number_;
    std::size_t at_ = 0;
    std::size_t word_ = 0;  // where the last word began
};

std::int64_t month_of(std::string_view name) {
    constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (std::size_t i = 0; i < months.size(); ++i) {
        if (months[i] == name) return static_cast<std::int64_t>(i) + 1;
    }
    return 0;
}

// "[17/May/2015:10:05:03 +0000]"
std::int64_t LineReader::time() {
    const std::string_view text = line_.substr(at_);
    const bool shaped = text.size() >= 28 && text[0] == '[' && text[3] == '/' && text[7] == '/' &&
                        text[12] == ':' && text[15] == ':' && text[18] == ':' && text[21] == ' ' &&
                        (text[22] == '+' || text[22] == '-') && text[27] == ']';
    if (!shaped) refuse("the time cannot be read", "write it as [17/May/2024:10:05:03 +0000]");
    const std::int64_t day = digits(1, 2);
    const std::int64_t month = month_of(text.substr(4, 3));
    const std::int64_t year = digits(8, 4);
    const std::int64_t hour = digits(13, 2);
    const std::int64_t minute = digits(16, 2);
    const std::int64_t second = digits(19, 2);
    const std::int64_t zone_hours = digits(23, 2);
    const std::int64_t zone_minutes = digits(25, 2);
    const bool real = year >= 1970 && year < 2200 && month > 0 && day > 0 &&
                      day <= days_in_month(year, month) && hour >= 0 && hour < 24 && minute >= 0 &&
                      minute < 60 && second >= 0 && second < 61 && zone_hours >= 0 &&
                      zone_hours < 24 && zone_minutes >= 0 && zone_minutes < 60;
    if (!real) refuse("there is no such time", "write it as [17/May/2024:10:05:03 +0000]");
    at_ += 28;
    skip_space();
    const std::int64_t zone = (zone_hours * 60 + zone_minutes) * 60;
    const std::int64_t local =
        ((days_from_civil(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
    return text[22] == '-' ? local + zone : local - zone;
}

bool is_method(std::string_view word) {
    for (const char c : word) {
        if (c < 'A' || c > 'Z') return false;
    }
    return !word.empty();
}

// "GET /index.html HTTP/1.1"; scanners send other things.
void split_request(AccessLine& line) {
    const std::size_t first = line.request.find(' ');
    if (first == std::string_view::npos || !is_method(line.request.substr(0, first))) {
        line.method = "-";
        line.path = line.request;
        return;
    }
    line.method = line.request.substr(0, first);
    std::string_view rest = line.request.substr(first + 1);
    const std::size_t protocol = rest.rfind(" HTTP/");
    line.path = protocol == std::string_view::npos ? rest : rest.substr(0, protocol);
}

bool is_number_or_dash(std::string_view word) {
    return word == "-" || (!word.empty() && word.find_first_not_of("0123456789") == word.npos);
}

AccessLine read_line(std::string_view text, const std::string& source, int number,
                     AccessLogSource::Format format) {
    LineReader reader(text, source, number);
    AccessLine line;
    line.line = text;
    line.client = reader.word("client");
    reader.word("identity");
    line.user = reader.user();
    line.seconds = reader.time();
    line.request = reader.quoted_text("request");
    split_request(line);
    line.status = reader.last_word("status");
    if (line.status.size() != 3 || !is_number_or_dash(line.status)) {
        reader.refuse_word(quoted(line.status) + " is no HTTP status",
                           "write three digits, as in 200");
    }
    const std::string_view bytes = reader.last_word("size");
    if (!is_number_or_dash(bytes)) {
        reader.refuse_word(quoted(bytes) + " is no size", "write a number of bytes, or -");
    }
    if (format == AccessLogSource::Format::common && !reader.at_end()) {
        reader.refuse("there is more than common log format has", "write format: combined");
    }
    if (format == AccessLogSource::Format::combined) {
        reader.quoted_text("referer");
        reader.quoted_text("user agent");
    }
    return line;
}

}  // namespace

std::vector<AccessLine> read_access_log(std::string_view text, const std::string& source,
                                        AccessLogSource::Format format) {
    std::vector<AccessLine> lines;
    int number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        begin = end + 1;
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.push_back(read_line(line, source, number, format));
    }
    return lines;
}

}  // namespace kscope::sim
