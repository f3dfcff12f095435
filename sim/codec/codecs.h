// The compressors that core does not have, as Kafka's Java clients use them: gzip, snappy in
// xerial's framing, lz4 frames of independent 64 KiB blocks, zstd
// (org.apache.kafka.common.compress). They read what other clients write as well: raw snappy too.
// Pure functions. Their output depends on the version of the library, as Kafka's does.
#pragma once

#include "core/base/compression.h"

namespace kscope::sim {

const Codecs& codecs();

std::string gzip_compress(std::string_view bytes, std::int32_t level);
std::optional<std::string> gzip_decompress(std::string_view bytes, std::size_t limit);
std::string snappy_compress(std::string_view bytes, std::int32_t level);
std::optional<std::string> snappy_decompress(std::string_view bytes, std::size_t limit);
std::string lz4_compress(std::string_view bytes, std::int32_t level);
std::optional<std::string> lz4_decompress(std::string_view bytes, std::size_t limit);
std::string zstd_compress(std::string_view bytes, std::int32_t level);
std::optional<std::string> zstd_decompress(std::string_view bytes, std::size_t limit);

}  // namespace kscope::sim
