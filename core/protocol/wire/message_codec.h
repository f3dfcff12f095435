// Messages as the bytes that real clients, brokers and ZooKeeper would send: length, header, body,
// in the one version of each that kscope speaks. Pure: no connection, no state. What kscope's
// messages carry comes back equal; what only Kafka's have (throttle times, racks, authorized
// operations, ...) is written as a broker without these features writes it, and skipped when read.
// docs/reference/fidelity.md lists the versions and kscope's own tagged fields.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/protocol/message.h"
#include "core/protocol/wire/wire_reader.h"

namespace kscope {

// A frame: the length in four bytes, then so many bytes.
std::string encode(const MessageBody& message, CorrelationId correlation);

struct DecodedMessage {
    std::optional<MessageBody> body;           // none: see error
    std::optional<CorrelationId> correlation;  // none in ZooKeeper's connect, ping, watch
    std::size_t unread = 0;  // bytes left over; Kafka ignores them, some clients send them
    WireError error;
};

// One frame. Bytes do not say what they are: a reader knows it, of an answer from its question, of
// a question from the header and the port. `kind` is the place in MessageBody. Any bytes may come.
// Without `compressors`, compressed batches are refused.
DecodedMessage decode(std::size_t kind, std::string_view frame,
                      const Codecs* compressors = nullptr);

// The place in MessageBody of Kafka's message; none if kscope has it not, or in another version.
std::optional<std::size_t> kind_of(std::int16_t api_key, std::int16_t version, bool response);
// The version that kscope speaks; -1 for ZooKeeper's messages, which have none.
int version_of(const MessageBody& message);

// What every request of Kafka begins with.
struct RequestHeader {
    std::int16_t api_key = 0;
    std::int16_t api_version = 0;
    CorrelationId correlation;
    std::string client_id;  // empty: null
};
// Header 1, which is the beginning of 2 too: the tagged fields of 2 are left to read.
RequestHeader read_request_header(WireReader& in);

}  // namespace kscope
