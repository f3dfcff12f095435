// One JSON object on one line, as Kafka's generated converters and Jackson write it: fields in the
// order in which they are added, no spaces, bytes in base64.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscope::sim {

// In quotes; "null" if there is none. Bytes that are no UTF-8 become U+FFFD.
std::string json_string(const std::optional<std::string>& text);

class JsonObject {
public:
    void add(std::string_view name, const std::optional<std::string>& text);
    void add(std::string_view name, std::int64_t number);
    void add_bytes(std::string_view name, std::optional<std::string_view> bytes);
    // JSON already.
    void add_raw(std::string_view name, std::string_view json);
    void add_raw_list(std::string_view name, const std::vector<std::string>& json);

    [[nodiscard]] std::string text() const { return "{" + fields_ + "}"; }

private:
    std::string fields_;
};

}  // namespace kscope::sim
