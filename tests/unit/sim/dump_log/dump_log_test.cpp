// What dump_log prints is compared with what Kafka's DumpLogSegments prints for the same bytes: its
// format strings are in kafka.tools.DumpLogSegments, the bytes are brokers' and client libraries'.
#include "sim/dump_log/dump_log.h"
#include "core/base/byte_order.h"
#include "core/log/checksum.h"

#include <map>
#include <sstream>

#include "core/log/batch_codec.h"
#include "core/log/format/segment_indexes.h"
#include "core/log/format/transaction_index.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/format/golden.h"
#include "tests/unit/core/log/log_fixture.h"

namespace kscope::sim {

namespace {

using kscope::test::broker_segment;
using kscope::test::golden;

class Memory : public ByteSources {
public:
    std::map<std::string, std::string> files;
    [[nodiscard]] std::unique_ptr<ByteSource> open(const std::string& path) const override {
        const auto at = files.find(path);
        return at == files.end() ? nullptr : std::make_unique<StringSource>(at->second);
    }
};

struct DumpFixture {
    Memory disk;
    DumpOptions options;
    std::string out;
    std::string err;
    std::vector<DumpComplaint> complaints;

    const std::string& dump(const std::vector<std::string>& files) {
        std::ostringstream out_stream;
        std::ostringstream err_stream;
        complaints = dump_log(files, options, disk, out_stream, err_stream);
        err = err_stream.str();
        return out = out_stream.str();
    }
    const std::string& dump_bytes(const std::string& name, const std::string& bytes) {
        disk.files[name] = bytes;
        return dump({name});
    }
    std::string complaint() const {
        REQUIRE(complaints.size() == 1);
        return to_string(complaints[0]);
    }
};

constexpr const char* log_name = "x-0/00000000000000000000.log";
constexpr const char* index_name = "x-0/00000000000000000000.index";
constexpr const char* time_name = "x-0/00000000000000000000.timeindex";

// Ten batches of one record, and the indexes that a broker with this interval has beside them.
void write_segment(std::map<std::string, std::string>& files, std::int64_t interval) {
    SegmentIndexes indexes(Offset(0), interval);
    std::string& log = files[log_name];
    log.clear();
    for (int i = 0; i < 10; ++i) {
        RecordBatch batch = test::produced(7, 0, i);
        batch.base_offset = Offset(i);
        const std::string bytes = encode_batch(batch);
        indexes.append(batch.last_offset(), batch.max_timestamp.millis() + 0,
                       static_cast<std::int32_t>(bytes.size()));
        log += bytes;
    }
    files[index_name] = indexes.offset_index_bytes();
    files[time_name] = indexes.time_index_bytes();
}

}  // namespace

TEST_CASE_METHOD(DumpFixture, "a segment of a real broker, batches alone") {
    dump_bytes(log_name, broker_segment());
    CHECK(complaints.empty());
    CHECK(out ==
          "Dumping x-0/00000000000000000000.log\n"
          "Log starting offset: 0\n"
          "baseOffset: 0 lastOffset: 0 count: 1 baseSequence: -1 lastSequence: -1 producerId: -1 "
          "producerEpoch: -1 partitionLeaderEpoch: 1 isTransactional: false isControl: false "
          "deleteHorizonMs: OptionalLong.empty position: 0 CreateTime: 1503229838908 size: 71 "
          "magic: 2 compresscodec: none crc: 51946096 isvalid: true\n"
          "baseOffset: 1 lastOffset: 2 count: 2 baseSequence: -1 lastSequence: -1 producerId: -1 "
          "producerEpoch: -1 partitionLeaderEpoch: 2 isTransactional: false isControl: false "
          "deleteHorizonMs: OptionalLong.empty position: 71 CreateTime: 1503229959700 size: 76 "
          "magic: 2 compresscodec: none crc: 3361520931 isvalid: true\n"
          "baseOffset: 3 lastOffset: 3 count: 1 baseSequence: -1 lastSequence: -1 producerId: -1 "
          "producerEpoch: -1 partitionLeaderEpoch: 2 isTransactional: false isControl: false "
          "deleteHorizonMs: OptionalLong.empty position: 147 CreateTime: 1503229962141 size: 71 "
          "magic: 2 compresscodec: none crc: 772507063 isvalid: true\n");
}

TEST_CASE_METHOD(DumpFixture, "records with their values") {
    options.print_data_log = true;
    dump_bytes(log_name, broker_segment());
    CHECK(out.find("\n| offset: 0 CreateTime: 1503229838908 keySize: -1 valueSize: 3 sequence: -1 "
                   "headerKeys: [] payload: 123\n") != std::string::npos);
    CHECK(out.find("\n| offset: 2 CreateTime: 1503229959700 keySize: -1 valueSize: 0 sequence: -1 "
                   "headerKeys: [] payload: \n") != std::string::npos);
    options = {};
    options.deep_iteration = true;
    dump_bytes(log_name, golden("golden_batches.txt").at("broker 0.11 v2: a header"));
    CHECK(out.ends_with("valueSize: 3 sequence: -1 headerKeys: [hkey]\n"));
    options.print_data_log = options.skip_record_metadata = true;
    CHECK(dump({log_name}).ends_with("isvalid: true\n payload: hdr\n"));
}

TEST_CASE_METHOD(DumpFixture, "messages of the old formats, as live brokers wrote them") {
    const auto batches = golden("golden_batches.txt");
    options.print_data_log = true;
    CHECK(dump_bytes(log_name, batches.at("broker 0.11 v1: message 0"))
              .ends_with("offset: 0 position: 0 CreateTime: 1503648000942 size: 37 magic: 1 "
                         "compresscodec: none crc: 1199974594 isvalid: true\n"
                         "| offset: 0 CreateTime: 1503648000942 keySize: -1 valueSize: 3 isValid: "
                         "true crc: 1199974594} payload: 123\n"));
    CHECK(dump_bytes(log_name, batches.at("broker 0.10 v0: message 0"))
              .ends_with("offset: 0 position: 0 NoTimestampType: -1 size: 29 magic: 0 "
                         "compresscodec: none crc: 4272954815 isvalid: true\n"
                         "| offset: 0 NoTimestampType: -1 keySize: -1 valueSize: 3 isValid: true "
                         "crc: 4272954815} payload: 123\n"));
    CHECK(complaints.empty());
}

TEST_CASE_METHOD(DumpFixture, "messages that another wraps are shown one by one") {
    options.deep_iteration = true;
    const std::string message = golden("golden_messages.txt").at("sarama v1: two in lz4");
    std::string bytes;
    put_big_endian(bytes, std::int64_t{41});
    put_big_endian(bytes, static_cast<std::int32_t>(message.size()));
    CHECK(dump_bytes(log_name, bytes + message)
              .ends_with("compresscodec: lz4 crc: 4128029825 isvalid: true\n"
                         "| offset: 40 NoTimestampType: -1 keySize: -1 valueSize: 0 isValid: true "
                         "crc: 2035763424}\n"
                         "| offset: 41 NoTimestampType: -1 keySize: -1 valueSize: 0 isValid: true "
                         "crc: 2035763424}\n"));
    CHECK(complaints.empty());
    dump_bytes(log_name, bytes + golden("golden_messages.txt").at("sarama v0: gzip of nothing"));
    CHECK(complaints.size() == 1);
}

TEST_CASE_METHOD(DumpFixture, "compressed records are unpacked") {
    const auto batches = golden("golden_batches.txt");
    options.deep_iteration = true;
    for (const char* codec : {"gzip", "snappy", "lz4"}) {
        const std::string name = codec == std::string("gzip")
                                     ? "gzipped record"
                                     : codec + std::string(" compressed record");
        dump_bytes(log_name, batches.at("sarama v2: " + name));
        INFO(out);
        CHECK(complaints.empty());
        CHECK(out.find(std::string("compresscodec: ") + codec + " crc: ") != std::string::npos);
        CHECK(out.find("\n| offset: 0 CreateTime: ") != std::string::npos);
        CHECK(out.find(" keySize: 4 valueSize: 3 ") != std::string::npos);
    }
}

TEST_CASE_METHOD(DumpFixture, "a transaction's end is a control batch") {
    std::vector<Record> marker(1);
    marker[0].timestamp = WallTime::from_millis(5000);
    marker[0].key = Bytes(test::from_hex("00000001"));
    marker[0].value = Bytes(test::from_hex("00000000000b"));
    RecordBatch batch = make_batch(make_record_set(std::move(marker)));
    batch.producer_id = ProducerId(98323);
    std::string bytes = encode_batch(batch);
    bytes[22] = 0x30;  // transactional, control
    const std::uint32_t crc = crc32c(std::string_view(bytes).substr(21));
    for (int i = 0; i < 4; ++i) bytes[17 + i] = static_cast<char>(crc >> (24 - 8 * i));
    options.print_data_log = true;
    dump_bytes(log_name, bytes);
    CHECK(out.find("isTransactional: true isControl: true") != std::string::npos);
    CHECK(
        out.ends_with("keySize: 4 valueSize: 6 sequence: -1 headerKeys: [] endTxnMarker: COMMIT "
                      "coordinatorEpoch: 11\n"));
}

TEST_CASE_METHOD(DumpFixture, "a segment cut anywhere is dumped up to there, with the byte") {
    const std::string good = broker_segment();
    for (std::size_t cut = 1; cut < good.size(); ++cut) {
        const std::size_t whole = cut < 71 ? 0 : cut < 147 ? 71 : 147;
        dump_bytes(log_name, good.substr(0, cut));
        INFO(cut << "\n" << out);
        if (cut == whole) {
            CHECK(complaints.empty());
            continue;
        }
        const std::string left = std::to_string(cut - whole);
        CHECK(out.ends_with("Found " + left +
                            " invalid bytes at the end of 00000000000000000000.log\n"));
        CHECK(complaint() == std::string(log_name) + ": byte " + std::to_string(whole) +
                                 ": the last " + left +
                                 " bytes are no whole batch; a broker that recovers this segment "
                                 "cuts it here");
    }
}

TEST_CASE_METHOD(DumpFixture, "no flipped bit goes unseen where the CRC looks, none crashes") {
    const std::string good = broker_segment();
    options.print_data_log = true;
    dump_bytes(log_name, good);
    const std::string as_written = out;
    for (std::size_t place = 0; place < good.size(); ++place) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string bad = good;
            bad[place] = static_cast<char>(bad[place] ^ (1 << bit));
            dump_bytes(log_name, bad);
            INFO("byte " << place << ", bit " << bit << "\n" << out);
            CHECK(out != as_written);
            const std::size_t begin = place < 71 ? 0 : place < 147 ? 71 : 147;
            const std::size_t in_batch = place - begin;
            if ((in_batch >= 8 && in_batch < 12) || in_batch >= 16) {
                REQUIRE(complaints.size() == 1);
                CHECK(complaints[0].position >= begin);
                CHECK(complaints[0].position <= begin + 76);
            }
        }
    }
}

TEST_CASE_METHOD(DumpFixture, "foreign files are one complaint, with a byte") {
    dump_bytes("notes.log", "this is no log of Kafka, but some text\n");
    CHECK(complaint().starts_with("notes.log: byte 0: the name tells no base offset; "));
    dump_bytes(log_name, "2026-11-21 10:00:00 INFO something else, and long enough\n");
    CHECK(complaint().starts_with(std::string(log_name) + ": byte 0: "));
    dump_bytes(log_name, broker_segment() + std::string(1000, '\0'));
    CHECK(complaint() == std::string(log_name) +
                             ": byte 218: Found record size 0 smaller than minimum record overhead "
                             "(14); zeros are space that was reserved and never written");
    dump_bytes("x-0/picture.png", "PNG");
    CHECK(complaint().find("none of the files of a log directory") != std::string::npos);
    dump({"x-0/00000000000000000042.log"});
    CHECK(complaint().find("cannot be read") != std::string::npos);
    std::string magic = broker_segment();
    magic[16] = 9;
    dump_bytes(log_name, magic);
    CHECK(complaint().find("byte 0: no message format has magic 9") != std::string::npos);
}

TEST_CASE_METHOD(DumpFixture, "one bad file does not hide the others") {
    disk.files["x-0/00000000000000000000.log"] = broker_segment();
    disk.files["x-1/00000000000000000000.log"] = "rubbish that is long enough to be a frame";
    dump({"x-1/00000000000000000000.log", log_name});
    CHECK(complaints.size() == 1);
    CHECK(out.ends_with("crc: 772507063 isvalid: true\n"));
}

TEST_CASE_METHOD(DumpFixture, "gaps between offsets are told, the last one first") {
    std::string bytes;
    for (const std::int64_t base : {5, 6, 9, 20}) {
        RecordBatch batch = test::batch();
        batch.base_offset = Offset(base);
        bytes += encode_batch(batch);
    }
    options.deep_iteration = true;
    dump_bytes(log_name, bytes);
    CHECK(err ==
          "Non-consecutive offsets in x-0/00000000000000000000.log\n"
          "  9 is followed by 20\n  6 is followed by 9\n");
}

TEST_CASE_METHOD(DumpFixture, "indexes that fit their segment") {
    write_segment(disk.files, 200);
    dump({index_name, time_name});
    INFO(out << err);
    CHECK(complaints.empty());
    CHECK(err.empty());
    CHECK(out.find("\noffset: ") != std::string::npos);
    CHECK(out.find("\ntimestamp: 1000 offset: 0\n") != std::string::npos);
    options.verify_index_only = true;
    CHECK(dump({index_name}) == "Dumping " + std::string(index_name) + "\n");
    options = {};
    options.index_sanity_check = true;
    CHECK(dump({index_name, time_name}) ==
          "Dumping x-0/00000000000000000000.index\n"
          "x-0/00000000000000000000.index passed sanity check.\n"
          "Dumping x-0/00000000000000000000.timeindex\n"
          "x-0/00000000000000000000.timeindex passed sanity check.\n");
}

TEST_CASE_METHOD(DumpFixture, "indexes that do not fit their segment") {
    write_segment(disk.files, 200);
    const std::string good = disk.files[index_name];
    std::string bad = good;
    bad[3] = static_cast<char>(bad[3] + 1);
    disk.files[index_name] = bad;
    dump({index_name});
    CHECK(err.starts_with("Mismatches in :" + std::string(index_name) + "\n  Index offset: "));
    bad = good;
    bad[5] = 0x7f;
    dump_bytes(index_name, bad);
    CHECK(complaint().find(": byte 0: the entry's position ") != std::string::npos);
    bad = good + "abc";
    dump_bytes(index_name, bad);
    CHECK(complaint().find("is neither positive nor a multiple of 8; delete it") !=
          std::string::npos);
    disk.files[log_name][8] = '\x80';
    dump_bytes(index_name, test::from_hex("0000000000000000"));
    CHECK(complaint().starts_with(std::string(log_name) + ": byte 0: Found record size "));
    write_segment(disk.files, 200);
    // A broker that runs leaves zeros behind the entries.
    dump_bytes(index_name, good + std::string(800, '\0'));
    CHECK(complaints.empty());
    CHECK(dump_bytes(index_name, "").ends_with(".index is empty.\n"));

    disk.files[index_name] = good;
    std::string times = disk.files[time_name];
    times[7] = static_cast<char>(times[7] + 1);
    dump_bytes(time_name, times);
    CHECK(err == "Found timestamp mismatch in :" + std::string(time_name) +
                     "\n  Index timestamp: 1001, log timestamp: 1000\n");
    times = disk.files[time_name];
    times[11] = 77;
    dump_bytes(time_name, times);
    CHECK(err.find("Indexed offset: 77, found log offset: -1\n") != std::string::npos);
    disk.files.erase(log_name);
    dump({time_name});
    CHECK(complaint().find("x-0/00000000000000000000.log cannot be read") != std::string::npos);
}

TEST_CASE_METHOD(DumpFixture, "golden snapshot and transaction index, in the tool's words") {
    const auto files = golden("golden_files.txt");
    CHECK(dump_bytes("x-0/00000000000000001020.snapshot", files.at("snapshot")) ==
          "Dumping x-0/00000000000000001020.snapshot\n"
          "producerId: 4001 producerEpoch: 3 coordinatorEpoch: 2 currentTxnFirstOffset: "
          "OptionalLong.empty lastTimestamp: 1503229839999 firstSequence: 13 lastSequence: 17 "
          "lastOffset: 1012 offsetDelta: 4 timestamp: 1503229839999\n"
          "producerId: 4002 producerEpoch: 0 coordinatorEpoch: -1 currentTxnFirstOffset: "
          "OptionalLong[1013] lastTimestamp: 1503229840001 firstSequence: 2147483647 lastSequence: "
          "2147483647 lastOffset: 1019 offsetDelta: 0 timestamp: 1503229840001\n"
          "producerId: 4003 producerEpoch: 1 coordinatorEpoch: 7 currentTxnFirstOffset: "
          "OptionalLong.empty lastTimestamp: 1503229830000 \n");
    CHECK(
        dump_bytes("x-0/00000000000000001000.txnindex", files.at("txnindex")) ==
        "Dumping x-0/00000000000000001000.txnindex\n"
        "version: 0 producerId: 4001 firstOffset: 1000 lastOffset: 1003 lastStableOffset: 1000\n"
        "version: 0 producerId: 4002 firstOffset: 1001 lastOffset: 1011 lastStableOffset: 1004\n");
    std::string bad = files.at("snapshot");
    bad.back() = 0;
    dump_bytes("x-0/00000000000000001020.snapshot", bad);
    CHECK(complaint().find("byte 2: Snapshot is corrupt (CRC is no longer valid). Stored crc: ") !=
          std::string::npos);
}

TEST_CASE_METHOD(DumpFixture, "checkpoints and the other text files") {
    CHECK(dump_bytes("x-0/leader-epoch-checkpoint", "0\n2\n0 0\n3 17\n")
              .ends_with("\nepoch: 0 startOffset: 0\nepoch: 3 startOffset: 17\n"));
    CHECK(dump_bytes("replication-offset-checkpoint", "0\n1\nclick 0 12\n")
              .ends_with("\ntopic: click partition: 0 offset: 12\n"));
    CHECK(dump_bytes("meta.properties", "#\n#now\nbroker.id=1\nversion=0\n")
              .ends_with("\nbroker.id: 1\nversion: 0\n"));
    CHECK(dump_bytes(".kafka_cleanshutdown", R"({"version":0,"brokerEpoch":7})")
              .ends_with("\n{\"version\":0,\"brokerEpoch\":7}\n"));
    dump_bytes("replication-offset-checkpoint", "0\n1\nclick 0\x1b[2J 12\n");
    CHECK(complaint().starts_with("replication-offset-checkpoint: byte 4: Malformed line"));
    CHECK(complaint().find('\x1b') == std::string::npos);
}

TEST_CASE_METHOD(DumpFixture, "what is no text is not put on a terminal") {
    const std::string elf(
        "\x7f"
        "ELF\x02\x01=\0\x1b[2J\n",
        13);
    for (const char* name : {"meta.properties", "x-0/partition.metadata", ".kafka_cleanshutdown"}) {
        INFO(name);
        CHECK(dump_bytes(name, elf).find("ELF") == std::string::npos);
        CHECK(complaint() == std::string(name) +
                                 ": byte 0: a byte that no text has; is it a file of a log "
                                 "directory?");
    }
    CHECK(dump_bytes("meta.properties", "broker.id=1\nversion=0\x1b[2J\n")
              .ends_with("\nbroker.id: 1\n"));
    CHECK(complaint().starts_with("meta.properties: byte 21: a byte that no text has"));
    CHECK(dump_bytes("meta.properties", "#\tnow\r\nbroker.id=1\n").ends_with("\nbroker.id: 1\n"));
    CHECK(complaints.empty());
}

TEST_CASE_METHOD(DumpFixture, "a snapshot of KRaft is a log with another name") {
    dump_bytes("m-0/00000000000000000007-0000000003.checkpoint", broker_segment());
    CHECK(out.find("\nSnapshot end offset: 7, epoch: 3\nbaseOffset: 0") != std::string::npos);
}

TEST_CASE_METHOD(DumpFixture, "decoders and a limit") {
    std::vector<Record> records(1);
    records[0].key = Bytes(test::from_hex("fffffffe"));
    records[0].value = Bytes(test::from_hex("0000000000000007"));
    RecordBatch batch = make_batch(make_record_set(std::move(records)));
    const std::string bytes = encode_batch(batch);
    options.print_data_log = true;
    options.key_decoder = Decoder::integer;
    options.value_decoder = Decoder::long_integer;
    CHECK(dump_bytes(log_name, bytes + bytes).ends_with(" key: -2 payload: 7\n"));
    options.value_decoder = Decoder::integer;
    options.max_bytes = static_cast<std::int64_t>(bytes.size()) + 5;
    dump({log_name});
    CHECK(complaints.empty());
    CHECK(out.find("invalid bytes") == std::string::npos);
    options.key_decoder = Decoder::long_integer;
    dump({log_name});
    CHECK(complaint().find("choose another decoder") != std::string::npos);
    options.key_decoder = Decoder::string;
    CHECK(dump({log_name})
              .find(" key: \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd payload: 0") !=
          std::string::npos);
}

}  // namespace kscope::sim
