#include "core/log/record_compression.h"

#include "core/base/check.h"
#include "core/log/batch_codec.h"
#include "core/log/message_codec.h"

namespace kscope {

namespace {

Ref<const RecordSet> packed(const RecordSet& records, std::string_view encoded,
                            const Compression& compression, const Codecs* codecs) {
    KSCOPE_CHECK(codecs != nullptr && codecs->of(compression.type).compress != nullptr,
                 "the driver has no codec for this compression.type");
    const std::string bytes = codecs->of(compression.type).compress(encoded, compression.level);
    return make_packed_set(records, compression.type, Bytes(bytes));
}

Ref<const RecordSet> unpacked(const RecordSet& records, WallTime base) {
    std::vector<std::int32_t> deltas;
    for (std::size_t i = 0; i < records.records.size(); ++i) {
        deltas.push_back(records.offset_delta(i));
    }
    return make_thinned_set(records.records, std::move(deltas), records.last_offset_delta, base,
                            records.format);
}

}  // namespace

Ref<const RecordSet> compressed(const Ref<const RecordSet>& records, WallTime base,
                                const Compression& compression, const Codecs* codecs) {
    if (records->compression == compression.type) return records;
    if (compression.type == CompressionType::none) return unpacked(*records, base);
    if (records->compression != CompressionType::none) {
        return compressed(unpacked(*records, base), base, compression, codecs);
    }
    if (records->format != MessageFormat::v2) {
        return wrapped(*records, Offset(0), TimestampType::create_time, compression, codecs);
    }
    return packed(*records, encode_records(*records, base), compression, codecs);
}

Ref<const RecordSet> wrapped(const RecordSet& messages, Offset first, TimestampType type,
                             const Compression& compression, const Codecs* codecs) {
    const Offset counted_from = messages.format == MessageFormat::v0 ? first : Offset(0);
    return packed(messages, encode_inner_messages(messages, counted_from, type), compression,
                  codecs);
}

}  // namespace kscope
