#include "sim/shell/command_text.h"

#include <algorithm>

namespace kscope::sim {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// BadInput that more lines would mend.
class Unfinished : public BadInput {
public:
    using BadInput::BadInput;
};

class CommandReader {
public:
    CommandReader(std::string_view text, int line) : text_(text), line_(line) {}

    std::vector<CommandText> run() {
        while (at_ < text_.size()) read_some();
        end_command();
        if (!awaited_.empty()) {
            throw Unfinished(awaited_.front().word.place,
                             "the here-document never ends: there is no line " +
                                 quoted(awaited_.front().word.text),
                             "end it with that word on a line of its own");
        }
        return std::move(commands_);
    }

private:
    static constexpr std::size_t most_words = 1'000'000;  // each of them takes some memory

    // A here-document whose lines come after this line.
    struct Awaited {
        Word word;
        std::size_t command;
    };

    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] Place here() const {
        return {"shell", line_, static_cast<int>(at_ - line_begin_) + 1};
    }
    void next_line() {
        ++at_;
        ++line_;
        line_begin_ = at_;
    }

    void read_some() {
        const char c = peek();
        if (is_blank(c)) {
            ++at_;
        } else if (c == '\\' && peek(1) == '\n') {
            ++at_;
            next_line();
        } else if (c == '\n') {
            end_command();
            next_line();
            take_here_documents();
        } else if (c == '#') {
            while (at_ < text_.size() && peek() != '\n') ++at_;
        } else if (c == ';') {
            end_command();
            ++at_;
        } else if (c == '&') {
            read_ampersand();
        } else if (c == '<' || c == '>') {
            read_redirection();
        } else if (c == '|') {
            throw BadInput(here(), "there are no pipes here", "feed a tool with <<END or < FILE");
        } else if (command_.words.empty() && read_windows_name()) {
            return;
        } else {
            if (++words_ > most_words) {
                throw BadInput(here(), "more words than a session takes", "feed it less at once");
            }
            command_.words.push_back(read_word());
        }
    }

    void read_ampersand() {
        if (peek(1) == '&') {
            at_ += 2;
            return end_command();
        }
        if (command_.words.empty()) {
            throw BadInput(here(), "there is no command before `&`", "write one");
        }
        command_.background = true;
        ++at_;
        end_command();
    }

    void read_redirection() {
        const Place place = here();
        const bool input = peek() == '<';
        const bool here_document = input && peek(1) == '<';
        at_ += here_document ? 2 : 1;
        while (is_blank(peek())) ++at_;
        if (command_.words.empty() || at_ >= text_.size() || peek() == '\n' || peek() == ';') {
            throw BadInput(place, "a redirection stands behind a command and names a word",
                           "write for example TOOL <<END, or TOOL < lines.txt");
        }
        Word word = read_word();
        if (word.text.empty()) {
            throw BadInput(place, "a redirection names a file or the end of a here-document",
                           "write for example TOOL <<END, or TOOL < lines.txt");
        }
        if (here_document) {
            awaited_.push_back({std::move(word), commands_.size()});
        } else if (input) {
            command_.input_file = std::move(word);
        } else {
            command_.output_file = std::move(word);
        }
    }

    // A tool's name as tutorials for Windows write it: D:\kafka\bin\windows\kafka-topics.bat. Its
    // backslashes escape nothing.
    bool read_windows_name() {
        const std::size_t end = std::min(text_.find_first_of(" \t\r\n;&<>|'\"", at_), text_.size());
        const std::string_view name = text_.substr(at_, end - at_);
        if (!name.ends_with(".bat") || name.find('\\') == std::string_view::npos) return false;
        command_.words.push_back({std::string(name), here()});
        at_ = end;
        return true;
    }

    Word read_word() {
        Word word{"", here()};
        while (at_ < text_.size()) {
            const char c = peek();
            if (is_blank(c) || c == '\n' || c == ';' || c == '<' || c == '>' || c == '&' ||
                c == '|') {
                break;
            }
            if (c == '\'' || c == '"') {
                read_quoted(word.text);
            } else if (c == '\\') {
                read_escaped(word.text);
            } else {
                word.text += c;
                ++at_;
            }
        }
        return word;
    }

    void read_escaped(std::string& text) {
        if (at_ + 1 >= text_.size()) {
            throw Unfinished(here(), "there is nothing behind the backslash", "write two of them");
        }
        ++at_;
        if (peek() == '\n') return next_line();
        text += peek();
        ++at_;
    }

    void read_quoted(std::string& text) {
        const Place open = here();
        const char quote = peek();
        ++at_;
        while (at_ < text_.size() && peek() != quote) {
            const bool escaped = quote == '"' && peek() == '\\' &&
                                 (peek(1) == '"' || peek(1) == '\\' || peek(1) == '$');
            if (escaped) ++at_;
            text += peek();
            if (peek() == '\n') {
                next_line();
            } else {
                ++at_;
            }
        }
        if (at_ >= text_.size()) {
            throw Unfinished(open, "the quote is never closed",
                             std::string("add a ") + quote + " behind it");
        }
        ++at_;
    }

    void end_command() {
        if (!command_.words.empty()) commands_.push_back(std::move(command_));
        command_ = CommandText{};
    }

    void take_here_documents() {
        while (!awaited_.empty()) {
            const Awaited& first = awaited_.front();
            std::string content;
            for (;;) {
                if (at_ >= text_.size()) return;  // run() tells
                const std::size_t end = std::min(text_.find('\n', at_), text_.size());
                std::string_view line = text_.substr(at_, end - at_);
                at_ = end;
                if (at_ < text_.size()) next_line();
                if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
                if (line == first.word.text) break;
                content.append(line).append("\n");
            }
            commands_.at(first.command).input = std::move(content);
            awaited_.erase(awaited_.begin());
        }
    }

    std::string_view text_;
    int line_;
    std::size_t words_ = 0;
    std::size_t at_ = 0;
    std::size_t line_begin_ = 0;
    CommandText command_;
    std::vector<CommandText> commands_;
    std::vector<Awaited> awaited_;
};

}  // namespace

std::vector<CommandText> read_commands(std::string_view text, int line) {
    return CommandReader(text, line).run();
}

bool is_unfinished(std::string_view text) {
    if (text.ends_with('\n')) {
        const std::string_view line = text.substr(0, text.size() - 1);
        const std::size_t backslashes = line.size() - (line.find_last_not_of('\\') + 1);
        if (backslashes % 2 == 1) return true;
    }
    try {
        read_commands(text);
    } catch (const Unfinished&) {
        return true;
    } catch (const BadInput&) {
        return false;
    }
    return false;
}

}  // namespace kscope::sim
