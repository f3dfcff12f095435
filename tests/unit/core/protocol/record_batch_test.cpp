#include "core/protocol/record_batch.h"

#include "core/base/check.h"
#include "core/protocol/error_code.h"
#include "tests/support/catch.h"

using namespace kscope;

namespace {

Record record(std::int64_t ms, const char* value) {
    return {WallTime::from_millis(ms), std::nullopt, Bytes(value), {}};
}

}  // namespace

TEST_CASE("sequences wrap after 2^31-1 to 0") {
    CHECK(advance(Sequence(0x7fffffff), 1) == Sequence(0));
    CHECK(advance(Sequence(0x7ffffffe), 3) == Sequence(1));
    CHECK(advance(no_sequence, 1) == Sequence(0));
    RecordBatch batch = make_batch(make_record_set({record(1, "a"), record(1, "b")}));
    CHECK(batch.last_sequence() == no_sequence);
    batch.base_sequence = Sequence(0x7fffffff);
    CHECK(batch.last_sequence() == Sequence(0));
}

TEST_CASE("a batch takes its timestamps from its records") {
    const RecordBatch batch =
        make_batch(make_record_set({record(5, "a"), record(9, "b"), record(7, "c")}));
    CHECK(batch.base_timestamp.millis() == 5);
    CHECK(batch.max_timestamp.millis() == 9);
    CHECK(batch.last_offset() == Offset(2));
    CHECK(batch.next_offset() == Offset(3));
}

TEST_CASE("a stamped batch shares its records and differs in offset and epoch") {
    const RecordBatch batch = make_batch(make_record_set({record(5, "a")}));
    const auto stamped = batch.stamped(Offset(7), LeaderEpoch(2));
    CHECK(stamped->record_set == batch.record_set);
    CHECK(stamped->base_offset == Offset(7));
    CHECK(stamped->partition_leader_epoch == LeaderEpoch(2));
}

TEST_CASE("a copy of a batch that was hashed has a hash of its own") {
    const RecordBatch batch = make_batch(make_record_set({record(5, "a")}));
    const Hash128 before = batch.content_hash();
    const auto stamped = batch.stamped(Offset(7), LeaderEpoch(2));
    CHECK_FALSE(stamped->content_hash() == before);
    RecordBatch fresh = make_batch(make_record_set({record(5, "a")}));
    fresh.base_offset = Offset(7);
    fresh.partition_leader_epoch = LeaderEpoch(2);
    CHECK(stamped->content_hash() == fresh.content_hash());
    RecordBatch assigned = *stamped;
    assigned = batch;
    CHECK(assigned.content_hash() == before);
    CHECK(batch.content_hash() == before);
}

TEST_CASE("a batch without records is a fault of ours") {
    CHECK_THROWS_AS(make_record_set({}), CheckFailure);
}

TEST_CASE("errors have Kafka's names and numbers") {
    CHECK(name_of(ErrorCode::not_enough_replicas) == "NOT_ENOUGH_REPLICAS");
    CHECK(static_cast<int>(ErrorCode::out_of_order_sequence_number) == 45);
    CHECK(is_retriable(ErrorCode::not_leader_or_follower));
    CHECK_FALSE(is_retriable(ErrorCode::message_too_large));
}
