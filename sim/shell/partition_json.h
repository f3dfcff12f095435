// The JSON files of Kafka's tools: lists of partitions, with replicas or without.
#pragma once

#include <string>
#include <vector>

#include "core/protocol/topic_partition.h"
#include "sim/shell/command_text.h"

namespace kscope::sim {

struct PartitionEntry {
    TopicPartition tp;
    std::vector<BrokerId> replicas;
    bool has_replicas = false;
};

// {"partitions": [{"topic": "click", "partition": 0, "replicas": [1, 2]}]}. Throws BadInput, at the
// place where the file is named, with what is wrong in it.
std::vector<PartitionEntry> read_partition_json(const std::string& text, const Word& file);
// The same for kafka-reassign-partitions: of version 1, and as many log_dirs as replicas, if any.
std::vector<PartitionEntry> read_reassignment_json(const std::string& text, const Word& file);
// {"topics": [{"topic": "click"}], "version": 1}, each topic once.
std::vector<std::string> read_topics_json(const std::string& text, const Word& file);
// {"partitions": [{"topic": "click", "partition": 0, "offset": 7}], "version": 1}, as
// kafka-delete-records reads it.
struct OffsetEntry {
    TopicPartition tp;
    Offset offset;
};
std::vector<OffsetEntry> read_offsets_json(const std::string& text, const Word& file);
// As Kafka's tool prints an assignment.
std::string partition_json(const std::vector<PartitionEntry>& partitions);

}  // namespace kscope::sim
