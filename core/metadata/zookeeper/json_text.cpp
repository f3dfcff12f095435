#include "core/metadata/zookeeper/json_text.h"

#include <charconv>

namespace kscope {
namespace {

constexpr std::string_view escaped = "\"\\\b\f\n\r\t";
constexpr std::string_view letters = "\"\\bfnrt";

void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
    const auto more = [&](unsigned shift) { byte(0x80U | ((code >> shift) & 0x3fU)); };
    if (code < 0x80U) {
        byte(code);
    } else if (code < 0x800U) {
        byte(0xc0U | (code >> 6U));
        more(0);
    } else if (code < 0x10000U) {
        byte(0xe0U | (code >> 12U));
        more(6), more(0);
    } else {
        byte(0xf0U | (code >> 18U));
        more(12), more(6), more(0);
    }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

}  // namespace

std::string json_quoted(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out = "\"";
    for (const char c : text) {
        const std::size_t place = escaped.find(c);
        if (place != std::string_view::npos) {
            out += '\\';
            out += letters[place];
        } else if (is_control(c)) {
            out += "\\u00";
            out += hex[static_cast<unsigned char>(c) >> 4U];
            out += hex[static_cast<unsigned char>(c) & 15U];
        } else {
            out += c;
        }
    }
    return out + "\"";
}

void JsonReader::skip_blanks() {
    const std::size_t at = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at);
}

bool JsonReader::take(std::string_view expected) {
    skip_blanks();
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
}

void JsonReader::expect(char c) {
    if (!take({&c, 1})) good_ = false;
}

void JsonReader::open(char c) {
    expect(c);
    if (++depth_ > deepest) good_ = false;
}

bool JsonReader::closes(char c) {
    if (!take({&c, 1})) return false;
    --depth_;
    return true;
}

bool JsonReader::take_null() { return good_ && take("null"); }

bool JsonReader::finished() {
    skip_blanks();
    return good_ && rest_.empty();
}

void JsonReader::skip() {
    skip_blanks();
    if (!good_ || rest_.empty()) {
        good_ = false;
    } else if (rest_.front() == '{') {
        object([](const std::string&) {});
    } else if (rest_.front() == '[') {
        array([] {});
    } else if (rest_.front() == '"') {
        text();
    } else if (!take("true") && !take("false") && !take("null")) {
        number();
    }
}

std::size_t JsonReader::digits_at(std::size_t at) const {
    std::size_t end = at;
    while (end < rest_.size() && rest_[end] >= '0' && rest_[end] <= '9') ++end;
    return end - at;
}

// -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)?; empty if there is none.
std::string_view JsonReader::number() {
    skip_blanks();
    const auto at = [this](std::size_t place) {
        return place < rest_.size() ? rest_[place] : '\0';
    };
    std::size_t end = at(0) == '-' ? 1 : 0;
    const std::size_t whole = digits_at(end);
    bool right = whole == 1 || (whole > 1 && at(end) != '0');
    end += whole;
    if (at(end) == '.') {
        const std::size_t fraction = digits_at(end + 1);
        right = right && fraction > 0;
        end += 1 + fraction;
    }
    if (at(end) == 'e' || at(end) == 'E') {
        const std::size_t sign = at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0;
        const std::size_t exponent = digits_at(end + 1 + sign);
        right = right && exponent > 0;
        end += 1 + sign + exponent;
    }
    if (!right || !good_) {
        good_ = false;
        return {};
    }
    const std::string_view token = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return token;
}

std::int64_t JsonReader::integer_in(std::int64_t least, std::int64_t most) {
    const std::string_view token = number();
    std::int64_t result = 0;
    const char* end = token.data() + token.size();
    const auto parsed = std::from_chars(token.data(), end, result);
    if (!good_ || parsed.ec != std::errc() || parsed.ptr != end || result < least ||
        result > most) {
        good_ = false;
        return 0;
    }
    return result;
}

// The four digits of \uXXXX.
std::uint32_t JsonReader::hex() {
    constexpr std::size_t digits = 4;
    std::uint32_t code = 0;
    const std::string_view token = rest_.substr(0, digits);
    const char* end = token.data() + token.size();
    const auto parsed = std::from_chars(token.data(), end, code, 16);
    if (token.size() != digits || parsed.ec != std::errc() || parsed.ptr != end) {
        good_ = false;
        return 0;
    }
    rest_.remove_prefix(digits);
    return code;
}

// Behind the backslash.
void JsonReader::escape(std::string& out) {
    const char c = rest_.empty() ? '\0' : rest_.front();
    const std::size_t place = letters.find(c);
    if (rest_.empty() || (place == std::string_view::npos && c != '/' && c != 'u')) {
        good_ = false;
        return;
    }
    rest_.remove_prefix(1);
    if (c != 'u') {
        out += c == '/' ? c : escaped[place];
        return;
    }
    std::uint32_t code = hex();
    if (code >= 0xd800U && code < 0xdc00U) {  // of a pair the first
        const bool pair = rest_.starts_with("\\u");
        if (pair) rest_.remove_prefix(2);
        const std::uint32_t second = pair ? hex() : 0;
        if (second < 0xdc00U || second > 0xdfffU) good_ = false;
        code = 0x10000U + ((code - 0xd800U) << 10U) + (second & 0x3ffU);
    } else if (code >= 0xdc00U && code < 0xe000U) {
        good_ = false;
    }
    if (good_) append_utf8(out, code);
}

std::string JsonReader::text() {
    std::string result;
    expect('"');
    while (good_) {
        if (rest_.empty() || is_control(rest_.front())) {
            good_ = false;
            break;
        }
        const char c = rest_.front();
        rest_.remove_prefix(1);
        if (c == '"') return result;
        if (c == '\\') {
            escape(result);
        } else {
            result += c;
        }
    }
    return {};
}

}  // namespace kscope
