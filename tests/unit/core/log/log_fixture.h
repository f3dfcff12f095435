// What the tests of the log share: batches with one line of text, and a log whose effects are kept.
#pragma once

#include <string>

#include "core/border/border.h"
#include "core/log/partition_log.h"

namespace kscope::test {

inline Ref<LogSpec> log_spec() {
    auto spec = make_ref<LogSpec>();
    spec->tp = {"click", PartitionIndex(0)};
    spec->broker = BrokerId(1);
    spec->log_id = 3;
    spec->config.segment_bytes = 1 << 30;
    spec->config.segment_ms = Duration::seconds(7 * 24 * 3600);
    spec->config.index_interval_bytes = 4096;
    spec->config.max_message_bytes = 1048588;
    spec->config.min_insync_replicas = 1;
    spec->config.segment_index_bytes = 10485760;
    spec->config.message_timestamp_before_max = Duration::forever();
    spec->config.message_timestamp_after_max = Duration::forever();
    spec->config.cleanup_delete = true;
    spec->config.retention = Duration::seconds(7 * 24 * 3600);
    spec->config.retention_bytes = -1;
    spec->config.file_delete_delay = Duration::seconds(60);
    spec->config.delete_retention = Duration::seconds(86400);
    spec->config.max_compaction_lag = Duration::forever();
    spec->config.min_cleanable_dirty_ratio = 500'000;
    spec->producer_id_expiration = Duration::seconds(86400);
    return spec;
}

inline RecordBatch batch(int records = 1, std::int64_t ms = 1000) {
    std::vector<Record> list;
    for (int i = 0; i < records; ++i) {
        list.push_back({WallTime::from_millis(ms + i),
                        Bytes("user-1"),
                        Bytes("/page/" + std::to_string(ms) + "/" + std::to_string(i)),
                        {}});
    }
    return make_batch(make_record_set(std::move(list)));
}

inline RecordBatch produced(std::int64_t producer, int epoch, int sequence, int records = 1) {
    RecordBatch result = batch(records);
    result.producer_id = ProducerId(producer);
    result.producer_epoch = ProducerEpoch(static_cast<std::int16_t>(epoch));
    result.base_sequence = Sequence(sequence);
    return result;
}

inline Now now_at(std::int64_t ms) {
    return {Instant::at(Duration::millis(ms)), WallTime::from_millis(ms), EventId(1)};
}

// One word per effect: "write F", "truncate F 2".
inline std::vector<std::string> told(const Output& out) {
    struct Teller {
        std::string operator()(const DiskWrite& e) const { return "write " + e.file.text(); }
        std::string operator()(const DiskFlush& e) const { return "flush " + e.file.text(); }
        std::string operator()(const DiskTruncate& e) const {
            return "truncate " + e.file.text() + " " + std::to_string(e.extents);
        }
        std::string operator()(const DiskRename& e) const { return "rename " + e.to.text(); }
        std::string operator()(const DiskDelete& e) const { return "delete " + e.file.text(); }
        std::string operator()(const Connect&) const { return "connect"; }
        std::string operator()(const Send&) const { return "send"; }
        std::string operator()(const Disconnect&) const { return "disconnect"; }
        std::string operator()(const Exit&) const { return "exit"; }
    };
    std::vector<std::string> lines;
    for (const Effect& effect : out.effects) lines.push_back(std::visit(Teller{}, effect));
    return lines;
}

struct LogFixture {
    Output out;
    Ref<LogSpec> spec = log_spec();
    PartitionLog log{spec};

    LogAppend append(const RecordBatch& b, int epoch = 0,
                     AppendOrigin origin = AppendOrigin::client) {
        return log.append_as_leader(b, LeaderEpoch(epoch), origin, now_at(1), out);
    }
    // This many batches of one record each.
    void fill(int batches, int epoch = 0) {
        for (int i = 0; i < batches; ++i) append(batch(), epoch);
        out.clear();
    }
    LogRead read(std::int64_t offset, std::int32_t max_bytes = 1 << 20) const {
        LogRead result;
        log.read(Offset(offset), max_bytes, log.log_end_offset(), true, result);
        return result;
    }
};

}  // namespace kscope::test
