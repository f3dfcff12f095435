#include "sim/scenario/java_properties.h"

#include <map>

namespace kscope::sim {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\f'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

void append_utf8(std::string& text, std::uint32_t code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | code >> 6);
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | code >> 12);
        text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

class PropertiesReader {
public:
    PropertiesReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

    std::vector<Property> run() {
        while (at_ < text_.size()) read_line();
        return std::move(all_);
    }

private:
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }
    [[nodiscard]] Place here() const {
        return {file_, line_, static_cast<int>(at_ - line_begin_) + 1};
    }
    void skip_spaces() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }
    // CR, LF or both.
    void end_line() {
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        ++line_;
        line_begin_ = at_;
    }

    void read_line() {
        skip_spaces();
        const char first = peek();
        if (first == '#' || first == '!') {
            while (at_ < text_.size() && !is_line_end(text_[at_])) ++at_;
        }
        if (at_ >= text_.size() || is_line_end(text_[at_])) return end_line();
        Property property;
        property.place = here();
        property.key = read_until(Part::key);
        skip_spaces();
        skip_continuation();
        if (peek() == '=' || peek() == ':') {
            ++at_;
            skip_spaces();
            skip_continuation();
        }
        property.value_place = here();
        property.value = read_until(Part::value);
        end_line();
        keep(std::move(property));
    }

    enum class Part : std::uint8_t { key, value };

    // A backslash before the line's end: the line goes on behind the blanks of the next.
    bool skip_continuation() {
        bool skipped = false;
        while (at_ + 1 < text_.size() && text_[at_] == '\\' && is_line_end(text_[at_ + 1])) {
            ++at_;
            end_line();
            skip_spaces();
            skipped = true;
        }
        return skipped;
    }

    std::string read_until(Part part) {
        std::string text;
        while (at_ < text_.size() && !is_line_end(text_[at_])) {
            if (skip_continuation()) continue;
            const char c = text_[at_];
            if (part == Part::key && (c == '=' || c == ':' || is_space(c))) break;
            ++at_;
            if (c != '\\') {
                text += c;
            } else if (at_ < text_.size()) {
                read_escape(text);
            }
        }
        return text;
    }

    void read_escape(std::string& text) {
        const char c = text_[at_++];
        switch (c) {
            case 't': text += '\t'; break;
            case 'n': text += '\n'; break;
            case 'r': text += '\r'; break;
            case 'f': text += '\f'; break;
            case 'u': append_utf8(text, read_unicode()); break;
            default: text += c;
        }
    }

    std::uint32_t read_unicode() {
        std::uint32_t code = 0;
        for (int i = 0; i < 4; ++i) {
            const char c = peek();
            const int digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
            if (digit < 0) {
                throw BadInput(here(), "Malformed \\uxxxx encoding",
                               "write four hexadecimal digits, or two backslashes");
            }
            code = code * 16 + static_cast<std::uint32_t>(digit);
            ++at_;
        }
        return code;
    }

    void keep(Property property) {
        const auto [place, is_new] = places_.emplace(property.key, all_.size());
        if (is_new) {
            all_.push_back(std::move(property));
        } else {
            all_[place->second] = std::move(property);
        }
    }

    std::string_view text_;
    const std::string& file_;
    std::size_t at_ = 0;
    std::size_t line_begin_ = 0;
    int line_ = 1;
    std::vector<Property> all_;
    std::map<std::string, std::size_t> places_;
};

}  // namespace

std::vector<Property> read_properties(std::string_view text, const std::string& file) {
    if (text.size() > properties_bytes_max) {
        throw BadInput({file, 1, 1}, "the file is larger than 1 MiB",
                       "a properties file is a small text file");
    }
    return PropertiesReader(text, file).run();
}

}  // namespace kscope::sim
