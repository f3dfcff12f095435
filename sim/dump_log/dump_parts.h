// What the parts of dump_log share: where they print, what they found out, and names of files.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/log/format/batch_header.h"
#include "sim/dump_log/dump_log.h"

namespace kscope::sim {

// Ends the dump of one file.
struct DumpFailure {
    std::uint64_t position = 0;
    std::string problem;
    std::string remedy;
    std::string file = {};  // of the position; empty: the file that is dumped
};

// Pairs of a file, told at the end, as Kafka's tool does.
using Mismatches = std::map<std::string, std::vector<std::pair<std::int64_t, std::int64_t>>>;

struct Dump {
    const DumpOptions& options;
    const ByteSources& sources;
    std::ostream& out;
    std::ostream& err;
    Mismatches non_consecutive;      // offset, the offset after it
    Mismatches index_offsets;        // in the index, in the log
    Mismatches index_timestamps;     // likewise
    Mismatches index_order;          // a timestamp, the one before it
    Mismatches index_without_batch;  // offset in the index, offset in the log
};

// Each prints one file; they throw DumpFailure.
void dump_segment(Dump& dump, const std::string& path, const ByteSource& file);
void dump_offset_index(Dump& dump, const std::string& path, const ByteSource& file);
void dump_time_index(Dump& dump, const std::string& path, const ByteSource& file);
void dump_transaction_index(Dump& dump, const std::string& path, const ByteSource& file);
void dump_producer_snapshot(Dump& dump, const std::string& path, const ByteSource& file);
void dump_text_file(Dump& dump, const std::string& path, const ByteSource& file);
bool is_text_file(std::string_view name);

// "click-0/00000000000000000042.index" -> "00000000000000000042.index"
std::string_view name_in(std::string_view path);
// The number before the first dot of the name; DumpFailure if there is none.
std::int64_t base_offset_in(std::string_view path);
// The file of the same segment with this suffix.
std::string path_beside(const std::string& path, std::string_view suffix);
// DumpFailure if it cannot be read.
std::unique_ptr<ByteSource> open_beside(const Dump& dump, const std::string& path,
                                        std::string_view suffix);

// Whole batches of a .log file from a position on.
class BatchReader {
public:
    BatchReader(const ByteSource& file, std::uint64_t position, std::uint64_t end)
        : file_(file), position_(position), end_(end) {}

    // False at the end, and where no whole batch follows. Throws DumpFailure for what Kafka calls
    // corrupt: a size below the least, a magic that there is not.
    bool next();
    [[nodiscard]] const BatchHeader& header() const { return header_; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t position() const { return position_; }  // of this batch
    [[nodiscard]] std::uint64_t after() const { return position_ + bytes_.size(); }

private:
    const ByteSource& file_;
    std::uint64_t position_;
    std::uint64_t end_;
    BatchHeader header_;
    std::string bytes_;
};

// "OptionalLong[5]", "OptionalLong.empty"
std::string optional_long(std::optional<std::int64_t> value);
const char* timestamp_type(const BatchHeader& header);

}  // namespace kscope::sim
