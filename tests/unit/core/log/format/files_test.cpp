#include "core/log/batch_codec.h"
#include "core/log/format/producer_snapshot.h"
#include "core/log/format/segment_indexes.h"
#include "core/log/format/text_files.h"
#include "core/log/format/transaction_index.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/format/golden.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

ProducerSnapshotEntry snapshot_entry(std::int64_t id, std::int16_t epoch, std::int32_t sequence,
                                     std::int64_t offset, std::int32_t delta, std::int64_t ms,
                                     std::int32_t coordinator, std::int64_t open) {
    return {ProducerId(id), ProducerEpoch(epoch), Sequence(sequence), Offset(offset), delta, ms,
            coordinator,    Offset(open)};
}

}  // namespace

TEST_CASE("an index entry comes when more than index.interval.bytes were written since the last") {
    SegmentIndexes indexes(Offset(100), 250);
    indexes.append(Offset(101), 5000, 200);  // nothing before it
    indexes.append(Offset(103), 4000, 50);   // 200 since the beginning
    indexes.append(Offset(104), 4500, 60);   // 250, which is not more
    indexes.append(Offset(107), 7000, 300);  // 310
    indexes.append(Offset(109), 7000, 10);   // 300 since that entry
    indexes.append(Offset(110), 8000, 10);
    CHECK(indexes.offsets() ==
          std::vector<OffsetIndexEntry>{{Offset(107), 310}, {Offset(109), 610}});
    // 7000 stands once, with the first batch that has it.
    CHECK(indexes.closed_times() ==
          std::vector<TimeIndexEntry>{{7000, Offset(107)}, {8000, Offset(110)}});
    const std::string bytes = indexes.offset_index_bytes();
    CHECK(bytes == from_hex("0000000700000136"
                            "0000000900000262"));
    CHECK(read_offset_index_entry(bytes.substr(8), Offset(100)) ==
          OffsetIndexEntry{Offset(109), 610});
    CHECK(indexes.time_index_bytes().size() == 24);
}

TEST_CASE("a segment without batches has empty indexes") {
    const SegmentIndexes indexes(Offset(7), 4096);
    CHECK(indexes.offset_index_bytes().empty());
    CHECK(indexes.time_index_bytes().empty());
}

TEST_CASE("interval 0 indexes every batch but the first") {
    SegmentIndexes indexes(Offset(0), 0);
    for (int i = 0; i < 5; ++i) indexes.append(Offset(i), 1000 + i, 10);
    CHECK(indexes.offsets().size() == 4);
    CHECK(indexes.closed_times().size() == 4);  // the first entry already has the time before it
}

TEST_CASE("golden indexes read as their layouts say") {
    const auto files = golden("golden_files.txt");
    const std::string& index = files.at("index");
    CHECK(read_offset_index_entry(index, Offset(1000)) == OffsetIndexEntry{Offset(1007), 4242});
    const std::string& times = files.at("timeindex");
    CHECK(read_time_index_entry(std::string_view(times).substr(12), Offset(1000)) ==
          TimeIndexEntry{1503229839999, Offset(1012)});
}

TEST_CASE("the golden transaction index reads and is written the same") {
    const std::string bytes = golden("golden_files.txt").at("txnindex");
    const auto second =
        read_aborted_transaction(std::string_view(bytes).substr(AbortedTransaction::bytes));
    CHECK(second ==
          AbortedTransaction{0, ProducerId(4002), Offset(1001), Offset(1011), Offset(1004)});
    std::string again;
    append_aborted_transaction(again, read_aborted_transaction(bytes));
    append_aborted_transaction(again, second);
    CHECK(again == bytes);
}

TEST_CASE("the golden producer snapshot reads and is written the same") {
    const std::string bytes = golden("golden_files.txt").at("snapshot");
    const DecodedProducerSnapshot read = decode_producer_snapshot(bytes);
    CHECK(read.flaw.what.empty());
    CHECK(read.entries == std::vector<ProducerSnapshotEntry>{
                              snapshot_entry(4001, 3, 17, 1012, 4, 1503229839999, 2, -1),
                              snapshot_entry(4002, 0, 2147483647, 1019, 0, 1503229840001, -1, 1013),
                              snapshot_entry(4003, 1, -1, -1, 0, 1503229830000, 7, -1)});
    CHECK(encode_producer_snapshot(read.entries) == bytes);
}

TEST_CASE("a producer snapshot with any bit flipped, or cut anywhere, is refused") {
    const std::string good = golden("golden_files.txt").at("snapshot");
    for (std::size_t place = 0; place < good.size(); ++place) {
        std::string bad = good;
        bad[place] = static_cast<char>(bad[place] ^ 0x10);
        CHECK(decode_producer_snapshot(bad).flaw);
        CHECK(decode_producer_snapshot(good.substr(0, place)).flaw);
    }
}

TEST_CASE("what a log knows of its producers becomes a snapshot") {
    ProducerTable table;
    table[ProducerId(9)].add(produced(9, 1, 4, 3));
    table[ProducerId(2)].add(produced(2, 0, 0, 1));
    const auto entries = snapshot_of(table);
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].producer_id == ProducerId(2));
    CHECK(entries[1] == snapshot_entry(9, 1, 6, 2, 2, 1002, -1, -1));
    CHECK(decode_producer_snapshot(encode_producer_snapshot(entries)).entries == entries);
    CHECK(encode_producer_snapshot({}).size() == 10);
}

TEST_CASE("the text files of a log directory") {
    const WallTime time = WallTime::from_millis(1795247668000);
    CHECK(meta_properties_text({0, 3, "", ""}, time) ==
          "#\n#Sat Nov 21 07:54:28 UTC 2026\nbroker.id=3\nversion=0\n");
    CHECK(
        meta_properties_text({1, 3, "CLUSTER", "DIRECTORY"}, WallTime::from_millis(951782399999)) ==
        "#\n#Mon Feb 28 23:59:59 UTC 2000\nnode.id=3\ndirectory.id=DIRECTORY\nversion=1\n"
        "cluster.id=CLUSTER\n");
    CHECK(meta_properties_text({0, 1, "", ""}, WallTime::from_millis(951782400000))
              .find("Tue Feb 29 00:00:00 UTC 2000") != std::string::npos);
    CHECK(clean_shutdown_text(BrokerEpoch(25)) == R"({"version":0,"brokerEpoch":25})");
    // Uuid.METADATA_TOPIC_ID, and Uuid.ONE_UUID
    CHECK(uuid_text(0, 1) == "AAAAAAAAAAAAAAAAAAAAAQ");
    CHECK(uuid_text(0x0123456789abcdefULL, 0xfedcba9876543210ULL) == "ASNFZ4mrze_-3LqYdlQyEA");
    CHECK(partition_metadata_text("AAAAAAAAAAAAAAAAAAAAAQ") ==
          "version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAAQ");
}

TEST_CASE("text files read back, and bad lines are named by their byte") {
    const auto properties = read_properties("#\n#date\nbroker.id=3\nversion=0\n");
    CHECK_FALSE(properties.flaw);
    CHECK(properties.values.at(0).second == "3");
    CHECK(read_properties("version=0\nnonsense\n").flaw.position == 10);
    CHECK_FALSE(read_partition_metadata("version: 0\ntopic_id: X").flaw);
    CHECK(read_partition_metadata("version: 0\n").flaw);

    const auto epochs = read_epoch_checkpoint("0\n2\n0 0\n3 17\n");
    CHECK_FALSE(epochs.flaw);
    CHECK(epochs.entries.at(1) == EpochEntry{LeaderEpoch(3), Offset(17)});
    CHECK(read_epoch_checkpoint("").entries.empty());
    CHECK(read_epoch_checkpoint("1\n0\n").flaw.what ==
          "Unrecognised version:1, expected version: 0");
    CHECK(read_epoch_checkpoint("0\n2\n0 0\nx 17\n").flaw.position == 8);
    CHECK(read_epoch_checkpoint("0\n2\n0 0\n").flaw.what ==
          "Expected [2] entries in checkpoint file, but found only [1]");
    CHECK(read_offset_checkpoint("0\n1\nclick 0 12\n").entries.at(0).offset == Offset(12));
    CHECK(read_offset_checkpoint("0\n1\nclick 12\n").flaw);
    CHECK(read_offset_checkpoint("0\n-1\n").flaw);
}
