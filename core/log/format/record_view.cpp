#include "core/log/format/record_view.h"

#include "core/base/byte_order.h"

namespace kscope {

namespace {

constexpr std::size_t records_place = 61;
constexpr std::size_t legacy_fields_place = 18;  // after the attributes

// -1 is null, as Kafka writes it; any other negative size is read as null too.
std::optional<std::string_view> nullable(ByteReader& in, std::int64_t size) {
    if (size < 0) return std::nullopt;
    return in.take(size);
}

std::int64_t java_sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

}  // namespace

RecordCursor::RecordCursor(const BatchHeader& header, std::string_view batch)
    : header_(header),
      batch_(batch),
      position_(header.magic == 2 ? records_place : legacy_fields_place) {}

bool RecordCursor::fail(std::size_t position, const char* what) {
    flaw_ = {position, what};
    return false;
}

bool RecordCursor::next(RecordView& record) {
    if (flaw_) return false;
    if (read_ >= header_.record_count) {
        if (header_.magic == 2 && position_ != batch_.size()) {
            return fail(position_, "there are bytes after the last record of the batch");
        }
        return false;
    }
    ++read_;
    return header_.magic == 2 ? next_v2(record) : next_legacy(record);
}

bool RecordCursor::next_v2(RecordView& record) {
    const std::size_t begin = position_;
    ByteReader outer(batch_, position_);
    const std::string_view body = outer.take(outer.varint());
    position_ = outer.position();
    if (!outer.ok()) return fail(begin, "a record is longer than its batch");
    ByteReader in(body);
    in.get<std::uint8_t>();  // attributes: none are defined
    const std::int64_t after_base = in.varint();
    record.timestamp = header_.log_append_time() ? header_.max_timestamp
                                                 : java_sum(header_.base_timestamp, after_base);
    const std::int64_t delta = in.varint();
    record.offset = java_sum(header_.base_offset, delta);
    record.sequence =
        header_.base_sequence < 0 ? -1 : advance_sequence(header_.base_sequence, delta);
    record.key = nullable(in, in.varint());
    record.value = nullable(in, in.varint());
    const std::int64_t headers = in.varint();
    record.header_keys.clear();
    if (headers < 0 || headers > static_cast<std::int64_t>(in.unread())) {
        return fail(begin, "a record has an impossible number of headers");
    }
    for (std::int64_t i = 0; i < headers && in.ok(); ++i) {
        record.header_keys.push_back(in.take(in.varint()));
        nullable(in, in.varint());
    }
    if (!in.ok()) return fail(begin, "a field is longer than its record");
    if (in.unread() > 0) return fail(begin, "a record is longer than what it holds");
    return true;
}

bool RecordCursor::next_legacy(RecordView& record) {
    ByteReader in(batch_, position_);
    record.offset = header_.base_offset;
    const std::int64_t own_time = header_.magic == 1 ? in.get<std::int64_t>() : -1;
    record.timestamp = header_.log_append_time() ? header_.max_timestamp : own_time;
    record.sequence = -1;
    record.header_keys.clear();
    record.key = nullable(in, in.get<std::int32_t>());
    record.value = nullable(in, in.get<std::int32_t>());
    position_ = in.position();
    if (!in.ok()) return fail(legacy_fields_place, "a field is longer than its message");
    return true;
}

}  // namespace kscope
