#include "core/protocol/wire/wire_reader.h"

namespace kscope {

void WireReader::fail(const char* what) {
    if (ok()) error_ = {position_, what};
    bytes_ = {};
}

std::string_view WireReader::take(std::size_t size) {
    if (size > bytes_.size()) {
        fail("the bytes end too early");
        return {};
    }
    const std::string_view part = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    position_ += size;
    return part;
}

std::uint32_t WireReader::unsigned_varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
        const auto byte = get<std::uint8_t>();
        value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
        if ((byte & 0x80) != 0) continue;
        if (value <= 0xffffffff) return static_cast<std::uint32_t>(value);
        break;
    }
    fail("a varint of more than 32 bits");
    return 0;
}

std::int64_t WireReader::read_length(int classic_width) {
    std::int64_t length = 0;
    if (format_ == WireFormat::compact) {
        length = std::int64_t{unsigned_varint()} - 1;
        if (!ok()) length = 0;
    } else {
        length = classic_width == 2 ? get<std::int16_t>() : get<std::int32_t>();
    }
    if (length < -1) {
        fail("a negative length");
        return 0;
    }
    return length;
}

bool WireReader::skip_null_list() {
    WireReader ahead = *this;
    if (ahead.read_length(4) != -1) return false;
    *this = ahead;
    return true;
}

std::string WireReader::read_text(std::int64_t length, bool nullable) {
    if (length == -1) {
        if (!nullable) fail("null in place of a string");
        return {};
    }
    return std::string(take(static_cast<std::size_t>(length)));
}

std::string_view WireReader::read_blob() {
    const std::int64_t length = read_length(4);
    return length == -1 ? std::string_view() : take(static_cast<std::size_t>(length));
}

void WireReader::no_elements() {
    if (read_length(4) > 0) fail("a list that kscope has no place for");
}

}  // namespace kscope
