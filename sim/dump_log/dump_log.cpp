#include "sim/dump_log/dump_log.h"

#include <algorithm>

#include "sim/dump_log/dump_parts.h"

namespace kscope::sim {

namespace {

enum class FileKind : std::uint8_t { segment, index, time_index, snapshot, txn_index, text, other };

FileKind kind_of(std::string_view path) {
    const std::string_view name = name_in(path);
    const std::string_view suffix = name.substr(std::min(name.rfind('.'), name.size()));
    if (is_text_file(name)) return FileKind::text;
    if (suffix == ".log" || suffix == ".checkpoint") return FileKind::segment;
    if (suffix == ".index") return FileKind::index;
    if (suffix == ".timeindex") return FileKind::time_index;
    if (suffix == ".snapshot") return FileKind::snapshot;
    if (suffix == ".txnindex") return FileKind::txn_index;
    return FileKind::other;
}

void dump_file(Dump& dump, const std::string& path) {
    const FileKind kind = kind_of(path);
    if (kind == FileKind::other) {
        throw DumpFailure{0, "this is none of the files of a log directory",
                          "name a .log, .index, .timeindex, .snapshot, .txnindex or a checkpoint"};
    }
    const auto file = dump.sources.open(path);
    if (!file) throw DumpFailure{0, "the file cannot be read", "name a file that is there"};
    switch (kind) {
        case FileKind::segment: return dump_segment(dump, path, *file);
        case FileKind::index: return dump_offset_index(dump, path, *file);
        case FileKind::time_index: return dump_time_index(dump, path, *file);
        case FileKind::snapshot: return dump_producer_snapshot(dump, path, *file);
        case FileKind::txn_index: return dump_transaction_index(dump, path, *file);
        case FileKind::text: return dump_text_file(dump, path, *file);
        case FileKind::other: return;
    }
}

void tell(std::ostream& err, const Mismatches& mismatches, const char* heading, const char* first,
          const char* second) {
    for (const auto& [file, pairs] : mismatches) {
        err << heading << file << "\n";
        for (const auto& [a, b] : pairs) err << first << a << second << b << "\n";
    }
}

// Kafka's tool puts each of these pairs before those that it knows already.
void tell_last_first(std::ostream& err, Mismatches mismatches, const char* heading,
                     const char* first, const char* second) {
    for (auto& [file, pairs] : mismatches) std::reverse(pairs.begin(), pairs.end());
    tell(err, mismatches, heading, first, second);
}

void tell_mismatches(const Dump& dump) {
    std::ostream& err = dump.err;
    tell_last_first(err, dump.index_offsets,
                    "Mismatches in :", "  Index offset: ", ", log offset: ");
    tell(err, dump.index_timestamps,
         "Found timestamp mismatch in :", "  Index timestamp: ", ", log timestamp: ");
    tell(err, dump.index_order, "Found out of order timestamp in :", "  Index timestamp: ",
         ", Previously indexed timestamp: ");
    for (const auto& [file, pairs] : dump.index_without_batch) {
        err << "The following indexed offsets are not found in the log.\n";
        for (const auto& [indexed, found] : pairs) {
            err << "Indexed offset: " << indexed << ", found log offset: " << found << "\n";
        }
    }
    tell_last_first(err, dump.non_consecutive, "Non-consecutive offsets in ", "  ",
                    " is followed by ");
}

}  // namespace

std::string to_string(const DumpComplaint& complaint) {
    return complaint.file + ": byte " + std::to_string(complaint.position) + ": " +
           complaint.problem + "; " + complaint.remedy;
}

bool is_dumpable(const std::string& path) { return kind_of(path) != FileKind::other; }

std::vector<DumpComplaint> dump_log(const std::vector<std::string>& files,
                                    const DumpOptions& options, const ByteSources& sources,
                                    std::ostream& out, std::ostream& err) {
    Dump dump{options, sources, out, err, {}, {}, {}, {}, {}};
    std::vector<DumpComplaint> complaints;
    for (const std::string& path : files) {
        out << "Dumping " << path << "\n";
        try {
            dump_file(dump, path);
        } catch (const DumpFailure& failure) {
            complaints.push_back({failure.file.empty() ? path : failure.file, failure.position,
                                  failure.problem, failure.remedy});
        }
    }
    tell_mismatches(dump);
    return complaints;
}

}  // namespace kscope::sim
