#include "core/log/record_compression.h"

#include "core/base/check.h"
#include "core/log/batch_codec.h"

namespace kscope {

Ref<const RecordSet> compressed(const Ref<const RecordSet>& records, WallTime base,
                                const Compression& compression, const Codecs* codecs) {
    if (records->compression == compression.type) return records;
    if (compression.type == CompressionType::none) return make_record_set(records->records);
    KSCOPE_CHECK(codecs != nullptr && codecs->of(compression.type).compress != nullptr,
                 "the driver has no codec for this compression.type");
    const std::string bytes =
        codecs->of(compression.type)
            .compress(encode_records(records->records, base), compression.level);
    return make_record_set(records->records, compression.type, Bytes(bytes));
}

}  // namespace kscope
