// Producer snapshots, and the text files that Kafka's own tool ignores.
#include <algorithm>
#include <array>

#include "core/log/format/producer_snapshot.h"
#include "core/log/format/text_files.h"
#include "sim/dump_log/dump_parts.h"
#include "sim/dump_log/record_text.h"

namespace kscope::sim {

namespace {

constexpr std::size_t largest_small_file = std::size_t{64} << 20;

std::string read_whole(const ByteSource& file) {
    if (file.size() > largest_small_file) {
        throw DumpFailure{largest_small_file, "a file of this kind is never so long",
                          "is it one of a log directory?"};
    }
    return file.read(0, static_cast<std::size_t>(file.size()));
}

void raise(const FileFlaw& flaw) {
    if (flaw) {
        throw DumpFailure{flaw.position, utf8_text(flaw.what),
                          "a broker that reads this at its start complains too"};
    }
}

constexpr std::array<std::string_view, 4> offset_checkpoints{
    "replication-offset-checkpoint", "recovery-point-offset-checkpoint",
    "log-start-offset-checkpoint", "cleaner-offset-checkpoint"};
constexpr std::string_view epoch_checkpoint = "leader-epoch-checkpoint";
constexpr std::string_view metadata_file = "partition.metadata";
constexpr std::string_view properties_file = "meta.properties";
constexpr std::string_view shutdown_file = ".kafka_cleanshutdown";

bool is_offset_checkpoint(std::string_view name) {
    return std::find(offset_checkpoints.begin(), offset_checkpoints.end(), name) !=
           offset_checkpoints.end();
}

// The first byte that no editor and no Properties.store() writes: a terminal would act on it.
std::size_t control_byte_in(std::string_view text) {
    const auto found = std::find_if(text.begin(), text.end(), [](char c) {
        const bool space = c == '\n' || c == '\r' || c == '\t' || c == '\f';
        return !space && ((c >= 0 && c < 0x20) || c == 0x7f);
    });
    return found == text.end() ? std::string_view::npos
                               : static_cast<std::size_t>(found - text.begin());
}

void print_properties(std::ostream& out, const DecodedProperties& properties) {
    for (const auto& [key, value] : properties.values) {
        out << utf8_text(key) << ": " << utf8_text(value) << "\n";
    }
    raise(properties.flaw);
}

void print_epochs(std::ostream& out, const std::string& text) {
    const auto epochs = read_epoch_checkpoint(text);
    for (const EpochEntry& entry : epochs.entries) {
        out << "epoch: " << entry.epoch.value() << " startOffset: " << entry.start_offset.value()
            << "\n";
    }
    raise(epochs.flaw);
}

void print_offsets(std::ostream& out, const std::string& text) {
    const auto offsets = read_offset_checkpoint(text);
    for (const OffsetCheckpointEntry& entry : offsets.entries) {
        out << "topic: " << utf8_text(entry.tp.topic)
            << " partition: " << entry.tp.partition.value() << " offset: " << entry.offset.value()
            << "\n";
    }
    raise(offsets.flaw);
}

}  // namespace

bool is_text_file(std::string_view name) {
    return is_offset_checkpoint(name) || name == epoch_checkpoint || name == metadata_file ||
           name == properties_file || name == shutdown_file;
}

void dump_text_file(Dump& dump, const std::string& path, const ByteSource& file) {
    const std::string_view name = name_in(path);
    const std::string text = read_whole(file);
    if (is_offset_checkpoint(name)) return print_offsets(dump.out, text);
    if (name == epoch_checkpoint) return print_epochs(dump.out, text);
    const std::size_t control = control_byte_in(text);
    if (control != std::string_view::npos) {
        // The lines before it are told.
        if (name == properties_file) {
            const std::string before = text.substr(0, text.rfind('\n', control) + 1);
            print_properties(dump.out, read_properties(before));
        }
        throw DumpFailure{control, "a byte that no text has", "is it a file of a log directory?"};
    }
    if (name == metadata_file) return print_properties(dump.out, read_partition_metadata(text));
    if (name == properties_file) return print_properties(dump.out, read_properties(text));
    // JSON of one line since KIP-966; empty before it.
    if (!text.empty()) dump.out << utf8_text(text) << "\n";
}

void dump_producer_snapshot(Dump& dump, const std::string& path, const ByteSource& file) {
    base_offset_in(path);
    const DecodedProducerSnapshot snapshot = decode_producer_snapshot(read_whole(file));
    raise(snapshot.flaw);
    for (const ProducerSnapshotEntry& e : snapshot.entries) {
        const bool open = e.current_txn_first_offset >= Offset(0);
        dump.out << "producerId: " << e.producer_id.value()
                 << " producerEpoch: " << e.producer_epoch.value()
                 << " coordinatorEpoch: " << e.coordinator_epoch << " currentTxnFirstOffset: "
                 << optional_long(open ? std::optional(e.current_txn_first_offset.value())
                                       : std::nullopt)
                 << " lastTimestamp: " << e.timestamp_ms << " ";
        if (e.last_offset >= Offset(0)) {
            const std::int32_t last = e.last_sequence.value();
            dump.out << "firstSequence: " << advance_sequence(last, -std::int64_t{e.offset_delta})
                     << " lastSequence: " << last << " lastOffset: " << e.last_offset.value()
                     << " offsetDelta: " << e.offset_delta << " timestamp: " << e.timestamp_ms;
        }
        dump.out << "\n";
    }
}

}  // namespace kscope::sim
