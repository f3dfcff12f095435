// .log files, and .checkpoint files of KRaft, which have the same format.
#include <algorithm>

#include "core/log/format/record_view.h"
#include "core/log/format/wrapped_messages.h"
#include "core/protocol/record_batch.h"
#include "sim/codec/codecs.h"
#include "sim/dump_log/dump_parts.h"
#include "sim/dump_log/record_text.h"

namespace kscope::sim {

namespace {

// "00000000000000000007-0000000003.checkpoint"
void print_snapshot_name(std::ostream& out, std::string_view path) {
    const std::string_view name = name_in(path);
    if (name == "bootstrap.checkpoint") {
        out << "KRaft bootstrap snapshot\n";
        return;
    }
    const std::size_t dash = name.find('-');
    const std::size_t dot = name.find('.');
    if (dash == std::string_view::npos || dash > dot) {
        throw DumpFailure{0, "the name tells no end offset and epoch",
                          "a snapshot is named as 00000000000000000007-0000000003.checkpoint is"};
    }
    const std::string end(name.substr(0, dash));
    const std::string epoch(name.substr(dash + 1, dot - dash - 1));
    out << "Snapshot end offset: " << base_offset_in(end) << ", epoch: " << base_offset_in(epoch)
        << "\n";
}

void print_batch(std::ostream& out, const BatchHeader& h, std::uint64_t position,
                 CompressionType codec, bool is_valid) {
    if (h.magic >= 2) {
        out << "baseOffset: " << h.base_offset << " lastOffset: " << h.last_offset
            << " count: " << h.record_count << " baseSequence: " << h.base_sequence
            << " lastSequence: " << h.last_sequence() << " producerId: " << h.producer_id
            << " producerEpoch: " << h.producer_epoch
            << " partitionLeaderEpoch: " << h.partition_leader_epoch
            << " isTransactional: " << text_of(h.is_transactional())
            << " isControl: " << text_of(h.is_control()) << " deleteHorizonMs: "
            << optional_long(h.has_delete_horizon() ? std::optional(h.base_timestamp)
                                                    : std::nullopt);
    } else {
        out << "offset: " << h.last_offset;
    }
    out << " position: " << position << " " << timestamp_type(h) << ": " << h.max_timestamp
        << " size: " << h.size_in_bytes << " magic: " << static_cast<int>(h.magic)
        << " compresscodec: " << name_of(codec) << " crc: " << h.crc
        << " isvalid: " << text_of(is_valid) << "\n";
}

class SegmentDump {
public:
    SegmentDump(Dump& dump, const std::string& path) : dump_(dump), path_(path) {}

    // Until the file ends or no batch follows.
    void run(BatchReader& batches) {
        try {
            print_batches(batches);
        } catch (const DumpFailure&) {
            complain_of_corrupt();
            throw;
        }
    }
    // Of the first batch that is, if any; it is the cause of what follows it.
    void complain_of_corrupt() const {
        if (first_corrupt_) throw DumpFailure(*first_corrupt_);
    }

private:
    void print_batches(BatchReader& batches) {
        while (batches.next()) {
            const BatchHeader& header = batches.header();
            const auto codec = header.compression();
            if (!codec) {
                throw DumpFailure{
                    batches.position(),
                    "Unknown compression type id: " + std::to_string(header.attributes & 0x07),
                    "no Kafka writes this"};
            }
            const std::uint32_t computed = computed_crc(batches.bytes());
            const bool is_valid = computed == header.crc;
            print_batch(dump_.out, header, batches.position(), *codec, is_valid);
            if (!is_valid) remember_corrupt(batches, computed);
            if (dump_.options.deep()) print_records(batches, *codec, is_valid);
        }
    }

    void remember_corrupt(const BatchReader& batches, std::uint32_t computed) {
        if (first_corrupt_) return;
        first_corrupt_ = {
            batches.position(),
            "Record is corrupt (stored crc = " + std::to_string(batches.header().crc) +
                ", computed crc = " + std::to_string(computed) + ")",
            "a broker that recovers this segment cuts it here"};
    }

    void print_records(const BatchReader& batches, CompressionType codec, bool is_valid) {
        const BatchHeader& header = batches.header();
        if (codec == CompressionType::none) {
            print_records_in(batches, batches.bytes(), is_valid);
        } else if (header.magic >= 2) {
            print_records_in(batches, unpacked(batches, codec), is_valid);
        } else {
            print_inner_messages(batches, codec);
        }
    }

    // The batch as it would be without compression, but for what its header says of it.
    static std::string unpacked(const BatchReader& batches, CompressionType codec) {
        constexpr std::size_t header_bytes = RecordBatch::header_bytes;
        const std::string_view bytes = batches.bytes();
        return std::string(bytes.substr(0, header_bytes)) +
               plain_bytes(batches, header_bytes, bytes.substr(header_bytes), codec);
    }

    static std::string plain_bytes(const BatchReader& batches, std::size_t place,
                                   std::string_view packed, CompressionType codec) {
        const auto plain = codecs().of(codec).decompress(packed, most_unpacked(packed.size()));
        if (!plain) {
            throw DumpFailure{batches.position() + place,
                              "the records are no " + std::string(name_of(codec)) + " data",
                              "its CRC may say whether it was written like this"};
        }
        return *plain;
    }

    // What a message of v0 or v1 wraps: messages with a CRC each.
    void print_inner_messages(const BatchReader& batches, CompressionType codec) {
        const BatchHeader& wrapper = batches.header();
        RecordCursor cursor(wrapper, batches.bytes());
        RecordView outer;
        if (!cursor.next(outer) || !outer.value) {
            throw DumpFailure{batches.position(), "a compressed message has no value",
                              "no Kafka writes this"};
        }
        const std::size_t place = batches.bytes().size() - outer.value->size();
        const std::string plain = plain_bytes(batches, place, *outer.value, codec);
        const std::optional<WrappedMessages> inner = read_wrapped_messages(wrapper, plain);
        if (!inner) {
            throw DumpFailure{batches.position() + place,
                              "what a compressed message holds are no messages",
                              "its CRC may say whether it was written like this"};
        }
        for (const WrappedMessage& message : inner->messages) {
            const bool is_valid = computed_crc(message.bytes) == message.header.crc;
            print_records_of(batches, message.header, message.bytes, is_valid);
        }
    }

    void print_records_in(const BatchReader& batches, std::string_view bytes, bool is_valid) {
        print_records_of(batches, batches.header(), bytes, is_valid);
    }

    void print_records_of(const BatchReader& batches, const BatchHeader& header,
                          std::string_view bytes, bool is_valid) {
        RecordCursor records(header, bytes);
        RecordView record;
        while (records.next(record)) {
            if (last_offset_ != -1 && record.offset != last_offset_ + 1) {
                dump_.non_consecutive[path_].emplace_back(last_offset_, record.offset);
            }
            last_offset_ = record.offset;
            try {
                print_record(dump_.out, header, record, is_valid, dump_.options);
            } catch (DumpFailure& failure) {
                dump_.out << "\n";
                failure.position = batches.position();
                throw;
            }
        }
        if (records.flaw() && !first_corrupt_) {
            throw DumpFailure{batches.position() + records.flaw().position, records.flaw().what,
                              "its CRC is right, so it was written like this"};
        }
    }

    Dump& dump_;
    const std::string& path_;
    std::int64_t last_offset_ = -1;
    std::optional<DumpFailure> first_corrupt_;
};

}  // namespace

void dump_segment(Dump& dump, const std::string& path, const ByteSource& file) {
    if (path.ends_with(".log")) {
        dump.out << "Log starting offset: " << base_offset_in(path) << "\n";
    } else {
        print_snapshot_name(dump.out, path);
    }
    const bool whole = dump.options.max_bytes == std::numeric_limits<std::int32_t>::max();
    const std::uint64_t limit =
        whole ? file.size()
              : std::min(file.size(), static_cast<std::uint64_t>(dump.options.max_bytes));
    BatchReader batches(file, 0, limit);
    SegmentDump segment(dump, path);
    segment.run(batches);
    const std::uint64_t trailing = whole ? limit - batches.after() : 0;
    if (trailing > 0) {
        dump.out << "Found " << trailing << " invalid bytes at the end of " << name_in(path)
                 << "\n";
    }
    segment.complain_of_corrupt();
    if (trailing == 0) return;
    throw DumpFailure{batches.after(),
                      "the last " + std::to_string(trailing) + " bytes are no whole batch",
                      "a broker that recovers this segment cuts it here"};
}

}  // namespace kscope::sim
