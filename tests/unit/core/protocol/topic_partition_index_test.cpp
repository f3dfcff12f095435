#include "core/protocol/topic_partition_index.h"

#include "tests/support/catch.h"

using namespace kscope;

namespace {

TopicPartition tp(const char* topic, int partition) { return {topic, PartitionIndex(partition)}; }

}  // namespace

TEST_CASE("an index finds what was set, by topic and number, and nothing else") {
    TopicPartitionIndex index;
    index.set(tp("orders", 1), 7);
    index.set(tp("click", 3), 8);
    index.set(tp("click", 0), 9);
    CHECK(index.find(tp("orders", 1)) == 7);
    CHECK(index.find(tp("click", 3)) == 8);
    CHECK(index.find(tp("click", 0)) == 9);
    for (const auto& other : {tp("click", 1), tp("click", 4), tp("orders", 0), tp("a", 0),
                              tp("zebra", 0), tp("click", -1)}) {
        CHECK(index.find(other) == TopicPartitionIndex::nowhere);
    }
}

TEST_CASE("an index forgets what was erased, and takes it again") {
    TopicPartitionIndex index;
    index.set(tp("click", 3), 8);
    index.erase(tp("click", 3));
    index.erase(tp("click", 5));
    index.erase(tp("orders", 0));
    CHECK(index.find(tp("click", 3)) == TopicPartitionIndex::nowhere);
    index.set(tp("click", 3), 1);
    CHECK(index.find(tp("click", 3)) == 1);
}
