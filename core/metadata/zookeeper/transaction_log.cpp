#include "core/metadata/zookeeper/transaction_log.h"

#include <charconv>

namespace kscope {
namespace {

// Adler-32, as FileTxnLog has it (RFC 1950).
std::uint32_t adler32(std::string_view bytes) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const char c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

void put(std::string& out, std::string_view text) {
    out += std::to_string(text.size());
    out += ':';
    out += text;
}
void put(std::string& out, std::int64_t number) { put(out, std::to_string(number)); }

// Reads what put() wrote; `good` goes false at the first thing that is not.
struct Reader {
    std::string_view rest;
    bool good = true;

    std::string_view text() {
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
    std::int64_t number() {
        const std::string_view digits = text();
        std::int64_t result = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), result);
        if (parsed.ec != std::errc()) good = false;
        return result;
    }
    std::int32_t small() { return static_cast<std::int32_t>(number()); }
};

void put_write(std::string& out, const ZkWrite& write) {
    put(out, static_cast<std::int64_t>(write.index()));
    if (const auto* c = std::get_if<ZkCreate>(&write)) {
        put(out, c->path);
        put(out, c->data);
        put(out, c->ephemeral ? 1 : 0);
        put(out, c->sequential ? 1 : 0);
    } else if (const auto* r = std::get_if<ZkDelete>(&write)) {
        put(out, r->path);
        put(out, r->version);
    } else if (const auto* s = std::get_if<ZkSetData>(&write)) {
        put(out, s->path);
        put(out, s->data);
        put(out, s->version);
    } else {
        const auto& check = std::get<ZkCheck>(write);
        put(out, check.path);
        put(out, check.version);
    }
}

ZkWrite read_write(Reader& in) {
    const std::int64_t kind = in.number();
    std::string path(in.text());
    if (kind == 0) {
        ZkCreate create;
        create.path = std::move(path);
        create.data = std::string(in.text());
        create.ephemeral = in.number() != 0;
        create.sequential = in.number() != 0;
        return create;
    }
    if (kind == 1) return ZkDelete{std::move(path), in.small()};
    if (kind == 2) {
        std::string data(in.text());
        return ZkSetData{std::move(path), std::move(data), in.small()};
    }
    if (kind != 3) in.good = false;
    return ZkCheck{std::move(path), in.small()};
}

std::string payload_of(const Transaction& transaction) {
    std::string out;
    put(out, transaction.zxid.value());
    put(out, static_cast<std::int64_t>(transaction.body.index()));
    if (const auto* opened = std::get_if<SessionOpenedTxn>(&transaction.body)) {
        put(out, opened->session.value());
        put(out, opened->client.value());
        put(out, opened->timeout.count());
    } else if (const auto* ended = std::get_if<SessionEndedTxn>(&transaction.body)) {
        put(out, ended->session.value());
    } else {
        const auto& writes = std::get<WritesTxn>(transaction.body);
        put(out, writes.session.value());
        put(out, static_cast<std::int64_t>(writes.writes.size()));
        for (const ZkWrite& write : writes.writes) put_write(out, write);
    }
    return out;
}

}  // namespace

std::string encode_transaction(const Transaction& transaction) {
    const std::string payload = payload_of(transaction);
    std::string record;
    put(record, static_cast<std::int64_t>(adler32(payload)));
    put(record, payload);
    return record;
}

std::optional<Transaction> decode_transaction(std::string_view record) {
    Reader frame{record};
    const std::int64_t checksum = frame.number();
    const std::string_view payload = frame.text();
    if (!frame.good || !frame.rest.empty() || checksum != adler32(payload)) return std::nullopt;
    Reader in{payload};
    Transaction transaction;
    transaction.zxid = Zxid(in.number());
    const std::int64_t kind = in.number();
    const SessionId session(in.number());
    if (kind == 0) {
        const NodeId client(in.small());
        transaction.body = SessionOpenedTxn{session, client, Duration::nanos(in.number())};
    } else if (kind == 1) {
        transaction.body = SessionEndedTxn{session};
    } else {
        WritesTxn writes{session, {}};
        const std::int64_t count = in.number();
        for (std::int64_t i = 0; i < count && in.good; ++i) {
            writes.writes.push_back(read_write(in));
        }
        transaction.body = std::move(writes);
    }
    if (!in.good) return std::nullopt;
    return transaction;
}

}  // namespace kscope
