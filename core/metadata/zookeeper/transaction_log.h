// The transaction log of a ZooKeeper server as text: one record, with its checksum, per
// transaction. Applied in order to an empty tree the records give the tree again. A torn record
// ends the log. Rule: org.apache.zookeeper.server.persistence.FileTxnLog (ours has no snapshots to
// start from).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/time.h"
#include "core/protocol/zookeeper_messages.h"

namespace kscope {

inline constexpr const char* transaction_log_file = "version-2/log.1";

struct SessionOpenedTxn {
    SessionId session;
    NodeId client;
    Duration timeout;
};
struct SessionEndedTxn {
    SessionId session;
};
struct WritesTxn {
    SessionId session;
    std::vector<ZkWrite> writes;
};
struct Transaction {
    Zxid zxid;
    std::variant<SessionOpenedTxn, SessionEndedTxn, WritesTxn> body;
};

std::string encode_transaction(const Transaction& transaction);
// None if the record is torn or rotten.
std::optional<Transaction> decode_transaction(std::string_view record);

}  // namespace kscope
