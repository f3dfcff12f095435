#include "tests/tidy/source_file.h"

#include <cctype>

namespace kscope::tidy {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Blanks comments and literals, keeping line breaks, so that line numbers stay true.
class Blanker {
public:
    Blanker(std::string_view text, std::vector<Literal>& literals)
        : text_(text), code_(text), literals_(literals) {}

    std::string run() {
        while (at_ < text_.size()) {
            if (starts("//")) {
                while (at_ < text_.size() && text_[at_] != '\n') blank();
            } else if (starts("/*")) {
                skip_until("*/");
            } else if (starts("R\"") && (at_ == 0 || !is_word(text_[at_ - 1]))) {
                raw_string();
            } else if (text_[at_] == '"') {
                quoted('"');
            } else if (text_[at_] == '\'' && (at_ == 0 || !is_word(text_[at_ - 1]))) {
                quoted('\'');  // after a word it is a digit separator: 1'000
            } else {
                advance();
            }
        }
        return std::move(code_);
    }

private:
    bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    void advance() {
        if (text_[at_] == '\n') ++line_;
        ++at_;
    }

    void blank() {
        if (text_[at_] != '\n') code_[at_] = ' ';
        advance();
    }

    void skip_until(std::string_view end) {
        while (at_ < text_.size() && !starts(end)) blank();
        for (std::size_t i = 0; i < end.size() && at_ < text_.size(); ++i) blank();
    }

    void raw_string() {
        const std::size_t open = text_.find('(', at_);
        if (open == std::string_view::npos) return advance();
        std::string end = ")";
        end += text_.substr(at_ + 2, open - at_ - 2);
        end += '"';
        const int line = line_;
        const std::size_t close = text_.find(end, open);
        literals_.push_back({line, std::string(text_.substr(open + 1, close - open - 1))});
        skip_until(end);
    }

    void quoted(char quote) {
        const int line = line_;
        std::string content;
        blank();
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
                content += text_[at_];
                blank();
            }
            content += text_[at_];
            blank();
        }
        if (at_ < text_.size()) blank();
        if (quote == '"') literals_.push_back({line, std::move(content)});
    }

    std::string_view text_;
    std::string code_;
    std::vector<Literal>& literals_;
    std::size_t at_ = 0;
    int line_ = 1;
};

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

void read_include(const std::string& line, int number, std::vector<Include>& includes) {
    const std::size_t hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') return;
    const std::size_t word = line.find_first_not_of(" \t", hash + 1);
    if (word == std::string::npos || line.compare(word, 7, "include") != 0) return;
    const std::size_t open = line.find_first_of("<\"", word);
    if (open == std::string::npos) return;
    const bool angled = line[open] == '<';
    const std::size_t close = line.find(angled ? '>' : '"', open + 1);
    if (close == std::string::npos) return;
    includes.push_back({number, line.substr(open + 1, close - open - 1), angled});
}

// Macros and includes are no statements; the code view leaves them out.
void blank_directives(SourceFile& file) {
    bool continued = false;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
        std::string& line = file.code[i];
        const std::size_t first = line.find_first_not_of(" \t");
        if (!continued && (first == std::string::npos || line[first] != '#')) continue;
        continued = line.ends_with('\\');
        line.clear();
    }
}

}  // namespace

SourceFile parse_source(std::string path, std::string_view text) {
    SourceFile file;
    file.path = std::move(path);
    file.lines = split_lines(text);
    if (!file.is_cpp()) return file;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        read_include(file.lines[i], static_cast<int>(i) + 1, file.includes);
    }
    Blanker blanker(text, file.literals);
    file.code = split_lines(blanker.run());
    blank_directives(file);
    return file;
}

std::vector<Token> tokens_of(const SourceFile& file) {
    std::vector<Token> tokens;
    for (std::size_t row = 0; row < file.code.size(); ++row) {
        const std::string& line = file.code[row];
        for (std::size_t i = 0; i < line.size();) {
            const std::size_t begin = i;
            while (i < line.size()) {
                if (is_word(line[i])) {
                    ++i;
                } else if (i > begin && line.compare(i, 2, "::") == 0) {
                    i += 2;
                } else {
                    break;
                }
            }
            if (i == begin) ++i;
            if (line[begin] == ' ' || line[begin] == '\t') continue;
            tokens.push_back({static_cast<int>(row) + 1, line.substr(begin, i - begin)});
        }
    }
    return tokens;
}

}  // namespace kscope::tidy
