// Record sets, compressed: what a producer does when it closes a batch, and a leader whose topic
// wants another compression.type than the producer's (LogValidator).
#pragma once

#include "core/protocol/record_batch.h"

namespace kscope {

// The same records as this compression stores them; `records` itself if that is what it does
// already. `base` is the batch's base timestamp. The codec must be there, unless the type is none.
Ref<const RecordSet> compressed(const Ref<const RecordSet>& records, WallTime base,
                                const Compression& compression, const Codecs* codecs);

}  // namespace kscope
