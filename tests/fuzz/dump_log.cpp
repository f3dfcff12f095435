#include "sim/dump_log/dump_log.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include "core/base/check.h"
#include "tests/fuzz/targets.h"

namespace kscope::fuzz {

namespace {

class MemoryFiles : public sim::ByteSources {
public:
    std::map<std::string, std::string> files;
    [[nodiscard]] std::unique_ptr<sim::ByteSource> open(const std::string& path) const override {
        const auto at = files.find(path);
        if (at == files.end()) return nullptr;
        return std::make_unique<sim::StringSource>(at->second);
    }
};

constexpr std::array<const char*, 10> names{"00000000000000000007.log",
                                            "00000000000000000007.index",
                                            "00000000000000000007.timeindex",
                                            "00000000000000000007.txnindex",
                                            "00000000000000000007.snapshot",
                                            "00000000000000000007-0000000002.checkpoint",
                                            "leader-epoch-checkpoint",
                                            "replication-offset-checkpoint",
                                            "partition.metadata",
                                            "meta.properties"};

sim::DumpOptions options_of(unsigned bits) {
    sim::DumpOptions options;
    options.print_data_log = (bits & 1) != 0;
    options.deep_iteration = (bits & 2) != 0;
    options.skip_record_metadata = (bits & 4) != 0;
    options.verify_index_only = (bits & 8) != 0;
    options.index_sanity_check = (bits & 16) != 0;
    if ((bits & 32) != 0) options.max_bytes = 100;
    options.offsets_decoder = (bits & 192) == 192;
    if ((bits & 64) != 0) options.key_decoder = sim::Decoder::integer;
    if ((bits & 128) != 0) options.value_decoder = sim::Decoder::long_integer;
    return options;
}

}  // namespace

// [kind][flags][size of the first file, 2 bytes][the file to dump][the segment beside it]
void dump_log(std::string_view input) {
    constexpr std::size_t head = 4;
    if (input.size() < head) return;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(input[i]); };
    const std::string name = names[byte(0) % names.size()];
    const std::string_view rest = input.substr(head);
    const std::size_t first =
        std::min<std::size_t>(std::size_t{byte(2)} * 256 + byte(3), rest.size());
    MemoryFiles disk;
    disk.files["00000000000000000007.index"] = std::string(rest.substr(0, first));
    disk.files["00000000000000000007.log"] = std::string(rest.substr(first));
    disk.files[name] = std::string(rest.substr(0, first));
    std::ostringstream out;
    std::ostringstream err;
    const auto complaints = sim::dump_log({name}, options_of(byte(1)), disk, out, err);
    KSCOPE_CHECK(complaints.size() <= 1);
    for (const sim::DumpComplaint& complaint : complaints) {
        KSCOPE_CHECK(complaint.position <= disk.files.at(complaint.file).size());
        KSCOPE_CHECK(to_string(complaint).find('\n') == std::string::npos);
    }
}

}  // namespace kscope::fuzz
