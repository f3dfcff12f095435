// A .properties file as java.util.Properties reads it: keys and values between `=`, `:` or blanks,
// comments behind # or !, lines that go on behind a backslash, the escapes \t \n \r \f \\ \uXXXX.
// Each key with its place; of equal keys the last counts, as in Java. What the keys mean is not its
// business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/input_error.h"

namespace kscope::sim {

struct Property {
    std::string key;
    std::string value;
    Place place;        // of the key
    Place value_place;  // where the value begins, or would
};

inline constexpr std::size_t properties_bytes_max = 1024 * 1024;

// In the order of the file, each key once. Throws BadInput for a malformed \u and for a file that
// is too large.
std::vector<Property> read_properties(std::string_view text, const std::string& file);

}  // namespace kscope::sim
