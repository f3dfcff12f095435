#include "sim/dump_log/json_object.h"

#include "sim/dump_log/record_text.h"

namespace kscope::sim {

namespace {

std::string escaped(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        const std::size_t short_form = std::string_view("\b\f\n\r\t\"\\").find(c);
        if (short_form != std::string_view::npos) {
            result += '\\';
            result += "bfnrt\"\\"[short_form];
        } else if (code < 0x20) {
            result += std::string("\\u00") + hex[code >> 4] + hex[code & 0xf];
        } else {
            result += c;
        }
    }
    return result;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = i; j < i + 3; ++j) {
            bits = bits << 8 | (j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U);
        }
        for (int shift = 18; shift >= 0; shift -= 6) text += alphabet[bits >> shift & 0x3f];
    }
    const std::size_t padding = (3 - bytes.size() % 3) % 3;
    text.replace(text.size() - padding, padding, padding, '=');
    return text;
}

}  // namespace

std::string json_string(const std::optional<std::string>& text) {
    if (!text) return "null";
    return "\"" + escaped(utf8_text(*text)) + "\"";
}

void JsonObject::add(std::string_view name, const std::optional<std::string>& text) {
    add_raw(name, json_string(text));
}

void JsonObject::add(std::string_view name, std::int64_t number) {
    add_raw(name, std::to_string(number));
}

void JsonObject::add_bytes(std::string_view name, std::optional<std::string_view> bytes) {
    add_raw(name, bytes ? "\"" + base64(*bytes) + "\"" : "null");
}

void JsonObject::add_raw(std::string_view name, std::string_view json) {
    if (!fields_.empty()) fields_ += ',';
    fields_ += "\"" + std::string(name) + "\":" + std::string(json);
}

void JsonObject::add_raw_list(std::string_view name, const std::vector<std::string>& json) {
    std::string list;
    for (const std::string& element : json) list += (list.empty() ? "" : ",") + element;
    add_raw(name, "[" + list + "]");
}

}  // namespace kscope::sim
