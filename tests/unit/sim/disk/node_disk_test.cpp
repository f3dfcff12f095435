#include "sim/disk/node_disk.h"

#include "core/log/batch_codec.h"
#include "tests/support/catch.h"

using namespace kscope;
using namespace kscope::sim;

namespace {

Instant ms(int n) { return Instant::at(Duration::millis(n)); }
Extent text(int n) { return Extent(Bytes("extent number " + std::to_string(n))); }

NodeDisk filled(const char* name, int extents) {
    NodeDisk disk(Duration::seconds(30));
    for (int i = 0; i < extents; ++i) disk.write(name, text(i), ms(i));
    return disk;
}

}  // namespace

TEST_CASE("a flush makes durable what was written before it, and no more") {
    NodeDisk disk = filled("a.log", 10);
    const FlushTicket ticket = disk.begin_flush("a.log");
    disk.write("a.log", text(10), ms(10));
    CHECK(disk.flushed("a.log", ms(11)) == 0);
    disk.finish_flush("a.log", ticket, ms(11));
    CHECK(disk.flushed("a.log", ms(11)) == 10);
    CHECK(disk.size("a.log") == 11);
    disk.finish_flush("none", ticket, ms(12));
}

TEST_CASE("a flush of a file that was deleted and made again does not count for the new one") {
    NodeDisk disk = filled("a.log", 10);
    const FlushTicket ticket = disk.begin_flush("a.log");
    disk.remove("a.log");
    disk.write("a.log", text(0), ms(20));
    disk.finish_flush("a.log", ticket, ms(21));
    CHECK(disk.flushed("a.log", ms(21)) == 0);
}

TEST_CASE("the page cache is written back once its oldest extent is older than the limit") {
    NodeDisk disk(Duration::seconds(30));
    disk.write("a.log", text(0), ms(0));
    disk.write("a.log", text(1), ms(29'999));
    CHECK(disk.flushed("a.log", ms(29'999)) == 0);
    CHECK(disk.flushed("a.log", ms(30'000)) == 2);
    disk.write("a.log", text(2), ms(40'000));
    CHECK(disk.flushed("a.log", ms(69'999)) == 2);
    CHECK(disk.flushed("a.log", ms(70'000)) == 3);
}

TEST_CASE("a power loss keeps the flushed part and of the rest some, none, or a torn end") {
    std::size_t none = 0;
    std::size_t torn = 0;
    std::size_t some = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        NodeDisk disk = filled("a.log", 600);
        NodeDisk before = disk;
        disk.finish_flush("a.log", {1, 300}, ms(700));
        Rng rng(seed);
        disk.lose_power(rng, ms(700));
        const std::size_t kept = disk.size("a.log");
        REQUIRE(kept >= 300);
        REQUIRE(kept <= 600);
        CHECK(disk.flushed("a.log", ms(700)) == kept);
        for (std::size_t i = 0; i + 1 < kept; ++i) {
            REQUIRE(disk.extent("a.log", i) == before.extent("a.log", i));
        }
        const bool whole = disk.extent("a.log", kept - 1) == before.extent("a.log", kept - 1);
        none += kept == 300 ? 1 : 0;
        torn += whole ? 0 : 1;
        some += whole && kept > 300 ? 1 : 0;
        CHECK(before.size("a.log") == 600);  // a copy keeps its own
    }
    CHECK(none > 30);
    CHECK(torn > 30);
    CHECK(some > 30);
}

TEST_CASE("what is left of a torn batch is half of its bytes, which no longer decode") {
    Record record;
    record.value = Bytes("value");
    const auto set = make_record_set({record, record});
    const Ref<const RecordBatch> batch = make_ref<const RecordBatch>(make_batch(set));
    NodeDisk disk(Duration::seconds(30));
    disk.write("click-0/0.log", batch, ms(0));
    std::size_t torn = 0;
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        NodeDisk crashed = disk;
        Rng rng(seed);
        crashed.lose_power(rng, ms(1));
        if (crashed.size("click-0/0.log") == 0) continue;
        const auto* bytes = std::get_if<Bytes>(&crashed.extent("click-0/0.log", 0));
        if (bytes == nullptr) continue;
        ++torn;
        CHECK(bytes->size() == encode_batch(*batch).size() / 2);
        CHECK(decode_batch(bytes->view()).error == ErrorCode::corrupt_message);
    }
    CHECK(torn > 0);
}

TEST_CASE("a rename replaces its target and is durable; truncate and delete do as they say") {
    NodeDisk disk = filled("checkpoint.tmp", 2);
    disk.write("checkpoint", text(77), ms(2));
    disk.rename("checkpoint.tmp", "checkpoint", ms(3));
    CHECK_FALSE(disk.has("checkpoint.tmp"));
    CHECK(disk.size("checkpoint") == 2);
    CHECK(disk.flushed("checkpoint", ms(3)) == 2);
    disk.truncate("checkpoint", 1, ms(4));
    CHECK(disk.size("checkpoint") == 1);
    CHECK(disk.contents().at(0).extents.size() == 1);
    disk.write("checkpoint", text(5), ms(5));
    CHECK(disk.extent("checkpoint", 1) == text(5));
    disk.remove("checkpoint");
    CHECK(disk.contents().empty());
}

TEST_CASE("files are named in order, and a truncation may end on a block's edge") {
    NodeDisk disk(Duration::seconds(30));
    for (const char* name : {"c", "a", "b"}) disk.write(name, text(1), ms(0));
    const auto files = disk.files(ms(1));
    CHECK(files.at(0).name == "a");
    CHECK(files.at(2).name == "c");
    NodeDisk large = filled("log", 1024);
    large.truncate("log", 512, ms(2000));
    large.write("log", text(9), ms(2000));
    CHECK(large.size("log") == 513);
    CHECK(large.extent("log", 512) == text(9));
    CHECK(large.extent("log", 511) == text(511));
}
