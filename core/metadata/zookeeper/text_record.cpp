#include "core/metadata/zookeeper/text_record.h"

#include <charconv>

namespace kscope {
namespace {

std::uint32_t adler32(std::string_view bytes) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

}  // namespace

void put_text(std::string& out, std::string_view text) {
    out += std::to_string(text.size());
    out += ':';
    out += text;
}

void put_number(std::string& out, std::int64_t number) { put_text(out, std::to_string(number)); }

void put_write(std::string& out, const ZkWrite& write) {
    put_number(out, static_cast<std::int64_t>(write.index()));
    if (const auto* c = std::get_if<ZkCreate>(&write)) {
        put_text(out, c->path);
        put_text(out, c->data);
        put_number(out, c->ephemeral ? 1 : 0);
        put_number(out, c->sequential ? 1 : 0);
    } else if (const auto* r = std::get_if<ZkDelete>(&write)) {
        put_text(out, r->path);
        put_number(out, r->version);
    } else if (const auto* s = std::get_if<ZkSetData>(&write)) {
        put_text(out, s->path);
        put_text(out, s->data);
        put_number(out, s->version);
    } else {
        const auto& check = std::get<ZkCheck>(write);
        put_text(out, check.path);
        put_number(out, check.version);
    }
}

std::string sealed(std::string_view payload) {
    std::string record;
    put_number(record, static_cast<std::int64_t>(adler32(payload)));
    put_text(record, payload);
    return record;
}

std::optional<std::string_view> unsealed(std::string_view record) {
    TextReader frame{record};
    const std::int64_t checksum = frame.number();
    const std::string_view payload = frame.text();
    if (!frame.good || !frame.rest.empty() || checksum != adler32(payload)) return std::nullopt;
    return payload;
}

std::string_view TextReader::text() {
    const std::size_t colon = rest.find(':');
    std::size_t size = 0;
    if (colon == std::string_view::npos ||
        std::from_chars(rest.data(), rest.data() + colon, size).ec != std::errc() ||
        size > rest.size() - colon - 1) {
        good = false;
        return {};
    }
    const std::string_view result = rest.substr(colon + 1, size);
    rest.remove_prefix(colon + 1 + size);
    return result;
}

std::int64_t TextReader::number() {
    const std::string_view digits = text();
    std::int64_t result = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), result);
    if (parsed.ec != std::errc()) good = false;
    return result;
}

ZkWrite TextReader::write() {
    const std::int64_t kind = number();
    std::string path(text());
    if (kind == 0) {
        ZkCreate create;
        create.path = std::move(path);
        create.data = std::string(text());
        create.ephemeral = number() != 0;
        create.sequential = number() != 0;
        return create;
    }
    if (kind == 1) return ZkDelete{std::move(path), small()};
    if (kind == 2) {
        std::string data(text());
        return ZkSetData{std::move(path), std::move(data), small()};
    }
    if (kind != 3) good = false;
    return ZkCheck{std::move(path), small()};
}

}  // namespace kscope
