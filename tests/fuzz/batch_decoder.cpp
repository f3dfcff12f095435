#include <algorithm>

#include "core/base/check.h"
#include "core/log/batch_codec.h"
#include "core/log/format/record_view.h"
#include "tests/fuzz/targets.h"

namespace kscope::fuzz {

namespace {

void decode(std::string_view bytes) {
    peek_next_offset(bytes);
    const DecodedBatch decoded = decode_batch(bytes);
    if (decoded.batch) {
        KSCOPE_CHECK(decoded.size_in_bytes <= bytes.size());
        // What was understood can be written and understood again.
        const DecodedBatch again = decode_batch(encode_batch(*decoded.batch));
        KSCOPE_CHECK(again.batch);
        KSCOPE_CHECK(again.batch->records() == decoded.batch->records());
        KSCOPE_CHECK(again.batch->base_offset == decoded.batch->base_offset);
    }
    const auto header = read_batch_header(bytes);
    if (!header) return;
    computed_crc(bytes);
    RecordCursor cursor(*header, bytes);
    RecordView record;
    std::int32_t read = 0;
    while (cursor.next(record)) ++read;
    KSCOPE_CHECK(read <= std::max(header->record_count, 0));
    KSCOPE_CHECK(cursor.flaw().position <= bytes.size());
}

}  // namespace

void batch_decoder(std::string_view input) {
    decode(input);
    decode(with_right_crcs(std::string(input)));
}

}  // namespace kscope::fuzz
