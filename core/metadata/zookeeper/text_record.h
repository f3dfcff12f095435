// Records of ZooKeeper's files as text: each part is its length, a colon and itself, and a record
// carries the Adler-32 of what it holds, as FileTxnLog's does (RFC 1950). A torn or rotten record
// is recognised, never read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/protocol/zookeeper_messages.h"

namespace kscope {

void put_text(std::string& out, std::string_view text);
void put_number(std::string& out, std::int64_t number);
void put_write(std::string& out, const ZkWrite& write);
// The payload with its checksum.
std::string sealed(std::string_view payload);
// The payload of such a record; none if it is torn or rotten.
std::optional<std::string_view> unsealed(std::string_view record);

// Reads what was put; `good` goes false at the first thing that is not.
struct TextReader {
    std::string_view rest;
    bool good = true;

    std::string_view text();
    std::int64_t number();
    std::int32_t small() { return static_cast<std::int32_t>(number()); }
    ZkWrite write();
};

}  // namespace kscope
