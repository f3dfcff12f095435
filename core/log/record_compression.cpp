#include "core/log/record_compression.h"

#include "core/base/check.h"
#include "core/log/batch_codec.h"

namespace kscope {

Ref<const RecordSet> compressed(const Ref<const RecordSet>& records, WallTime base,
                                const Compression& compression, const Codecs* codecs) {
    if (records->compression == compression.type) return records;
    if (compression.type == CompressionType::none) {
        std::vector<std::int32_t> deltas;
        for (std::size_t i = 0; i < records->records.size(); ++i) {
            deltas.push_back(records->offset_delta(i));
        }
        return make_thinned_set(records->records, std::move(deltas), records->last_offset_delta,
                                base);
    }
    KSCOPE_CHECK(codecs != nullptr && codecs->of(compression.type).compress != nullptr,
                 "the driver has no codec for this compression.type");
    const std::string bytes =
        codecs->of(compression.type).compress(encode_records(*records, base), compression.level);
    return make_packed_set(*records, compression.type, Bytes(bytes));
}

}  // namespace kscope
