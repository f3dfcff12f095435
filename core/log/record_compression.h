// Record sets, compressed: what a producer does when it closes a batch, and a leader whose topic
// wants another compression.type than the producer's (LogValidator).
#pragma once

#include "core/protocol/record_batch.h"

namespace kscope {

// The same records as this compression stores them; `records` itself if that is what it does
// already. `base` is the batch's base timestamp. The codec must be there, unless the type is none.
Ref<const RecordSet> compressed(const Ref<const RecordSet>& records, WallTime base,
                                const Compression& compression, const Codecs* codecs);
// Plain messages of v0 or v1, of which the first is to stand at this offset, as the value of one
// that wraps them.
Ref<const RecordSet> wrapped(const RecordSet& messages, Offset first, TimestampType type,
                             const Compression& compression, const Codecs* codecs);

}  // namespace kscope
