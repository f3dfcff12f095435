#include "core/log/format/producer_snapshot.h"

#include "core/base/byte_order.h"
#include "core/log/checksum.h"

namespace kscope {

namespace {

constexpr std::int16_t snapshot_version = 1;
constexpr std::size_t crc_place = 2;
constexpr std::size_t entries_place = 6;  // what the CRC covers, from the count on
constexpr std::size_t entry_bytes = 8 + 2 + 4 + 8 + 4 + 8 + 4 + 8;

ProducerSnapshotEntry read_entry(ByteReader& in) {
    ProducerSnapshotEntry entry;
    entry.producer_id = ProducerId(in.get<std::int64_t>());
    entry.producer_epoch = ProducerEpoch(in.get<std::int16_t>());
    entry.last_sequence = Sequence(in.get<std::int32_t>());
    entry.last_offset = Offset(in.get<std::int64_t>());
    entry.offset_delta = in.get<std::int32_t>();
    entry.timestamp_ms = in.get<std::int64_t>();
    entry.coordinator_epoch = in.get<std::int32_t>();
    entry.current_txn_first_offset = Offset(in.get<std::int64_t>());
    return entry;
}

}  // namespace

std::vector<ProducerSnapshotEntry> snapshot_of(const ProducerTable& producers) {
    std::vector<ProducerSnapshotEntry> entries;
    entries.reserve(producers.size());
    producers.for_each([&](ProducerId id, const ProducerStateEntry& state) {
        ProducerSnapshotEntry& entry = entries.emplace_back();
        entry.producer_id = id;
        entry.producer_epoch = state.epoch;
        entry.timestamp_ms = state.last_timestamp.millis();
        if (state.count == 0) return;
        const BatchMetadata& last = state.batches[state.count - 1];
        entry.last_sequence = last.last_sequence;
        entry.last_offset = last.last_offset;
        entry.offset_delta = last.offset_delta;
    });
    return entries;
}

std::string encode_producer_snapshot(const std::vector<ProducerSnapshotEntry>& entries) {
    std::string body;
    body.reserve(4 + entries.size() * entry_bytes);
    put_big_endian(body, static_cast<std::int32_t>(entries.size()));
    for (const ProducerSnapshotEntry& entry : entries) {
        put_big_endian(body, entry.producer_id.value());
        put_big_endian(body, entry.producer_epoch.value());
        put_big_endian(body, entry.last_sequence.value());
        put_big_endian(body, entry.last_offset.value());
        put_big_endian(body, entry.offset_delta);
        put_big_endian(body, entry.timestamp_ms);
        put_big_endian(body, entry.coordinator_epoch);
        put_big_endian(body, entry.current_txn_first_offset.value());
    }
    std::string bytes;
    put_big_endian(bytes, snapshot_version);
    put_big_endian(bytes, crc32c(body));
    return bytes + body;
}

// ProducerStateManager.readSnapshot. The size is looked at before the count is believed.
DecodedProducerSnapshot decode_producer_snapshot(std::string_view bytes) {
    if (bytes.size() < entries_place + 4) {
        return {{bytes.size(), "the snapshot ends within its header"}, {}};
    }
    ByteReader in(bytes);
    const auto version = in.get<std::int16_t>();
    if (version != snapshot_version) {
        return {{0, "Snapshot contained an unknown file version " + std::to_string(version)}, {}};
    }
    const auto stored = in.get<std::uint32_t>();
    const std::uint32_t computed = crc32c(bytes.substr(entries_place));
    if (stored != computed) {
        return {
            {crc_place, "Snapshot is corrupt (CRC is no longer valid). Stored crc: " +
                            std::to_string(stored) + ". Computed crc: " + std::to_string(computed)},
            {}};
    }
    const auto count = in.get<std::int32_t>();
    if (count < 0 || in.unread() != static_cast<std::size_t>(count) * entry_bytes) {
        return {{entries_place, "the snapshot has " + std::to_string(in.unread()) +
                                    " bytes of entries, which are not " + std::to_string(count) +
                                    " entries"},
                {}};
    }
    DecodedProducerSnapshot result;
    result.entries.reserve(static_cast<std::size_t>(count));
    for (std::int32_t i = 0; i < count; ++i) result.entries.push_back(read_entry(in));
    return result;
}

}  // namespace kscope
