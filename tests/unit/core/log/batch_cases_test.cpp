#include <optional>

#include "core/log/batch_codec.h"
#include "core/log/checksum.h"
#include "tests/support/kafka_cases.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr std::size_t length_at = 8;
constexpr std::size_t crc_at = 17;
constexpr std::size_t attributes_at = 21;
constexpr std::size_t records_at = 61;

std::string from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const auto digit = [&](char c) {
            return static_cast<int>(std::string_view("0123456789abcdef").find(c));
        };
        bytes += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
    }
    return bytes;
}

std::string to_hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        text += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        text += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

void put_int(std::string& bytes, std::size_t at, std::uint32_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<char>(value >> (24 - 8 * i));
}

void mend_crc(std::string& bytes) {
    put_int(bytes, crc_at, crc32c(std::string_view(bytes).substr(attributes_at)));
}

// CRC-32C bit by bit, to hold the table's against.
std::uint32_t slow_crc32c(std::string_view bytes) {
    std::uint32_t crc = 0xffffffffU;
    for (const char c : bytes) {
        crc ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0x82f63b78U : 0U);
    }
    return ~crc;
}

std::optional<Bytes> field_of(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<Bytes>(Bytes(text));
}

std::string text_of(const Record& record) {
    const auto field = [](const std::optional<Bytes>& f) {
        return f ? std::string(f->view()) : std::string();
    };
    return std::to_string(record.timestamp.millis()) + ":" + field(record.key) + ":" +
           field(record.value);
}

Record record_of(const std::string& word) {
    const auto parts = split(word, ':');
    return {WallTime::from_millis(number_of(parts.at(0))),
            field_of(parts.at(1)),
            field_of(parts.at(2)),
            {}};
}

std::string range_of(std::int64_t from, std::int64_t to) {
    return std::to_string(from) + ".." + std::to_string(to);
}

std::string read(const std::string& bytes) {
    const ErrorCode error = decode_batch(bytes).error;
    return error == ErrorCode::none ? "ok" : std::string(name_of(error));
}

class BatchBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "crc32c") return crc(joined(step.arguments, " "), step);
        if (step.command == "crc32c-of") return crc_of(from_hex(step.option("hex", "")));
        if (step.command == "advance") {
            const Sequence from(static_cast<std::int32_t>(step.number(0)));
            const auto by = static_cast<std::int32_t>(step.number(1));
            return std::to_string(advance(from, by).value());
        }
        if (step.command == "varint") return varint(step.number(0));
        if (step.command == "record") return read_record(step);
        if (step.command == "read") return read(bytes_);
        if (step.command == "batch") {
            build(step);
        } else if (step.command == "put-int") {
            put_int(bytes_, static_cast<std::size_t>(step.required("at")),
                    static_cast<std::uint32_t>(step.number(0)));
        } else if (step.command == "mend-crc") {
            mend_crc(bytes_);
        } else {
            return question(step);
        }
        return {};
    }

private:
    static std::string crc(const std::string& text, const CaseStep& step) {
        if (step.expected.starts_with("same")) {
            return crc32c(text) == slow_crc32c(text) ? step.expected : "differs";
        }
        return std::to_string(crc32c(text));
    }
    static std::string crc_of(const std::string& bytes) {
        std::string four(4, '\0');
        put_int(four, 0, crc32c(bytes));
        return to_hex(four);
    }
    void build(const CaseStep& step) {
        std::vector<Record> records;
        for (const std::string& word : step.arguments) records.push_back(record_of(word));
        batch_ = make_batch(make_record_set(std::move(records)));
        batch_.base_offset = Offset(step.option("base", std::int64_t{0}));
        batch_.partition_leader_epoch =
            LeaderEpoch(static_cast<std::int32_t>(step.option("leader-epoch", std::int64_t{-1})));
        batch_.producer_id = ProducerId(step.option("producer", std::int64_t{-1}));
        batch_.producer_epoch =
            ProducerEpoch(static_cast<std::int16_t>(step.option("epoch", std::int64_t{-1})));
        batch_.base_sequence =
            Sequence(static_cast<std::int32_t>(step.option("sequence", std::int64_t{-1})));
        bytes_ = encode_batch(batch_);
    }
    // Of the batch as it reads back.
    [[nodiscard]] std::string question(const CaseStep& step) const {
        const DecodedBatch decoded = decode_batch(bytes_);
        if (decoded.error != ErrorCode::none) return read(bytes_);
        const RecordBatch& b = *decoded.batch;
        const std::string& what = step.command;
        if (what == "offsets") return range_of(b.base_offset.value(), b.last_offset().value());
        if (what == "max-timestamp") return std::to_string(b.max_timestamp.millis());
        if (what == "leader-epoch") return std::to_string(b.partition_leader_epoch.value());
        if (what == "producer") {
            return std::to_string(b.producer_id.value()) + " " +
                   std::to_string(b.producer_epoch.value());
        }
        if (what == "sequences") {
            return range_of(b.base_sequence.value(), b.last_sequence().value());
        }
        if (what == "size") {
            return static_cast<std::size_t>(batch_.size_in_bytes()) == bytes_.size() ? "as encoded"
                                                                                     : "differs";
        }
        if (what != "records") unknown_command(step);
        std::vector<std::string> words;
        for (const Record& record : b.records()) words.push_back(text_of(record));
        return joined(words, " ");
    }
    // The timestamp of a batch's second record, after length and attributes.
    static std::string varint(std::int64_t value) {
        std::vector<Record> records(2);
        records[1].timestamp = WallTime::from_millis(value);
        const RecordBatch batch = make_batch(make_record_set(std::move(records)));
        constexpr std::size_t first_record = 7;
        constexpr std::size_t after_timestamp = 4;  // offset delta, key, value, headers
        const std::string record = encode_batch(batch).substr(records_at + first_record);
        return to_hex(record.substr(2, record.size() - 2 - after_timestamp));
    }
    static std::string read_record(const CaseStep& step) {
        std::string record = from_hex(step.argument(0));
        const auto pad = static_cast<std::size_t>(step.option("pad", std::int64_t{0}));
        if (record.size() < pad) record.resize(pad, '\0');
        std::string bytes =
            encode_batch(make_batch(make_record_set(std::vector<Record>(1)))).substr(0, records_at);
        bytes += record;
        put_int(bytes, length_at, static_cast<std::uint32_t>(bytes.size() - length_at - 4));
        mend_crc(bytes);
        return read(bytes);
    }

    RecordBatch batch_;
    std::string bytes_;
};

}  // namespace

TEST_CASE("batches have the bytes and the faults of Kafka's cases") {
    run_kafka_cases<BatchBench>("tests/unit/core/log/batch_cases.txt");
}
