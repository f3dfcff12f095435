// Real files for dump_log: read piece by piece, never as a whole.
#pragma once

#include "sim/dump_log/byte_source.h"

namespace kscope::sim {

class FileSources : public ByteSources {
public:
    // Regular files only.
    [[nodiscard]] std::unique_ptr<ByteSource> open(const std::string& path) const override;
};

}  // namespace kscope::sim
