// A log of format v0 or v1: what it counts, what it does not know, and what a crash leaves of it.
#include <map>

#include "core/log/batch_codec.h"
#include "core/log/log_content.h"
#include "core/log/log_recovery.h"
#include "core/log/record_compression.h"
#include "sim/codec/codecs.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct MessageLog : LogFixture {
    explicit MessageLog(MessageFormat format) {
        spec->oldest_format = MessageFormat::v0;
        spec->config.message_format_version = MessageFormatVersion::first_of(format);
        spec->codecs = &sim::codecs();
        log = PartitionLog(spec);
    }
    static RecordBatch packed(int records, CompressionType type, std::int64_t ms = 1000) {
        RecordBatch made = batch(records, ms);
        made.record_set = compressed(made.record_set, made.base_timestamp,
                                     default_compression(type), &sim::codecs());
        return made;
    }
    std::vector<Ref<const RecordBatch>> all() const {
        std::vector<Ref<const RecordBatch>> batches;
        log.for_each_batch(log.log_start_offset(), [&](const RecordBatch& each) {
            batches.push_back(make_ref<RecordBatch>(each));
        });
        return batches;
    }
    std::string bytes() const {
        std::string text;
        for (const auto& each : all()) text += encode_batch(*each);
        return text;
    }
    PartitionLog recover(const std::string& segment) {
        Output effects;
        effects.filter = NoteFilter::all();
        RecoveryInput input;
        input.now = WallTime::from_millis(7);
        const std::vector<StoredFile> files{
            {"click-0/00000000000000000000.log", {Extent(Bytes(segment))}}};
        PartitionLog result = recover_log(spec, files, input, effects);
        result.check_invariants();
        return result;
    }
};

constexpr std::array legacy{MessageFormat::v0, MessageFormat::v1};

}  // namespace

TEST_CASE("a plain message is a batch of its own, and counts with its own overhead") {
    for (const MessageFormat format : legacy) {
        MessageLog f(format);
        const LogAppend appended = f.append(batch(3), 4);
        CHECK(appended.base_offset == Offset(0));
        CHECK(appended.last_offset == Offset(2));
        CHECK(f.log.log_end_offset() == Offset(3));
        const auto messages = f.all();
        REQUIRE(messages.size() == 3);
        // LegacyRecord.recordSize and LOG_OVERHEAD: "user-1" and "/page/1000/0".
        const std::int32_t size = (format == MessageFormat::v0 ? 26 : 34) + 6 + 12;
        CHECK(messages[0]->size_in_bytes() == size);
        CHECK(f.log.size_in_bytes() == 3 * size);
        CHECK(f.log.bytes_between(Offset(1), Offset(3)) == 2 * size);
        CHECK(f.bytes().size() == static_cast<std::size_t>(3 * size));
        LogRead some;
        f.log.read(Offset(0), 2 * size, f.log.log_end_offset(), true, some);
        CHECK(some.batches.size() == 2);
    }
}

TEST_CASE("max.message.bytes bounds a message, segment.bytes all that are appended at once") {
    MessageLog f(MessageFormat::v0);
    f.spec->config.max_message_bytes = 200;
    const RecordBatch set = make_batch(make_record_set(batch(20).records(), MessageFormat::v0));
    REQUIRE(set.size_in_bytes() > 200);
    CHECK(f.append(set).error == ErrorCode::none);
    f.spec->config.segment_bytes = set.size_in_bytes() - 1;
    CHECK(f.append(set).error == ErrorCode::record_list_too_large);
    f.spec->config.max_message_bytes = 40;
    CHECK(f.append(set).error == ErrorCode::message_too_large);
    CHECK(f.log.log_end_offset() == Offset(20));
}

TEST_CASE("a log without epochs keeps none, and forgets those it had") {
    MessageLog f(MessageFormat::v1);
    f.spec->config.message_format_version = {};
    f.append(batch(1), 3);
    CHECK(f.log.latest_epoch() == LeaderEpoch(3));
    f.spec->config.message_format_version = MessageFormatVersion::first_of(MessageFormat::v1);
    f.append(batch(1), 4);
    CHECK(f.log.latest_epoch() == no_leader_epoch);
    CHECK(f.log.newest_epoch() == LeaderEpoch(4));  // known to windows and laws alone
    f.log.assign_epoch_start(LeaderEpoch(5), f.log.log_end_offset(), f.out);
    CHECK(f.log.latest_epoch() == no_leader_epoch);
}

TEST_CASE("idempotence needs format 2") {
    MessageLog f(MessageFormat::v1);
    CHECK(f.append(produced(7, 0, 0)).error == ErrorCode::unsupported_for_message_format);
    CHECK(f.log.log_end_offset() == Offset(0));
}

TEST_CASE("what was configured is bounded by what the version has (KIP-724)") {
    LogSpec spec;
    spec.config.message_format_version = *MessageFormatVersion::named("0.10.2");
    CHECK(spec.format() == MessageFormat::v2);
    spec.oldest_format = MessageFormat::v0;
    CHECK(spec.format() == MessageFormat::v1);
    spec.newest_format = MessageFormat::v0;
    CHECK(spec.format() == MessageFormat::v0);
}

TEST_CASE("what a producer sent is found in a log of any format") {
    for (const MessageFormat format : {MessageFormat::v0, MessageFormat::v1, MessageFormat::v2}) {
        for (const CompressionType type : {CompressionType::none, CompressionType::gzip}) {
            MessageLog f(format);
            f.append(batch(2, 500));
            const RecordBatch sent = MessageLog::packed(3, type);
            const SentContent content{sent.record_set->digest, bare_content(*sent.record_set, 0)};
            f.append(sent);
            f.append(batch(3, 1001));
            CHECK(holds(f.log, Offset(2), Offset(5), content));
            CHECK_FALSE(holds(f.log, Offset(5), Offset(8), content));
            CHECK_FALSE(holds(f.log, Offset(8), Offset(11), content));
        }
    }
}

TEST_CASE("messages without times roll and go by the times of their files") {
    MessageLog f(MessageFormat::v0);
    f.spec->config.segment_ms = Duration::seconds(10);
    f.spec->config.retention = Duration::seconds(100);
    const auto append_at = [&](std::int64_t ms) {
        f.log.append_as_leader(batch(1, 1), LeaderEpoch(0), AppendOrigin::client, now_at(ms),
                               f.out);
    };
    append_at(1'000'000);
    append_at(1'010'000);
    CHECK(f.log.segments().size() == 1);
    append_at(1'010'001);
    REQUIRE(f.log.segments().size() == 2);
    const auto old_at = [&](std::int64_t ms) {
        return f.log.old_segments(f.log.log_end_offset(), WallTime::from_millis(ms)).segments;
    };
    CHECK(old_at(1'110'000) == 0);
    CHECK(old_at(1'110'001) == 1);
}

TEST_CASE("a wrapper is thinned out to what is left of it") {
    for (const MessageFormat format : legacy) {
        MessageLog f(format);
        f.spec->config.cleanup_compact = true;
        f.spec->config.segment_bytes = 400;
        const auto keyed = [](std::initializer_list<const char*> keys) {
            std::vector<Record> records;
            for (const char* key : keys) {
                records.push_back({WallTime::from_millis(1000), Bytes(key), Bytes("v"), {}});
            }
            RecordBatch made = make_batch(make_record_set(std::move(records)));
            made.record_set =
                compressed(made.record_set, made.base_timestamp,
                           default_compression(CompressionType::gzip), &sim::codecs());
            return made;
        };
        f.append(keyed({"a", "b", "c", "a", "d"}));
        f.append(keyed({"d", "e"}));
        while (f.log.segments().size() < 2) f.append(keyed({"x"}));
        const LogToClean range = f.log.to_clean(f.log.log_end_offset(), WallTime::from_millis(9));
        f.log.clean(range, now_at(9), f.out);
        f.log.check_invariants();
        const auto left = f.all();
        REQUIRE(left.size() >= 2);
        CHECK(left[0]->base_offset == Offset(1));
        CHECK(left[0]->record_count() == 3);
        CHECK(left[0]->offset_of(2) == Offset(3));
        CHECK(left[0]->last_offset() == Offset(3));  // 4 is gone, and with it the range
        CHECK(left[1]->base_offset == Offset(5));
        // On the disk too.
        const PartitionLog again = f.recover(f.bytes());
        CHECK(again.log_end_offset() == f.log.log_end_offset());
        LogRead read;
        again.read(Offset(0), 1 << 20, again.log_end_offset(), true, read);
        CHECK(read.batches.at(0)->records() == left[0]->records());
        CHECK(read.batches.at(0)->base_offset == left[0]->base_offset);
    }
}

TEST_CASE("before KIP-534 a tombstone goes when its segment was old enough at the last cleaning") {
    const bool v2 = GENERATE(false, true);
    MessageLog f(v2 ? MessageFormat::v2 : MessageFormat::v1);
    f.spec->config.cleanup_compact = true;
    f.spec->config.delete_retention = Duration::seconds(10);
    f.spec->config.segment_bytes = v2 ? 100 : 60;
    const auto append_at = [&](const char* key, const char* value, std::int64_t ms) {
        Record record{WallTime::from_millis(ms), Bytes(key), std::nullopt, {}};
        if (value != nullptr) record.value = Bytes(value);
        f.log.append_as_leader(make_batch(make_record_set({record})), LeaderEpoch(0),
                               AppendOrigin::client, now_at(ms), f.out);
    };
    const auto clean = [&] {
        const auto range = f.log.to_clean(f.log.log_end_offset(), WallTime::from_millis(99'000));
        f.log.clean(range, now_at(99'000), f.out);
    };
    append_at("a", nullptr, 1'000);
    append_at("b", "1", 5'000);
    append_at("b", "2", 6'000);
    clean();
    CHECK(f.all().front()->offset_of(0) == Offset(0));
    append_at("b", "3", 30'000);
    append_at("b", "4", 31'000);
    clean();  // cleaned until 5000: all that was written after -5000 stays
    CHECK(f.all().front()->offset_of(0) == Offset(0));
    append_at("b", "5", 32'000);
    clean();  // until 30000: what was written at 20000 or before goes
    CHECK(f.all().front()->offset_of(0) > Offset(0));
}

TEST_CASE("a segment of messages, cut at any byte or with any bit flipped") {
    for (const MessageFormat format : legacy) {
        MessageLog f(format);
        f.append(batch(3));
        f.append(MessageLog::packed(4, CompressionType::gzip));
        f.append(batch(1));
        f.append(MessageLog::packed(2, CompressionType::snappy));
        const std::string whole = f.bytes();
        std::vector<std::size_t> ends{0};
        std::vector<Offset> offsets{Offset(0)};
        for (const auto& each : f.all()) {
            ends.push_back(ends.back() + static_cast<std::size_t>(each->size_in_bytes()));
            offsets.push_back(each->next_offset());
        }
        REQUIRE(ends.size() == 7);
        REQUIRE(ends.back() == whole.size());
        const PartitionLog again = f.recover(whole);
        CHECK(again.prefix_digest_at_end() == f.log.prefix_digest_at_end());
        CHECK(again.size_in_bytes() == f.log.size_in_bytes());
        CHECK(again.epochs() == f.log.epochs());
        std::size_t message = 0;
        for (std::size_t place = 0; place < whole.size(); ++place) {
            if (place == ends[message + 1]) ++message;
            INFO("format " << static_cast<int>(format) << ", byte " << place);
            CHECK(f.recover(whole.substr(0, place)).log_end_offset() == offsets[message]);
            for (int bit = 0; bit < 8; ++bit) {
                std::string bad = whole;
                bad[place] = static_cast<char>(bad[place] ^ (1 << bit));
                const PartitionLog result = f.recover(bad);
                const Offset before = offsets[message];
                CHECK(result.prefix_digest_at(before) == f.log.prefix_digest_at(before));
                // The offset is outside of the CRC: another one can pass for a gap.
                if (place - ends[message] >= 8) CHECK(result.log_end_offset() == before);
            }
        }
    }
}
