#include "sim/export/log_dir_files.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/log/batch_codec.h"
#include "core/log/format/producer_snapshot.h"
#include "core/log/log_recovery.h"
#include "sim/export/atomic_directory.h"
#include "sim/scenario/input_error.h"
#include "tests/support/catch.h"
#include "tests/unit/core/log/log_fixture.h"

namespace kscope::sim {

namespace {

namespace fs = std::filesystem;

class Memory : public FileSink {
public:
    std::map<std::string, std::string> files;
    void begin(const std::string& name) override {
        CHECK(files.count(name) == 0);
        open_ = &files[name];
    }
    void write(std::string_view bytes) override { *open_ += bytes; }
    void end() override { open_ = nullptr; }

private:
    std::string* open_ = nullptr;
};

struct Bench : test::LogFixture {
    std::vector<StoredFile> files;
    Memory memory;

    Bench() {
        spec->config.segment_bytes = 3 * test::batch().size_in_bytes();
        for (int i = 0; i < 7; ++i) append(test::produced(7, 0, i), 1);
        for (const Effect& effect : out.effects) {
            const auto* write = std::get_if<DiskWrite>(&effect);
            if (write == nullptr || write->file.text().ends_with(".tmp")) continue;
            if (files.empty() || files.back().name != write->file)
                files.push_back({write->file, {}});
            files.back().extents.push_back(write->extent);
        }
    }
    std::map<std::string, std::string>& export_them() {
        memory = Memory();
        write_log_dir(
            files, [](const TopicPartition&) { return 100; }, memory);
        return memory.files;
    }
};

std::string slurp(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE_METHOD(Bench, "a log directory has Kafka's files") {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : export_them()) names.push_back(name.substr(8));
    CHECK(names ==
          std::vector<std::string>{"00000000000000000000.index", "00000000000000000000.log",
                                   "00000000000000000000.timeindex", "00000000000000000003.index",
                                   "00000000000000000003.log", "00000000000000000003.snapshot",
                                   "00000000000000000003.timeindex", "00000000000000000006.index",
                                   "00000000000000000006.log", "00000000000000000006.snapshot",
                                   "00000000000000000006.timeindex"});
    const auto snapshot =
        decode_producer_snapshot(memory.files.at("click-0/00000000000000000006.snapshot"));
    REQUIRE(snapshot.entries.size() == 1);
    CHECK(snapshot.entries[0].last_sequence == Sequence(5));
    CHECK(memory.files.at("click-0/00000000000000000000.index").size() == 8);
    CHECK(memory.files.at("click-0/00000000000000000006.index").empty());
    CHECK(memory.files.at("click-0/00000000000000000006.timeindex").size() == 12);
}

TEST_CASE_METHOD(Bench, "an orderly shutdown leaves a snapshot at the log's end") {
    files.insert(files.begin(), StoredFile{".kafka_cleanshutdown", {Extent(Bytes("{}"))}});
    CHECK(export_them().count("click-0/00000000000000000007.snapshot") == 1);
    CHECK(memory.files.at(".kafka_cleanshutdown") == "{}");
}

TEST_CASE_METHOD(Bench, "a segment that waits to be removed has its bytes, and no indexes") {
    const std::string whole = export_them().at("click-0/00000000000000000000.log");
    files.front().name += ".deleted";
    CHECK(export_them().at("click-0/00000000000000000000.log.deleted") == whole);
    CHECK(memory.files.count("click-0/00000000000000000000.index") == 0);
}

TEST_CASE_METHOD(Bench, "a partition that nobody wrote to has an empty segment") {
    files.push_back({"view-3/leader-epoch-checkpoint", {Extent(Bytes("0\n0\n"))}});
    export_them();
    CHECK(memory.files.at("view-3/00000000000000000000.log").empty());
    CHECK(memory.files.count("view-3/00000000000000000000.index") == 1);
    CHECK(memory.files.at("view-3/leader-epoch-checkpoint") == "0\n0\n");
}

TEST_CASE_METHOD(Bench, "what was written recovers to the same log; torn bytes are kept as torn") {
    const std::string torn = encode_batch(*log.segments().back()->last().batch).substr(0, 50);
    files.back().extents.emplace_back(Bytes(torn));
    export_them();
    CHECK(memory.files.at("click-0/00000000000000000006.log").ends_with(torn));
    std::vector<StoredFile> back;
    for (const auto& [name, bytes] : memory.files) back.push_back({name, {Extent(Bytes(bytes))}});
    Output effects;
    const PartitionLog recovered = recover_log(spec, back, {}, effects);
    CHECK(recovered.prefix_digest_at_end() == log.prefix_digest_at_end());
    CHECK(recovered.producers().producers() == log.producers().producers());
}

TEST_CASE("a directory appears whole or not at all") {
    const fs::path base = fs::temp_directory_path() / "kscope-atomic-directory-test";
    fs::remove_all(base);
    fs::create_directory(base);
    const std::string path = (base / "out").string();
    {
        AtomicDirectory unfinished(path, "--disks");
        unfinished.begin("x");
        unfinished.write("text");
        unfinished.end();
    }
    CHECK(fs::is_empty(base));
    for (const bool there : {false, true}) {
        if (there) {
            fs::remove_all(path);
            fs::create_directory(path);
        }
        AtomicDirectory directory(path + "/", "--disks");
        directory.enter("broker-1");
        directory.begin("click-0/a.log");
        directory.write("te");
        directory.write("xt");
        directory.end();
        CHECK_FALSE(fs::exists(path + "/broker-1"));
        directory.finish();
        CHECK(slurp(path + "/broker-1/click-0/a.log") == "text");
    }
    const auto refused = [&](const std::string& name) -> std::string {
        try {
            AtomicDirectory(name, "--disks");
        } catch (const BadInput& error) {
            return error.what();
        }
        return "";
    };
    CHECK(refused(path) == "--disks " + path +
                               ": the directory is not empty; name one that is empty, or not there "
                               "yet");
    CHECK(refused(path + "/broker-1/click-0/a.log").find("this is a file") != std::string::npos);
    CHECK(refused(path + "/no/such/place").find("cannot be written") != std::string::npos);
    CHECK_FALSE(refused("").empty());
    CHECK(slurp(path + "/broker-1/click-0/a.log") == "text");
    fs::remove_all(base);
}

}  // namespace kscope::sim
