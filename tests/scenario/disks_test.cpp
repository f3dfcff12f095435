// Whatever random faults leave on the disks of brokers: as Kafka's files dump-log finds nothing
// wrong in them but torn ends, and recovery from their bytes is recovery from what the simulation
// keeps.
#include <map>
#include <sstream>

#include "core/log/log_recovery.h"
#include "sim/dump_log/dump_log.h"
#include "sim/export/log_dir_files.h"
#include "tests/support/catch.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

class MemoryDirectory : public FileSink, public ByteSources {
public:
    std::map<std::string, std::string> files;

    void begin(const std::string& name) override { open_ = &files[name]; }
    void write(std::string_view bytes) override { *open_ += bytes; }
    void end() override { open_ = nullptr; }
    [[nodiscard]] std::unique_ptr<ByteSource> open(const std::string& path) const override {
        const auto at = files.find(path);
        return at == files.end() ? nullptr : std::make_unique<StringSource>(at->second);
    }

private:
    std::string* open_ = nullptr;
};

struct Seen {
    int partitions = 0;
    int segments = 0;
    int torn = 0;
};

Ref<const LogSpec> spec_of(const TopicPartition& tp) {
    auto spec = make_ref<LogSpec>();
    spec->tp = tp;
    spec->config.segment_bytes = 1 << 20;
    return spec;
}

void check_recovery(const LogDirectory& kept, const MemoryDirectory& written, Seen& seen) {
    std::vector<StoredFile> bytes;
    const std::string folder = to_string(kept.tp) + "/";
    for (const auto& [name, content] : written.files) {
        if (name.starts_with(folder)) bytes.push_back({name, {Extent(Bytes(content))}});
    }
    Output out;
    const PartitionLog a = recover_log(spec_of(kept.tp), kept.files, {}, out);
    const PartitionLog b = recover_log(spec_of(kept.tp), bytes, {}, out);
    CHECK(a.log_end_offset() == b.log_end_offset());
    CHECK(a.prefix_digest_at_end() == b.prefix_digest_at_end());
    CHECK(a.epochs() == b.epochs());
    CHECK(a.producers().producers() == b.producers().producers());
    ++seen.partitions;
    seen.segments += static_cast<int>(a.segments().size());
}

bool is_torn(const std::vector<StoredFile>& files, const std::string& name) {
    const StoredFile* file = find_file(files, name);
    return file != nullptr && !file->extents.empty() &&
           std::holds_alternative<Bytes>(file->extents.back());
}

void check_disk(const std::vector<StoredFile>& files, Seen& seen) {
    MemoryDirectory written;
    write_log_dir(
        files, [](const TopicPartition&) { return 500; }, written);
    std::vector<std::string> names;
    for (const auto& [name, bytes] : written.files) {
        if (is_dumpable(name)) names.push_back(name);
    }
    DumpOptions options;
    options.deep_iteration = true;
    std::ostringstream out;
    std::ostringstream err;
    for (const DumpComplaint& complaint : dump_log(names, options, written, out, err)) {
        INFO(to_string(complaint));
        CHECK(is_torn(files, complaint.file));
        ++seen.torn;
    }
    CHECK(err.str().empty());
    for (const LogDirectory& kept : log_directories(files)) check_recovery(kept, written, seen);
}

}  // namespace

TEST_CASE("the disks of runs with random faults are good files") {
    Seen seen;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        WorldSpec spec = test::small_world({"topics.click.config.segment.bytes=2000"});
        const FaultProfile faults = swarm(test::small_faults(), seed);
        spec.timeline = random_faults(test::targets_of(spec), faults, seed);
        World world(std::make_shared<const WorldSpec>(std::move(spec)), seed);
        for (int second = 3; second <= 18; second += 3) {
            INFO("seed " << seed << ", after " << second << " s");
            while (world.step_until(Instant::at(Duration::seconds(second)))) {
            }
            for (std::size_t n = 0; n < world.node_count(); ++n) {
                if (std::holds_alternative<BrokerSpec>(world.spec().nodes[n].spec)) {
                    check_disk(world.disk(NodeId(static_cast<std::int32_t>(n))).contents(), seen);
                }
            }
        }
    }
    CHECK(seen.partitions > 500);
    CHECK(seen.segments > 2 * seen.partitions);
    CHECK(seen.torn > 0);
}

}  // namespace kscope::sim
