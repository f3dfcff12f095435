#include "core/metadata/image/metadata_record_codec.h"

#include <type_traits>

#include "core/protocol/wire/broker_lifecycle.h"

namespace kscope {

namespace {

// A record's api key, and the version in which it is written here.
struct RecordKind {
    std::int8_t api_key = 0;
    std::int8_t version = 0;
};

// Eligible leaders came with version 2 (KIP-966).
RecordKind kind_of(const RegisterBrokerRecord&) { return {0, 1}; }
RecordKind kind_of(const TopicRecord&) { return {2, 0}; }
RecordKind kind_of(const PartitionRecord& r) {
    const bool eligible = !r.state.elr.empty() || !r.state.last_known_elr.empty();
    return {3, static_cast<std::int8_t>(eligible ? 2 : 0)};
}
RecordKind kind_of(const ConfigRecord&) { return {4, 0}; }
RecordKind kind_of(const PartitionChangeRecord& r) {
    const bool eligible = r.change.elr || r.change.last_known_elr;
    return {5, static_cast<std::int8_t>(eligible ? 2 : 0)};
}
RecordKind kind_of(const RemoveTopicRecord&) { return {9, 0}; }
RecordKind kind_of(const FeatureLevelRecord&) { return {12, 0}; }
RecordKind kind_of(const ProducerIdsRecord&) { return {15, 0}; }
RecordKind kind_of(const BrokerRegistrationChangeRecord&) { return {17, 1}; }
RecordKind kind_of(const NoOpRecord&) { return {20, 0}; }

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<RegisterBrokerRecord>& r) {
    io.fields(r.broker, r.incarnation.high, r.incarnation.low, r.broker_epoch);
    one_listener(io, r.node);
    io.no_elements();  // features
    io.nullable_string(r.rack);
    io.fields(r.fenced, r.in_controlled_shutdown);
    io.tags();
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<TopicRecord>& r) {
    io.fields(r.name, r.id.high, r.id.low);
    io.tags();
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<RemoveTopicRecord>& r) {
    io.fields(r.id.high, r.id.low);
    io.tags();
}

template <class Io>
void metadata_fields(Io& io, int version, typename Io::template Of<PartitionRecord>& r) {
    auto& s = r.state;
    io.fields(r.partition, r.topic.high, r.topic.low, s.replicas, s.isr, s.removing, s.adding,
              s.leader, s.leader_epoch, s.partition_epoch);
    if (version > 0) {  // directories: none is assigned
        if constexpr (Io::reading) {
            io.elements([&io] { io.no_topic_id(); });
        } else {
            io.count(s.replicas.size());
            for (std::size_t i = 0; i < s.replicas.size(); ++i) io.no_topic_id();
        }
    }
    io.tags(
        tag_field(0, s.recovering, [&s](auto& tag) { tag.fields(s.recovering); }),
        tag_field(1, !s.elr.empty(), [&s](auto& tag) { tag.fields(s.elr); }),
        tag_field(2, !s.last_known_elr.empty(), [&s](auto& tag) { tag.fields(s.last_known_elr); }));
}

template <class Value>
auto optional_field(std::uint32_t number, Value& value) {
    return tag_field(number, value.has_value(), [&value](auto& tag) {
        if constexpr (!std::is_const_v<Value>) value.emplace();  // reading
        tag.fields(*value);
    });
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<PartitionChangeRecord>& r) {
    auto& c = r.change;
    io.fields(r.partition, r.topic.high, r.topic.low);
    io.tags(optional_field(0, c.isr), optional_field(1, c.leader), optional_field(2, c.replicas),
            optional_field(3, c.removing), optional_field(4, c.adding),
            optional_field(5, c.recovering), optional_field(6, c.elr),
            optional_field(7, c.last_known_elr));
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<ConfigRecord>& r) {
    io.fields(r.resource_type, r.resource, r.key);
    // A value that is empty and one that is null are told apart by nothing else.
    std::string text;
    if constexpr (!Io::reading) {
        if (r.value) {
            io.fields(*r.value);
        } else {
            io.nullable_string(text);
        }
    } else {
        io.nullable_string(text);
        if (!text.empty()) r.value = text;
    }
    io.tags();
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<FeatureLevelRecord>& r) {
    io.fields(r.name, r.level);
    io.tags();
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<ProducerIdsRecord>& r) {
    io.fields(r.broker, r.broker_epoch, r.next);
    io.tags();
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<BrokerRegistrationChangeRecord>& r) {
    io.fields(r.broker, r.broker_epoch);
    using Fencing = BrokerRegistrationChangeRecord::Fencing;
    io.tags(
        tag_field(0, r.fencing != Fencing::unchanged, [&r](auto& tag) { tag.fields(r.fencing); }),
        tag_field(1, r.enters_controlled_shutdown,
                  [&r](auto& tag) { tag.fields(r.enters_controlled_shutdown); }));
}

template <class Io>
void metadata_fields(Io& io, int, typename Io::template Of<NoOpRecord>&) {
    io.tags();
}

constexpr std::int8_t frame_version = 1;

template <std::size_t I = 0>
std::optional<MetadataRecord> read_kind(WireReader& io, std::int8_t api_key, int version) {
    if constexpr (I == std::variant_size_v<MetadataRecord>) {
        return std::nullopt;
    } else {
        std::variant_alternative_t<I, MetadataRecord> body;
        if (kind_of(body).api_key != api_key) return read_kind<I + 1>(io, api_key, version);
        metadata_fields(io, version, body);
        if (!io.ok() || io.unread() > 0) return std::nullopt;
        return body;
    }
}

}  // namespace

Record to_record(const MetadataRecord& metadata, WallTime now) {
    WireWriter io(WireFormat::compact);
    std::visit(
        [&io](const auto& body) {
            const RecordKind kind = kind_of(body);
            // Varints below 128 are a byte each.
            io.fields(frame_version, kind.api_key, kind.version);
            metadata_fields(io, kind.version, body);
        },
        metadata);
    Record record;
    record.timestamp = WallTime::from_millis(now.millis());
    record.value = Bytes(io.bytes());
    return record;
}

std::optional<MetadataRecord> metadata_of(const Record& record) {
    if (record.key || !record.value) return std::nullopt;
    WireReader io(record.value->view(), WireFormat::compact);
    std::int8_t frame = 0;
    std::int8_t api_key = 0;
    std::int8_t version = 0;
    io.fields(frame, api_key, version);
    if (!io.ok() || frame != frame_version) return std::nullopt;
    return read_kind(io, api_key, version);
}

}  // namespace kscope
