#include "core/metadata/zookeeper/transaction_log.h"

#include "core/metadata/zookeeper/text_record.h"

namespace kscope {
namespace {

std::string payload_of(const Transaction& transaction) {
    std::string out;
    put_number(out, transaction.zxid.value());
    put_number(out, static_cast<std::int64_t>(transaction.body.index()));
    if (const auto* opened = std::get_if<SessionOpenedTxn>(&transaction.body)) {
        put_number(out, opened->session.value());
        put_number(out, opened->client.value());
        put_number(out, opened->timeout.count());
    } else if (const auto* ended = std::get_if<SessionEndedTxn>(&transaction.body)) {
        put_number(out, ended->session.value());
    } else {
        const auto& writes = std::get<WritesTxn>(transaction.body);
        put_number(out, writes.session.value());
        put_number(out, static_cast<std::int64_t>(writes.writes.size()));
        for (const ZkWrite& write : writes.writes) put_write(out, write);
    }
    return out;
}

}  // namespace

std::string encode_transaction(const Transaction& transaction) {
    return sealed(payload_of(transaction));
}

std::optional<Transaction> decode_transaction(std::string_view record) {
    const auto payload = unsealed(record);
    if (!payload) return std::nullopt;
    TextReader in{*payload};
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
            writes.writes.push_back(in.write());
        }
        transaction.body = std::move(writes);
    }
    if (!in.good) return std::nullopt;
    return transaction;
}

}  // namespace kscope
