#include "core/log/log_recovery.h"

#include "core/log/batch_codec.h"
#include "core/log/checkpoint_file.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/kept_disk.h"
#include "tests/unit/core/log/log_fixture.h"

using namespace kscope;
using namespace kscope::test;

namespace {

struct RecoveryFixture : LogFixture {
    KeptDisk disk;
    Output recovered;

    RecoveryFixture() {
        recovered.filter = NoteFilter::all();
        spec->config.segment_bytes = 3 * batch().size_in_bytes();
    }
    void write(int batches, int epoch) {
        for (int i = 0; i < batches; ++i) append(produced(7, 0, next_sequence++), epoch);
        disk.run(out);
        out.clear();
    }
    PartitionLog recover(RecoveryInput input = {}) {
        recovered.clear();
        const auto files = disk.files();
        PartitionLog result = recover_log(spec, files, input, recovered);
        disk.run(recovered);
        result.check_invariants();
        return result;
    }
    Extent& extent(const char* name, std::size_t at) { return disk[name][at]; }
    static void tear(Extent& extent) {
        const auto& whole = *std::get<Ref<const RecordBatch>>(extent);
        extent = Bytes(encode_batch(whole).substr(0, 40));
    }
    const LogRecovered& note() const { return std::get<LogRecovered>(recovered.notes.back().body); }
    int next_sequence = 0;
};

constexpr const char* second_file = "click-0/00000000000000000003.log";

}  // namespace

TEST_CASE_METHOD(RecoveryFixture, "a clean log comes back whole") {
    write(5, 1);
    write(3, 2);
    const PartitionLog back = recover({true, Offset(3), Offset(0)});
    CHECK(back.log_end_offset() == Offset(8));
    CHECK(back.recovery_point() == Offset(8));
    CHECK(back.epochs() == log.epochs());
    CHECK(back.segments().size() == log.segments().size());
    CHECK(back.producers().producers() == log.producers().producers());
    CHECK(back.prefix_digest_at_end() == log.prefix_digest_at_end());
    CHECK(note().clean);
    CHECK(recovered.effects.empty());
}

TEST_CASE_METHOD(RecoveryFixture, "real bytes read as references do") {
    write(5, 1);
    for (std::size_t i = 0; i < 3; ++i) {
        Extent& e = extent("click-0/00000000000000000000.log", i);
        e = Bytes(encode_batch(*std::get<Ref<const RecordBatch>>(e)));
    }
    CHECK(recover().prefix_digest_at_end() == log.prefix_digest_at_end());
}

TEST_CASE_METHOD(RecoveryFixture, "a torn batch ends the log; what follows is dropped") {
    write(5, 1);
    write(3, 2);
    tear(extent(second_file, 1));
    const PartitionLog back = recover({false, Offset(3), Offset(0)});
    CHECK(back.log_end_offset() == Offset(4));
    CHECK(back.recovery_point() == Offset(3));
    CHECK(back.latest_epoch() == LeaderEpoch(1));
    CHECK(note().lost == Offset(4));
    CHECK_FALSE(note().clean);
    CHECK(told(recovered) == std::vector<std::string>{"truncate click-0/00000000000000000003.log 1",
                                                      "delete click-0/00000000000000000006.log",
                                                      "write click-0/leader-epoch-checkpoint.tmp",
                                                      "flush click-0/leader-epoch-checkpoint.tmp",
                                                      "rename click-0/leader-epoch-checkpoint"});
    PartitionLog again = back;
    CHECK(again
              .append_as_leader(produced(7, 0, 4), LeaderEpoch(3), AppendOrigin::client, now_at(1),
                                out)
              .error == ErrorCode::none);
    CHECK(recover().log_end_offset() == Offset(4));  // and the disk agrees
    CHECK(recovered.effects.empty());
}

TEST_CASE_METHOD(RecoveryFixture, "a batch out of order is corrupt") {
    write(6, 1);
    std::swap(extent(second_file, 0), extent(second_file, 1));
    CHECK(recover().log_end_offset() == Offset(5));  // offset 4 is there, 3 came too late
}

TEST_CASE_METHOD(RecoveryFixture, "an epoch that the log does not reach any more is trimmed") {
    write(2, 1);
    write(1, 5);
    disk["click-0/00000000000000000000.log"].pop_back();
    const PartitionLog back = recover({false, Offset(0), Offset(0)});
    CHECK(back.latest_epoch() == LeaderEpoch(1));
    CHECK(text_of(*find_file(disk.files(), "click-0/leader-epoch-checkpoint")) == "0\n1\n1 0\n");
}

TEST_CASE_METHOD(RecoveryFixture,
                 "without its checkpoint the epoch cache is read from the batches") {
    write(2, 1);
    write(2, 5);
    disk["click-0/leader-epoch-checkpoint"].clear();
    CHECK(recover().epochs() == log.epochs());
}

// LogSegment.recover.
TEST_CASE_METHOD(RecoveryFixture, "batches of an older epoch stay, and the epoch cache as it was") {
    const bool corrects = GENERATE(true, false);
    INFO("appends_correct_epochs " << corrects);
    spec->appends_correct_epochs = corrects;
    write(2, 4);
    write(2, 3);
    write(1, 5);
    const PartitionLog back = recover({true, Offset(0), Offset(0)});
    CHECK(back.log_end_offset() == Offset(5));
    CHECK(back.prefix_digest_at_end() == log.prefix_digest_at_end());
    CHECK(back.epochs() == log.epochs());
    CHECK(back.epochs().to_checkpoint() == (corrects ? "0\n2\n3 2\n5 4\n" : "0\n2\n4 0\n5 4\n"));
    CHECK(note().clean);
    CHECK(recovered.effects.empty());
    // Without its checkpoint: only what rises.
    disk["click-0/leader-epoch-checkpoint"].clear();
    CHECK(recover().epochs().to_checkpoint() == "0\n2\n4 0\n5 4\n");
    recover();
    CHECK(recovered.effects.empty());
}

TEST_CASE_METHOD(RecoveryFixture, "a log that started anew starts there again") {
    write(2, 1);
    log.truncate_fully_and_start_at(Offset(40), out);
    disk.run(out);
    out.clear();
    const PartitionLog back = recover({false, Offset(0), Offset(40)});
    CHECK(back.log_start_offset() == Offset(40));
    CHECK(back.log_end_offset() == Offset(40));
    write(1, 2);
    CHECK(recover().log_end_offset() == Offset(41));
    CHECK(recover().prefix_digest_at_end() == log.prefix_digest_at_end());
}

TEST_CASE_METHOD(RecoveryFixture, "a log that ends below its start begins anew at the start") {
    write(2, 1);
    const PartitionLog back = recover({false, Offset(0), Offset(9)});
    CHECK(back.log_start_offset() == Offset(9));
    CHECK(back.log_end_offset() == Offset(9));
    CHECK(note().lost == Offset(0));
}

TEST_CASE_METHOD(RecoveryFixture, "loss is told against the recovery point") {
    write(2, 1);
    disk["click-0/00000000000000000000.log"].pop_back();
    recover({false, Offset(2), Offset(0)});
    CHECK(note().lost == Offset(1));
}

TEST_CASE("a broker's files are told apart by partition") {
    const std::vector<StoredFile> files{{".kafka_cleanshutdown", {}},
                                        {"a-b-1/00000000000000000000.log", {}},
                                        {"a-b-1/leader-epoch-checkpoint", {}},
                                        {"click-0/00000000000000000000.log", {}},
                                        {"recovery-point-offset-checkpoint", {}}};
    const auto directories = log_directories(files);
    REQUIRE(directories.size() == 2);
    CHECK(directories[0].tp == TopicPartition{"a-b", PartitionIndex(1)});
    CHECK(directories[0].files.size() == 2);
    CHECK(directories[1].files.front().name == "click-0/00000000000000000000.log");
}

TEST_CASE("offset checkpoints are Kafka's text and read back") {
    OffsetCheckpoint offsets;
    offsets.set({"click", PartitionIndex(1)}, Offset(7));
    offsets.set({"click", PartitionIndex(0)}, Offset(12));
    const std::string text = to_checkpoint_text(offsets);
    CHECK(text == "0\n2\nclick 0 12\nclick 1 7\n");
    CHECK(offsets_from_checkpoint(text) == offsets);
    for (const char* bad : {"", "0\n", "0\n3\nclick 0 1\n", "0\n1\nclick 0\n", "7\n0\n"}) {
        CHECK_FALSE(offsets_from_checkpoint(bad));
    }
}
