#include "core/metadata/topic_name.h"

#include <algorithm>

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

}  // namespace kscope
