// `run --disks` and `dump-log`, from a run to its files and what they hold.
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/cli/command_line.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

namespace fs = std::filesystem;

struct Answer {
    int code = 0;
    std::string out;
    std::string err;
};

Answer kscope(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = run_command_line(arguments, Terminal{out, err});
    return {code, out.str(), err.str()};
}

const std::string small = "tests/scenario/small.yaml";

struct DiskFixture {
    fs::path base = fs::temp_directory_path() / "kscope-disks-test";
    std::string dir = (base / "disks").string();

    DiskFixture() {
        fs::remove_all(base);
        fs::create_directory(base);
    }
    ~DiskFixture() { fs::remove_all(base); }
};

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TEST_CASE_METHOD(DiskFixture,
                 "the disks of a run are directories that dump-log finds nothing wrong in") {
    const Answer without = kscope({"run", small, "--quiet"});
    const Answer run = kscope({"run", small, "--quiet", "--disks", dir});
    CHECK(run.code == 0);
    CHECK(run.out == without.out);
    for (const char* name : {"broker-1/meta.properties", "broker-2/replication-offset-checkpoint",
                             "broker-3/click-0/00000000000000000000.log",
                             "broker-3/click-0/00000000000000000000.index",
                             "broker-3/click-0/00000000000000000000.timeindex",
                             "broker-3/click-0/leader-epoch-checkpoint"}) {
        INFO(name);
        CHECK(fs::is_regular_file(base / "disks" / name));
    }
    const Answer dump = kscope({"dump-log", dir, "--print-data-log"});
    INFO(dump.err);
    CHECK(dump.code == 0);
    CHECK(dump.err.empty());
    CHECK(count(dump.out, "isvalid: true\n") > 20);
    CHECK(count(dump.out, "isvalid: false\n") == 0);
    const Answer offsets = kscope({"dump-log", dir, "--offsets-decoder"});
    CHECK(offsets.out.find(R"(key: {"type":"1","data":{"group":"readers","topic":"click",)") !=
          std::string::npos);
    CHECK(offsets.out.find(R"("protocol":"range","leader":")") != std::string::npos);
    const std::string log = dir + "/broker-1/click-0/00000000000000000000.log";
    const std::string epochs = dir + "/broker-1/click-0/leader-epoch-checkpoint";
    const Answer files = kscope({"dump-log", "--files", log + "," + epochs, "--deep-iteration"});
    CHECK(files.out.starts_with("Dumping " + log + "\nLog starting offset: 0\nbaseOffset: 0 "));
    CHECK(files.out.find("\n| offset: 1 CreateTime: ") != std::string::npos);
    CHECK(files.out.find("Dumping " + epochs + "\nepoch: 0 startOffset: 0\n") != std::string::npos);
}

TEST_CASE_METHOD(DiskFixture, "a directory with something in it is refused before the run") {
    fs::create_directory(dir);
    std::ofstream(dir + "/mine") << "precious";
    const Answer run = kscope({"run", small, "--disks", dir});
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.err == "--disks " + dir +
                         ": the directory is not empty; name one that is empty, or not there "
                         "yet\n");
    CHECK(std::distance(fs::directory_iterator(base), fs::directory_iterator()) == 1);
}

TEST_CASE_METHOD(DiskFixture, "a full disk leaves nothing behind") {
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit little = before;
    little.rlim_cur = 200;  // bytes of one file
    REQUIRE(setrlimit(RLIMIT_FSIZE, &little) == 0);
    const Answer run = kscope({"run", small, "--quiet", "--disks", dir});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    CHECK(run.err == "--disks " + dir +
                         ": not all could be written, the disk may be full; make room, or name a "
                         "directory on another disk\n");
    CHECK(fs::is_empty(base));
}

TEST_CASE_METHOD(DiskFixture,
                 "dump-log names the byte of damage, and goes on with the other files") {
    REQUIRE(kscope({"run", small, "--quiet", "--disks", dir}).code == 0);
    const std::string log = dir + "/broker-1/click-0/00000000000000000000.log";
    {
        std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(30);
        file.put('\x55');
    }
    const Answer dump = kscope({"dump-log", dir});
    CHECK(dump.code == 2);
    CHECK(dump.err.find(log + ": byte 0: Record is corrupt (stored crc = ") != std::string::npos);
    CHECK(std::count(dump.err.begin(), dump.err.end(), '\n') == 1);
    CHECK(dump.out.find("Dumping " + dir + "/broker-3/meta.properties\n") != std::string::npos);
    const Answer missing = kscope({"dump-log", dir + "/00000000000000000007.log"});
    CHECK(missing.code == 2);
    CHECK(missing.err == dir +
                             "/00000000000000000007.log: byte 0: the file cannot be read; name a "
                             "file that is there\n");
}

}  // namespace kscope::sim
