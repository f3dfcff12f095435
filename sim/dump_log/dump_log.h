// kafka-dump-log: what is in the files of a log directory, in the words of Kafka's own tool
// (kafka.tools.DumpLogSegments): segments, their indexes, producer snapshots, and besides, what
// that tool ignores: checkpoints and the other small files. It reads what any broker wrote; nothing
// in a file is trusted. Where Kafka's tool ends with a stack trace, here is a complaint: the file,
// the byte, what is wrong, and what would help.
#pragma once

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "sim/dump_log/byte_source.h"

namespace kscope::sim {

enum class Decoder : std::uint8_t { string, integer, long_integer };

// The tool's own flags.
struct DumpOptions {
    bool print_data_log = false;  // keys and values; means deep iteration
    bool deep_iteration = false;  // records, not only batches
    bool skip_record_metadata = false;
    bool verify_index_only = false;   // index entries are checked, not printed
    bool index_sanity_check = false;  // only what a broker checks when it starts
    std::int64_t max_bytes = std::numeric_limits<std::int32_t>::max();  // of each .log file
    Decoder key_decoder = Decoder::string;
    Decoder value_decoder = Decoder::string;
    bool offsets_decoder = false;  // records are those of __consumer_offsets

    [[nodiscard]] bool deep() const { return deep_iteration || print_data_log; }
};

struct DumpComplaint {
    std::string file;
    std::uint64_t position = 0;
    std::string problem;
    std::string remedy;
};
// "click-0/00000000000000000000.log: byte 123: problem; remedy"
std::string to_string(const DumpComplaint& complaint);

// Prints the files in their order: what they hold to `out`, and to `err` what Kafka's tool says of
// mismatches. One complaint a file at most; the other files are dumped all the same.
std::vector<DumpComplaint> dump_log(const std::vector<std::string>& files,
                                    const DumpOptions& options, const ByteSources& sources,
                                    std::ostream& out, std::ostream& err);

// Whether it is a file that Kafka keeps in a log directory, by its name.
bool is_dumpable(const std::string& path);

}  // namespace kscope::sim
