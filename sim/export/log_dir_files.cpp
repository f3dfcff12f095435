#include "sim/export/log_dir_files.h"

#include <algorithm>
#include <optional>

#include "core/log/batch_codec.h"
#include "core/log/checkpoint_file.h"
#include "core/log/format/producer_snapshot.h"
#include "core/log/format/segment_indexes.h"
#include "core/log/log_files.h"
#include "sim/codec/codecs.h"

namespace kscope::sim {

namespace {

void write_whole(FileSink& sink, const std::string& name, std::string_view bytes) {
    sink.begin(name);
    sink.write(bytes);
    sink.end();
}

// Of a file that is no segment of a log: a checkpoint, or a segment that waits to be removed.
std::string bytes_of(const StoredFile& file) {
    std::string bytes;
    for (const Extent& extent : file.extents) {
        const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent);
        bytes +=
            batch != nullptr ? encode_batch(**batch) : std::string(std::get<Bytes>(extent).view());
    }
    return bytes;
}

std::string_view directory_of(std::string_view name) { return name.substr(0, name.find('/')); }

// The segments of one partition, in order.
class PartitionFiles {
public:
    PartitionFiles(const TopicPartition& tp, std::int64_t interval, FileSink& sink)
        : tp_(tp), interval_(interval), sink_(sink) {}

    void add(const StoredFile& file, Offset base_offset) {
        if (last_base_) write_snapshot(base_offset);
        last_base_ = end_ = base_offset;
        SegmentIndexes indexes(base_offset, interval_);
        sink_.begin(file.name);
        for (const Extent& extent : file.extents) add(extent, indexes);
        sink_.end();
        const std::string segment = file.name.substr(0, file.name.rfind('.'));
        write_whole(sink_, segment + ".index", indexes.offset_index_bytes());
        write_whole(sink_, segment + ".timeindex", indexes.time_index_bytes());
    }
    // A partition that was made and never written to has an empty segment.
    void finish(bool clean_shutdown) {
        if (!last_base_) add(StoredFile{log_file_name(tp_, Offset(0)), {}}, Offset(0));
        if (clean_shutdown && end_ > *last_base_) write_snapshot(end_);
    }
    [[nodiscard]] const TopicPartition& tp() const { return tp_; }

private:
    void add(const Extent& extent, SegmentIndexes& indexes) {
        if (const auto* batch = std::get_if<Ref<const RecordBatch>>(&extent)) {
            sink_.write(encode_batch(**batch));
            add(**batch, (*batch)->size_in_bytes(), indexes);
            return;
        }
        const std::string_view bytes = std::get<Bytes>(extent).view();
        sink_.write(bytes);
        const DecodedBatch decoded = decode_batch(bytes, &codecs());
        if (decoded.batch && decoded.size_in_bytes == bytes.size()) {
            add(*decoded.batch, static_cast<std::int32_t>(bytes.size()), indexes);
        }
    }
    void add(const RecordBatch& batch, std::int32_t size, SegmentIndexes& indexes) {
        indexes.append(batch.last_offset(), batch.max_timestamp.millis(), size);
        producers_.update(batch);
        end_ = batch.next_offset();
    }
    void write_snapshot(Offset offset) {
        const std::string log = log_file_name(tp_, offset);
        write_whole(sink_, log.substr(0, log.rfind('.')) + ".snapshot",
                    encode_producer_snapshot(snapshot_of(producers_.producers())));
    }

    TopicPartition tp_;
    std::int64_t interval_;
    FileSink& sink_;
    ProducerStateManager producers_;
    std::optional<Offset> last_base_;
    Offset end_{0};
};

}  // namespace

void write_log_dir(const std::vector<StoredFile>& files, const IndexInterval& interval,
                   FileSink& sink) {
    const bool clean = std::any_of(files.begin(), files.end(), [](const StoredFile& file) {
        return file.name == clean_shutdown_file;
    });
    std::optional<PartitionFiles> partition;
    const auto finish = [&] {
        if (partition) partition->finish(clean);
        partition.reset();
    };
    for (const StoredFile& file : files) {
        const auto tp = partition_of_directory(directory_of(file.name));
        if (partition && (!tp || *tp != partition->tp())) finish();
        if (tp && !partition) partition.emplace(*tp, interval(*tp), sink);
        const auto base_offset = base_offset_of(file.name);
        if (tp && base_offset) {
            partition->add(file, *base_offset);
        } else {
            write_whole(sink, file.name, bytes_of(file));
        }
    }
    finish();
}

}  // namespace kscope::sim
