#include "core/protocol/wire/message_codec.h"

#include <array>
#include <utility>

#include "core/protocol/wire/admin.h"
#include "core/protocol/wire/broker_lifecycle.h"
#include "core/protocol/wire/config.h"
#include "core/protocol/wire/controller.h"
#include "core/protocol/wire/delete_records.h"
#include "core/protocol/wire/describe_cluster.h"
#include "core/protocol/wire/describe_quorum.h"
#include "core/protocol/wire/describe_topic_partitions.h"
#include "core/protocol/wire/fetch.h"
#include "core/protocol/wire/group.h"
#include "core/protocol/wire/group_admin.h"
#include "core/protocol/wire/metadata.h"
#include "core/protocol/wire/produce.h"
#include "core/protocol/wire/quorum.h"
#include "core/protocol/wire/zab.h"
#include "core/protocol/wire/zookeeper.h"

namespace kscope {

namespace {

template <class T>
concept OfZooKeeper = requires {
    zk_frame_of(WireType<T>{});
};

template <class T>
constexpr bool has_client_id = requires(const T& m) {
    m.client_id;
};

// ---- writing

template <class T>
void write_header(WireWriter& out, const MessageBody& body, const T& message,
                  CorrelationId correlation) {
    if constexpr (OfZooKeeper<T>) {
        constexpr ZkFrame frame = zk_frame_of(WireType<T>{});
        const std::int32_t xid = frame.fixed_xid != 0 ? frame.fixed_xid : correlation.value();
        if (frame.kind != ZkFrame::Kind::bare) out.fields(xid);
        if (frame.kind == ZkFrame::Kind::request) out.fields(frame.opcode);
    } else {
        constexpr WireVersion version = version_of(WireType<T>{});
        if (!is_response(body)) {
            out.fields(static_cast<std::int16_t>(api_key_of(body)), version.version);
        }
        out.fields(correlation);
        if constexpr (has_client_id<T>) {
            out.nullable_string(message.client_id);
        } else if (!is_response(body)) {
            out.uncarried_string(null_string);
        }
        out.set_format(version.format());
        out.tags();
    }
}

template <class T>
constexpr WireFormat header_format = OfZooKeeper<T> ? WireFormat::jute : WireFormat::classic;

std::string framed(const std::string& content) {
    WireWriter out(WireFormat::jute);
    out.write_blob(content);
    return std::move(out.bytes());
}

// ---- reading

template <class T>
void read_zookeeper_header(WireReader& in, DecodedMessage& decoded) {
    constexpr ZkFrame frame = zk_frame_of(WireType<T>{});
    if (frame.kind == ZkFrame::Kind::bare) return;
    std::int32_t xid = 0;
    in.fields(xid);
    if (frame.fixed_xid == 0) {
        decoded.correlation = CorrelationId(xid);
    } else if (xid != frame.fixed_xid) {
        in.fail("not the xid of this kind");
    }
    if (frame.kind != ZkFrame::Kind::request) return;
    std::int32_t opcode = 0;
    in.fields(opcode);
    if (opcode != frame.opcode) in.fail("another operation");
}

template <class T>
void read_kafka_header(WireReader& in, T& message, const MessageBody& body,
                       DecodedMessage& decoded) {
    constexpr WireVersion version = version_of(WireType<T>{});
    if (is_response(body)) {
        decoded.correlation.emplace();
        in.fields(*decoded.correlation);
    } else {
        RequestHeader header = read_request_header(in);
        if (header.api_key != api_key_of(body)) in.fail("another api key");
        if (header.api_version != version.version) in.fail("another version");
        decoded.correlation = header.correlation;
        if constexpr (has_client_id<T>) message.client_id = std::move(header.client_id);
    }
    in.set_format(version.format());
    in.tags();
}

template <std::size_t kind>
DecodedMessage decode_as(std::string_view frame, const Codecs* compressors) {
    using T = std::variant_alternative_t<kind, MessageBody>;
    MessageBody body{std::in_place_index<kind>};
    T& message = std::get<kind>(body);
    DecodedMessage decoded;
    WireReader in(frame, header_format<T>);
    in.set_compressors(compressors);
    std::int32_t length = 0;
    in.fields(length);
    if (in.ok() && length != static_cast<std::int64_t>(in.unread())) {
        in.fail("the length is not that of the frame");
    }
    if constexpr (OfZooKeeper<T>) {
        read_zookeeper_header<T>(in, decoded);
    } else {
        read_kafka_header(in, message, body, decoded);
    }
    transfer(in, message);
    decoded.unread = in.unread();
    decoded.error = in.error();
    if (in.ok()) decoded.body = std::move(body);
    return decoded;
}

constexpr std::size_t kinds = std::variant_size_v<MessageBody>;

// ---- one row per alternative of MessageBody

struct KindCodec {
    DecodedMessage (*decode)(std::string_view, const Codecs*);
    int version;
    int api_key;
    bool response;
};

template <std::size_t kind>
KindCodec kind_codec() {
    using T = std::variant_alternative_t<kind, MessageBody>;
    const MessageBody body{std::in_place_index<kind>};
    int version = -1;
    if constexpr (!OfZooKeeper<T>) version = version_of(WireType<T>{}).version;
    return {&decode_as<kind>, version, api_key_of(body), is_response(body)};
}

template <std::size_t... kind>
std::array<KindCodec, kinds> make_kind_codecs(std::index_sequence<kind...>) {
    return {kind_codec<kind>()...};
}

const std::array<KindCodec, kinds>& kind_codecs() {
    static const std::array<KindCodec, kinds> all =
        make_kind_codecs(std::make_index_sequence<kinds>{});
    return all;
}

}  // namespace

RequestHeader read_request_header(WireReader& in) {
    RequestHeader header;
    in.fields(header.api_key, header.api_version, header.correlation);
    in.nullable_string(header.client_id);
    return header;
}

std::string encode(const MessageBody& body, CorrelationId correlation) {
    return std::visit(
        [&](const auto& message) {
            using T = std::decay_t<decltype(message)>;
            WireWriter out(header_format<T>);
            write_header(out, body, message, correlation);
            transfer(out, message);
            return framed(out.bytes());
        },
        body);
}

DecodedMessage decode(std::size_t kind, std::string_view frame, const Codecs* compressors) {
    return kind_codecs()[kind].decode(frame, compressors);
}

std::optional<std::size_t> kind_of(std::int16_t api_key, std::int16_t version, bool response) {
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        const KindCodec& codec = kind_codecs()[kind];
        if (codec.version >= 0 && codec.api_key == api_key && codec.version == version &&
            codec.response == response) {
            return kind;
        }
    }
    return std::nullopt;
}

int version_of(const MessageBody& body) { return kind_codecs()[body.index()].version; }

}  // namespace kscope
