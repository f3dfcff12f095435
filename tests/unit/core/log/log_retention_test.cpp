// Retention of one log: what its effects do to the files, and what readers and replicas see of it.
// Which segments go by which rule stands in log_cleanup_cases.txt.
#include "core/log/checkpoint_file.h"
#include "core/log/log_matching.h"
#include "core/log/log_recovery.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/kept_disk.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr const char* first_file = "click-0/00000000000000000000.log";
constexpr const char* third_file = "click-0/00000000000000000004.log";

// Two batches per segment, a record each.
struct RetentionFixture : LogFixture {
    KeptDisk disk;

    RetentionFixture() {
        spec->config.segment_bytes = 2 * batch().size_in_bytes();
        out.filter = NoteFilter::all();
    }
    // At these times of the wall clock.
    void write(std::initializer_list<std::int64_t> times) {
        for (const std::int64_t ms : times) append(batch(1, ms));
        settle();
    }
    void delete_old(std::int64_t wall_ms, std::int64_t high_watermark = 1'000) {
        out.clear();
        log.delete_old_segments(Offset(high_watermark), now_at(wall_ms), out);
        log.check_invariants();
    }
    void settle() {
        disk.run(out);
        out.clear();
    }
    PartitionLog recovered(Offset log_start = Offset(0)) {
        const auto files = disk.files();
        Output quiet;
        PartitionLog back =
            recover_log(spec, files, {false, Offset(0), log_start, std::nullopt}, quiet);
        disk.run(quiet);
        back.check_invariants();
        return back;
    }
};

}  // namespace

TEST_CASE_METHOD(RetentionFixture, "a segment goes in two steps: .deleted, and later not there") {
    spec->config.retention = Duration::millis(100);
    write({1000, 1001, 1002, 1003, 1004});
    delete_old(1102);
    CHECK(log.log_start_offset() == Offset(2));
    CHECK(told(out) == std::vector<std::string>{"write click-0/leader-epoch-checkpoint.tmp",
                                                "flush click-0/leader-epoch-checkpoint.tmp",
                                                "rename click-0/leader-epoch-checkpoint",
                                                std::string("rename ") + first_file + ".deleted"});
    settle();
    CHECK(log.last_file_deletion() == Instant::at(Duration::millis(61102)));
    log.delete_due_files(Instant::at(Duration::millis(61101)), out);
    CHECK(out.effects.empty());
    log.delete_due_files(Instant::at(Duration::millis(61102)), out);
    CHECK(told(out) == std::vector<std::string>{std::string("delete ") + first_file + ".deleted"});
    CHECK(log.last_file_deletion().is_never());
}

TEST_CASE_METHOD(RetentionFixture, "the note says what goes, and by which rule, key and value") {
    spec->config.retention = Duration::millis(100);
    write({1000, 1001, 1002, 1003, 1004});
    delete_old(1104);
    REQUIRE(out.notes.size() == 1);
    const auto& note = std::get<SegmentsDeleted>(out.notes[0].body);
    CHECK(note.segments == 2);
    CHECK(note.base_offset == Offset(0));
    CHECK(note.next_offset == Offset(4));
    CHECK(note.bytes == 4 * batch().size_in_bytes());
    REQUIRE(out.notes[0].rule);
    CHECK(out.notes[0].rule->config_key == "retention.ms");
    CHECK(out.notes[0].rule->config_value == "100");
}

TEST_CASE_METHOD(RetentionFixture, "time is that of the newest record, not of the first") {
    spec->config.retention = Duration::millis(100);
    write({1000, 5000, 1001, 1002, 1003});
    delete_old(4000);
    CHECK(log.log_start_offset() == Offset(0));
    CHECK(log.segments().size() == 3);
}

TEST_CASE_METHOD(RetentionFixture, "nothing is given up for a negative retention") {
    spec->config.retention = Duration::millis(-1);
    write({1, 2, 3, 4, 5});
    delete_old(1'700'000'000'000);
    CHECK(log.segments().size() == 3);
}

TEST_CASE_METHOD(RetentionFixture, "if all is too old the active segment is rolled first") {
    spec->config.retention = Duration::millis(100);
    write({1000, 1001, 1002});
    delete_old(2000);
    CHECK(log.log_start_offset() == Offset(3));
    CHECK(log.log_end_offset() == Offset(3));
    CHECK(log.size_in_bytes() == 0);
    settle();
    CHECK(disk.has("click-0/00000000000000000003.log"));
    const PartitionLog back = recovered();
    CHECK(back.log_start_offset() == Offset(3));
    CHECK(back.log_end_offset() == Offset(3));
    append(batch());
    CHECK(log.log_end_offset() == Offset(4));
}

TEST_CASE_METHOD(RetentionFixture,
                 "the next life finds the start, and what was half deleted is gone") {
    spec->config.retention = Duration::millis(100);
    write({1000, 1001, 1002, 1003, 1004});
    delete_old(1104);
    settle();
    CHECK(disk.has(std::string(first_file) + ".deleted"));
    PartitionLog back = recovered();
    CHECK_FALSE(disk.has(std::string(first_file) + ".deleted"));
    CHECK(disk.has(third_file));
    CHECK(back.log_start_offset() == Offset(4));
    CHECK(recovered(Offset(5)).log_start_offset() == Offset(5));
    CHECK(logs_match(log, back, Offset(5)) == true);
}

TEST_CASE_METHOD(RetentionFixture,
                 "readers below the start are out of range, sizes count the rest") {
    spec->config.retention = Duration::millis(100);
    write({1000, 1001, 1002, 1003, 1004});
    delete_old(1104);
    LogRead read;
    CHECK(log.read(Offset(3), 100, Offset(5), true, read) == ErrorCode::offset_out_of_range);
    CHECK(log.read(Offset(4), 100, Offset(5), true, read) == ErrorCode::none);
    CHECK(log.size_in_bytes() == batch().size_in_bytes());
    CHECK(log.bytes_between(Offset(4), Offset(5)) == batch().size_in_bytes());
    CHECK(log.offset_for_timestamp(0)->offset == Offset(4));
    CHECK_FALSE(log.prefix_digest_at(Offset(3)));
}

TEST_CASE_METHOD(RetentionFixture, "logs match as far as both have them, wherever they begin") {
    spec->config.retention = Duration::millis(100);
    PartitionLog other(spec);
    for (const std::int64_t ms : {1000, 1001, 1002, 1003, 1004}) {
        log.append_as_leader(batch(1, ms), LeaderEpoch(0), AppendOrigin::client, now_at(1), out);
        auto different = batch(1, ms == 1003 ? 999 : ms);
        other.append_as_leader(different, LeaderEpoch(0), AppendOrigin::client, now_at(1), out);
    }
    CHECK(logs_match(log, other, Offset(3)) == true);
    CHECK(logs_match(log, other, Offset(5)) == false);
    delete_old(1104);
    CHECK(log.log_start_offset() == Offset(4));
    CHECK(logs_match(log, other, Offset(5)) == true);  // where they differ is gone here
    CHECK_FALSE(logs_match(log, other, Offset(4)));
}

TEST_CASE_METHOD(RetentionFixture, "a full index rolls the log, and so does a gap beyond 32 bits") {
    spec->config.segment_bytes = 1 << 30;
    spec->config.index_interval_bytes = batch().size_in_bytes() - 1;
    spec->config.segment_index_bytes = 48;  // 6 offsets, 3 times
    for (std::int64_t i = 0; i < 8; ++i) append(batch(1, 1000));
    CHECK(log.segments().size() == 2);  // equal times stand in the time index once
    CHECK(log.segments().back()->base_offset() == Offset(7));
    spec->config.index_interval_bytes = 4096;
    auto far = make_ref<RecordBatch>(batch());
    far->base_offset = Offset(7) + 2'147'483'648;
    far->partition_leader_epoch = LeaderEpoch(0);
    CHECK(log.append_as_follower(far, now_at(1), out) == ErrorCode::none);
    CHECK(log.segments().back()->base_offset() == far->base_offset);
}

TEST_CASE_METHOD(RetentionFixture, "rising times fill the time index first") {
    spec->config.segment_bytes = 1 << 30;
    spec->config.index_interval_bytes = batch().size_in_bytes() - 1;
    spec->config.segment_index_bytes = 48;
    for (std::int64_t i = 0; i < 5; ++i) append(batch(1, 1000 + i));
    CHECK(log.segments().back()->base_offset() == Offset(4));
}

TEST_CASE_METHOD(RetentionFixture, "timestamps too far from the broker's clock are refused") {
    spec->config.message_timestamp_before_max = Duration::millis(100);
    spec->config.message_timestamp_after_max = Duration::millis(50);
    const auto at = [&](std::int64_t ms) {
        return log
            .append_as_leader(batch(1, ms), LeaderEpoch(0), AppendOrigin::client, now_at(1000), out)
            .error;
    };
    CHECK(at(899) == ErrorCode::invalid_timestamp);
    CHECK(at(900) == ErrorCode::none);
    CHECK(at(1050) == ErrorCode::none);
    CHECK(at(1051) == ErrorCode::invalid_timestamp);
    spec->config.log_append_time = true;  // the producer's does not matter then
    CHECK(at(1051) == ErrorCode::none);
}

// LogConfig.getMessageTimestampBeforeMaxMs, getMessageTimestampAfterMaxMs
TEST_CASE_METHOD(RetentionFixture,
                 "the older bound of timestamps holds where no newer one is set") {
    spec->config.message_timestamp_difference_max = Duration::millis(70);
    const auto at = [&](std::int64_t ms) {
        return log
            .append_as_leader(batch(1, ms), LeaderEpoch(0), AppendOrigin::client, now_at(1000), out)
            .error;
    };
    CHECK(at(929) == ErrorCode::invalid_timestamp);
    CHECK(at(930) == ErrorCode::none);
    CHECK(at(1070) == ErrorCode::none);
    CHECK(at(1071) == ErrorCode::invalid_timestamp);
    spec->config.message_timestamp_after_max = Duration::millis(90);
    CHECK(at(1090) == ErrorCode::none);
    CHECK(at(929) == ErrorCode::invalid_timestamp);
}

TEST_CASE_METHOD(RetentionFixture, "a compacted log takes no record without a key") {
    Record record{WallTime::from_millis(1), std::nullopt, Bytes("v"), {}};
    const RecordBatch keyless = make_batch(make_record_set({record}));
    CHECK(append(keyless).error == ErrorCode::none);
    spec->config.cleanup_compact = true;
    CHECK(append(keyless).error == ErrorCode::invalid_record);
    CHECK(log.log_end_offset() == Offset(1));
}

TEST_CASE_METHOD(RetentionFixture, "before KAFKA-8729 a record without a key was worth a retry") {
    Record record{WallTime::from_millis(1), std::nullopt, Bytes("v"), {}};
    const RecordBatch keyless = make_batch(make_record_set({record}));
    spec->config.cleanup_compact = true;
    spec->keyless_in_compacted = KeylessInCompacted::corrupt_message;
    CHECK(append(keyless).error == ErrorCode::corrupt_message);
    CHECK(append(batch()).error == ErrorCode::none);
    spec->config.cleanup_compact = false;
    CHECK(append(keyless).error == ErrorCode::none);
    CHECK(log.log_end_offset() == Offset(2));
}

TEST_CASE_METHOD(RetentionFixture, "a truncated segment counts its index anew") {
    spec->config.segment_bytes = 1 << 30;
    spec->config.index_interval_bytes = batch().size_in_bytes() - 1;
    spec->config.segment_index_bytes = 48;
    for (std::int64_t i = 0; i < 6; ++i) append(batch(1, 1000));
    log.truncate_to(Offset(3), out);
    for (std::int64_t i = 0; i < 3; ++i) append(batch(1, 1000));
    CHECK(log.segments().size() == 1);
}
