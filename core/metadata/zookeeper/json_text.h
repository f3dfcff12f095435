// The JSON of znodes: a quoted text, and a reader that hands out fields by name. The reader is
// strict (RFC 8259, whole numbers where one is asked for) and never fails but by good(): anybody
// may have written a znode. It holds no tree: what nobody takes is skipped. Rule: kafka.utils.Json.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace kscope {

std::string json_quoted(std::string_view text);

// Points into the text, which must outlive it.
class JsonReader {
public:
    explicit JsonReader(std::string_view text) : rest_(text) {}

    // Calls field(name) in front of each value; a value that it does not take is skipped.
    template <class Field>
    void object(Field&& field) {
        open('{');
        for (bool first = true; good_ && !closes('}'); first = false) {
            if (!first) expect(',');
            const std::string name = text();
            expect(':');
            one_value([&] { field(name); });
        }
    }
    // Calls element() in front of each; the same.
    template <class Element>
    void array(Element&& element) {
        open('[');
        for (bool first = true; good_ && !closes(']'); first = false) {
            if (!first) expect(',');
            one_value(element);
        }
    }
    std::string text();
    // A whole number that T holds; else not good.
    template <class T>
    T integer() {
        return static_cast<T>(
            integer_in(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
    }
    bool take_null();
    // One value of any kind.
    void skip();

    void fail() { good_ = false; }
    [[nodiscard]] bool good() const { return good_; }
    // All was good, and nothing stands behind the value.
    bool finished();

private:
    static constexpr int deepest = 64;

    template <class Take>
    void one_value(Take&& take) {
        skip_blanks();
        const std::size_t before = rest_.size();
        if (good_) take();
        if (good_ && rest_.size() == before) skip();
    }
    void skip_blanks();
    bool take(std::string_view expected);
    void expect(char c);
    void open(char c);
    bool closes(char c);
    std::size_t digits_at(std::size_t at) const;
    std::string_view number();
    std::int64_t integer_in(std::int64_t least, std::int64_t most);
    std::uint32_t hex();
    void escape(std::string& out);

    std::string_view rest_;
    bool good_ = true;
    int depth_ = 0;
};

}  // namespace kscope
