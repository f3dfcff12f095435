#include "tests/interaction/print.h"

#include <algorithm>

namespace kscope::interaction {

namespace {

constexpr std::size_t columns = 100;

}  // namespace

void add_timed(std::vector<std::string>& out, Instant time, const std::string& text) {
    const std::string ms = std::to_string(time.since_start().to_millis());
    std::string line = std::string(ms.size() < 6 ? 6 - ms.size() : 0, ' ') + ms + " ms ";
    const std::string indent(line.size() + 3, ' ');
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (line.size() + 1 + end - at > columns) {
            out.push_back(std::move(line));
            line = indent;
        }
        line += ' ' + text.substr(at, end - at);
        at = end + 1;
    }
    out.push_back(std::move(line));
}

std::string broker_list(const std::vector<BrokerId>& brokers) {
    std::string text;
    for (const BrokerId broker : brokers) {
        text += (text.empty() ? "" : " ") + std::to_string(broker.value());
    }
    return text.empty() ? "none" : text;
}

std::string number(Offset offset) {
    return offset == no_offset ? "-" : std::to_string(offset.value());
}

std::string offset_range(Offset first, Offset last) {
    return first == last ? "offset " + number(first)
                         : "offsets " + number(first) + ".." + number(last);
}

std::string padded(std::string text, std::size_t width) {
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

}  // namespace kscope::interaction
