// Compaction of one log: what its effects do to the files, tombstones and their horizon, and what
// readers and replicas see of it. Which records stay stands in log_cleanup_cases.txt.
#include "core/log/batch_codec.h"
#include "core/log/log_matching.h"
#include "core/log/log_recovery.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/kept_disk.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

constexpr const char* cleaned_file = "click-0/00000000000000000000.log";

// Two records per segment; keys of one letter, a capital is a tombstone.
struct CleaningFixture : LogFixture {
    KeptDisk disk;
    std::int64_t wall_ms = 1000;

    CleaningFixture() {
        spec->config.cleanup_compact = true;
        spec->config.cleanup_delete = false;
        spec->config.segment_bytes = 2 * keyed('a').size_in_bytes();
        spec->config.delete_retention = Duration::millis(500);
        out.filter = NoteFilter::all();
    }
    static RecordBatch keyed(char key) {
        const bool tombstone = key >= 'A' && key <= 'Z';
        const char lower = tombstone ? static_cast<char>(key - 'A' + 'a') : key;
        Record record{WallTime::from_millis(1000), Bytes(std::string(1, lower)), std::nullopt, {}};
        if (!tombstone) record.value = Bytes("v");
        return make_batch(make_record_set({record}));
    }
    void write(const std::string& keys) {
        for (const char key : keys) append(keyed(key));
        settle();
    }
    void settle() {
        disk.run(out);
        out.clear();
    }
    // Up to the active segment; the effects stay in `out`.
    void clean() {
        const LogToClean range = log.to_clean(log.log_end_offset(), WallTime::from_millis(wall_ms));
        log.clean(range, now_at(wall_ms), out);
        log.check_invariants();
    }
    // "a0 b3": each record's key and offset.
    static std::string content(const PartitionLog& of) {
        std::string text;
        of.for_each_batch(Offset(0), [&](const RecordBatch& batch) {
            for (std::size_t i = 0; i < batch.records().size(); ++i) {
                text += (text.empty() ? "" : " ") + std::string(batch.records()[i].key->view()) +
                        std::to_string(batch.offset_of(i).value());
            }
        });
        return text;
    }
    PartitionLog recovered() {
        const auto files = disk.files();
        Output quiet;
        PartitionLog back = recover_log(
            spec, files, {false, Offset(0), Offset(0), log.cleaner_checkpoint()}, quiet);
        disk.run(quiet);
        back.check_invariants();
        return back;
    }
};

}  // namespace

TEST_CASE_METHOD(CleaningFixture, "where leaders accept records without a key they stay") {
    spec->keyless_in_compacted = KeylessInCompacted::accepted;
    Record record{WallTime::from_millis(1000), std::nullopt, Bytes("v"), {}};
    CHECK(append(make_batch(make_record_set({record}))).error == ErrorCode::none);
    write("aabc");
    clean();
    settle();
    std::vector<std::int64_t> offsets;
    log.for_each_batch(Offset(0), [&](const RecordBatch& batch) {
        for (std::size_t i = 0; i < batch.records().size(); ++i) {
            offsets.push_back(batch.offset_of(i).value());
        }
    });
    CHECK(offsets == std::vector<std::int64_t>{0, 2, 3, 4});
}

TEST_CASE_METHOD(CleaningFixture, "a copy is written, swapped in, and the old file goes later") {
    write("aab");
    clean();
    CHECK(told(out) == std::vector<std::string>{std::string("write ") + cleaned_file + ".cleaned",
                                                std::string("flush ") + cleaned_file + ".cleaned",
                                                std::string("rename ") + cleaned_file + ".swap",
                                                std::string("rename ") + cleaned_file + ".deleted",
                                                std::string("rename ") + cleaned_file});
    REQUIRE(out.notes.size() == 1);
    const auto& note = std::get<LogCleaned>(out.notes[0].body);
    CHECK(note.records_before == 2);
    CHECK(note.records_after == 1);
    CHECK(note.bytes_before == 2 * keyed('a').size_in_bytes());
    CHECK(note.next_dirty_offset == Offset(2));
    CHECK(out.notes[0].rule->config_key == "cleanup.policy");
    settle();
    CHECK(disk.has(std::string(cleaned_file) + ".deleted"));
    CHECK(content(log) == "a1 b2");
    CHECK(log.log_start_offset() == Offset(0));
}

TEST_CASE_METHOD(CleaningFixture, "what the next life reads is what was cleaned") {
    write("abababc");
    clean();
    settle();
    const PartitionLog back = recovered();
    CHECK(content(back) == content(log));
    CHECK(back.log_end_offset() == log.log_end_offset());
    CHECK(back.cleaner_checkpoint() == Offset(6));
    CHECK(back.producers().producers() == log.producers().producers());
    CHECK_FALSE(disk.has(std::string(cleaned_file) + ".deleted"));
    CHECK(logs_match(log, back, log.log_end_offset()) == true);
}

TEST_CASE_METHOD(CleaningFixture, "reading goes on over the gaps") {
    write("abababc");
    clean();
    CHECK(content(log) == "a4 b5 c6");
    CHECK(read(0).batches.front()->base_offset == Offset(4));
    CHECK(read(3).batches.front()->base_offset == Offset(4));
    CHECK(log.bytes_between(Offset(0), Offset(7)) == log.size_in_bytes());
    CHECK(log.size_in_bytes() == 3 * keyed('a').size_in_bytes());
    CHECK(log.offset_for_timestamp(0)->offset == Offset(4));
}

TEST_CASE_METHOD(CleaningFixture,
                 "a tombstone gets its horizon by one cleaning and goes by another") {
    write("aAb");
    clean();  // nothing of key a but the tombstone
    CHECK(content(log) == "a1 b2");
    const RecordBatch& marked = *read(1).batches.front();
    CHECK(marked.has_delete_horizon);
    CHECK(marked.base_timestamp.millis() == 1500);
    CHECK(marked.records()[0].timestamp.millis() == 1000);
    wall_ms = 1499;
    write("cd");
    clean();
    CHECK(content(log) == "a1 b2 c3 d4");
    wall_ms = 1500;
    write("ef");
    clean();
    CHECK(content(log) == "b2 c3 d4 e5 f6");
}

TEST_CASE_METHOD(CleaningFixture, "a batch with gaps and a horizon has Kafka's bytes both ways") {
    Record gone{WallTime::from_millis(1000), Bytes("c"), Bytes("v"), {}};
    Record tombstone{WallTime::from_millis(1001), Bytes("b"), std::nullopt, {}};
    spec->config.segment_bytes = 1 << 20;
    append(make_batch(make_record_set({gone, tombstone, gone})));
    spec->config.segment_bytes = 100;
    append(keyed('c'));
    append(keyed('a'));
    clean();
    const RecordBatch& left = *read(1).batches.front();
    REQUIRE(left.record_count() == 1);
    CHECK(left.base_offset == Offset(0));
    CHECK(left.last_offset() == Offset(2));
    CHECK(left.offset_of(0) == Offset(1));
    const std::string bytes = encode_batch(left);
    CHECK(static_cast<std::int32_t>(bytes.size()) == left.size_in_bytes());
    const DecodedBatch back = decode_batch(bytes);
    REQUIRE(back.error == ErrorCode::none);
    Digest before;
    Digest after;
    digest_into(before, left);
    digest_into(after, *back.batch);
    CHECK(before == after);
    CHECK(back.batch->offset_of(0) == Offset(1));
    CHECK(back.batch->last_offset() == Offset(2));
}

TEST_CASE_METHOD(CleaningFixture, "a producer's last batch stays, though it is empty") {
    const auto from = [](char key, int sequence) {
        RecordBatch b = keyed(key);
        b.producer_id = ProducerId(7);
        b.producer_epoch = ProducerEpoch(0);
        b.base_sequence = Sequence(sequence);
        return b;
    };
    append(from('a', 0));
    append(from('a', 1));
    write("aab");
    clean();
    CHECK(content(log) == "a3 b4");
    const RecordBatch& empty = *read(0).batches.front();
    CHECK(empty.records().empty());
    CHECK(empty.last_offset() == Offset(1));
    CHECK(empty.size_in_bytes() == RecordBatch::header_bytes);
    CHECK(decode_batch(encode_batch(empty)).error == ErrorCode::none);
    settle();
    PartitionLog back = recovered();
    const auto twice =
        back.append_as_leader(from('a', 1), LeaderEpoch(0), AppendOrigin::client, now_at(1), out);
    CHECK(twice.duplicate);
    CHECK(twice.base_offset == Offset(1));
}

TEST_CASE_METHOD(CleaningFixture,
                 "a follower copies gaps, and both logs still compare above them") {
    write("abababcd");
    clean();
    PartitionLog follower(spec);
    log.for_each_batch(Offset(0), [&](const RecordBatch& batch) {
        const Ref<const RecordBatch> copy = make_ref<RecordBatch>(batch);
        REQUIRE(follower.append_as_follower(copy, now_at(1), out) == ErrorCode::none);
    });
    follower.check_invariants();
    CHECK(follower.log_end_offset() == log.log_end_offset());
    CHECK(content(follower) == content(log));
    CHECK(follower.prefix_origin() == Offset(4));
    CHECK(logs_match(log, follower, Offset(8)) == true);
}

TEST_CASE_METHOD(CleaningFixture, "truncation behind the cleaner takes its checkpoint back") {
    write("abababc");
    clean();
    log.truncate_to(Offset(5), out);
    CHECK(log.cleaner_checkpoint() == Offset(5));
    CHECK(log.log_end_offset() == Offset(5));
    CHECK(content(log) == "a4");
    log.check_invariants();
}

TEST_CASE_METHOD(CleaningFixture, "what is old enough is cleaned whatever the dirty ratio is") {
    spec->config.min_cleanable_dirty_ratio = 1'000'000;
    spec->config.max_compaction_lag = Duration::millis(500);
    write("aab");
    const auto due = [&](std::int64_t ms) {
        return log.to_clean(Offset(3), WallTime::from_millis(ms)).due(spec->config);
    };
    CHECK_FALSE(due(1500));
    CHECK(due(1501));
}
