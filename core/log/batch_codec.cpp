#include "core/log/batch_codec.h"

#include <algorithm>
#include <array>
#include <limits>

namespace kscope {

namespace {

constexpr std::size_t length_at = 8;      // the length counts what follows it
constexpr std::size_t log_overhead = 12;  // base offset and length
constexpr std::size_t magic_at = 16;
constexpr std::size_t crc_at = 17;
constexpr std::size_t attributes_at = 21;
constexpr std::size_t last_offset_delta_at = 23;
constexpr std::size_t header = RecordBatch::header_bytes;
constexpr std::uint16_t compression_bits = 7;
constexpr std::uint16_t log_append_time_bit = 1 << 3;
constexpr std::uint16_t delete_horizon_bit = 1 << 6;

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t c = i;
        for (int bit = 0; bit < 8; ++bit) c = (c >> 1) ^ ((c & 1) != 0 ? 0x82f63b78U : 0U);
        table[i] = c;
    }
    return table;
}

class Writer {
public:
    template <class Integer>
    void fixed(Integer value) {
        for (int shift = 8 * (static_cast<int>(sizeof(Integer)) - 1); shift >= 0; shift -= 8) {
            text_ += static_cast<char>(value >> shift & 0xff);
        }
    }
    void varint(std::int64_t value) {
        auto z = (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
        for (; z >= 0x80; z >>= 7) text_ += static_cast<char>((z & 0x7f) | 0x80);
        text_ += static_cast<char>(z);
    }
    void field(std::string_view bytes) {
        varint(static_cast<std::int64_t>(bytes.size()));
        text_ += bytes;
    }
    void field(const std::optional<Bytes>& bytes) {
        if (bytes) {
            field(bytes->view());
        } else {
            varint(-1);
        }
    }
    std::string& text() { return text_; }

private:
    std::string text_;
};

// Reads and remembers whether it ever ran out: callers look once, at the end.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    template <class Integer>
    Integer fixed() {
        std::uint64_t value = 0;
        for (const char c : take(sizeof(Integer))) {
            value = value << 8 | static_cast<unsigned char>(c);
        }
        return static_cast<Integer>(value);
    }
    std::int64_t varint() {
        std::uint64_t z = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = fixed<std::uint8_t>();
            z |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return static_cast<std::int64_t>((z >> 1) ^ (~(z & 1) + 1));
        }
        ok_ = false;
        return 0;
    }
    std::optional<Bytes> field() {
        const std::int64_t size = varint();
        if (size == -1) return std::nullopt;
        return Bytes(take_signed(size));
    }
    std::string_view take_signed(std::int64_t size) {
        if (size < 0) ok_ = false;
        return take(size < 0 ? 0 : static_cast<std::size_t>(size));
    }
    std::string_view take(std::size_t size) {
        if (size > bytes_.size()) {
            ok_ = false;
            bytes_ = {};
            return {};
        }
        const auto part = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return part;
    }
    [[nodiscard]] std::string_view rest() const { return bytes_; }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
    bool ok_ = true;
};

// Times are nanoseconds here: what milliseconds say beyond that is not a time.
constexpr std::int64_t millis_max = std::numeric_limits<std::int64_t>::max() / 1'000'000;

bool is_time(std::int64_t millis) { return millis >= -millis_max && millis <= millis_max; }

void write_record(const Record& record, WallTime base, std::int64_t offset_delta, Writer& out) {
    Writer body;
    body.fixed(std::uint8_t{0});  // attributes: none are defined
    body.varint(record.timestamp.millis() - base.millis());
    body.varint(offset_delta);
    body.field(record.key);
    body.field(record.value);
    body.varint(static_cast<std::int64_t>(record.headers.size()));
    for (const RecordHeader& h : record.headers) {
        body.field(std::string_view(h.key));
        body.field(h.value);
    }
    out.field(std::string_view(body.text()));
}

// `delta`: that of the record before, then its own.
std::optional<Record> read_record(std::string_view bytes, WallTime base, std::int32_t last_delta,
                                  std::int32_t& delta) {
    Reader in(bytes);
    Record record;
    in.fixed<std::uint8_t>();
    const std::int64_t after_base = in.varint();
    if (!is_time(after_base) || !is_time(base.millis() + after_base)) return std::nullopt;
    record.timestamp = WallTime::from_millis(base.millis() + after_base);
    const std::int64_t own_delta = in.varint();
    if (own_delta <= delta || own_delta > last_delta) return std::nullopt;
    delta = static_cast<std::int32_t>(own_delta);
    record.key = in.field();
    record.value = in.field();
    const std::int64_t headers = in.varint();
    for (std::int64_t i = 0; i < headers && in.ok(); ++i) {
        RecordHeader& h = record.headers.emplace_back();
        h.key = in.take_signed(in.varint());
        h.value = in.field();
    }
    if (headers < 0 || !in.ok() || !in.at_end()) return std::nullopt;
    return record;
}

DecodedBatch refused(ErrorCode error) { return {error, {}, 0}; }
DecodedBatch corrupt() { return refused(ErrorCode::corrupt_message); }

// Null: they are damaged.
Ref<const RecordSet> read_records(std::string_view bytes, WallTime base, std::int32_t count,
                                  std::int32_t last_delta) {
    Reader in(bytes);
    std::vector<Record> records;
    std::vector<std::int32_t> deltas;
    std::int32_t delta = -1;
    for (std::int32_t i = 0; i < count; ++i) {
        auto record = read_record(in.take_signed(in.varint()), base, last_delta, delta);
        if (!record || !in.ok()) return {};
        records.push_back(std::move(*record));
        deltas.push_back(delta);
    }
    if (!in.at_end()) return {};
    return make_thinned_set(std::move(records), std::move(deltas), last_delta, base);
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    static constexpr auto table = crc_table();
    std::uint32_t crc = ~std::uint32_t{0};
    for (const char c : bytes) {
        crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(c)) & 0xff];
    }
    return ~crc;
}

std::string encode_records(const RecordSet& set, WallTime base) {
    Writer out;
    for (std::size_t i = 0; i < set.records.size(); ++i) {
        write_record(set.records[i], base, set.offset_delta(i), out);
    }
    return std::move(out.text());
}

std::string encode_batch(const RecordBatch& batch) {
    Writer tail;
    const bool append_time = batch.timestamp_type == TimestampType::log_append_time;
    const RecordSet& set = *batch.record_set;
    tail.fixed(static_cast<std::uint16_t>(static_cast<std::uint16_t>(set.compression) |
                                          (append_time ? log_append_time_bit : 0) |
                                          (batch.has_delete_horizon ? delete_horizon_bit : 0)));
    tail.fixed(set.last_offset_delta);
    tail.fixed(batch.base_timestamp.millis());
    tail.fixed(batch.max_timestamp.millis());
    tail.fixed(batch.producer_id.value());
    tail.fixed(batch.producer_epoch.value());
    tail.fixed(batch.base_sequence.value());
    tail.fixed(batch.record_count());
    if (set.compression == CompressionType::none) {
        tail.text() += encode_records(set, batch.base_timestamp);
    } else {
        tail.text() += set.compressed.view();
    }
    Writer out;
    out.fixed(batch.base_offset.value());
    out.fixed(static_cast<std::int32_t>(attributes_at - log_overhead + tail.text().size()));
    out.fixed(batch.partition_leader_epoch.value());
    out.fixed(std::uint8_t{2});  // magic
    out.fixed(crc32c(tail.text()));
    out.text() += tail.text();
    return std::move(out.text());
}

DecodedBatch decode_batch(std::string_view bytes, const Codecs* codecs) {
    const std::optional<std::size_t> claimed = claimed_batch_size(bytes);
    if (!claimed || bytes[magic_at] != 2) return corrupt();
    const std::size_t size = *claimed;
    bytes = bytes.substr(0, size);
    Reader stored_crc(bytes.substr(crc_at));
    if (stored_crc.fixed<std::uint32_t>() != crc32c(bytes.substr(attributes_at))) return corrupt();

    Reader in(bytes);
    RecordBatch batch;
    batch.base_offset = Offset(in.fixed<std::int64_t>());
    in.take(4);
    batch.partition_leader_epoch = LeaderEpoch(in.fixed<std::int32_t>());
    in.take(attributes_at - magic_at);
    const auto attributes = in.fixed<std::uint16_t>();
    constexpr std::uint16_t known = compression_bits | log_append_time_bit | delete_horizon_bit;
    if ((attributes & ~known) != 0) return refused(ErrorCode::invalid_record);
    const std::size_t type = attributes & compression_bits;
    if (type >= compression_types) return refused(ErrorCode::unsupported_compression_type);
    if ((attributes & log_append_time_bit) != 0) {
        batch.timestamp_type = TimestampType::log_append_time;
    }
    batch.has_delete_horizon = (attributes & delete_horizon_bit) != 0;
    const auto last_delta = in.fixed<std::int32_t>();
    const auto base_millis = in.fixed<std::int64_t>();
    const auto max_millis = in.fixed<std::int64_t>();
    if (!is_time(base_millis) || !is_time(max_millis)) return corrupt();
    batch.base_timestamp = WallTime::from_millis(base_millis);
    batch.max_timestamp = WallTime::from_millis(max_millis);
    batch.producer_id = ProducerId(in.fixed<std::int64_t>());
    batch.producer_epoch = ProducerEpoch(in.fixed<std::int16_t>());
    batch.base_sequence = Sequence(in.fixed<std::int32_t>());
    const auto count = in.fixed<std::int32_t>();
    if (count < 0 || last_delta < 0 || last_delta < count - 1) return corrupt();
    const std::string_view stored = in.rest();
    const auto compression = static_cast<CompressionType>(type);
    if (compression == CompressionType::none) {
        batch.record_set = read_records(stored, batch.base_timestamp, count, last_delta);
    } else {
        const Codec codec = codecs == nullptr ? Codec{} : codecs->of(compression);
        if (codec.decompress == nullptr) return refused(ErrorCode::unsupported_compression_type);
        const auto plain = codec.decompress(stored, most_unpacked(stored.size()));
        if (!plain) return corrupt();
        const auto records = read_records(*plain, batch.base_timestamp, count, last_delta);
        if (records) batch.record_set = make_packed_set(*records, compression, Bytes(stored));
    }
    if (!batch.record_set) return corrupt();
    return {ErrorCode::none, Ref<const RecordBatch>(make_ref<RecordBatch>(std::move(batch))), size};
}

std::optional<Offset> peek_next_offset(std::string_view bytes) {
    if (bytes.size() < last_offset_delta_at + 4) return std::nullopt;
    Reader base(bytes);
    Reader delta(bytes.substr(last_offset_delta_at));
    const auto base_offset = base.fixed<std::int64_t>();
    const auto last_delta = delta.fixed<std::int32_t>();
    if (base_offset < 0 || last_delta < 0 ||
        base_offset > std::numeric_limits<std::int64_t>::max() - last_delta - 1) {
        return std::nullopt;
    }
    return Offset(base_offset + last_delta + 1);
}

std::optional<std::size_t> claimed_batch_size(std::string_view bytes) {
    if (bytes.size() < header) return std::nullopt;
    Reader length(bytes.substr(length_at));
    const auto after_length = length.fixed<std::int32_t>();
    const auto size = static_cast<std::size_t>(std::max(after_length, 0)) + log_overhead;
    if (size < header || size > bytes.size()) return std::nullopt;
    return size;
}

}  // namespace kscope
