// Named after the cases of Kafka's LeaderEpochFileCacheTest.
#include "core/log/leader_epoch_cache.h"

#include "tests/support/catch.h"

using namespace kscope;

namespace {

LeaderEpochCache cache(std::initializer_list<std::pair<int, int>> entries) {
    LeaderEpochCache result;
    for (const auto& [epoch, start] : entries) result.assign(LeaderEpoch(epoch), Offset(start));
    return result;
}

EpochEnd end(int epoch, int offset) { return {LeaderEpoch(epoch), Offset(offset)}; }

}  // namespace

TEST_CASE("should return log end offset if latest epoch requested") {
    CHECK(cache({{2, 6}, {3, 9}}).end_offset_for(LeaderEpoch(3), Offset(20)) == end(3, 20));
}

TEST_CASE("should return undefined offset if undefined epoch requested, or none is known") {
    CHECK(cache({{2, 6}}).end_offset_for(no_leader_epoch, Offset(20)) == EpochEnd{});
    CHECK(cache({}).end_offset_for(LeaderEpoch(0), Offset(20)) == EpochEnd{});
    CHECK(cache({{2, 6}}).end_offset_for(LeaderEpoch(3), Offset(20)) == EpochEnd{});
}

TEST_CASE("should return next available epoch if there is no exact epoch for the one requested") {
    const auto epochs = cache({{0, 10}, {2, 13}, {4, 17}});
    CHECK(epochs.end_offset_for(LeaderEpoch(1), Offset(99)) == end(0, 13));
    CHECK(epochs.end_offset_for(LeaderEpoch(2), Offset(99)) == end(2, 17));
    CHECK(epochs.end_offset_for(LeaderEpoch(3), Offset(99)) == end(2, 17));
}

TEST_CASE("should return the requested epoch and the first start if it is before all entries") {
    CHECK(cache({{2, 13}, {4, 17}}).end_offset_for(LeaderEpoch(1), Offset(99)) == end(1, 13));
}

TEST_CASE("should not update epoch and start offset if it did not change") {
    auto epochs = cache({{2, 6}});
    CHECK_FALSE(epochs.assign(LeaderEpoch(2), Offset(7)));
    CHECK(epochs.entries() == cache({{2, 6}}).entries());
}

TEST_CASE("should enforce monotonically increasing epochs and start offsets") {
    CHECK(cache({{1, 5}, {3, 7}, {2, 8}}) == cache({{1, 5}, {2, 8}}));
    CHECK(cache({{1, 5}, {2, 8}, {3, 7}}) == cache({{1, 5}, {3, 7}}));
    CHECK(cache({{1, 5}, {2, 5}}) == cache({{2, 5}}));
}

TEST_CASE("before KAFKA-7415 an entry that would break the order is not taken") {
    auto epochs = cache({{1, 5}, {3, 7}});
    CHECK_FALSE(epochs.assign_rising(LeaderEpoch(2), Offset(8)));
    CHECK_FALSE(epochs.assign_rising(LeaderEpoch(3), Offset(9)));
    CHECK_FALSE(epochs.assign_rising(LeaderEpoch(4), Offset(6)));
    CHECK(epochs == cache({{1, 5}, {3, 7}}));
    CHECK(epochs.assign_rising(LeaderEpoch(4), Offset(7)));  // two may begin at one offset
    CHECK(epochs.to_checkpoint() == "0\n3\n1 5\n3 7\n4 7\n");
    CHECK(LeaderEpochCache::from_checkpoint(epochs.to_checkpoint()) == epochs);
    epochs.check_invariants();
}

TEST_CASE("should clear entries from the end, and keep the epoch of the new start") {
    auto epochs = cache({{2, 6}, {3, 8}, {4, 11}});
    CHECK(epochs.truncate_from_end(Offset(8)));
    CHECK(epochs == cache({{2, 6}}));
    CHECK_FALSE(epochs.truncate_from_end(Offset(8)));

    auto head = cache({{2, 6}, {3, 8}, {4, 11}});
    CHECK(head.truncate_from_start(Offset(9)));
    CHECK(head == cache({{3, 9}, {4, 11}}));
    CHECK_FALSE(head.truncate_from_start(Offset(9)));
    CHECK_FALSE(head.truncate_from_start(Offset(1)));
}

TEST_CASE("should find the epoch of an offset") {
    const auto epochs = cache({{2, 6}, {3, 8}});
    CHECK(epochs.epoch_for_offset(Offset(5)) == no_leader_epoch);
    CHECK(epochs.epoch_for_offset(Offset(7)) == LeaderEpoch(2));
    CHECK(epochs.epoch_for_offset(Offset(8)) == LeaderEpoch(3));
}

TEST_CASE("the checkpoint is Kafka's text and reads back; bad text is an empty cache") {
    const auto epochs = cache({{2, 6}, {3, 8}});
    CHECK(epochs.to_checkpoint() == "0\n2\n2 6\n3 8\n");
    CHECK(LeaderEpochCache::from_checkpoint(epochs.to_checkpoint()) == epochs);
    for (const char* bad : {"", "0\n2\n2 6\n", "1\n0\n", "0\n1\nx 6\n", "0\n1\n2 6"}) {
        CHECK(LeaderEpochCache::from_checkpoint(bad).entries().empty());
    }
}
