#include "sim/dump_log/offsets_decoder.h"

#include "core/base/byte_order.h"
#include "sim/dump_log/json_object.h"

namespace kscope::sim {

namespace {

constexpr std::int16_t newest_offset_key = 1;
constexpr std::int16_t group_key = 2;
constexpr std::int16_t first_flexible_value = 4;
constexpr std::int16_t newest_protocol = 3;  // of ConsumerProtocolSubscription

// Fields of a schema in one version; what does not fit is remembered by the ByteReader.
class SchemaReader {
public:
    SchemaReader(std::string_view bytes, bool flexible) : in_(bytes), flexible_(flexible) {}

    [[nodiscard]] bool ok() const { return in_.ok(); }
    template <class Integer>
    std::int64_t integer() {
        return in_.get<Integer>();
    }
    std::optional<std::string> text() {
        const std::int64_t size = length(flexible_ ? 0 : 2);
        if (size < 0) return std::nullopt;
        return std::string(in_.take(size));
    }
    std::optional<std::string_view> bytes() {
        const std::int64_t size = length(flexible_ ? 0 : 4);
        if (size < 0) return std::nullopt;
        return in_.take(size);
    }
    // Calls each(reader) for each element; a count beyond the bytes that are left ends it.
    template <class Each>
    void array(Each each) {
        const std::int64_t count = length(flexible_ ? 0 : 4);
        for (std::int64_t i = 0; i < count && in_.ok(); ++i) each(*this);
    }
    void tags() {
        if (!flexible_) return;
        const std::uint32_t count = unsigned_varint();
        for (std::uint32_t i = 0; i < count && in_.ok(); ++i) {
            unsigned_varint();
            in_.take(unsigned_varint());
        }
    }

private:
    std::int64_t length(int width) {
        if (width == 2) return in_.get<std::int16_t>();
        if (width == 4) return in_.get<std::int32_t>();
        return std::int64_t{unsigned_varint()} - 1;
    }
    std::uint32_t unsigned_varint() {
        std::uint32_t value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            const auto byte = in_.get<std::uint8_t>();
            value |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        in_.take(-1);  // fails
        return 0;
    }

    ByteReader in_;
    bool flexible_;
};

JsonObject topic_partitions(SchemaReader& in) {
    JsonObject partitions;
    partitions.add("topic", in.text());
    std::vector<std::string> numbers;
    in.array([&](SchemaReader& each) {
        numbers.push_back(std::to_string(each.integer<std::int32_t>()));
    });
    partitions.add_raw_list("partitions", numbers);
    return partitions;
}

void add_topic_partitions(JsonObject& object, const char* name, SchemaReader& in) {
    std::vector<std::string> list;
    in.array([&](SchemaReader& each) { list.push_back(topic_partitions(each).text()); });
    object.add_raw_list(name, list);
}

JsonObject subscription_fields(SchemaReader& in, std::int16_t version) {
    JsonObject fields;
    std::vector<std::string> topics;
    in.array([&](SchemaReader& each) { topics.push_back(json_string(each.text())); });
    fields.add_raw_list("topics", topics);
    fields.add_bytes("userData", in.bytes());
    if (version >= 1) add_topic_partitions(fields, "ownedPartitions", in);
    if (version >= 2) fields.add("generationId", in.integer<std::int32_t>());
    if (version >= 3) fields.add("rackId", in.text());
    return fields;
}

JsonObject assignment_fields(SchemaReader& in, std::int16_t) {
    JsonObject fields;
    add_topic_partitions(fields, "assignedPartitions", in);
    fields.add_bytes("userData", in.bytes());
    return fields;
}

// Bytes of the embedded protocol, if they are; else as they are.
template <class Fields>
void add_protocol(JsonObject& object, const char* name, std::optional<std::string_view> bytes,
                  bool is_consumer, Fields fields) {
    if (is_consumer && bytes) {
        SchemaReader in(*bytes, false);
        const auto version = static_cast<std::int16_t>(in.integer<std::int16_t>());
        const JsonObject parsed = fields(in, version);
        if (in.ok() && version >= 0 && version <= newest_protocol) {
            object.add_raw(name, parsed.text());
            return;
        }
    }
    object.add_bytes(name, bytes);
}

JsonObject group_member(SchemaReader& in, std::int16_t version, bool is_consumer) {
    JsonObject member;
    member.add("memberId", in.text());
    if (version >= 3) member.add("groupInstanceId", in.text());
    member.add("clientId", in.text());
    member.add("clientHost", in.text());
    if (version >= 1) member.add("rebalanceTimeout", in.integer<std::int32_t>());
    member.add("sessionTimeout", in.integer<std::int32_t>());
    add_protocol(member, "subscription", in.bytes(), is_consumer, subscription_fields);
    add_protocol(member, "assignment", in.bytes(), is_consumer, assignment_fields);
    in.tags();
    return member;
}

JsonObject group_value(SchemaReader& in, std::int16_t version) {
    JsonObject group;
    const auto protocol_type = in.text();
    group.add("protocolType", protocol_type);
    group.add("generation", in.integer<std::int32_t>());
    group.add("protocol", in.text());
    group.add("leader", in.text());
    if (version >= 2) group.add("currentStateTimestamp", in.integer<std::int64_t>());
    std::vector<std::string> members;
    in.array([&](SchemaReader& each) {
        members.push_back(group_member(each, version, protocol_type == "consumer").text());
    });
    group.add_raw_list("members", members);
    in.tags();
    return group;
}

JsonObject offset_value(SchemaReader& in, std::int16_t version) {
    JsonObject offset;
    offset.add("offset", in.integer<std::int64_t>());
    if (version >= 3) offset.add("leaderEpoch", in.integer<std::int32_t>());
    offset.add("metadata", in.text());
    offset.add("commitTimestamp", in.integer<std::int64_t>());
    if (version == 1) offset.add("expireTimestamp", in.integer<std::int64_t>());
    in.tags();
    return offset;
}

JsonObject key_fields(SchemaReader& in, std::int16_t type) {
    JsonObject key;
    key.add("group", in.text());
    if (type > newest_offset_key) return key;
    key.add("topic", in.text());
    key.add("partition", in.integer<std::int32_t>());
    return key;
}

DecodedOffsetsRecord unreadable(const RecordView& record, const std::string& why) {
    return {"Error at offset " + std::to_string(record.offset) + ", skipping. " + why,
            std::nullopt};
}

std::string versioned(const char* name, std::int16_t version, const JsonObject& data) {
    JsonObject object;
    object.add(name, std::optional(std::to_string(version)));
    object.add_raw("data", data.text());
    return object.text();
}

}  // namespace

DecodedOffsetsRecord decode_offsets_record(const RecordView& record) {
    SchemaReader key(record.key.value_or(""), false);
    const auto type = static_cast<std::int16_t>(key.integer<std::int16_t>());
    if (!key.ok()) return unreadable(record, "Could not read version from key's buffer");
    if (type < 0 || type > group_key) {
        return {"Unknown record type " + std::to_string(type) + " at offset " +
                    std::to_string(record.offset) + ", skipping.",
                std::nullopt};
    }
    DecodedOffsetsRecord decoded;
    decoded.key = versioned("type", type, key_fields(key, type));
    if (!key.ok()) return unreadable(record, "The key ends within a field");
    if (!record.value) {
        decoded.payload = "<DELETE>";
        return decoded;
    }
    SchemaReader head(*record.value, false);
    const auto version = static_cast<std::int16_t>(head.integer<std::int16_t>());
    if (!head.ok() || version < 0 || version > first_flexible_value) {
        return unreadable(record, "The value has no version that is known");
    }
    SchemaReader value(record.value->substr(2), version >= first_flexible_value);
    const JsonObject fields =
        type == group_key ? group_value(value, version) : offset_value(value, version);
    if (!value.ok()) return unreadable(record, "The value ends within a field");
    decoded.payload = versioned("version", version, fields);
    return decoded;
}

}  // namespace kscope::sim
