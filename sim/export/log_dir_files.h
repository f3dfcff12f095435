// The files of one broker's log directory in the bytes of Kafka, from what its simulated disk
// keeps: segments batch by batch, and what Kafka has beside them and the simulation only knows in
// memory: .index, .timeindex, and .snapshot at the start of each segment but the first and, after
// an orderly shutdown, at the log's end. Everything else is written as it is on the disk. Knows no
// real file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/border/files.h"
#include "core/protocol/topic_partition.h"

namespace kscope::sim {

// Takes files one after the other, each in pieces.
class FileSink {
public:
    virtual ~FileSink() = default;
    virtual void begin(const std::string& name) = 0;
    virtual void write(std::string_view bytes) = 0;
    virtual void end() = 0;
};

// index.interval.bytes of a partition's topic.
using IndexInterval = std::function<std::int64_t(const TopicPartition&)>;

// `files` by name, as NodeDisk::contents() has them.
void write_log_dir(const std::vector<StoredFile>& files, const IndexInterval& interval,
                   FileSink& sink);

}  // namespace kscope::sim
