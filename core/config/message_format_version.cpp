#include "core/config/message_format_version.h"

#include <algorithm>
#include <array>

namespace kscope {

namespace {

constexpr std::array version_names{
    "0.8.0",      "0.8.1",      "0.8.2",      "0.9.0",      "0.10.0-IV0", "0.10.0-IV1",
    "0.10.1-IV0", "0.10.1-IV1", "0.10.1-IV2", "0.10.2-IV0", "0.11.0-IV0", "0.11.0-IV1",
    "0.11.0-IV2", "1.0-IV0",    "1.1-IV0",    "2.0-IV0",    "2.0-IV1",    "2.1-IV0",
    "2.1-IV1",    "2.1-IV2",    "2.2-IV0",    "2.2-IV1",    "2.3-IV0",    "2.3-IV1",
    "2.4-IV0",    "2.4-IV1",    "2.5-IV0",    "2.6-IV0",    "2.7-IV0",    "2.7-IV1",
    "2.7-IV2",    "2.8-IV0",    "2.8-IV1",    "3.0-IV0",    "3.0-IV1",    "3.1-IV0",
    "3.2-IV0",    "3.3-IV0",    "3.3-IV1",    "3.3-IV2",    "3.3-IV3",    "3.4-IV0",
    "3.5-IV0",    "3.5-IV1",    "3.5-IV2",    "3.6-IV0",    "3.6-IV1",    "3.6-IV2",
    "3.7-IV0",    "3.7-IV1",    "3.7-IV2",    "3.7-IV3",    "3.7-IV4",    "3.8-IV0",
    "3.9-IV0",
};
constexpr std::size_t first_of_v1 = 4;
constexpr std::size_t first_of_v2 = 10;

constexpr MessageFormat format_at(std::size_t place) {
    if (place >= first_of_v2) return MessageFormat::v2;
    return place >= first_of_v1 ? MessageFormat::v1 : MessageFormat::v0;
}

// Its first three parts, or two since 1.0.
std::string_view without_patch(std::string_view text) {
    std::size_t dots = text.starts_with("0.") ? 3 : 2;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '.' && --dots == 0) return text.substr(0, i);
    }
    return text;
}

}  // namespace

std::optional<MessageFormatVersion> MessageFormatVersion::named(std::string_view text) {
    const std::string_view key = without_patch(text);
    for (std::size_t place = version_names.size(); place-- > 0;) {
        const std::string_view name = version_names[place];
        if (name == key || name.substr(0, name.find('-')) == key) {
            return MessageFormatVersion(static_cast<std::uint8_t>(place), format_at(place));
        }
    }
    return std::nullopt;
}

MessageFormatVersion MessageFormatVersion::first_of(MessageFormat format) {
    const std::size_t place = format == MessageFormat::v0   ? 0
                              : format == MessageFormat::v1 ? first_of_v1
                                                            : first_of_v2;
    return {static_cast<std::uint8_t>(place), format};
}

std::string_view MessageFormatVersion::name() const {
    return version_names[std::min<std::size_t>(place_, version_names.size() - 1)];
}

}  // namespace kscope
