// What a process keeps on its disk, by file name. Log files hold extents: whole record batches, or
// raw bytes (checkpoint files, and what a torn write left of a batch). Names are Kafka's:
// "click-0/00000000000000000000.log", "replication-offset-checkpoint", ".kafka_cleanshutdown".
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/bytes.h"
#include "core/protocol/record_batch.h"

namespace kscope {

using Extent = std::variant<Ref<const RecordBatch>, Bytes>;

struct StoredFile {
    std::string name;
    std::vector<Extent> extents;
};

}  // namespace kscope
