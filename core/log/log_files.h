// Names of a partition's files, as Kafka gives them: "click-0/00000000000000000042.log".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/protocol/topic_partition.h"

namespace kscope {

// What follows the name of a file that waits to be removed.
inline constexpr std::string_view deleted_suffix = ".deleted";
// Of a segment that the cleaner writes, and of one that is whole and about to take its place.
inline constexpr std::string_view cleaned_suffix = ".cleaned";
inline constexpr std::string_view swap_suffix = ".swap";

std::string log_file_name(const TopicPartition& tp, Offset base_offset);
std::string epoch_checkpoint_name(const TopicPartition& tp);
// The base offset in a path that names a log file; none for every other name.
std::optional<Offset> base_offset_of(std::string_view path);
// "click-0" -> {click, 0}; none if it is not the directory of a partition.
std::optional<TopicPartition> partition_of_directory(std::string_view directory);

}  // namespace kscope
