#include "sim/scenario/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace kscope::sim {

namespace {

// Length of the UTF-8 sequence that starts with this byte; 0 if none does.
std::size_t sequence_length(unsigned char c) {
    if (c < 0x80) return 1;
    if (c >= 0xC2 && c < 0xE0) return 2;
    if (c >= 0xE0 && c < 0xF0) return 3;
    return c >= 0xF0 && c < 0xF5 ? 4 : 0;
}

bool is_text_at(const std::string& text, std::size_t at, std::size_t length) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 0 || at + length > text.size()) return false;
    if (length == 1) {
        return (first >= 0x20 && first != 0x7F) || first == '\n' || first == '\t' || first == '\r';
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((static_cast<unsigned char>(text[at + i]) & 0xC0U) != 0x80U) return false;
    }
    return true;
}

void require_text(const std::string& text, const std::string& source) {
    Place place{source, 1, 1};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequence_length(static_cast<unsigned char>(text[at]));
        if (!is_text_at(text, at, length)) {
            throw BadInput(place, "this is not text", "a scenario is YAML in UTF-8");
        }
        const bool line_ends = text[at] == '\n';
        place.line += line_ends ? 1 : 0;
        place.column = line_ends ? 1 : place.column + 1;
        at += length;
    }
}

class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(std::string source) : source_(std::move(source)) {}

    Tree take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        leaf(place_at(mark), Tree::Kind::nothing, "");
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_anchor(mark, 1); }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        leaf(place_at(mark), Tree::Kind::text, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        refuse_tag(mark, tag);
        open(mark, anchor, Tree::Kind::list);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        refuse_tag(mark, tag);
        open(mark, anchor, Tree::Kind::map);
    }
    void OnMapEnd() override { close(); }

private:
    // A list or map that is being read; `key` waits for its value.
    struct Open {
        Tree tree;
        std::optional<Tree::Entry> key;
        std::set<std::string> keys;  // of the tree: a file may have very many
    };

    [[nodiscard]] Place place_at(const YAML::Mark& mark) const {
        return {source_, mark.line + 1, mark.column + 1};
    }

    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) const {
        if (anchor == 0) return;
        throw BadInput(place_at(mark), "anchors and aliases (& and *) are not read here",
                       "write the value out, or put it in quotes if it is text");
    }

    // yaml-cpp gives `?` and `!` to what has no tag: plain, and in quotes.
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
        if (tag.empty() || tag == "?" || tag == "!") return;
        throw BadInput(place_at(mark), "tags (!) are not read here",
                       "take it out, or put it in quotes if it is text");
    }

    void open(const YAML::Mark& mark, YAML::anchor_t anchor, Tree::Kind kind) {
        refuse_anchor(mark, anchor);
        if (open_.size() >= static_cast<std::size_t>(yaml_depth_max)) {
            throw BadInput(
                place_at(mark), "nested too deeply",
                "a scenario needs no more than " + std::to_string(yaml_depth_max) + " levels");
        }
        Open inner;
        inner.tree.kind = kind;
        inner.tree.place = place_at(mark);
        open_.push_back(std::move(inner));
    }

    void leaf(Place place, Tree::Kind kind, const std::string& text) {
        Tree tree;
        tree.kind = kind;
        tree.place = std::move(place);
        tree.text = text;
        add(std::move(tree));
    }

    void close() {
        Tree done = std::move(open_.back().tree);
        open_.pop_back();
        add(std::move(done));
    }

    void add(Tree tree) {
        if (open_.empty()) {
            root_ = std::move(tree);
            return;
        }
        Open& parent = open_.back();
        if (parent.tree.kind == Tree::Kind::list) {
            parent.tree.items.push_back(std::move(tree));
        } else if (!parent.key) {
            begin_entry(parent, std::move(tree));
        } else {
            parent.key->value = std::move(tree);
            parent.tree.entries.push_back(std::move(*parent.key));
            parent.key.reset();
        }
    }

    static void begin_entry(Open& parent, Tree key) {
        if (key.kind != Tree::Kind::text) {
            throw BadInput(key.place, "a key must be a word", "write `key: value`");
        }
        if (!parent.keys.insert(key.text).second) {
            const auto same = [&](const Tree::Entry& entry) { return entry.key == key.text; };
            const auto& entries = parent.tree.entries;
            const auto first = std::find_if(entries.begin(), entries.end(), same);
            throw BadInput(key.place, quoted(key.text) + " stands here twice",
                           "keep one; the other is in line " + std::to_string(first->place.line));
        }
        parent.key = Tree::Entry{std::move(key.text), std::move(key.place), {}};
    }

    std::string source_;
    std::vector<Open> open_;
    Tree root_;
};

// The library's words, in lower case and without its own position.
std::string problem_of(const YAML::ParserException& error) {
    std::string text = "not YAML: " + error.msg;
    for (char& c : text) {
        if (c == '\n') c = ' ';
    }
    return text;
}

}  // namespace

Tree read_yaml(const std::string& text, const std::string& source) {
    require_text(text, source);
    std::istringstream stream(text);
    TreeBuilder builder(source);
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            throw BadInput({source, 1, 1}, "there is nothing in it",
                           "a scenario begins with `scenario: NAME`");
        }
        TreeBuilder second(source);
        if (parser.HandleNextDocument(second)) {
            throw BadInput(second.take().place, "a second document begins here",
                           "write one scenario per file");
        }
    } catch (const YAML::ParserException& error) {
        const int line = error.mark.is_null() ? 1 : error.mark.line + 1;
        const int column = error.mark.is_null() ? 1 : error.mark.column + 1;
        throw BadInput({source, line, column}, problem_of(error),
                       "look at the indentation (spaces, no tabs), colons and quotes here");
    }
    return builder.take();
}

}  // namespace kscope::sim
