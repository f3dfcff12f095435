// What a segment's file holds, one extent for each batch: from extents that may be raw bytes in any
// division (a file that was read from a real disk is one extent with all of its batches), so that
// recovery finds the same batches however the file was kept. Bytes that are no batch stay bytes: as
// much as their own length says, if all of that is there, else all that is left.
#pragma once

#include <vector>

#include "core/border/files.h"

namespace kscope {

// An empty extent at the beginning says only that the file is there.
bool is_marker(const Extent& extent);
// Of a batch as it would be encoded.
std::size_t size_in_bytes(const Extent& extent);
bool has_raw_bytes(const std::vector<Extent>& extents);
// The same bytes; a marker stays the first. Adjacent raw extents are read as one run of bytes.
std::vector<Extent> batch_extents(const std::vector<Extent>& extents, const Codecs* codecs);
bool same_division(const std::vector<Extent>& a, const std::vector<Extent>& b);

}  // namespace kscope
