#include "sim/codec/codecs.h"

namespace kscope::sim {

const Codecs& codecs() {
    static constexpr Codecs table{{{{},
                                    {gzip_compress, gzip_decompress},
                                    {snappy_compress, snappy_decompress},
                                    {lz4_compress, lz4_decompress},
                                    {zstd_compress, zstd_decompress}}}};
    return table;
}

}  // namespace kscope::sim
