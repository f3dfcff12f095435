// .index, .timeindex and .txnindex files. Entries are compared with the segment beside them.
#include <algorithm>

#include "core/log/format/record_view.h"
#include "core/log/format/segment_indexes.h"
#include "core/log/format/transaction_index.h"
#include "sim/dump_log/dump_parts.h"

namespace kscope::sim {

namespace {

// The entries of an index file, a block at a time.
class EntryReader {
public:
    EntryReader(const ByteSource& file, std::size_t entry_bytes)
        : file_(file), entry_bytes_(entry_bytes) {}

    [[nodiscard]] std::uint64_t count() const { return file_.size() / entry_bytes_; }
    [[nodiscard]] std::uint64_t odd_bytes() const { return file_.size() % entry_bytes_; }
    // Its bytes; valid until the next call. DumpFailure if the file became shorter.
    std::string_view at(std::uint64_t n) {
        const std::uint64_t block = n / block_entries;
        if (block_.empty() || block != block_number_) {
            block_ = file_.read(block * block_entries * entry_bytes_, block_entries * entry_bytes_);
            block_number_ = block;
        }
        const std::size_t begin = static_cast<std::size_t>(n % block_entries) * entry_bytes_;
        if (begin + entry_bytes_ > block_.size()) {
            throw DumpFailure{n * entry_bytes_, "the file ends here", "is somebody writing it?"};
        }
        return std::string_view(block_).substr(begin, entry_bytes_);
    }

private:
    static constexpr std::uint64_t block_entries = 4096;
    const ByteSource& file_;
    std::size_t entry_bytes_;
    std::string block_;
    std::uint64_t block_number_ = 0;
};

constexpr const char* rebuilds = "delete it, and the broker makes it again when it starts";

void refuse_odd_bytes(const std::string& path, const ByteSource& file, std::size_t entry_bytes,
                      const char* kind) {
    const std::uint64_t odd = file.size() % entry_bytes;
    if (odd == 0) return;
    throw DumpFailure{
        file.size() - odd,
        std::string(kind) + " " + path + " is corrupt, found " + std::to_string(file.size()) +
            " bytes which is neither positive nor a multiple of " + std::to_string(entry_bytes),
        rebuilds};
}

// OffsetIndex.sanityCheck
void check_offset_index(const std::string& path, const ByteSource& file, EntryReader& entries,
                        Offset base) {
    if (entries.count() > 0) {
        const auto last = read_offset_index_entry(entries.at(entries.count() - 1), base);
        if (last.offset < base) {
            throw DumpFailure{(entries.count() - 1) * OffsetIndexEntry::bytes,
                              "Corrupt index found, index file (" + path +
                                  ") has non-zero size but the last offset is " +
                                  std::to_string(last.offset.value()) +
                                  " which is less than the base offset " +
                                  std::to_string(base.value()),
                              rebuilds};
        }
    }
    refuse_odd_bytes(path, file, OffsetIndexEntry::bytes, "Index file");
}

// TimeIndex.sanityCheck
void check_time_index(const std::string& path, const ByteSource& file, EntryReader& entries,
                      Offset base) {
    if (entries.count() > 0) {
        const std::uint64_t place = (entries.count() - 1) * TimeIndexEntry::bytes;
        const auto first = read_time_index_entry(entries.at(0), base);
        const auto last = read_time_index_entry(entries.at(entries.count() - 1), base);
        const std::string found = "Corrupt time index found, time index file (" + path +
                                  ") has non-zero size but the last ";
        if (last.timestamp < first.timestamp) {
            throw DumpFailure{place,
                              found + "timestamp is " + std::to_string(last.timestamp) +
                                  " which is less than the first timestamp " +
                                  std::to_string(first.timestamp),
                              rebuilds};
        }
        if (last.offset < base) {
            throw DumpFailure{place,
                              found + "offset is " + std::to_string(last.offset.value()) +
                                  " which is less than the first offset " +
                                  std::to_string(base.value()),
                              rebuilds};
        }
    }
    refuse_odd_bytes(path, file, TimeIndexEntry::bytes, "Time index file");
}

// The position of the last entry at or below the offset (OffsetIndex.lookup); 0 if there is none.
std::uint64_t position_of(EntryReader& index, Offset base, Offset offset) {
    std::uint64_t low = 0;
    std::uint64_t high = index.count();
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (read_offset_index_entry(index.at(middle), base).offset <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == 0) return 0;
    const std::int32_t position = read_offset_index_entry(index.at(low - 1), base).position;
    return position < 0 ? 0 : static_cast<std::uint64_t>(position);
}

std::int64_t largest_timestamp(const BatchHeader& header, std::string_view batch) {
    if (header.compression() != CompressionType::none) return header.max_timestamp;
    RecordCursor records(header, batch);
    RecordView record;
    std::int64_t largest = -1;
    while (records.next(record)) largest = std::max(largest, record.timestamp);
    return largest;
}

// In the segment beside an index: what is wrong there is said of the segment.
bool next_in_segment(BatchReader& batches, const std::string& index_path) {
    try {
        return batches.next();
    } catch (DumpFailure& failure) {
        failure.file = path_beside(index_path, ".log");
        throw;
    }
}

// Compares one entry of a time index with the segment.
void compare_time(Dump& dump, const std::string& path, const TimeIndexEntry& entry,
                  std::int64_t previous, BatchReader batches) {
    while (next_in_segment(batches, path) && batches.header().last_offset < entry.offset.value()) {
    }
    const bool found = !batches.bytes().empty();
    const std::int64_t last = found ? batches.header().last_offset : -1;
    if (!found || last != entry.offset.value()) {
        const bool beyond = !found || last < entry.offset.value();
        dump.index_without_batch[path].emplace_back(entry.offset.value(), beyond ? -1 : last);
        return;
    }
    const std::int64_t in_log = largest_timestamp(batches.header(), batches.bytes());
    if (in_log != entry.timestamp) {
        dump.index_timestamps[path].emplace_back(entry.timestamp, in_log);
    }
    if (previous >= entry.timestamp) {
        dump.index_order[path].emplace_back(entry.timestamp, previous);
    }
}

}  // namespace

void dump_offset_index(Dump& dump, const std::string& path, const ByteSource& file) {
    const Offset base(base_offset_in(path));
    EntryReader entries(file, OffsetIndexEntry::bytes);
    if (entries.count() == 0 && entries.odd_bytes() == 0) {
        dump.out << path << " is empty.\n";
        return;
    }
    if (dump.options.index_sanity_check) {
        check_offset_index(path, file, entries, base);
        dump.out << path << " passed sanity check.\n";
        return;
    }
    const auto log = open_beside(dump, path, ".log");
    for (std::uint64_t i = 0; i < entries.count(); ++i) {
        const auto entry = read_offset_index_entry(entries.at(i), base);
        // A broker that runs, or crashed, leaves zeros at the end.
        if (entry.offset == base && i > 0) return;
        const std::uint64_t place = i * OffsetIndexEntry::bytes;
        if (entry.position < 0 || static_cast<std::uint64_t>(entry.position) >= log->size()) {
            throw DumpFailure{place,
                              "the entry's position " + std::to_string(entry.position) +
                                  " is outside of its segment of " + std::to_string(log->size()) +
                                  " bytes",
                              rebuilds};
        }
        BatchReader batches(*log, static_cast<std::uint64_t>(entry.position), log->size());
        if (!next_in_segment(batches, path)) {
            throw DumpFailure{place,
                              "no whole batch is at position " + std::to_string(entry.position) +
                                  " of its segment",
                              rebuilds};
        }
        const std::int64_t found = batches.header().last_offset;
        if (found != entry.offset.value()) {
            dump.index_offsets[path].emplace_back(entry.offset.value(), found);
        }
        if (!dump.options.verify_index_only) {
            dump.out << "offset: " << entry.offset.value() << " position: " << entry.position
                     << "\n";
        }
    }
    refuse_odd_bytes(path, file, OffsetIndexEntry::bytes, "Index file");
}

void dump_time_index(Dump& dump, const std::string& path, const ByteSource& file) {
    const Offset base(base_offset_in(path));
    EntryReader entries(file, TimeIndexEntry::bytes);
    if (dump.options.index_sanity_check) {
        check_time_index(path, file, entries, base);
        dump.out << path << " passed sanity check.\n";
        return;
    }
    const auto log = open_beside(dump, path, ".log");
    const auto index = open_beside(dump, path, ".index");
    EntryReader offsets(*index, OffsetIndexEntry::bytes);
    std::int64_t previous = -1;
    for (std::uint64_t i = 0; i < entries.count(); ++i) {
        const auto entry = read_time_index_entry(entries.at(i), base);
        if (entry.offset == base && i > 0) return;
        const std::uint64_t from = position_of(offsets, base, entry.offset);
        compare_time(dump, path, entry, previous, BatchReader(*log, from, log->size()));
        if (!dump.options.verify_index_only) {
            dump.out << "timestamp: " << entry.timestamp << " offset: " << entry.offset.value()
                     << "\n";
        }
        previous = entry.timestamp;
    }
    refuse_odd_bytes(path, file, TimeIndexEntry::bytes, "Time index file");
}

void dump_transaction_index(Dump& dump, const std::string& path, const ByteSource& file) {
    base_offset_in(path);
    EntryReader entries(file, AbortedTransaction::bytes);
    for (std::uint64_t i = 0; i < entries.count(); ++i) {
        const AbortedTransaction t = read_aborted_transaction(entries.at(i));
        if (t.version > AbortedTransaction::current_version) {
            throw DumpFailure{i * AbortedTransaction::bytes,
                              "Unexpected aborted transaction version " +
                                  std::to_string(t.version) + " in transaction index " + path +
                                  ", current version is 0",
                              "is this a transaction index?"};
        }
        dump.out << "version: " << t.version << " producerId: " << t.producer_id.value()
                 << " firstOffset: " << t.first_offset.value()
                 << " lastOffset: " << t.last_offset.value()
                 << " lastStableOffset: " << t.last_stable_offset.value() << "\n";
    }
    refuse_odd_bytes(path, file, AbortedTransaction::bytes, "Transaction index file");
}

}  // namespace kscope::sim
