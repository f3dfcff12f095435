// After the cases of Kafka's ProducerStateManagerTest and ProducerAppendInfo.
#include "core/log/producer_state.h"

#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

TEST_CASE_METHOD(LogFixture, "a duplicate of one of the last five batches returns the old offset") {
    for (int i = 0; i < 6; ++i) append(produced(7, 0, i * 2, 2));
    out.clear();
    const LogAppend again = append(produced(7, 0, 2, 2));
    CHECK(again.error == ErrorCode::none);
    CHECK(again.duplicate);
    CHECK(again.base_offset == Offset(2));
    CHECK(again.last_offset == Offset(3));
    CHECK(out.effects.empty());
    CHECK(log.log_end_offset() == Offset(12));
    // The sixth from the end is forgotten: no more a duplicate, but out of order.
    CHECK(append(produced(7, 0, 0, 2)).error == ErrorCode::out_of_order_sequence_number);
}

TEST_CASE_METHOD(LogFixture, "a gap in the sequence is refused") {
    append(produced(7, 0, 0));
    CHECK(append(produced(7, 0, 2)).error == ErrorCode::out_of_order_sequence_number);
    CHECK(append(produced(7, 0, 1)).error == ErrorCode::none);
}

TEST_CASE_METHOD(LogFixture, "a partial overlap with a known batch is out of order") {
    append(produced(7, 0, 0, 3));
    CHECK(append(produced(7, 0, 0, 2)).error == ErrorCode::out_of_order_sequence_number);
}

TEST_CASE_METHOD(LogFixture, "sequences wrap") {
    append(produced(7, 0, 0x7fffffff));
    CHECK(append(produced(7, 0, 0)).error == ErrorCode::none);
}

TEST_CASE_METHOD(LogFixture, "a producer of whom nothing is known may begin anywhere") {
    CHECK(append(produced(7, 3, 100)).error == ErrorCode::none);
}

TEST_CASE_METHOD(LogFixture, "a new epoch begins at sequence 0; an old one is fenced") {
    append(produced(7, 1, 0));
    CHECK(append(produced(7, 2, 5)).error == ErrorCode::out_of_order_sequence_number);
    CHECK(append(produced(7, 2, 0)).error == ErrorCode::none);
    CHECK(append(produced(7, 1, 1)).error == ErrorCode::invalid_producer_epoch);
    // A duplicate of the old epoch is not recognised either.
    CHECK(append(produced(7, 1, 0)).error == ErrorCode::invalid_producer_epoch);
}

TEST_CASE_METHOD(LogFixture, "non-idempotent batches are not held to any sequence") {
    RecordBatch plain = batch();
    plain.base_sequence = Sequence(0);  // kafkajs sends this with producer id -1
    CHECK(append(plain).error == ErrorCode::none);
    CHECK_FALSE(append(plain).duplicate);
    CHECK(log.producers().producers().empty());
}

TEST_CASE_METHOD(LogFixture, "a follower takes what its leader took") {
    const auto gap = produced(7, 0, 50).stamped(Offset(0), LeaderEpoch(0));
    log.append_as_follower(gap, now_at(1), out);
    const auto back = produced(7, 0, 9).stamped(Offset(1), LeaderEpoch(0));
    CHECK(log.append_as_follower(back, now_at(1), out) == ErrorCode::none);
    CHECK(append(produced(7, 0, 10)).error == ErrorCode::none);
}

TEST_CASE_METHOD(LogFixture, "truncation takes the producers' state back") {
    spec->config.segment_bytes = 4 * batch().size_in_bytes();
    for (int i = 0; i < 10; ++i) append(produced(7, 0, i));
    REQUIRE(log.segments().size() > 2);
    for (const int keep : {7, 5, 1}) {
        log.truncate_to(Offset(keep), out);
        INFO(keep);
        CHECK(append(produced(7, 0, keep + 1)).error == ErrorCode::out_of_order_sequence_number);
        CHECK(append(produced(7, 0, keep - 1)).duplicate);
        CHECK(append(produced(7, 0, keep)).base_offset == Offset(keep));
    }
    log.truncate_to(Offset(0), out);
    CHECK(log.producers().producers().empty());
}

// ProducerStateManager.truncateAndReload drops the snapshot at the log's start.
TEST_CASE_METHOD(LogFixture, "truncation forgets who wrote nothing that is left") {
    spec->config.segment_bytes = 4 * batch().size_in_bytes();
    append(produced(7, 0, 0));
    for (int i = 0; i < 5; ++i) append(produced(8, 0, i));
    append(produced(9, 0, 0));
    REQUIRE(log.segments().size() == 2);
    REQUIRE(log.segments()[1]->base_offset() == Offset(4));
    SECTION("below the log's start, where a segment begins") {
        log.maybe_increment_log_start_offset(Offset(4), out);
        log.truncate_to(Offset(5), out);
        CHECK(log.producers().producers().find(ProducerId(7)) == nullptr);
        CHECK(append(produced(8, 0, 9)).error == ErrorCode::out_of_order_sequence_number);
    }
    SECTION("below the log's start, within a segment") {
        log.maybe_increment_log_start_offset(Offset(1), out);
        log.truncate_to(Offset(3), out);
        CHECK(log.producers().producers().find(ProducerId(7)) == nullptr);
        CHECK(append(produced(8, 0, 2)).error == ErrorCode::none);
    }
    SECTION("but a snapshot above the start knows all") {
        log.maybe_increment_log_start_offset(Offset(1), out);
        log.truncate_to(Offset(5), out);
        CHECK(log.producers().producers().find(ProducerId(7)) != nullptr);
    }
    CHECK(log.producers().producers().find(ProducerId(9)) == nullptr);
}

TEST_CASE_METHOD(LogFixture, "a silent producer is forgotten after producer.id.expiration.ms") {
    append(produced(7, 0, 0));  // at 1,000 ms
    log.remove_expired_producers(WallTime::from_millis(1000 + 86'400'000 - 1));
    CHECK(log.producers().producers().size() == 1);
    log.remove_expired_producers(WallTime::from_millis(1000 + 86'400'000));
    CHECK(log.producers().producers().empty());
    CHECK(append(produced(7, 0, 5)).error == ErrorCode::none);
}

TEST_CASE("the table of producers is in the order of ids, whatever order they come in") {
    ProducerTable table;
    for (const std::int64_t id : {1005, 1000, 7, 1001, 5000, 1002}) {
        table[ProducerId(id)].count = static_cast<std::uint8_t>(id % 5);
    }
    std::vector<std::int64_t> ids;
    table.for_each([&](ProducerId id, const ProducerStateEntry& entry) {
        ids.push_back(id.value());
        CHECK(entry.count == id.value() % 5);
    });
    CHECK(ids == std::vector<std::int64_t>{7, 1000, 1001, 1002, 1005, 5000});
    CHECK(table.find(ProducerId(1002)) != nullptr);
    for (const std::int64_t id : {0, 8, 999, 1003, 1004, 1006, 6000}) {
        CHECK(table.find(ProducerId(id)) == nullptr);
    }
    table.erase_if([](const ProducerStateEntry& entry) { return entry.count == 0; });
    CHECK(table.size() == 3);
    CHECK(table.find(ProducerId(1001))->count == 1);
}

TEST_CASE("a batch's first sequence and offset follow from the last, across the wrap") {
    RecordBatch written = produced(7, 0, 0x7ffffffe, 4);
    written.base_offset = Offset(100);
    ProducerStateEntry entry;
    entry.add(written);
    CHECK(entry.batches[0].first_sequence() == Sequence(0x7ffffffe));
    CHECK(entry.batches[0].last_sequence == Sequence(1));
    CHECK(entry.batches[0].first_offset() == Offset(100));
    CHECK(entry.batches[0].last_offset == Offset(103));
}
