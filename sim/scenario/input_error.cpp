#include "sim/scenario/input_error.h"

#include "core/config/config_keys.h"

namespace kscope::sim {

namespace {

// What was typed or read may hold line ends and worse.
std::string single_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
    }
    return text;
}

}  // namespace

std::string to_string(const Place& place) {
    if (place.line == 0) return place.source;
    return place.source + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

BadInput::BadInput(Place place, const std::string& problem, const std::string& remedy)
    : std::runtime_error(single_line(to_string(place) + ": " + problem + "; " + remedy)),
      place_(std::move(place)),
      problem_(problem),
      remedy_(remedy) {}

std::string nearest_word(std::string_view word, const std::vector<std::string>& known) {
    return nearest_name(word, known);
}

std::string suggest(std::string_view word, const std::vector<std::string>& known) {
    const std::string near = nearest_word(word, known);
    if (!near.empty()) return "did you mean `" + near + "`?";
    if (known.empty()) return "there are none";
    std::string list;
    for (const std::string& name : known) {
        if (list.size() > 240) {
            list += ", ...";
            break;
        }
        list += (list.empty() ? "" : ", ") + name;
    }
    return "known here: " + list;
}

std::string quoted(std::string_view word) {
    constexpr std::size_t longest = 60;
    std::string text = "`";
    for (const char c : word) {
        if (text.size() > longest && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
            text += "...";
            break;
        }
        const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        text += control ? '?' : c;
    }
    return text + "`";
}

}  // namespace kscope::sim
