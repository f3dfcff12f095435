#include "core/metadata/topic_name.h"

#include <algorithm>

#include "core/protocol/quorum_messages.h"

namespace kscope {

namespace {

constexpr std::size_t max_name_length = 249;

bool legal_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

}  // namespace

std::string topic_name_fault(const std::string& name) {
    if (name.empty()) return "the empty string is not allowed";
    if (name == "." || name == "..") return "'" + name + "' is not allowed";
    if (name.size() > max_name_length) {
        return "the length of '" + name + "' is longer than the max allowed length " +
               std::to_string(max_name_length);
    }
    if (!std::all_of(name.begin(), name.end(), legal_character)) {
        return "'" + name +
               "' contains one or more characters other than ASCII alphanumerics, "
               "'.', '_' and '-'";
    }
    return {};
}

bool topic_names_collide(std::string_view a, std::string_view b) {
    const auto same = [](char x, char y) { return (x == '.' ? '_' : x) == (y == '.' ? '_' : y); };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

std::optional<ProhibitedTopic> topic_prohibition(std::string_view name, const Features& features) {
    if (name != cluster_metadata_topic_name) return std::nullopt;
    switch (features.metadata_topic) {
        case MetadataTopic::like_any_other: break;
        case MetadataTopic::unauthorized:
            return ProhibitedTopic{ErrorCode::topic_authorization_failed, "Authorization failed."};
        case MetadataTopic::prohibited:
            return ProhibitedTopic{
                ErrorCode::invalid_request,
                "Creation of internal topic " + std::string(name) + " is prohibited."};
    }
    return std::nullopt;
}

}  // namespace kscope
