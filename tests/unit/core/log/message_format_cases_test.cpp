#include "core/base/byte_order.h"
#include "core/log/batch_codec.h"
#include "core/log/checksum.h"
#include "core/log/message_conversion.h"
#include "core/log/record_compression.h"
#include "sim/codec/codecs.h"
#include "tests/support/kafka_cases.h"
#include "tests/unit/core/log/format/golden.h"

using namespace kscope;
using namespace kscope::test;

namespace {

using Batches = std::vector<Ref<const RecordBatch>>;

std::optional<Bytes> field_or_null(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(Bytes(text));
}

// A wrapper of v1 with this value.
std::string wrapper_with(const std::optional<std::string>& value) {
    std::string body;
    put_big_endian(body, std::uint8_t{1});
    put_big_endian(body, std::uint8_t{1});  // gzip
    put_big_endian(body, std::int64_t{1});
    put_big_endian(body, std::int32_t{-1});
    put_big_endian(body, value ? static_cast<std::int32_t>(value->size()) : -1);
    body += value.value_or("");
    std::string bytes;
    put_big_endian(bytes, std::int64_t{0});
    put_big_endian(bytes, static_cast<std::int32_t>(4 + body.size()));
    put_big_endian(bytes, crc32(body));
    return bytes + body;
}

class MessageBench {
public:
    std::string operator()(const CaseStep& step) {
        if (step.command == "sent") return send(step);
        if (step.command == "stored") return store(step);
        if (step.command == "read") return read();
        if (step.command == "put-offset") {
            std::string bytes;
            put_big_endian(bytes, step.number(0));
            bytes_.replace(0, bytes.size(), bytes);
            return {};
        }
        if (step.command == "raw") {
            const std::string wrapper = step.option("wrapper", "");
            const std::string nothing = sim::codecs().of(CompressionType::gzip).compress("", 6);
            bytes_ = wrapper == "null"    ? wrapper_with(std::nullopt)
                     : wrapper == "empty" ? wrapper_with(nothing)
                                          : from_hex(step.option("hex", ""));
            return {};
        }
        return question(step);
    }

private:
    static Compression compression_of(const CaseStep& step) {
        return default_compression(*compression_named(step.argument(1)));
    }

    std::string send(const CaseStep& step) {
        std::vector<Record> records;
        for (std::size_t i = 2; i < step.arguments.size(); ++i) {
            const auto parts = split(step.argument(i), ':');
            records.push_back({WallTime::from_millis(number_of(parts.at(0))),
                               field_or_null(parts.at(1)),
                               field_or_null(parts.at(2)),
                               {}});
        }
        const auto format = static_cast<MessageFormat>(step.number(0));
        sent_ = make_batch(make_record_set(std::move(records), format));
        sent_.record_set = compressed(sent_.record_set, sent_.base_timestamp, compression_of(step),
                                      &sim::codecs());
        if (step.has("producer") || step.option("producer", -1) >= 0) {
            sent_.producer_id = ProducerId(step.option("producer", -1));
        }
        bytes_ = encode_batch(sent_);
        CHECK(static_cast<std::int32_t>(bytes_.size()) == sent_.size_in_bytes());
        REQUIRE(read() == "ok");
        return {};
    }

    std::string store(const CaseStep& step) {
        StoredForm form;
        form.format = static_cast<MessageFormat>(step.number(0));
        form.compression = compression_of(step);
        form.base_offset = Offset(step.option("at", 0));
        form.leader_epoch = LeaderEpoch(7);
        form.codecs = &sim::codecs();
        const std::int64_t append_time = step.option("append-time", -1);
        if (append_time >= 0) form.log_append_time = WallTime::from_millis(append_time);
        const StoredBatches stored = in_stored_form(sent_, form);
        if (stored.error != ErrorCode::none) return std::string(name_of(stored.error));
        bytes_.clear();
        for (const auto& batch : stored.batches) {
            const std::string bytes = encode_batch(*batch);
            CHECK(static_cast<std::int32_t>(bytes.size()) == batch->size_in_bytes());
            bytes_ += bytes;
        }
        const std::string answer = read();
        for (std::size_t i = 0; i < batches_.size() && i < stored.batches.size(); ++i) {
            Digest written;
            Digest found;
            stored.batches[i]->visit([&](const char*, const auto& v) { digest_into(written, v); });
            batches_[i]->visit([&](const char*, const auto& v) { digest_into(found, v); });
            CHECK(written == found);
        }
        return answer;
    }

    std::string read() {
        batches_.clear();
        std::string_view rest = bytes_;
        while (!rest.empty()) {
            const DecodedBatch decoded = decode_batch(rest, &sim::codecs());
            if (!decoded.batch) return std::string(name_of(decoded.error));
            batches_.push_back(decoded.batch);
            rest.remove_prefix(decoded.size_in_bytes);
        }
        return "ok";
    }

    template <class Text>
    std::string of_batches(Text text) const {
        std::vector<std::string> words;
        for (const auto& batch : batches_) words.push_back(text(*batch));
        return joined(words, " ");
    }
    template <class Text>
    std::string of_records(Text text) const {
        std::vector<std::string> words;
        for (const auto& batch : batches_) {
            for (std::size_t i = 0; i < batch->records().size(); ++i) {
                words.push_back(text(*batch, i));
            }
        }
        return joined(words, " ");
    }

    std::string inner_offsets() const {
        const RecordSet& set = *batches_.front()->record_set;
        const Codec codec = sim::codecs().of(set.compression);
        const auto plain = codec.decompress(set.compressed.view(), 1 << 20);
        REQUIRE(plain);
        std::vector<std::string> words;
        for (ByteReader in(*plain); in.unread() > 0;) {
            words.push_back(std::to_string(in.get<std::int64_t>()));
            in.take(in.get<std::int32_t>());
            REQUIRE(in.ok());
        }
        return joined(words, " ");
    }

    std::string question(const CaseStep& step) const {
        if (step.command == "offsets") {
            return of_records([](const RecordBatch& b, std::size_t i) {
                return std::to_string(b.offset_of(i).value());
            });
        }
        if (step.command == "times") {
            return of_records([](const RecordBatch& b, std::size_t i) {
                const bool append_time = b.timestamp_type == TimestampType::log_append_time;
                const WallTime time = append_time ? b.max_timestamp : b.records()[i].timestamp;
                return std::to_string(time.millis());
            });
        }
        if (step.command == "keys") {
            return of_records([](const RecordBatch& b, std::size_t i) {
                return std::string(b.records()[i].key->view());
            });
        }
        if (step.command == "magic") {
            return of_batches(
                [](const RecordBatch& b) { return std::to_string(static_cast<int>(b.format())); });
        }
        if (step.command == "max-times") {
            return of_batches(
                [](const RecordBatch& b) { return std::to_string(b.max_timestamp.millis()); });
        }
        if (step.command == "epochs") {
            return of_batches([](const RecordBatch& b) {
                return std::to_string(b.partition_leader_epoch.value());
            });
        }
        if (step.command == "time-type") {
            return of_batches([](const RecordBatch& b) -> std::string {
                return b.timestamp_type == TimestampType::create_time ? "CreateTime"
                                                                      : "LogAppendTime";
            });
        }
        if (step.command == "packed-anew") {
            const bool same =
                batches_.front()->record_set->compressed == sent_.record_set->compressed;
            return same ? "no" : "yes";
        }
        if (step.command == "inner-offsets") return inner_offsets();
        unknown_command(step);
    }

    RecordBatch sent_;
    std::string bytes_;
    Batches batches_;
};

}  // namespace

TEST_CASE("messages of formats 0 and 1 are converted and numbered as Kafka does it") {
    run_kafka_cases<MessageBench>("tests/unit/core/log/message_format_cases.txt");
}
