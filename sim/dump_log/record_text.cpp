#include "sim/dump_log/record_text.h"

#include <algorithm>
#include <array>

#include "core/base/byte_order.h"
#include "sim/dump_log/dump_parts.h"
#include "sim/dump_log/offsets_decoder.h"

namespace kscope::sim {

namespace {

// ControlRecordType, from ABORT on.
constexpr std::array<const char*, 7> control_types{
    "ABORT",           "COMMIT",        "LEADER_CHANGE", "SNAPSHOT_HEADER",
    "SNAPSHOT_FOOTER", "KRAFT_VERSION", "KRAFT_VOTERS"};

std::int64_t size_of(const std::optional<std::string_view>& field) {
    return field ? static_cast<std::int64_t>(field->size()) : -1;
}

void print_control(std::ostream& out, const RecordView& record) {
    ByteReader key(record.key.value_or(""));
    key.get<std::int16_t>();  // version
    const auto type = key.get<std::int16_t>();
    if (!key.ok()) {
        throw DumpFailure{0, "a control record's key has less than 4 bytes",
                          "no Kafka writes this"};
    }
    const bool known = type >= 0 && type < static_cast<std::int16_t>(control_types.size());
    const char* name = known ? control_types[static_cast<std::size_t>(type)] : "UNKNOWN";
    if (type != 0 && type != 1) {
        out << " controlType: " << name << "(" << type << ")";
        return;
    }
    ByteReader value(record.value.value_or(""));
    value.get<std::int16_t>();  // version
    const auto epoch = value.get<std::int32_t>();
    if (!value.ok()) {
        throw DumpFailure{0, "an end transaction marker has less than 6 bytes",
                          "no Kafka writes this"};
    }
    out << " endTxnMarker: " << name << " coordinatorEpoch: " << epoch;
}

// IntegerDecoder and LongDecoder of org.apache.kafka.tools.api.
std::string decoded(std::string_view bytes, Decoder decoder) {
    ByteReader in(bytes);
    std::int64_t number = 0;
    if (decoder == Decoder::string) return utf8_text(bytes);
    if (decoder == Decoder::integer) number = in.get<std::int32_t>();
    if (decoder == Decoder::long_integer) number = in.get<std::int64_t>();
    if (!in.ok()) {
        throw DumpFailure{0, "a field has fewer bytes than its decoder takes",
                          "choose another decoder"};
    }
    return std::to_string(number);
}

// How many bytes a well-formed character has here; 0: none begins here.
std::size_t character_size(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
    }
    const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
    const bool surrogate = first == 0xed && byte(1) >= 0xa0;
    const bool too_large = first == 0xf4 && byte(1) >= 0x90;
    return overlong || surrogate || too_large ? 0 : size;
}

void print_data(std::ostream& out, const char* prefix, const RecordView& record,
                const DumpOptions& options) {
    if (options.offsets_decoder) {
        if (!record.key) {
            throw DumpFailure{0,
                              "Failed to decode message at offset " +
                                  std::to_string(record.offset) +
                                  " using offset topic decoder (message had a missing key)",
                              "is this a segment of __consumer_offsets?"};
        }
        const DecodedOffsetsRecord shown = decode_offsets_record(record);
        out << prefix << "key: " << shown.key;
        if (shown.payload) out << " payload: " << *shown.payload;
        return;
    }
    if (record.key) out << prefix << "key: " << decoded(*record.key, options.key_decoder);
    if (record.value) out << " payload: " << decoded(*record.value, options.value_decoder);
}

}  // namespace

std::string utf8_text(std::string_view bytes) {
    std::string text;
    while (!bytes.empty()) {
        const std::size_t size = character_size(bytes);
        if (size == 0) {
            text += "\xef\xbf\xbd";
        } else {
            text += bytes.substr(0, size);
        }
        bytes.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return text;
}

void print_record(std::ostream& out, const BatchHeader& header, const RecordView& record,
                  bool is_valid, const DumpOptions& options) {
    const char* prefix = "| ";
    if (!options.skip_record_metadata) {
        out << prefix << "offset: " << record.offset << " " << timestamp_type(header) << ": "
            << record.timestamp << " keySize: " << size_of(record.key)
            << " valueSize: " << size_of(record.value);
        prefix = " ";
        if (header.magic >= 2) {
            out << " sequence: " << record.sequence << " headerKeys: [";
            for (std::size_t i = 0; i < record.header_keys.size(); ++i) {
                out << (i == 0 ? "" : ",") << utf8_text(record.header_keys[i]);
            }
            out << "]";
        } else {
            // The second brace is the tool's own.
            out << " isValid: " << text_of(is_valid) << " crc: " << header.crc << "}";
        }
        if (header.is_control()) print_control(out, record);
    }
    if (options.print_data_log && !header.is_control()) print_data(out, prefix, record, options);
    out << "\n";
}

}  // namespace kscope::sim
