#include "core/log/partition_log.h"

#include "core/log/log_files.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE_METHOD(LogFixture, "the leader gives offsets and its epoch; one write per batch") {
    append(batch(3), 5);
    out.clear();
    const LogAppend second = append(batch(2), 5);
    CHECK(second.base_offset == Offset(3));
    CHECK(second.last_offset == Offset(4));
    CHECK(log.log_end_offset() == Offset(5));
    CHECK(told(out) == std::vector<std::string>{"write click-0/00000000000000000000.log"});
    const LogRead all = read(0);
    REQUIRE(all.batches.size() == 2);
    CHECK(all.batches[1]->partition_leader_epoch == LeaderEpoch(5));
}

TEST_CASE_METHOD(LogFixture, "a new epoch rewrites its checkpoint by rename, before the batch") {
    append(batch(), 5);
    CHECK(told(out) == std::vector<std::string>{"write click-0/leader-epoch-checkpoint.tmp",
                                                "flush click-0/leader-epoch-checkpoint.tmp",
                                                "rename click-0/leader-epoch-checkpoint",
                                                "write click-0/00000000000000000000.log"});
    CHECK(std::get<Bytes>(std::get<DiskWrite>(out.effects[0]).extent).view() == "0\n1\n5 0\n");
}

TEST_CASE_METHOD(LogFixture, "refusals change nothing") {
    RecordBatch with_offset = batch();
    with_offset.base_offset = Offset(9);
    CHECK(append(with_offset).error == ErrorCode::invalid_record);
    spec->config.max_message_bytes = batch().size_in_bytes() - 1;
    CHECK(append(batch()).error == ErrorCode::message_too_large);
    spec->config.max_message_bytes = 1 << 20;
    spec->config.segment_bytes = batch().size_in_bytes() - 1;
    CHECK(append(batch()).error == ErrorCode::record_list_too_large);
    CHECK(out.effects.empty());
    CHECK(log.log_end_offset() == Offset(0));
}

TEST_CASE_METHOD(LogFixture, "log append time is the broker's, per batch") {
    spec->config.log_append_time = true;
    log.append_as_leader(batch(2, 1000), LeaderEpoch(0), AppendOrigin::client, now_at(7777), out);
    const LogRead all = read(0);
    CHECK(all.batches[0]->timestamp_type == TimestampType::log_append_time);
    CHECK(all.batches[0]->max_timestamp.millis() == 7777);
    CHECK(log.offset_for_timestamp(7000)->timestamp_ms == 7777);
}

TEST_CASE_METHOD(LogFixture, "a segment rolls when the next batch would not fit, and is flushed") {
    const std::int32_t size = batch().size_in_bytes();
    spec->config.segment_bytes = 2 * size;
    out.filter = NoteFilter::all();
    fill(2);
    append(batch());
    CHECK(told(out) == std::vector<std::string>{"flush click-0/00000000000000000000.log",
                                                "write click-0/00000000000000000002.log"});
    REQUIRE(out.notes.size() == 1);
    CHECK(std::get<SegmentRolled>(out.notes[0].body).base_offset == Offset(2));
    CHECK(log.recovery_point() == Offset(0));
    log.on_flushed(std::get<DiskFlush>(out.effects[0]).token);
    CHECK(log.recovery_point() == Offset(2));
}

TEST_CASE_METHOD(LogFixture, "who brings flush.messages records waits until the log is durable") {
    spec->config.flush_messages = 3;
    append(batch(2));
    out.clear();
    append(batch(1));
    CHECK(told(out) == std::vector<std::string>{"write click-0/00000000000000000000.log",
                                                "flush click-0/00000000000000000000.log"});
    const DiskFlush first = std::get<DiskFlush>(out.effects[1]);
    CHECK(first.blocks);
    CHECK(log.recovery_point() == Offset(0));
    // What is asked for counts no more, also before the disk has answered.
    out.clear();
    append(batch(2));
    CHECK(told(out) == std::vector<std::string>{"write click-0/00000000000000000000.log"});
    log.on_flushed(first.token);
    CHECK(log.recovery_point() == Offset(3));
    out.clear();
    append(batch(1));
    CHECK(out.effects.size() == 2);
}

TEST_CASE_METHOD(LogFixture, "flush.ms counts from the first append, and from each flush") {
    spec->config.flush_interval = Duration::millis(100);
    CHECK_FALSE(log.flush_is_due(WallTime::from_millis(1'000)));
    append(batch());  // at 1 ms
    out.clear();
    CHECK_FALSE(log.flush_is_due(WallTime::from_millis(100)));
    REQUIRE(log.flush_is_due(WallTime::from_millis(101)));
    log.flush_on_schedule(WallTime::from_millis(101), out);
    REQUIRE(told(out) == std::vector<std::string>{"flush click-0/00000000000000000000.log"});
    CHECK_FALSE(std::get<DiskFlush>(out.effects[0]).blocks);
    CHECK_FALSE(log.flush_is_due(WallTime::from_millis(500)));  // there is nothing new
    append(batch());
    CHECK_FALSE(log.flush_is_due(WallTime::from_millis(200)));
    CHECK(log.flush_is_due(WallTime::from_millis(201)));
}

TEST_CASE_METHOD(LogFixture, "a segment rolls by the time between message timestamps") {
    spec->config.segment_ms = Duration::millis(100);
    append(batch(1, 1000));
    append(batch(1, 1100));
    CHECK(log.segments().size() == 1);
    append(batch(1, 1101));
    CHECK(log.segments().size() == 2);
}

TEST_CASE_METHOD(LogFixture, "the recovery point has no gaps and no more than was flushed") {
    spec->config.segment_bytes = 2 * batch().size_in_bytes();
    fill(2);
    append(batch());  // rolls: flush of the first file
    const auto first = std::get<DiskFlush>(out.effects[0]).token;
    out.clear();
    log.flush(out);
    const auto second = std::get<DiskFlush>(out.effects[0]).token;
    CHECK(log_of_flush_token(second) == 3);
    log.on_flushed(second);
    CHECK(log.recovery_point() == Offset(0));
    log.on_flushed(first);
    CHECK(log.recovery_point() == Offset(3));
    out.clear();
    log.flush(out);
    CHECK(out.effects.empty());
}

TEST_CASE_METHOD(LogFixture, "what was written again after a truncation is not durable") {
    fill(4);
    log.flush(out);
    const auto token = std::get<DiskFlush>(out.effects[0]).token;
    log.truncate_to(Offset(2), out);
    fill(2);
    log.on_flushed(token);
    CHECK(log.recovery_point() == Offset(2));
}

TEST_CASE_METHOD(LogFixture, "a read returns whole batches, at least one, below the bound") {
    append(batch(3));
    append(batch(3));
    append(batch(3));
    CHECK(read(4).batches.front()->base_offset == Offset(3));
    CHECK(read(4, 1).batches.size() == 1);
    LogRead none;
    CHECK(log.read(Offset(0), 1, Offset(9), false, none) == ErrorCode::none);
    CHECK(none.batches.empty());
    LogRead bounded;
    log.read(Offset(0), 1 << 20, Offset(6), true, bounded);
    CHECK(bounded.batches.size() == 2);
    CHECK(bounded.size_in_bytes == log.bytes_between(Offset(0), Offset(6)));
    LogRead outside;
    CHECK(log.read(Offset(10), 1, Offset(9), true, outside) == ErrorCode::offset_out_of_range);
    CHECK(log.read(Offset(9), 1, Offset(9), true, outside) == ErrorCode::none);
    log.maybe_increment_log_start_offset(Offset(2), out);
    CHECK(log.read(Offset(1), 1, Offset(9), true, outside) == ErrorCode::offset_out_of_range);
}

TEST_CASE_METHOD(LogFixture, "reads cross chunks, and end with their segment") {
    spec->config.segment_bytes = 300 * batch().size_in_bytes();
    fill(1000);
    CHECK(log.segments().size() == 4);
    std::int64_t next = 5;
    std::int64_t bytes = 0;
    for (const std::int64_t end : {300, 600, 900, 1000}) {
        const LogRead part = read(next);
        REQUIRE(static_cast<std::int64_t>(part.batches.size()) == end - next);
        for (const auto& each : part.batches) REQUIRE(each->base_offset == Offset(next++));
        bytes += part.size_in_bytes;
    }
    CHECK(log.bytes_between(Offset(5), Offset(1000)) == bytes);
}

// With a batch of an older epoch 2.0 corrects its epoch cache, 1.1 leaves it: both append.
TEST_CASE_METHOD(LogFixture, "a follower appends as it is, in order, of an older epoch too") {
    const bool corrects = GENERATE(true, false);
    INFO("appends_correct_epochs " << corrects);
    spec->appends_correct_epochs = corrects;
    const auto next = batch(2).stamped(Offset(0), LeaderEpoch(4));
    CHECK(log.append_as_follower(next, now_at(1), out) == ErrorCode::none);
    CHECK(log.append_as_follower(next, now_at(1), out) == ErrorCode::offset_out_of_range);
    const auto old = batch(2).stamped(Offset(2), LeaderEpoch(3));
    CHECK(log.append_as_follower(old, now_at(1), out) == ErrorCode::none);
    CHECK(log.epochs().to_checkpoint() == (corrects ? "0\n1\n3 2\n" : "0\n1\n4 0\n"));
    CHECK(log.log_end_offset() == Offset(4));
    log.check_invariants();
    const auto of_none = batch(2).stamped(Offset(4), LeaderEpoch(-2));
    CHECK(log.append_as_follower(of_none, now_at(1), out) == ErrorCode::corrupt_message);
    CHECK(log.log_end_offset() == Offset(4));
}

TEST_CASE_METHOD(LogFixture, "truncation keeps the head, in the file and in the epochs") {
    fill(3, 1);
    fill(3, 2);
    CHECK(log.truncate_to(Offset(2), out));
    CHECK(told(out) == std::vector<std::string>{"truncate click-0/00000000000000000000.log 2",
                                                "write click-0/leader-epoch-checkpoint.tmp",
                                                "flush click-0/leader-epoch-checkpoint.tmp",
                                                "rename click-0/leader-epoch-checkpoint"});
    CHECK(log.log_end_offset() == Offset(2));
    CHECK(log.latest_epoch() == LeaderEpoch(1));
    CHECK(read(0).batches.size() == 2);
    CHECK_FALSE(log.truncate_to(Offset(2), out));
    log.check_invariants();
}

TEST_CASE_METHOD(LogFixture, "truncation deletes later segments") {
    spec->config.segment_bytes = 2 * batch().size_in_bytes();
    fill(6);
    CHECK(log.truncate_to(Offset(2), out));
    CHECK(told(out) == std::vector<std::string>{"delete click-0/00000000000000000004.log",
                                                "truncate click-0/00000000000000000002.log 0"});
    fill(1);
    CHECK(read(0).batches.size() == 2);
    CHECK(read(2).batches.size() == 1);
}

TEST_CASE_METHOD(LogFixture, "a log that starts anew says so on disk while it is empty") {
    fill(3);
    log.truncate_fully_and_start_at(Offset(40), out);
    CHECK(told(out)[0] == "delete click-0/00000000000000000000.log");
    CHECK(told(out)[1] == "write click-0/00000000000000000040.log");
    CHECK(log.log_start_offset() == Offset(40));
    CHECK(log.log_end_offset() == Offset(40));
    CHECK(log.latest_epoch() == no_leader_epoch);
    CHECK(append(batch()).base_offset == Offset(40));
    out.clear();
    log.truncate_to(Offset(40), out);
    CHECK(told(out)[0] == "truncate click-0/00000000000000000040.log 1");
}

TEST_CASE_METHOD(LogFixture, "offsets are found by time") {
    append(batch(3, 1000));
    append(batch(3, 2000));
    append(batch(3, 1500));  // an older batch after a newer one
    CHECK(log.offset_for_timestamp(0)->offset == Offset(0));
    CHECK(log.offset_for_timestamp(1001)->offset == Offset(1));
    CHECK(log.offset_for_timestamp(1003)->offset == Offset(3));
    CHECK(log.offset_for_timestamp(2002)->timestamp_ms == 2002);
    CHECK_FALSE(log.offset_for_timestamp(2003));
    log.maybe_increment_log_start_offset(Offset(2), out);
    CHECK(log.offset_for_timestamp(0)->offset == Offset(2));
}

TEST_CASE_METHOD(LogFixture, "prefix digests tell whether two logs agree up to an offset") {
    fill(600, 1);
    PartitionLog other = log;
    fill(10, 1);
    other.append_as_leader(batch(1, 9), LeaderEpoch(2), AppendOrigin::client, now_at(1), out);
    CHECK(other.prefix_digest_at(Offset(600)) == log.prefix_digest_at(Offset(600)));
    CHECK(other.prefix_digest_at(Offset(257)) == log.prefix_digest_at(Offset(257)));
    CHECK_FALSE(other.prefix_digest_at(Offset(601)) == log.prefix_digest_at(Offset(601)));
    log.truncate_to(Offset(600), out);
    CHECK(log.prefix_digest_at_end() == other.prefix_digest_at(Offset(600)));
    append(batch(3));
    CHECK_FALSE(log.prefix_digest_at(Offset(601)));  // inside a batch
    CHECK_FALSE(log.prefix_digest_at(Offset(604)));  // beyond the end
    CHECK(log.prefix_digest_at(Offset(0)));
}

TEST_CASE_METHOD(LogFixture, "a copy shares its chunks and does not see later appends") {
    fill(1000);
    const PartitionLog copy = log;
    fill(1);
    CHECK(copy.log_end_offset() == Offset(1000));
    CHECK(log.log_end_offset() == Offset(1001));
    const auto& mine = log.segments()[0]->chunks();
    const auto& theirs = copy.segments()[0]->chunks();
    REQUIRE(mine.size() == 4);
    CHECK(mine[0].shares_with(theirs[0]));
    CHECK(mine[2].shares_with(theirs[2]));
    CHECK_FALSE(mine[3].shares_with(theirs[3]));
    CHECK(theirs[3]->entries.size() == 232);
}

TEST_CASE("names of log files are Kafka's") {
    const TopicPartition tp{"website-clicks", PartitionIndex(12)};
    CHECK(log_file_name(tp, Offset(42)) == "website-clicks-12/00000000000000000042.log");
    CHECK(base_offset_of(log_file_name(tp, Offset(42))) == Offset(42));
    CHECK_FALSE(base_offset_of("click-0/leader-epoch-checkpoint"));
    CHECK(partition_of_directory("website-clicks-12") == tp);
    CHECK_FALSE(partition_of_directory("clicks"));
}
